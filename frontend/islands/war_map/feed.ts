/**
 * The one place that says what the war map reads, as `plan/feeds.py` writes it.
 *
 * Moments are whole minutes since 1970-01-01 00:00 on the zone's own clocks, null where there is
 * none. An end (finish, done, promised, late_finish, a flag, a milestone) that falls on midnight
 * belongs to the day before: work that ends at 24:00 on the 30th ends on the 30th.
 *
 * Columns, not records: 20,000 bars are 20 long arrays, which a browser reads several times as fast.
 */
export type Moment = number;
export type Colour = "red" | "amber" | "green" | "grey" | "";
export type BarKind = "summary" | "work" | "milestone" | "baseline";
export type LinkKind = "FS" | "SS" | "FF" | "SF";

/** Rows from top to bottom; a row's children follow it at a deeper level. */
export interface Rows {
  key: string[];
  level: number[]; // 0: a front 战线
  name: string[];
  note: string[]; // behind the name, pale: "24 个项目"
  lamp: Colour[];
  reds?: (number | null)[]; // how many red rows a front holds
  promised: (Moment | null)[];
  float_days: (number | null)[]; // below 0: days to win
  is_open: boolean[]; // as the server would unfold it; a person's own folding goes before
  href: string[]; // what Enter opens
  // what a planner may edit in the outline; left out for all others
  duration?: string[];
  after?: string[];
  done?: string[];
  front: (Moment | null)[]; // where the progress line 前锋线 meets the row; null: it passes by
}

export interface Bars {
  row: number[];
  start: Moment[];
  finish: Moment[];
  done: (Moment | null)[]; // worked until here
  kind: BarKind[];
  label: string[];
  is_critical: (0 | 1)[];
  key: string[];
  late_start: (Moment | null)[]; // by the backward pass 倒排
  late_finish?: (Moment | null)[];
}

export interface Flags {
  row: number[];
  at: Moment[];
  label: string[];
}

export interface Links {
  before: number[]; // numbers of bars
  after: number[];
  kind: LinkKind[];
  is_driving: (0 | 1)[];
}

export interface WarFeed {
  version: string | number; // 0: nobody counts; each reading is drawn anew
  today: Moment; // the day looked at
  is_past?: boolean; // and it is over: no mark says that it is today
  from: Moment;
  to: Moment;
  seasons: [from: Moment, to: Moment, label: string][]; // works stand still
  rows: Rows;
  bars: Bars;
  flags: Flags;
  links: Links;
}
