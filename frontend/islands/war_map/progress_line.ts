/** The progress line 前锋线: from row to row through how far each has come; left of today is lost. */
export interface Point {
  x: number; // moments or px, as the caller counts
  y: number;
}

export interface Corner extends Point {
  isKnown: boolean; // a row's own progress; the others hold the line on today
}

/** What the line needs to know of a row that shows, from top to bottom. */
export interface FrontRow {
  isGroup: boolean;
  front: number | null;
}

/**
 * The corners of the line in (moment, rows from the top): it begins and ends on today, a group's
 * row is crossed on today, and a row whose progress nobody knows is passed by. Of several such rows
 * a slope would tell something that nobody said: there the line goes back to today.
 */
export function frontCorners(rows: readonly FrontRow[], today: number): Corner[] {
  const corners: Corner[] = [{ x: today, y: 0, isKnown: false }];
  const isUnknown = (row: FrontRow | undefined): boolean => !!row && !row.isGroup && row.front === null;
  rows.forEach((row, place) => {
    const { isGroup, front } = row;
    const isOfSeveral = isUnknown(row) && (isUnknown(rows[place - 1]) || isUnknown(rows[place + 1]));
    if (isGroup || isOfSeveral) corners.push({ x: today, y: place + 0.5, isKnown: false });
    else if (front !== null) corners.push({ x: front, y: place + 0.5, isKnown: true });
  });
  corners.push({ x: today, y: rows.length, isKnown: false });
  return corners;
}

/** The corners of a stretch of rows, with one more on each side so that the line goes on. */
export function cornersBetween(corners: readonly Corner[], top: number, bottom: number): readonly Corner[] {
  const first = Math.max(0, firstFrom(corners, top) - 1);
  return corners.slice(first, Math.min(corners.length, firstFrom(corners, bottom) + 1));
}

function firstFrom(corners: readonly Point[], y: number): number {
  let low = 0;
  let high = corners.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (corners[middle]!.y < y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The areas between the line and today where the line lies left of it, each as a closed polygon. */
export function lostAreas(corners: readonly Point[], today: number): Point[][] {
  const areas: Point[][] = [];
  let open: Point[] = [];
  const close = (y: number): void => {
    open.push({ x: today, y });
    if (open.length > 2) areas.push(open);
    open = [];
  };
  corners.forEach((corner, at) => {
    const before = corners[at - 1];
    const isLate = corner.x < today;
    if (isLate && !open.length) open.push({ x: today, y: before ? crossing(before, corner, today) : corner.y });
    if (isLate) open.push(corner);
    else if (open.length) close(crossing(before!, corner, today));
  });
  if (open.length) close(open.at(-1)!.y);
  return areas;
}

function crossing(a: Point, b: Point, x: number): number {
  return a.x === b.x ? a.y : a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
}
