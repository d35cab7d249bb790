/** The two rows of heads: the bands of column groups, and the columns with their order and filter. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import type { Column, ColumnGroup } from "./feed.ts";
import type { Laying } from "./laying.ts";
import { isNumeric } from "./values.ts";

export const HEAD_ROWS = 2;

export function groupHeads(laying: Laying): HTMLTableRowElement {
  const row = element("tr", { "aria-rowindex": 1 });
  const { lastFrozen } = laying;
  for (const { place, end, group } of laying.bands()) {
    const cell = element("th", { colspan: end - place, scope: "colgroup" }, groupLabel(group));
    const isFrozen = laying.isFrozen(place);
    cell.classList.toggle("g", laying.startsGroup(place));
    cell.classList.toggle("frozen", isFrozen);
    if (isFrozen) cell.style.left = `${laying.leftOf(place)}px`;
    cell.classList.toggle("ice", end - 1 === lastFrozen);
    row.append(cell);
  }
  return row;
}

function groupLabel(group: ColumnGroup | undefined): string {
  if (!group) return "";
  return group.unit ? say(`${group.label}（${group.unit}）`, `${group.label} (${group.unit})`) : group.label;
}

/** The heads of the columns; `tick` is where the year stands, for the head of a share. */
export function columnHeads(laying: Laying, tick: number | undefined): HTMLTableRowElement {
  const row = element("tr", { "aria-rowindex": HEAD_ROWS });
  const number = element("th", { class: "no", scope: "col", "aria-colindex": 1 });
  number.append(element("span", { class: "unseen" }, say("序号", "No.")));
  row.append(number);
  laying.columns.forEach((column, index) => row.append(columnHead(laying, column, index, tick)));
  freezeCells([...row.cells], laying);
  return row;
}

function columnHead(
  laying: Laying,
  column: Column,
  index: number,
  tick: number | undefined,
): HTMLTableCellElement {
  const { sort, filtered } = laying.layout;
  const sorted = sort.findIndex((key) => key.column === column.key);
  const key = sort[sorted];
  const rank = sort.length > 1 ? String(sorted + 1) : "";
  const cell = element("th", {
    scope: "col",
    "aria-colindex": index + 2,
    "data-column": column.key,
    title: column.help || undefined,
    "aria-sort": key ? (key.isFalling ? "descending" : "ascending") : undefined,
  });
  if (isNumeric(column) && column.kind !== "bar") cell.classList.add("num");
  if (column.kind === "lamp") cell.classList.add("mid");
  cell.classList.toggle("g", laying.startsGroup(index + 1));
  const share = column.kind === "bar" && tick !== undefined ? ` ┃${(tick * 100).toFixed(1)}` : "";
  const mark = key ? ` ${key.isFalling ? "↓" : "↑"}${rank}` : "";
  cell.append(
    element(
      "button",
      { class: "sorter", type: "button", "data-act": "sort", disabled: !column.is_sortable },
      `${column.label}${share}${mark}`,
    ),
    element(
      "button",
      {
        class: filtered.has(column.key) ? "sieve on" : "sieve",
        type: "button",
        tabindex: -1,
        "data-act": "filter",
        "aria-label": say(`筛选「${column.label}」`, `Filter ${column.label}`),
      },
      "▾",
    ),
    element("span", { class: "edge", "data-act": "resize", "aria-hidden": "true" }),
  );
  return cell;
}

/** Let the cells of the frozen places stay where they are while the others scroll. */
export function freezeCells(cells: readonly HTMLTableCellElement[], laying: Laying): void {
  const last = laying.lastFrozen;
  cells.forEach((cell, place) => {
    const isFrozen = laying.isFrozen(place);
    cell.classList.toggle("frozen", isFrozen);
    cell.classList.toggle("ice", place === last);
    cell.style.left = isFrozen ? `${laying.leftOf(place)}px` : "";
  });
}
