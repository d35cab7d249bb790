import { expect, it } from "vitest";
import { cornersBetween, frontCorners, lostAreas, type Point } from "./progress_line.ts";

const project = (front: number | null) => ({ isGroup: false, front });
const group = { isGroup: true, front: null };
const xy = (points: readonly Point[]) => points.map(({ x, y }) => [x, y]);

it("begins and ends on today, and crosses a group on today", () => {
  const corners = frontCorners([group, project(90), project(120)], 100);
  expect(xy(corners)).toEqual([[100, 0], [100, 0.5], [90, 1.5], [120, 2.5], [100, 3]]);
  expect(corners.map(({ isKnown }) => isKnown)).toEqual([false, false, true, true, false]);
});

it("passes by a row whose progress nobody knows", () => {
  expect(xy(frontCorners([project(90), project(null), project(95)], 100))).toEqual([[100, 0], [90, 0.5], [95, 2.5], [100, 3]]);
});

it("goes back to today along several rows that nobody knows of", () => {
  const corners = frontCorners([project(90), project(null), project(null), project(95)], 100);
  expect(xy(corners)).toEqual([[100, 0], [90, 0.5], [100, 1.5], [100, 2.5], [95, 3.5], [100, 4]]);
  expect(corners.filter(({ isKnown }) => isKnown)).toHaveLength(2);
});

it("goes on at both ends of a stretch of rows", () => {
  const corners = frontCorners(Array.from({ length: 1000 }, (_, row) => project(row)), 500);
  const near = cornersBetween(corners, 400, 410);
  expect(near[0]!.y).toBeLessThan(400);
  expect(near.at(-1)!.y).toBeGreaterThan(410);
  expect(near).toHaveLength(12);
  expect(cornersBetween(corners, 0, 2000)).toHaveLength(1002);
});

it("loses the area left of today only, cut where the line crosses today", () => {
  const corners = [{ x: 100, y: 0 }, { x: 80, y: 1 }, { x: 120, y: 2 }, { x: 100, y: 3 }];
  expect(lostAreas(corners, 100).map(xy)).toEqual([[[100, 0], [80, 1], [100, 1.5]]]);
});

it("makes two areas of two delays with an early row between them", () => {
  const corners = [{ x: 100, y: 0 }, { x: 80, y: 1 }, { x: 110, y: 2 }, { x: 60, y: 3 }, { x: 100, y: 4 }];
  const areas = lostAreas(corners, 100);
  expect(areas).toHaveLength(2);
  expect(area(areas[0]!) + area(areas[1]!)).toBeCloseTo(lostByRule(corners, 100), 5);
});

it("closes an area that goes on below the stretch", () => {
  expect(lostAreas([{ x: 90, y: 5 }, { x: 80, y: 6 }], 100).map(xy)).toEqual([[[100, 5], [90, 5], [80, 6], [100, 6]]]);
});

it("loses nothing where all are on time", () => {
  expect(lostAreas([{ x: 100, y: 0 }, { x: 130, y: 1 }, { x: 100, y: 2 }], 100)).toEqual([]);
});

/** The shoelace formula. */
function area(points: readonly Point[]): number {
  const doubled = points.reduce((sum, { x, y }, at) => {
    const next = points[(at + 1) % points.length]!;
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

/** The same by summing thin slices. */
function lostByRule(corners: readonly Point[], today: number): number {
  let sum = 0;
  for (let at = 1; at < corners.length; at += 1) {
    const [a, b] = [corners[at - 1]!, corners[at]!];
    const slices = 100_000;
    for (let slice = 0; slice < slices; slice += 1) {
      const share = (slice + 0.5) / slices;
      sum += (Math.max(0, today - (a.x + share * (b.x - a.x))) * (b.y - a.y)) / slices;
    }
  }
  return sum;
}
