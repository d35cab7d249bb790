/** One line of the sheet as a table row: a project, the head of a group, or the total. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import type { Pending } from "./changes.ts";
import type { Column, Group, Row, Subtotal } from "./feed.ts";
import { freezeCells, HEAD_ROWS } from "./heads.ts";
import { Laying } from "./laying.ts";
import { cellContent, sumContent, type Surroundings } from "./painting.ts";
import { cellText, isNumeric } from "./values.ts";

export interface Looks extends Surroundings {
  row: (offset: number) => Row | undefined;
  pending: (id: number, column: string) => Pending | undefined;
  fresh: (id: number, column: string) => boolean; // renewed a moment ago
  canEdit: boolean;
}

export interface DrawnRow {
  tr: HTMLTableRowElement;
  cells: HTMLTableCellElement[];
  contents: string[]; // what each cell shows now, so that an equal one is left alone
}

export class RowPainter {
  laying = new Laying();

  constructor(private readonly looks: Looks) {}

  newRow(): DrawnRow {
    const tr = element("tr");
    const cells = Array.from({ length: this.laying.columns.length + 1 }, (_, place) =>
      element("td", { "aria-colindex": place + 1 }),
    );
    tr.append(...cells);
    freezeCells(cells, this.laying);
    return { tr, cells, contents: [] };
  }

  #dress(cell: HTMLTableCellElement, place: number, marks: readonly string[]): void {
    const column = this.laying.columns[place - 1];
    const names = [...marks];
    if (!column) names.push("no");
    else {
      if (isNumeric(column) && column.kind !== "bar") names.push("num");
      if (column.kind === "lamp") names.push("mid");
      if (this.laying.startsGroup(place)) names.push("g");
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

  paintRow(drawn: DrawnRow, line: number, offset: number): void {
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
    this.laying.columns.forEach((column, index) => this.#paintCell(drawn, column, index + 1, row));
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
    const text = cellText(column, row);
    const content = `v${row.id}|${this.looks.tick}|${JSON.stringify(value)}|${text}`;
    this.#fill(drawn, place, content, () => cellContent(column, value, row, this.looks));
    const title = column.kind === "lamp" && value ? (value as { reason?: string }).reason || text : text;
    if (cell.title !== title) cell.title = title.length > 8 ? title : "";
  }

  paintGroup(drawn: DrawnRow, line: number, group: Group, isClosed: boolean): void {
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
    const { columns } = this.laying;
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

  /** The row under all lines. */
  totalRow(sums: Subtotal, remark: string): HTMLTableRowElement {
    const drawn = this.newRow();
    drawn.tr.className = "total";
    this.#dress(drawn.cells[0]!, 0, []);
    const label = () => [
      say("合计", "Total"),
      ...(remark ? [" ", element("span", { class: "tag" }, remark)] : []),
    ];
    this.#paintSums(drawn, sums, label, remark);
    return drawn.tr;
  }
}
