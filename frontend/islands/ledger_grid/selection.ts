/** One rectangle of cells between an anchor and a head, by line and column, both inclusive. */
export interface Cell {
  line: number;
  column: number;
}

export interface Selection {
  anchor: Cell;
  head: Cell;
}

export interface Rectangle {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface Extent {
  lines: number;
  columns: number;
  page: number; // lines that one page holds
}

export type Step = "up" | "down" | "left" | "right" | "pageup" | "pagedown" | "home" | "end";

export const alone = (cell: Cell): Selection => ({ anchor: cell, head: cell });

export function rectangle({ anchor, head }: Selection): Rectangle {
  return {
    top: Math.min(anchor.line, head.line),
    bottom: Math.max(anchor.line, head.line),
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  };
}

export const holds = (area: Rectangle, line: number, column: number): boolean =>
  line >= area.top && line <= area.bottom && column >= area.left && column <= area.right;

export const size = (area: Rectangle): number =>
  (area.bottom - area.top + 1) * (area.right - area.left + 1);

const within = (value: number, count: number): number => Math.max(0, Math.min(value, count - 1));

/** Where a key leads, as in Excel: with `far` (Ctrl) to the edge of the sheet. */
export function stepped(from: Cell, step: Step, extent: Extent, far = false): Cell {
  let { line, column } = from;
  if (step === "up") line = far ? 0 : line - 1;
  if (step === "down") line = far ? extent.lines - 1 : line + 1;
  if (step === "left") column = far ? 0 : column - 1;
  if (step === "right") column = far ? extent.columns - 1 : column + 1;
  if (step === "pageup") line -= extent.page;
  if (step === "pagedown") line += extent.page;
  if (step === "home") [line, column] = [far ? 0 : line, 0];
  if (step === "end") [line, column] = [far ? extent.lines - 1 : line, extent.columns - 1];
  return { line: within(line, extent.lines), column: within(column, extent.columns) };
}

/** Tab goes on to the next line at the end; undefined at the very end, where it leaves the grid. */
export function tabbed(from: Cell, back: boolean, extent: Extent): Cell | undefined {
  const place = from.line * extent.columns + from.column + (back ? -1 : 1);
  if (place < 0 || place >= extent.lines * extent.columns) return undefined;
  return { line: Math.floor(place / extent.columns), column: place % extent.columns };
}

/** Keep a selection inside a sheet that has become smaller. */
export function inside(selection: Selection, extent: Extent): Selection {
  const kept = ({ line, column }: Cell): Cell => ({
    line: within(line, extent.lines),
    column: within(column, extent.columns),
  });
  return { anchor: kept(selection.anchor), head: kept(selection.head) };
}
