// @vitest-environment jsdom
import { expect, it } from "vitest";
import type { WarFeed } from "./feed.ts";
import { paint } from "./painter.ts";
import type { Mark, Pen, Words } from "./pen.ts";
import { aPlan, day } from "./samples.ts";
import { Plan, type Scene, type View } from "./scene.ts";
import type { Box } from "./shapes.ts";
import { TimeScale } from "./time_scale.ts";

/** Notes what is drawn, instead of drawing it. */
class Notebook implements Pen {
  drawn: { mark: Mark | Words; box?: Box; text?: string; isPale: boolean }[] = [];
  #isPale = false;
  #note = (mark: Mark | Words, more: { box?: Box; text?: string } = {}): void => {
    this.drawn.push({ mark, isPale: this.#isPale, ...more });
  };
  box = (mark: Mark, box: Box): void => this.#note(mark, { box });
  line = (mark: Mark): void => this.#note(mark);
  area = (mark: Mark): void => this.#note(mark);
  dot = (mark: Mark): void => this.#note(mark);
  words = (kind: Words, _: unknown, text: string): void => this.#note(kind, { text });
  widthOf = (_: Words, text: string): number => [...text].length * 12;
  within = (_box: Box, _shift: unknown, draw: () => void): void => draw();
  pale = (isPale: boolean): void => void (this.#isPale = isPale);
  of = (mark: Mark | Words) => this.drawn.filter((each) => each.mark === mark);
}

const WHOLE: View = { left: 0, top: 0, width: 1200, height: 600 };

function noted(change: Partial<Scene> = {}, view = WHOLE, feed: WarFeed = aPlan()): Notebook {
  document.documentElement.lang = "zh-CN";
  const plan = new Plan(feed);
  const shown = change.shown ?? plan.outline.shown(() => false);
  const pen = new Notebook();
  paint(
    pen,
    {
      plan,
      shown,
      corners: plan.cornersOf(shown),
      scale: new TimeScale(feed.from, feed.to, 1.15),
      sizes: { row: 30, head: 48, text: 12 },
      isChinese: true,
      focus: undefined,
      hovered: undefined,
      ghost: undefined,
      isEditable: false,
      isNamed: false,
      links: "near",
      isLateShown: false,
      isChainShown: false,
      ...change,
    },
    view,
  );
  return pen;
}

it("draws each bar once, what is done on top of what is left", () => {
  const pen = noted();
  expect(pen.of("todo")).toHaveLength(4); // the one that is finished has nothing left
  expect(pen.of("done")).toHaveLength(4);
  expect(pen.of("summary")).toHaveLength(1);
  expect(pen.of("milestone")).toHaveLength(1);
  expect(pen.of("fdot")).toHaveLength(2);
});

it("draws nothing of rows that are folded or out of view", () => {
  const plan = new Plan(aPlan());
  const folded = noted({ shown: plan.outline.shown((row) => row === 0) });
  expect(folded.of("todo")).toHaveLength(1);
  expect(noted({}, { ...WHOLE, top: 120, height: 30 }).of("todo")).toHaveLength(1);
  expect(noted({}, { ...WHOLE, left: 950, width: 200 }).of("done")).toHaveLength(0);
});

it("makes what is not on the critical chain pale, when the chain is looked at", () => {
  const pen = noted({ isChainShown: true });
  const pale = pen.of("todo").filter(({ isPale }) => isPale);
  expect(pale).toHaveLength(2);
  expect(pen.of("summary")[0]!.isPale).toBe(false);
  expect(noted().drawn.some(({ isPale }) => isPale)).toBe(false);
});

it("draws the links of the chain alone, or all, or none but those of the bar in hand", () => {
  const chain = noted();
  expect(chain.of("link-driving")).toHaveLength(1); // the neighbours need no line
  expect(chain.of("link")).toHaveLength(0);
  expect(noted({ links: "all" }).of("link")).toHaveLength(1);
  const none = noted({ links: "none" });
  expect(none.of("link-driving").length + none.of("link").length).toBe(0);
  expect(noted({ links: "none", focus: { place: 2, bar: 4 } }).of("link")).toHaveLength(1);
});

it("frames the latest dates only where they are asked for", () => {
  const feed = aPlan();
  feed.bars.late_start[3] = day("2021-02-26");
  feed.bars.late_finish![3] = day("2021-10-21");
  expect(noted({}, WHOLE, feed).of("latest")).toHaveLength(0);
  const [frame] = noted({ isLateShown: true }, WHOLE, feed).of("latest");
  expect(frame!.box!.left).toBeCloseTo(1.15 * 240, 6); // 240 days after the first of July
});

it("draws a thousand bars on one px as one", () => {
  const feed = aPlan();
  const many = 1000;
  const all = <T>(value: T): T[] => Array.from({ length: many }, () => value);
  const start = Array.from({ length: many }, (_, bar) => day("2021-01-01") + bar);
  feed.bars = {
    row: all(1), start, finish: start.map((at) => at + 1), done: all(null), kind: all("work"), label: all(""),
    is_critical: all(0), key: all("b"), late_start: all(null),
  };
  feed.links = { before: [], after: [], kind: [], is_driving: [] };
  expect(noted({}, WHOLE, feed).of("todo").length).toBeLessThanOrEqual(2);
});

it("writes today before anything that would cross it", () => {
  const heads = noted().drawn.flatMap(({ mark, text }) => (mark === "yr" || mark === "nowlab" ? [text] : []));
  expect(heads).toEqual(["今日 3-29", "2020 年", "2021 年", "2022 年", "2023 年"]);
});

it("calls a past day by its date, never today", () => {
  const past = { ...aPlan(), is_past: true };
  const marks = noted({}, WHOLE, past).drawn.flatMap(({ mark, text }) => (mark === "nowlab" ? [text] : []));
  expect(marks).toEqual(["截至 2021-03-29"]);
});

it("names each of two phases that overlap, and draws neither over the other", () => {
  const feed = aPlan();
  feed.bars.start[3] = day("2020-09-01"); // the structure begins while piles are driven
  const pen = noted({}, WHOLE, feed);
  const named = pen.drawn.flatMap(({ text }) => (text === "桩基" || text === "主体" ? [text] : []));
  expect(named.sort()).toEqual(["主体", "桩基", "桩基"]);
  const [piles, structure] = ["2020-07-01", "2020-09-01"].map((start) => {
    const left = 1.15 * ((day(start) - feed.from) / 1440);
    return pen.drawn.find(({ mark, box }) => (mark === "done" || mark === "todo") && Math.abs((box?.left ?? -1) - left) < 0.01)!.box!;
  });
  expect(piles!.top + piles!.height).toBeLessThanOrEqual(structure!.top);
});
