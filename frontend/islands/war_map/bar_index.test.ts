import { expect, it } from "vitest";
import { BarIndex, LinkIndex } from "./bar_index.ts";
import { aPlan, day } from "./samples.ts";

const feed = aPlan();
const index = new BarIndex(feed.bars, feed.rows.key.length);

it("lays the bars of a row by their start, whatever their order in the feed", () => {
  expect([...index.of(1)]).toEqual([2, 3, 1]);
  expect([...index.of(3)]).toEqual([]);
});

it("finds the bars of a stretch of time and leaves the others out", () => {
  expect([...index.between(1, day("2021-04-01"), day("2021-05-01"))]).toEqual([3]);
  expect([...index.between(1, day("2022-01-01"), day("2022-02-01"))]).toEqual([]);
  expect([...index.between(1, day("2021-11-01"), day("2022-04-01"))]).toEqual([3, 1]);
});

it("misses no bar that touches the stretch, long ones behind short ones too", () => {
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
  const start = Array.from({ length: 300 }, () => random(1000));
  const finish = start.map((from) => from + random(8) ** 3);
  const late = start.map((from) => (random(3) ? null : from - random(200)));
  const row = start.map(() => random(3));
  const bars = { ...feed.bars, row, start, finish, late_start: late, late_finish: finish.map(() => null) };
  const many = new BarIndex(bars, 3);
  for (let from = 0; from < 1000; from += 61) {
    const found = new Set(many.between(1, from, from + 40));
    const touching = start.flatMap((_, bar) => {
      const begin = Math.min(start[bar]!, late[bar] ?? Infinity);
      return row[bar] === 1 && begin <= from + 40 && finish[bar]! >= from ? [bar] : [];
    });
    for (const bar of touching) expect(found).toContain(bar);
  }
});

it("keeps a bar in view whose latest dates alone are there", () => {
  const late_start = feed.bars.late_start.map((_, bar) => (bar === 1 ? day("2021-12-01") : null));
  const short = new BarIndex({ ...feed.bars, late_start }, feed.rows.key.length);
  expect([...short.between(1, day("2021-12-01"), day("2021-12-20"))]).toContain(1);
});

it("finds the links on both sides of a bar", () => {
  const links = new LinkIndex(feed.links, feed.bars.row.length);
  expect([...links.of(3)].sort()).toEqual([0, 1]);
  expect([...links.of(5)]).toEqual([2]);
  expect([...links.of(0)]).toEqual([]);
});
