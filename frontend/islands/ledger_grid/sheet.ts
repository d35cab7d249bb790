/** The sheet on screen: a real table that draws only the lines in view. */
import { element } from "../../lib/elements.ts";
import { RowPainter, type DrawnRow, type Looks } from "./drawn_rows.ts";
import type { Column, Subtotal } from "./feed.ts";
import { columnHeads, freezeCells, groupHeads, HEAD_ROWS } from "./heads.ts";
import { Laying, type Layout } from "./laying.ts";
import type { Lines } from "./lines.ts";
import { holds, rectangle, type Cell, type Selection } from "./selection.ts";
import { drawnLines, scrolledTo } from "./windows.ts";

const SPARE_LINES = 12;

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
  readonly #painter: RowPainter;
  #laying = new Laying();
  #lineHeight = 30;
  #digits = 2; // of the largest row number

  constructor(
    readonly scroller: HTMLElement,
    private readonly looks: Looks,
  ) {
    this.#painter = new RowPainter(looks);
    this.table.append(this.#colgroup, this.#head, this.#body, this.#foot);
    this.#body.append(this.#above, this.#below);
    scroller.replaceChildren(this.table, this.#range);
  }

  get columns(): readonly Column[] {
    return this.#laying.columns;
  }

  get lineHeight(): number {
    return this.#lineHeight;
  }

  // --- columns -----------------------------------------------------------------------------

  arrange(layout: Layout, narrow: boolean): void {
    this.#lay(new Laying(layout, narrow, this.#digits));
    for (const { tr } of this.#drawn.values()) tr.remove();
    this.#drawn.clear();
    this.#spare = [];
    this.table.setAttribute("aria-colcount", String(this.#laying.count));
    this.#head.replaceChildren(groupHeads(this.#laying), columnHeads(this.#laying, this.looks.tick));
    this.#fit();
  }

  fitWidths(widths: Readonly<Record<string, number>>): void {
    const { layout, narrow } = this.#laying;
    this.#lay(new Laying({ ...layout, widths }, narrow, this.#digits));
    this.#fit();
  }

  #lay(laying: Laying): void {
    this.#laying = laying;
    this.#painter.laying = laying;
  }

  /** Set the widths; the last column takes what is left over. */
  #fit(): void {
    const last = this.#laying.count - 1;
    const cols = Array.from({ length: last + 1 }, (_, place) => {
      const col = element("col");
      if (place < last) col.style.width = `${this.#laying.widthOf(place)}px`;
      return col;
    });
    this.#colgroup.replaceChildren(...cols);
    this.table.style.minWidth = `${this.#laying.leastWidth}px`;
    this.#freeze();
  }

  #freeze(): void {
    const rows = [...this.#drawn.values()].map(({ cells }) => cells);
    const heads = [...(this.#head.rows[1]?.cells ?? [])];
    const total = [...(this.#foot.rows[0]?.cells ?? [])];
    for (const cells of [...rows, heads, total]) freezeCells(cells, this.#laying);
    const bands = this.#head.rows[0];
    if (bands) bands.replaceWith(groupHeads(this.#laying));
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
        drawn = this.#spare.pop() ?? this.#painter.newRow();
        this.#drawn.set(line, drawn);
      }
      if (drawn.tr === next) next = next.nextElementSibling!;
      else this.#body.insertBefore(drawn.tr, next);
      const at = lines.at(line)!;
      if (at.kind === "group") this.#painter.paintGroup(drawn, line, at.group, closed.has(at.group.key));
      else {
        offsets.push(at.offset);
        this.#painter.paintRow(drawn, line, at.offset);
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
    this.fitWidths(this.#laying.layout.widths);
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

  total(sums: Subtotal, remark: string): void {
    this.#foot.replaceChildren(this.#painter.totalRow(sums, remark));
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
    const isFrozen = this.#laying.isFrozen(place);
    const head = this.#head.rows[1]?.cells[place];
    let left = this.#laying.startOf(place);
    if (isFrozen) left = Math.max(left, this.#laying.leftOf(place) + this.scroller.scrollLeft);
    const top = this.#head.offsetHeight + line * this.#lineHeight;
    const width = head?.offsetWidth || this.#laying.widthOf(place);
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
    const frozen = this.#laying.frozenWidth;
    const width = scroller.clientWidth - frozen;
    scroller.scrollLeft = scrolledTo(scroller.scrollLeft, width, box.left - frozen, box.width);
  }

  get linesPerPage(): number {
    const height = this.scroller.clientHeight - this.#head.offsetHeight - this.#foot.offsetHeight;
    return Math.max(1, Math.floor(height / this.#lineHeight) - 1);
  }
}
