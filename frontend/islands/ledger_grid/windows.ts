/** Which lines are drawn, and which windows of rows are asked for. All spans are [first, end). */
export interface Span {
  first: number;
  end: number;
}

/** The lines in view and some to spare on both sides. */
export function drawnLines(
  view: { top: number; height: number; lineHeight: number },
  count: number,
  spare: number,
): Span {
  const first = Math.floor(Math.max(0, view.top) / view.lineHeight) - spare;
  const end = Math.ceil((Math.max(0, view.top) + view.height) / view.lineHeight) + spare;
  const clamped = Math.min(Math.max(0, first), count);
  return { first: clamped, end: Math.min(Math.max(clamped, end), count) };
}

/** The numbers of the windows that hold these offsets. */
export function windowsOf(offsets: Iterable<number>, size: number): number[] {
  const found = new Set<number>();
  for (const offset of offsets) found.add(Math.floor(offset / size));
  return [...found].sort((a, b) => a - b);
}

/** How far to scroll so that a stretch lies in view; the present position if it does already. */
export function scrolledTo(position: number, view: number, start: number, size: number): number {
  if (start < position) return start;
  if (start + size > position + view) return start + size - view;
  return position;
}
