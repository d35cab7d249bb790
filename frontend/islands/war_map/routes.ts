/** Links as lines with right angles: out of a bar's end, along a gap between rows, into the next. */
import type { LinkKind } from "./feed.ts";
import type { Box } from "./shapes.ts";
import type { Point } from "./progress_line.ts";

const STUB = 7; // px a link goes straight on before it turns

const middle = (box: Box): number => box.top + box.height / 2;
const right = (box: Box): number => box.left + box.width;

/**
 * The corners of a link from one bar to another; the last is where the arrow stands. Neighbours in
 * one row follow each other for everybody to see: no line, rather than a knot between them.
 */
export function route(kind: LinkKind, before: Box, after: Box, rowHeight: number): Point[] {
  const leavesRight = kind[0] === "F";
  const entersLeft = kind[1] === "S";
  const a = { x: leavesRight ? right(before) : before.left, y: middle(before) };
  const b = { x: entersLeft ? after.left : right(after), y: middle(after) };
  const out = a.x + (leavesRight ? STUB : -STUB);
  const into = b.x + (entersLeft ? -STUB : STUB);
  const turn = turning(leavesRight, entersLeft, out, into);
  if (turn === undefined && a.y === b.y && Math.abs(b.x - a.x) < 2 * STUB) return [];
  if (turn === undefined) return detour(a, b, out, into, rowHeight);
  if (a.y === b.y && leavesRight === entersLeft) return [a, b];
  return [a, { x: turn, y: a.y }, { x: turn, y: b.y }, b];
}

/** Where one upright stretch is enough; undefined when the link has to turn back. */
function turning(leavesRight: boolean, entersLeft: boolean, out: number, into: number): number | undefined {
  if (leavesRight !== entersLeft) return leavesRight ? Math.max(out, into) : Math.min(out, into);
  const isFree = leavesRight ? out <= into : out >= into;
  return isFree ? out : undefined;
}

function detour(a: Point, b: Point, out: number, into: number, rowHeight: number): Point[] {
  const gap = b.y >= a.y ? a.y + rowHeight / 2 : a.y - rowHeight / 2; // the line between two rows
  return [a, { x: out, y: a.y }, { x: out, y: gap }, { x: into, y: gap }, { x: into, y: b.y }, b];
}

/** Whether any of it can be seen. */
export function touches(points: readonly Point[], view: Box): boolean {
  if (!points.length) return false;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return (
    Math.max(...xs) >= view.left &&
    Math.min(...xs) <= right(view) &&
    Math.max(...ys) >= view.top &&
    Math.min(...ys) <= view.top + view.height
  );
}
