import { expect, it } from "vitest";
import type { LinkKind } from "./feed.ts";
import type { Point } from "./progress_line.ts";
import { route, touches } from "./routes.ts";

const box = (left: number, width: number, row: number) => ({ left, width, top: row * 30 + 7, height: 16 });
const KINDS: LinkKind[] = ["FS", "SS", "FF", "SF"];
const xy = (points: readonly Point[]) => points.map(({ x, y }) => [x, y]);

it("goes from the end of one bar down into the beginning of the next", () => {
  expect(xy(route("FS", box(0, 100, 0), box(150, 50, 2), 30))).toEqual([[100, 15], [107, 15], [107, 75], [150, 75]]);
});

it("turns back through the gap between rows when the next bar begins earlier", () => {
  const points = route("FS", box(100, 100, 0), box(50, 50, 1), 30);
  expect(xy(points)).toEqual([[200, 15], [207, 15], [207, 30], [43, 30], [43, 45], [50, 45]]);
});

it("leaves and enters on the sides that the kind names, for every position", () => {
  for (const kind of KINDS) {
    for (const [left, row] of [[0, 3], [400, 3], [180, 0], [60, 1]] as const) {
      const [a, b] = [box(200, 80, 1), box(left, 90, row)];
      const points = route(kind, a, b, 30);
      if (!points.length) continue;
      expect(points[0]!.x).toBe(kind[0] === "F" ? 280 : 200);
      expect(points.at(-1)!.x).toBe(kind[1] === "F" ? left + 90 : left);
      expect(points.at(-1)!.y).toBe(row * 30 + 15);
      const entry = points.at(-1)!.x - points.at(-2)!.x;
      expect(kind[1] === "S" ? entry > 0 : entry < 0).toBe(true);
    }
  }
});

it("has right angles only", () => {
  for (const kind of KINDS) {
    const points = route(kind, box(10, 50, 4), box(30, 60, 0), 30);
    points.slice(1).forEach((point, at) => {
      expect(point.x === points[at]!.x || point.y === points[at]!.y).toBe(true);
    });
  }
});

it("draws no knot between neighbours in one row, and a straight line over a gap", () => {
  expect(route("FS", box(0, 100, 0), box(101, 50, 0), 30)).toEqual([]);
  expect(xy(route("FS", box(0, 100, 0), box(180, 50, 0), 30))).toEqual([[100, 15], [180, 15]]);
});

it("is asked for only where it can be seen", () => {
  const points = route("FS", box(0, 100, 0), box(150, 50, 2), 30);
  const view = { left: 0, top: 0, width: 500, height: 300 };
  expect(touches(points, view)).toBe(true);
  expect(touches(points, { ...view, left: 160, top: 90 })).toBe(false);
  expect(touches([], view)).toBe(false);
});
