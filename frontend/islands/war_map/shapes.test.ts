import { expect, it } from "vitest";
import { BarIndex } from "./bar_index.ts";
import type { Bars } from "./feed.ts";
import { aPlan, day } from "./samples.ts";
import { barBox, doneWidth, fitted, labelOf, LEAST_WIDTH, type LabelRoom } from "./shapes.ts";
import { TimeScale } from "./time_scale.ts";

const { bars, from, to } = aPlan();
const indexed = (of: Bars) => new BarIndex(of, 5);
const index = indexed(bars);
const scale = new TimeScale(from, to, 1);
const sizes = { row: 30, head: 48, text: 12 };
const widthOf = (text: string) => [...text].length * 12;
const box = { left: 100, top: 7, width: 200, height: 16 };
const room: LabelRoom = { box, done: 0, from: 0, to: 1000, lines: [], next: Infinity, flags: [] };

it("draws a bar from its start to its finish, within its row", () => {
  expect(barBox(index, 3, 60, scale, sizes)).toEqual({ left: 252, top: 67, width: 237, height: 16 });
});

it("stands a milestone on its end, as wide as it is high", () => {
  const mark = barBox(index, 5, 0, scale, sizes);
  expect(mark.left + mark.width / 2).toBe(scale.x(day("2022-10-01")));
  expect(mark.width).toBe(mark.height);
});

it("grows with the rows and never vanishes", () => {
  expect(barBox(index, 3, 0, scale, { ...sizes, row: 60 })).toMatchObject({ top: 14, height: 32 });
  expect(barBox(index, 3, 0, scale.zoomed(0.05), sizes).width).toBeGreaterThan(LEAST_WIDTH);
  expect(barBox(indexed({ ...bars, finish: bars.start }), 3, 0, scale, sizes).width).toBe(LEAST_WIDTH);
});

it("fills what is worked off, and never more than the bar", () => {
  const shape = barBox(index, 3, 0, scale, sizes);
  expect(doneWidth(bars, 3, shape, scale)).toBe(7);
  expect(doneWidth(bars, 1, shape, scale)).toBe(0);
  const beyond = { ...bars, done: bars.done.map(() => day("2030-01-01")) };
  expect(doneWidth(beyond, 3, shape, scale)).toBe(shape.width);
});

it("cuts words with an ellipsis and leaves out what would say nothing", () => {
  expect(fitted("土方桩基", 48, widthOf)).toBe("土方桩基");
  expect(fitted("土方桩基", 40, widthOf)).toBe("土方…");
  expect(fitted("土方桩基", 30, widthOf)).toBe("");
});

it("writes on what is done, else on what is left, else beside the bar", () => {
  expect(labelOf("桩基", { ...room, done: 80 }, widthOf)).toEqual({ x: 105, text: "桩基", ground: "done" });
  expect(labelOf("桩基", { ...room, done: 20 }, widthOf)).toEqual({ x: 128, text: "桩基", ground: "todo" });
  const narrow = { ...room, box: { ...box, width: 20 } };
  expect(labelOf("桩基", narrow, widthOf)).toEqual({ x: 125, text: "桩基", ground: "beside" });
  expect(labelOf("桩基", { ...narrow, next: 130 }, widthOf)).toBeUndefined();
});

it("keeps words off a flag at the end of the bar", () => {
  const narrow = { ...room, box: { ...box, width: 20 } };
  expect(labelOf("验收", { ...narrow, flags: [121] }, widthOf)).toEqual({ x: 137, text: "验收", ground: "beside" });
  expect(labelOf("验收", { ...narrow, flags: [300] }, widthOf)!.x).toBe(125);
});

it("ends its words where a bar lies over it", () => {
  expect(labelOf("安装装修", { ...room, next: 145 }, widthOf)).toMatchObject({ text: "安装…", ground: "todo" });
  expect(labelOf("桩基", { ...room, done: 150, next: 120 }, widthOf)).toBeUndefined();
});

it("keeps words off the lines of today and of progress", () => {
  expect(labelOf("基础主体", { ...room, lines: [120, 135] }, widthOf)!.x).toBe(141);
  expect(labelOf("基础主体", { ...room, lines: [90] }, widthOf)!.x).toBe(105);
});

it("keeps the name of a bar in view that began left of it", () => {
  expect(labelOf("主体", { ...room, from: 180 }, widthOf)!.x).toBe(185);
  expect(labelOf("装饰安装工程", { ...room, from: 240, next: 302 }, widthOf)).toMatchObject({ text: "装饰安…", ground: "todo" });
});

it("says nothing of a bar without a name", () => {
  expect(labelOf("", room, widthOf)).toBeUndefined();
});
