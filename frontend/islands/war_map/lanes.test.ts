import { expect, it } from "vitest";
import { BarIndex } from "./bar_index.ts";
import type { Bars } from "./feed.ts";
import { hitAt } from "./hit.ts";
import { share } from "./lanes.ts";
import { Outline } from "./outline.ts";
import { barBox } from "./shapes.ts";
import { TimeScale } from "./time_scale.ts";

const sizes = { row: 30, head: 48, text: 12 };
const scale = new TimeScale(0, 1440 * 100, 1440);

/** Bars of one row, from day to day. */
function aRow(...spans: [from: number, to: number, kind?: Bars["kind"][number]][]): BarIndex {
  const column = <T>(make: (span: (typeof spans)[number], bar: number) => T): T[] => spans.map(make);
  return new BarIndex(
    {
      row: column(() => 0), start: column(([from]) => from * 1440), finish: column(([, to]) => to * 1440),
      done: column(() => null), kind: column(([, , kind]) => kind ?? "work"), label: column((_, bar) => `w${bar}`),
      is_critical: column(() => 0 as const), key: column((_, bar) => `b${bar}`), late_start: column(() => null),
    },
    1,
  );
}

it("leaves a row as it is where work follows work", () => {
  const index = aRow([0, 10], [10, 20], [25, 30]);
  expect([...index.lanes.of]).toEqual([1, 1, 1]);
  expect(index.heightOf(0)).toBe(1);
  expect(barBox(index, 0, 0, scale, sizes)).toMatchObject({ top: 7, height: 16 });
});

it("parts only the stretch in which bars overlap, into as few lanes as it needs", () => {
  const index = aRow([0, 10], [8, 20], [12, 22], [30, 40]);
  expect([...index.lanes.at]).toEqual([0, 1, 0, 0]);
  expect([...index.lanes.of]).toEqual([2, 2, 2, 1]);
  expect(index.heightOf(0)).toBe(1);
});

it("shows the whole of every bar within its row, however many lie beside each other", () => {
  let seed = 11;
  const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
  for (let run = 0; run < 60; run += 1) {
    const spans = Array.from({ length: 2 + random(9) }, (): [number, number] => {
      const from = random(60);
      return [from, from + 1 + random(30)];
    });
    const index = aRow(...spans);
    const high = index.heightOf(0) * sizes.row;
    const boxes = spans.map((_, bar) => barBox(index, bar, 0, scale, sizes));
    boxes.forEach((box, bar) => {
      expect(box.top).toBeGreaterThanOrEqual(1);
      expect(box.top + box.height).toBeLessThanOrEqual(high);
      expect(box.height).toBeGreaterThanOrEqual(sizes.text);
      boxes.slice(0, bar).forEach((other, before) => {
        const isApart = other.top + other.height <= box.top || box.top + box.height <= other.top;
        const inTime = spans[before]![0] < spans[bar]![1] && spans[bar]![0] < spans[before]![1];
        expect(isApart || !inTime).toBe(true);
        expect(share(index.lanes, before, bar)).toBe(!isApart);
      });
    });
  }
});

it("keeps the bars off the row's name on a phone", () => {
  const index = aRow([0, 20], [5, 25]);
  const box = barBox(index, 0, 0, scale, { row: 56, head: 48, text: 12, name: 14 });
  expect(box.top).toBeGreaterThanOrEqual(14);
  expect(box.height).toBeGreaterThanOrEqual(12);
});

it("gives milestones, brackets and baselines no lane", () => {
  const index = aRow([0, 10], [0, 20, "baseline"], [5, 5, "milestone"], [0, 30, "summary"]);
  expect([...index.lanes.of]).toEqual([1, 1, 1, 1]);
});

it("finds each of several bars under the pointer, and the rows below a higher one", () => {
  const three = aRow([0, 20], [5, 25], [10, 30]).bars;
  const index = new BarIndex({ ...three, row: [0, 0, 0] }, 2);
  const outline = new Outline([0, 0]);
  const shown = outline.shown(() => false, (row) => index.heightOf(row));
  const flags = { row: [], at: [], label: [] };
  const at = (day: number, y: number) => hitAt({ shown, index, flags, scale, sizes }, scale.x(day * 1440), y);
  for (const bar of [0, 1, 2]) {
    const box = barBox(index, bar, 0, scale, sizes);
    expect(at(15, box.top + box.height / 2)).toMatchObject({ place: 0, bar });
  }
  expect(at(15, index.heightOf(0) * sizes.row + 1)).toMatchObject({ place: 1, bar: undefined });
  expect(at(15, index.heightOf(0) * sizes.row + 31)).toBeUndefined();
});
