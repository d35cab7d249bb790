/** Mouse and finger on the sheet: pick, drag a range, open, widen a column. */
import type { Cell } from "./selection.ts";
import type { Sheet } from "./sheet.ts";

export interface PointerActs {
  pick: (cell: Cell, extend: boolean) => void;
  pickRow: (line: number, extend: boolean) => void;
  toggle: (line: number) => void;
  edit: (cell: Cell) => void;
  sort: (column: string, isFurther: boolean) => void;
  filter: (anchor: Element, column: string) => void;
  widen: (column: string, width: number | undefined, isDone: boolean) => void;
  isGroup: (line: number) => boolean;
}

const EDGE = 28; // px from the rim where a drag scrolls on
const NARROWEST = 30;

export function followPointer(sheet: Sheet, acts: PointerActs, signal: AbortSignal): void {
  const { scroller, table } = sheet;

  table.addEventListener("pointerdown", (event) => press(event), { signal });
  table.addEventListener("click", (event) => click(event), { signal });
  table.addEventListener("dblclick", (event) => doubled(event), { signal });

  function press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const target = event.target as Element;
    if (target.closest(".edge")) {
      widen(event, target.closest("th")!);
      return;
    }
    if (event.pointerType !== "mouse" || target.closest("a, button")) return;
    const hit = sheet.cellAt(target);
    if (!hit) return;
    event.preventDefault(); // the field over the cells keeps the focus
    pickAt(hit, event.shiftKey);
    if (hit.place > 0) drag(event);
  }

  function pickAt(hit: { cell: Cell; place: number }, extend: boolean): void {
    if (hit.place > 0) acts.pick(hit.cell, extend);
    else if (acts.isGroup(hit.cell.line)) acts.toggle(hit.cell.line);
    else acts.pickRow(hit.cell.line, extend);
  }

  function drag(event: PointerEvent): void {
    const ending = new AbortController();
    let at = { x: event.clientX, y: event.clientY };
    let last = "";
    const follow = () => {
      const hit = sheet.cellAt(document.elementFromPoint(at.x, at.y));
      const key = hit ? `${hit.cell.line}:${hit.cell.column}` : last;
      if (hit && key !== last && last) acts.pick(hit.cell, true);
      last = key;
    };
    follow();
    const scrolling = setInterval(() => {
      const box = scroller.getBoundingClientRect();
      const down = at.y > box.bottom - EDGE ? 1 : at.y < box.top + 2 * EDGE ? -1 : 0;
      const right = at.x > box.right - EDGE ? 1 : at.x < box.left + EDGE ? -1 : 0;
      if (down || right) {
        scroller.scrollBy(right * 24, down * sheet.lineHeight);
        follow();
      }
    }, 50);
    const stop = () => {
      clearInterval(scrolling);
      ending.abort();
    };
    const options = { signal: ending.signal };
    document.addEventListener("pointerup", stop, options);
    document.addEventListener("pointercancel", stop, options);
    document.addEventListener(
      "pointermove",
      (moved) => {
        at = { x: moved.clientX, y: moved.clientY };
        follow();
      },
      options,
    );
  }

  function widen(event: PointerEvent, head: HTMLTableCellElement): void {
    event.preventDefault();
    const column = head.dataset["column"]!;
    const from = { x: event.clientX, width: head.offsetWidth };
    const ending = new AbortController();
    const width = (moved: PointerEvent) =>
      Math.max(NARROWEST, Math.round(from.width + moved.clientX - from.x));
    const options = { signal: ending.signal };
    document.addEventListener("pointermove", (moved) => acts.widen(column, width(moved), false), options);
    document.addEventListener(
      "pointerup",
      (moved) => {
        ending.abort();
        if (moved.clientX !== from.x) acts.widen(column, width(moved), true);
      },
      options,
    );
  }

  function click(event: MouseEvent): void {
    const target = event.target as Element;
    const head = target.closest<HTMLElement>("th[data-column]");
    if (head) {
      const act = target.closest<HTMLElement>("[data-act]")?.dataset["act"];
      if (act === "filter") acts.filter(target, head.dataset["column"]!);
      else if (act === "sort") acts.sort(head.dataset["column"]!, event.shiftKey);
      return;
    }
    const isFinger = (event as PointerEvent).pointerType !== "mouse";
    const hit = sheet.cellAt(target);
    if (isFinger && hit && !target.closest("a")) pickAt(hit, false); // a drag of a finger scrolls
  }

  function doubled(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest(".edge")) {
      acts.widen(target.closest<HTMLElement>("th")!.dataset["column"]!, undefined, true);
      return;
    }
    const hit = sheet.cellAt(target);
    if (!hit || hit.place === 0) return;
    if (acts.isGroup(hit.cell.line)) acts.toggle(hit.cell.line);
    else acts.edit(hit.cell);
  }
}
