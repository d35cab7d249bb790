import { expect, it } from "vitest";
import { BarIndex } from "./bar_index.ts";
import { hitAt } from "./hit.ts";
import { Outline } from "./outline.ts";
import { aPlan, day } from "./samples.ts";
import { TimeScale } from "./time_scale.ts";

const feed = aPlan();
const outline = new Outline(feed.rows.level);
const ground = {
  shown: outline.shown(() => false),
  index: new BarIndex(feed.bars, outline.count),
  flags: feed.flags,
  scale: new TimeScale(feed.from, feed.to, 1),
  sizes: { row: 30, head: 48, text: 12 },
};
const at = (date: string, row: number, y = 15) => hitAt(ground, ground.scale.x(day(date)), row * 30 + y);

it("finds the row and the bar under the pointer", () => {
  expect(at("2021-06-01", 1)).toEqual({ place: 1, row: 1, bar: 3, part: "body" });
  expect(at("2022-01-15", 1)).toEqual({ place: 1, row: 1, bar: undefined, part: undefined });
});

it("tells the ends of a bar from its middle", () => {
  expect(at("2021-03-13", 1)).toMatchObject({ bar: 3, part: "start" });
  expect(at("2021-10-30", 1)).toMatchObject({ bar: 3, part: "finish" });
});

it("finds a milestone although it has no length", () => {
  expect(at("2022-10-05", 2)).toMatchObject({ bar: 5, part: "body" });
});

it("follows the rows when some are folded", () => {
  const folded = { ...ground, shown: outline.shown((row) => row === 0) };
  expect(hitAt(folded, ground.scale.x(day("2021-05-01")), 75)).toMatchObject({ place: 2, row: 4, bar: 6 });
});

it("finds the flag of a promise beside the bars, in its own row alone", () => {
  expect(at("2022-08-03", 1)).toMatchObject({ bar: undefined, flag: 0 });
  expect(at("2022-08-03", 2)!.flag).toBeUndefined();
});

it("finds nothing above the first row and below the last", () => {
  expect(at("2021-06-01", 0, -1)).toBeUndefined();
  expect(at("2021-06-01", 5)).toBeUndefined();
});
