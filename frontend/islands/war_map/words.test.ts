// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { aPlan, day } from "./samples.ts";
import { barWords, flagPieces, floatText, rowWords } from "./words.ts";

const feed = aPlan();

beforeEach(() => {
  document.documentElement.lang = "zh-CN";
});

it("says a row with its lamp, its promise and the days it is short of", () => {
  expect(rowWords(feed, 1)).toBe("拍摄基地，红灯，承诺 2022-07-30 完成，缺 12 天");
  expect(rowWords(feed, 4)).toBe("生泰街，灰灯：数据过期或缺失");
});

it("says a bar with project, days and how far it is", () => {
  expect(barWords(feed, 3)).toBe("拍摄基地：主体，2021-03-10 至 2021-11-01，做到 2021-03-16，在关键链上");
  expect(barWords(feed, 2)).toContain("已完成");
  expect(barWords(feed, 5)).toBe("文旅基地：封顶，2022-09-30");
});

it("names the latest dates where the backward pass gave them", () => {
  const late_start = feed.bars.late_start.map(() => day("2021-02-26"));
  const bars = { ...feed.bars, late_start };
  expect(barWords({ ...feed, bars }, 3)).toContain("最迟 2021-02-26 开始");
});

it("says what a flag promises, for which day and of whom", () => {
  expect(flagPieces(feed, 0)).toEqual(["承诺", "2022-07-30", "拍摄基地"]);
});

it("does not say the name of a summary twice", () => {
  expect(barWords(feed, 0)).toBe("影都战线，2020-07-01 至 2022-07-30");
});

it("speaks English too", () => {
  document.documentElement.lang = "en";
  expect(rowWords(feed, 1)).toBe("拍摄基地, Red, promised for 2022-07-30, 12 days to win");
  expect(barWords(feed, 3)).toContain("2021-03-10 to 2021-11-01, worked until 2021-03-16, on the critical chain");
});

it("writes missing days as missing, and no float as unknown, never as 0", () => {
  expect([-12, 0, 16, null].map(floatText)).toEqual(["缺 12", "0", "16", "—"]);
});
