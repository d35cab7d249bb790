/** A small plan for tests: two fronts, three projects, as the feed sends it. */
import type { BarKind, LinkKind, WarFeed } from "./feed.ts";
import { midnight } from "./moments.ts";

export const day = (text: string): number => {
  const [year, month, date] = text.split("-").map(Number);
  return midnight(year!, month, date);
};

type BarLine = [row: number, kind: BarKind, label: string, start: string, finish: string, done?: string];

const BARS: BarLine[] = [
  [0, "summary", "", "2020-07-01", "2022-07-31"],
  [1, "work", "装饰", "2022-03-15", "2022-06-01"], // not by start: the index puts them in order
  [1, "work", "桩基", "2020-07-01", "2021-03-10", "2021-03-10"],
  [1, "work", "主体", "2021-03-10", "2021-11-02", "2021-03-17"],
  [2, "work", "桩基", "2021-01-15", "2021-09-01", "2021-04-06"],
  [2, "milestone", "封顶", "2022-10-01", "2022-10-01"],
  [4, "work", "管网", "2021-02-05", "2021-07-01", "2021-03-12"],
];

export function aPlan(): WarFeed {
  const nothing = (): null[] => BARS.map(() => null);
  return {
    version: 1,
    today: day("2021-03-29"),
    from: day("2020-07-01"),
    to: day("2023-01-01"),
    seasons: [[day("2020-11-15"), day("2021-03-15"), "冬停"]],
    rows: {
      key: ["f1", "p1", "p2", "f2", "p3"],
      level: [0, 1, 1, 0, 1],
      name: ["影都战线", "拍摄基地", "文旅基地", "基础设施战线", "生泰街"],
      note: ["24 个项目", "", "", "", ""],
      lamp: ["red", "red", "green", "", "grey"],
      promised: [null, day("2022-07-31"), null, null, null],
      float_days: [null, -12, 16, null, null],
      is_open: [true, true, true, true, true],
      href: ["", "/p1/", "", "", ""],
      front: [null, day("2021-03-17"), day("2021-04-06"), null, null],
    },
    bars: {
      row: BARS.map(([row]) => row),
      kind: BARS.map(([, kind]) => kind),
      label: BARS.map(([, , label]) => label),
      start: BARS.map(([, , , start]) => day(start)),
      finish: BARS.map(([, , , , finish]) => day(finish)),
      done: BARS.map(([, , , , , done]) => (done ? day(done) : null)),
      is_critical: BARS.map(([row]) => (row === 1 ? 1 : 0)),
      key: BARS.map((_, bar) => `b${bar}`),
      late_start: nothing(),
      late_finish: nothing(),
    },
    flags: { row: [1], at: [day("2022-07-31")], label: ["承诺"] },
    links: { before: [2, 3, 4], after: [3, 1, 5], kind: ["FS", "FS", "FF"] as LinkKind[], is_driving: [1, 1, 0] },
  };
}
