/** The sheet on screen: a real table that draws only the lines in view. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import type { Column, ColumnGroup, Group, Row, Subtotal } from "./feed.ts";
import type { Lines } from "./lines.ts";
import type { Pending } from "./changes.ts";
import { cellContent, sumContent, type Surroundings } from "./painting.ts";
import { holds, rectangle, type Cell, type Selection } from "./selection.ts";
import type { SortKey } from "./state.ts";
import { isNumeric, shown } from "./values.ts";
import { drawnLines, scrolledTo } from "./windows.ts";

const DIGIT_WIDTH = 7;
const NARROWEST_LAST = 150; // px; the last column takes what is left over
const SPARE_LINES = 12;
const HEAD_ROWS = 2;

export interface Looks extends Surroundings {
  row: (offset: number) => Row | undefined;
  pending: (id: number, column: string) => Pending | undefined;
  fresh: (id: number, column: string) => boolean; // renewed a moment ago
  canEdit: boolean;
}

interface DrawnRow {
  tr: HTMLTableRowElement;
  cells: HTMLTableCellElement[];
  contents: string[]; // what each cell shows now, so that an equal one is left alone
}

export interface Layout {
  columns: readonly Column[];
  groups: readonly ColumnGroup[];
  widths: Readonly<Record<string, number>>;
  sort: readonly SortKey[];
  filtered: ReadonlySet<string>;
}

export class Sheet {
  readonly table = element("table", { class: "ledger", role: "grid" });
  readonly #colgroup = element("colgroup");
  readonly #head = element("thead");
  readonly #body = element("tbody");
  readonly #foot = element("tfoot");
  readonly #above = element("tr", { class: "beyond", "aria-hidden": "true" });
  readonly #below = element("tr", { class: "beyond", "aria-hidden": "true" });
  readonly #range = element("div", { class: "range", hidden: true });
  #drawn = new Map<number, DrawnRow>();
  #spare: DrawnRow[] = [];
  #layout: Layout = { columns: [], groups: [], widths: {}, sort: [], filtered: new Set() };
  #lineHeight = 30;
  #narrow = false;
  #digits = 2; // of the largest row number

  constructor(
    readonly scroller: HTMLElement,
    private readonly looks: Looks,
  ) {
    this.table.append(this.#colgroup, this.#head, this.#body, this.#foot);
    this.#body.append(this.#above, this.#below);
    scroller.replaceChildren(this.table, this.#range);
  }

  get columns(): readonly Column[] {
    return this.#layout.columns;
  }

  get lineHeight(): number {
    return this.#lineHeight;
  }

  // --- columns -----------------------------------------------------------------------------

  arrange(layout: Layout, narrow: boolean): void {
    this.#layout = layout;
    this.#narrow = narrow;
    for (const { tr } of this.#drawn.values()) tr.remove();
    this.#drawn.clear();
    this.#spare = [];
    this.table.setAttribute("aria-colcount", String(layout.columns.length + 1));
    this.#head.replaceChildren(this.#groupHeads(), this.#columnHeads());
    this.fitWidths(layout.widths);
  }

  widthOf(place: number): number {
    if (place === 0) return 20 + DIGIT_WIDTH * Math.max(2, this.#digits);
    const column = this.#layout.columns[place - 1]!;
    const width = this.#layout.widths[column.key] ?? column.width;
    return this.#narrow && column.is_frozen && column.kind === "link" ? Math.min(width, 150) : width;
  }

  /** Set the widths; the last column takes what is left over. */
  fitWidths(widths: Readonly<Record<string, number>>): void {
    this.#layout = { ...this.#layout, widths };
    const count = this.#layout.columns.length + 1;
    let total = 0;
    const cols = [];
    for (let place = 0; place < count; place += 1) {
      const col = element("col");
      if (place < count - 1) col.style.width = `${this.widthOf(place)}px`;
      const width = this.widthOf(place);
      total += place < count - 1 ? width : Math.min(width, NARROWEST_LAST);
      cols.push(col);
    }
    this.#colgroup.replaceChildren(...cols);
    this.table.style.minWidth = `${total}px`;
    this.#freeze();
  }

  #isFrozen(place: number): boolean {
    if (place === 0) return !this.#narrow;
    const column = this.#layout.columns[place - 1]!;
    return column.is_frozen && (!this.#narrow || column.kind === "link");
  }

  #leftOf(place: number): number {
    let left = 0;
    for (let at = 0; at < place; at += 1) {
      if (!this.#narrow || this.#isFrozen(at)) left += this.widthOf(at);
    }
    return left;
  }

  get #lastFrozen(): number {
    let found = -1;
    for (let place = 0; place <= this.#layout.columns.length; place += 1) {
      if (this.#isFrozen(place)) found = place;
    }
    return found;
  }

  #frozenWidth(): number {
    const last = this.#lastFrozen;
    return last < 0 ? 0 : this.#leftOf(last) + this.widthOf(last);
  }

  #freeze(): void {
    const rows = [...this.#drawn.values()].map(({ cells }) => cells);
    const heads = [...(this.#head.rows[1]?.cells ?? [])];
    const total = [...(this.#foot.rows[0]?.cells ?? [])];
    for (const cells of [...rows, heads, total]) this.#freezeCells(cells);
    const bands = this.#head.rows[0];
    if (bands) bands.replaceWith(this.#groupHeads());
  }

  #freezeCells(cells: readonly HTMLTableCellElement[]): void {
    const last = this.#lastFrozen;
    cells.forEach((cell, place) => {
      const isFrozen = this.#isFrozen(place);
      cell.classList.toggle("frozen", isFrozen);
      cell.classList.toggle("ice", place === last);
      cell.style.left = isFrozen ? `${this.#leftOf(place)}px` : "";
    });
  }

  #startsGroup(place: number): boolean {
    if (place < 2 || this.#lastFrozen === place - 1) return false;
    const { columns } = this.#layout;
    return columns[place - 1]!.group !== columns[place - 2]!.group;
  }

  #groupHeads(): HTMLTableRowElement {
    const row = element("tr", { "aria-rowindex": 1 });
    const { columns } = this.#layout;
    const lastFrozen = this.#lastFrozen;
    let place = 0;
    while (place <= columns.length) {
      const key = (columns[place - 1] ?? columns[0])?.group;
      let end = place + 1;
      while (
        end <= columns.length &&
        columns[end - 1]!.group === key &&
        this.#isFrozen(end) === this.#isFrozen(place)
      ) {
        end += 1;
      }
      const cell = element("th", { colspan: end - place, scope: "colgroup" }, this.#groupLabel(key));
      cell.classList.toggle("g", this.#startsGroup(place));
      cell.classList.toggle("frozen", this.#isFrozen(place));
      if (this.#isFrozen(place)) cell.style.left = `${this.#leftOf(place)}px`;
      cell.classList.toggle("ice", end - 1 === lastFrozen);
      row.append(cell);
      place = end;
    }
    return row;
  }

  #groupLabel(key: string | undefined): string {
    const group = this.#layout.groups.find((each) => each.key === key);
    if (!group) return "";
    return group.unit ? say(`${group.label}（${group.unit}）`, `${group.label} (${group.unit})`) : group.label;
  }

  #columnHeads(): HTMLTableRowElement {
    const row = element("tr", { "aria-rowindex": 2 });
    const number = element("th", { class: "no", scope: "col", "aria-colindex": 1 });
    number.append(element("span", { class: "unseen" }, say("序号", "No.")));
    row.append(number);
    this.#layout.columns.forEach((column, index) => row.append(this.#columnHead(column, index)));
    this.#freezeCells([...row.cells]);
    return row;
  }

  #columnHead(column: Column, index: number): HTMLTableCellElement {
    const sorted = this.#layout.sort.findIndex((key) => key.column === column.key);
    const key = this.#layout.sort[sorted];
    const rank = this.#layout.sort.length > 1 ? String(sorted + 1) : "";
    const cell = element("th", {
      scope: "col",
      "aria-colindex": index + 2,
      "data-column": column.key,
      title: column.help || undefined,
      "aria-sort": key ? (key.isFalling ? "descending" : "ascending") : undefined,
    });
    if (isNumeric(column) && column.kind !== "bar") cell.classList.add("num");
    if (column.kind === "lamp") cell.classList.add("mid");
    cell.classList.toggle("g", this.#startsGroup(index + 1));
    const tick = this.looks.tick;
    const share = column.kind === "bar" && tick !== undefined ? ` ┃${(tick * 100).toFixed(1)}` : "";
    const mark = key ? ` ${key.isFalling ? "↓" : "↑"}${rank}` : "";
    const isFiltered = this.#layout.filtered.has(column.key);
    cell.append(
      element(
        "button",
        { class: "sorter", type: "button", "data-act": "sort", disabled: !column.is_sortable },
        `${column.label}${share}${mark}`,
      ),
      element(
        "button",
        {
          class: isFiltered ? "sieve on" : "sieve",
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

  headOf(column: string): HTMLElement | null {
    return this.#head.querySelector(`th[data-column="${CSS.escape(column)}"]`);
  }

  // --- lines -------------------------------------------------------------------------------

  /** Draw what is in view; returns the offsets of the rows drawn, for the store to fetch. */
  draw(lines: Lines, selection: Selection, closed: ReadonlySet<string>): number[] {
    const { scroller } = this;
    const view = {
      top: scroller.scrollTop,
      height: scroller.clientHeight - this.#head.offsetHeight,
      lineHeight: this.#lineHeight,
    };
    const span = drawnLines(view, lines.count, SPARE_LINES);
    for (const [line, drawn] of this.#drawn) {
      if (line < span.first || line >= span.end) {
        this.#drawn.delete(line);
        this.#spare.push(drawn);
      }
    }
    const area = rectangle(selection);
    const offsets = [];
    let next: Element = this.#above.nextElementSibling!;
    for (let line = span.first; line < span.end; line += 1) {
      let drawn = this.#drawn.get(line);
      if (!drawn) {
        drawn = this.#spare.pop() ?? this.#newRow();
        this.#drawn.set(line, drawn);
      }
      if (drawn.tr === next) next = next.nextElementSibling!;
      else this.#body.insertBefore(drawn.tr, next);
      const at = lines.at(line)!;
      if (at.kind === "group") this.#paintGroup(drawn, line, at.group, closed.has(at.group.key));
      else {
        offsets.push(at.offset);
        this.#paintRow(drawn, line, at.offset);
      }
      drawn.cells.forEach((cell, place) => {
        const isPicked = place > 0 && holds(area, line, place - 1);
        cell.classList.toggle("picked", isPicked);
        cell.setAttribute("aria-selected", String(isPicked));
        const isHead = line === selection.head.line && place - 1 === selection.head.column;
        cell.classList.toggle("here", isHead);
        if (isHead) cell.id = "ledger-here";
        else if (cell.id) cell.removeAttribute("id");
      });
    }
    for (const { tr } of this.#spare) tr.remove();
    this.#spread(this.#above, span.first);
    this.#spread(this.#below, lines.count - span.end);
    this.table.setAttribute("aria-rowcount", String(lines.count + HEAD_ROWS + 1));
    this.#measure();
    return offsets;
  }

  /** Whether the lines are grouped, and how many rows there are to number. */
  prepare(rows: number, isGrouped: boolean): void {
    this.table.setAttribute("role", isGrouped ? "treegrid" : "grid");
    const digits = String(rows).length;
    if (digits === this.#digits) return;
    this.#digits = digits;
    this.fitWidths(this.#layout.widths);
  }

  #spread(tr: HTMLTableRowElement, lines: number): void {
    const height = `${lines * this.#lineHeight}px`;
    if (tr.style.height !== height) tr.style.height = height;
    tr.hidden = lines === 0;
  }

  /** The row height follows the reader's font size and zoom, so it is measured, not known. */
  #measure(): void {
    const [some] = this.#drawn.values();
    const height = some?.tr.getBoundingClientRect().height ?? 0;
    if (height > 0) this.#lineHeight = height;
  }

  #newRow(): DrawnRow {
    const tr = element("tr");
    const cells = Array.from({ length: this.#layout.columns.length + 1 }, (_, place) =>
      element("td", { "aria-colindex": place + 1 }),
    );
    tr.append(...cells);
    this.#freezeCells(cells);
    return { tr, cells, contents: [] };
  }

  #dress(cell: HTMLTableCellElement, place: number, marks: readonly string[]): void {
    const column = this.#layout.columns[place - 1];
    const names = [...marks];
    if (!column) names.push("no");
    else {
      if (isNumeric(column) && column.kind !== "bar") names.push("num");
      if (column.kind === "lamp") names.push("mid");
      if (this.#startsGroup(place)) names.push("g");
    }
    for (const kept of ["frozen", "ice", "picked", "here"]) {
      if (cell.classList.contains(kept)) names.push(kept);
    }
    const dressed = names.join(" ");
    if (cell.className !== dressed) cell.className = dressed;
  }

  #fill(drawn: DrawnRow, place: number, content: string, make: () => (Node | string)[]): void {
    if (drawn.contents[place] === content) return;
    drawn.contents[place] = content;
    drawn.cells[place]!.replaceChildren(...make());
  }

  #paintRow(drawn: DrawnRow, line: number, offset: number): void {
    const row = this.looks.row(offset);
    const lamp = row?.["lamp"];
    const isStale = typeof lamp === "object" && lamp !== null && "colour" in lamp && lamp.colour === "grey";
    const name = !row ? "is-waiting" : isStale ? "is-stale" : "";
    if (drawn.tr.className !== name) drawn.tr.className = name;
    drawn.tr.dataset["line"] = String(line);
    drawn.tr.setAttribute("aria-rowindex", String(line + HEAD_ROWS + 1));
    drawn.tr.removeAttribute("aria-expanded");
    drawn.tr.setAttribute("aria-level", "2");
    const number = String(offset + 1);
    this.#fill(drawn, 0, number, () => [number]);
    this.#dress(drawn.cells[0]!, 0, []);
    this.#layout.columns.forEach((column, index) => this.#paintCell(drawn, column, index + 1, row));
  }

  #paintCell(drawn: DrawnRow, column: Column, place: number, row: Row | undefined): void {
    const cell = drawn.cells[place]!;
    if (!row) {
      this.#dress(cell, place, []);
      this.#fill(drawn, place, "…", () => (column.kind === "lamp" ? [] : [element("i", { class: "ghost" })]));
      return;
    }
    const pending = this.looks.pending(row.id, column.key);
    const marks = [];
    if (column.kind === "bar") marks.push("ro");
    if (pending) marks.push(pending.look);
    else if (this.looks.fresh(row.id, column.key)) marks.push("fresh");
    this.#dress(cell, place, marks);
    const isFixed = !column.is_editable || !this.looks.canEdit;
    if (cell.getAttribute("aria-readonly") !== String(isFixed)) cell.setAttribute("aria-readonly", String(isFixed));
    const value = row[column.key];
    if (pending) {
      this.#fill(drawn, place, `p${pending.text}`, () => [pending.text]);
      cell.title = pending.message;
      return;
    }
    const content = `v${row.id}|${this.looks.tick}|${JSON.stringify(value)}`;
    this.#fill(drawn, place, content, () => cellContent(column, value, row, this.looks));
    const text = shown(column, value);
    const title = column.kind === "lamp" && value ? (value as { reason?: string }).reason || text : text;
    if (cell.title !== title) cell.title = title.length > 8 ? title : "";
  }

  #paintGroup(drawn: DrawnRow, line: number, group: Group, isClosed: boolean): void {
    drawn.tr.className = "group";
    drawn.tr.dataset["line"] = String(line);
    drawn.tr.setAttribute("aria-rowindex", String(line + HEAD_ROWS + 1));
    drawn.tr.setAttribute("aria-expanded", String(!isClosed));
    drawn.tr.setAttribute("aria-level", "1");
    this.#fill(drawn, 0, isClosed ? "▸" : "▾", () => [isClosed ? "▸" : "▾"]);
    this.#dress(drawn.cells[0]!, 0, ["opener"]);
    const size = isClosed
      ? say(`${group.count} 个，已收起`, `${group.count}, closed`)
      : say(`${group.count} 个`, `${group.count}`);
    this.#paintSums(drawn, group, () => [group.label, element("span", { class: "hint" }, size)], group.label + size);
  }

  #paintSums(drawn: DrawnRow, sums: Subtotal, name: () => (Node | string)[], nameContent: string): void {
    const { columns } = this.#layout;
    const tick = this.looks.tick;
    const nameAt = columns.findIndex((column) => column.kind === "link");
    columns.forEach((column, index) => {
      const place = index + 1;
      this.#dress(drawn.cells[place]!, place, []);
      drawn.cells[place]!.title = "";
      drawn.cells[place]!.removeAttribute("aria-readonly");
      if (index === nameAt) {
        this.#fill(drawn, place, `n${nameContent}`, name);
        return;
      }
      const content = `s${tick}|${JSON.stringify(sums.sums[column.key] ?? sums.lamps)}|${column.key}`;
      this.#fill(drawn, place, content, () => sumContent(column, sums, tick));
    });
  }

  total(sums: Subtotal, remark: string): void {
    const drawn = this.#newRow();
    drawn.tr.className = "total";
    this.#dress(drawn.cells[0]!, 0, []);
    const label = () => [
      say("合计", "Total"),
      ...(remark ? [" ", element("span", { class: "tag" }, remark)] : []),
    ];
    this.#paintSums(drawn, sums, label, remark);
    this.#foot.replaceChildren(drawn.tr);
  }

  // --- places ------------------------------------------------------------------------------

  /** The cell under a point of the screen, by the element that was hit. */
  cellAt(target: EventTarget | null): { cell: Cell; place: number } | undefined {
    const td = target instanceof Element ? target.closest("td") : null;
    const tr = td?.closest<HTMLTableRowElement>("tbody > tr[data-line]");
    if (!td || !tr || !this.#body.contains(tr)) return undefined;
    const line = Number(tr.dataset["line"]);
    return { cell: { line, column: Math.max(0, td.cellIndex - 1) }, place: td.cellIndex };
  }

  /** Where a cell lies in the scrolled sheet. */
  box({ line, column }: Cell): { left: number; top: number; width: number; height: number; isFrozen: boolean } {
    const place = column + 1;
    const isFrozen = this.#isFrozen(place);
    const head = this.#head.rows[1]?.cells[place];
    let left = 0;
    for (let at = 0; at < place; at += 1) left += this.widthOf(at);
    if (isFrozen) left = Math.max(left, this.#leftOf(place) + this.scroller.scrollLeft);
    const top = this.#head.offsetHeight + line * this.#lineHeight;
    const width = head?.offsetWidth || this.widthOf(place);
    return { left, top, width, height: this.#lineHeight, isFrozen };
  }

  /** A line round the cells picked, as in Excel. */
  frame(selection: Selection): void {
    const area = rectangle(selection);
    const isOne = area.top === area.bottom && area.left === area.right;
    this.#range.hidden = isOne;
    if (isOne) return;
    const first = this.box({ line: area.top, column: area.left });
    const last = this.box({ line: area.bottom, column: area.right });
    const { style } = this.#range;
    style.left = `${first.left}px`;
    style.top = `${first.top}px`;
    style.width = `${last.left + last.width - first.left}px`;
    style.height = `${last.top + last.height - first.top}px`;
  }

  reveal(cell: Cell): void {
    const { scroller } = this;
    const head = this.#head.offsetHeight;
    const foot = this.#foot.offsetHeight;
    const box = this.box(cell);
    const height = scroller.clientHeight - head - foot;
    scroller.scrollTop = scrolledTo(scroller.scrollTop, height, box.top - head, box.height);
    if (box.isFrozen) return;
    const frozen = this.#frozenWidth();
    const width = scroller.clientWidth - frozen;
    scroller.scrollLeft = scrolledTo(scroller.scrollLeft, width, box.left - frozen, box.width);
  }

  get linesPerPage(): number {
    const height = this.scroller.clientHeight - this.#head.offsetHeight - this.#foot.offsetHeight;
    return Math.max(1, Math.floor(height / this.#lineHeight) - 1);
  }
}
