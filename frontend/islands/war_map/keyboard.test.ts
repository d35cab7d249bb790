import { expect, it } from "vitest";
import { BarIndex } from "./bar_index.ts";
import { actOf, atEdge, moved, type Focus } from "./keyboard.ts";
import { Outline } from "./outline.ts";
import { aPlan } from "./samples.ts";

const feed = aPlan();
const outline = new Outline(feed.rows.level);
const shown = outline.shown(() => false);
const index = new BarIndex(feed.bars, outline.count);
const go = (focus: Focus, rows: number, bars: number) => moved(focus, { rows, bars }, shown, index);
const press = (key: string, ctrlKey = false) => actOf({ key, ctrlKey });

it("knows its keys and leaves the browser's alone", () => {
  expect(press("ArrowLeft")).toEqual({ kind: "move", rows: 0, bars: -1 });
  expect(press("Home", true)).toEqual({ kind: "edge", to: "first", of: "chart" });
  expect(press(" ")).toEqual({ kind: "fold" });
  expect(press("+")).toMatchObject({ kind: "zoom" });
  expect(press("=", true)).toBeUndefined();
  expect(press("x")).toBeUndefined();
});

it("walks from the row over its bars in order of time, and back to the row", () => {
  const row = { place: 1, bar: undefined };
  expect(go(row, 0, 1)).toEqual({ place: 1, bar: 2 });
  expect(go({ place: 1, bar: 2 }, 0, 1)).toEqual({ place: 1, bar: 3 });
  expect(go({ place: 1, bar: 1 }, 0, 1)).toEqual({ place: 1, bar: 1 });
  expect(go({ place: 1, bar: 2 }, 0, -1)).toEqual(row);
  expect(go(row, 0, -1)).toEqual(row);
});

it("keeps to what is near in time when it goes up and down", () => {
  expect(go({ place: 1, bar: 1 }, 1, 0)).toEqual({ place: 2, bar: 5 });
  expect(go({ place: 1, bar: 2 }, 1, 0)).toEqual({ place: 2, bar: 4 });
  expect(go({ place: 2, bar: 4 }, 1, 0)).toEqual({ place: 3, bar: undefined });
});

it("stops at the first and the last row", () => {
  expect(go({ place: 0, bar: 0 }, -1, 0)).toEqual({ place: 0, bar: 0 });
  expect(go({ place: 2, bar: undefined }, 99, 0).place).toBe(4);
});

it("leaps to the first and last bar of the row and to the ends of the chart", () => {
  const focus = { place: 1, bar: 3 };
  expect(atEdge(focus, { to: "first", of: "row" }, shown, index)).toEqual({ place: 1, bar: 2 });
  expect(atEdge(focus, { to: "last", of: "row" }, shown, index)).toEqual({ place: 1, bar: 1 });
  expect(atEdge(focus, { to: "last", of: "chart" }, shown, index)).toEqual({ place: 4, bar: undefined });
  expect(atEdge({ place: 3, bar: undefined }, { to: "first", of: "row" }, shown, index).bar).toBeUndefined();
});

it("goes nowhere in an empty plan", () => {
  const nothing = new Outline([]).shown(() => false);
  const focus = { place: 0, bar: undefined };
  expect(moved(focus, { rows: 1, bars: 0 }, nothing, index)).toBe(focus);
});
