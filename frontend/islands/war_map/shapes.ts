/** Where bars and their words stand, in px from the left end of the chart and the top of its rows. */
import type { BarIndex } from "./bar_index.ts";
import type { Bars } from "./feed.ts";
import { laneBox } from "./lanes.ts";
import type { TimeScale } from "./time_scale.ts";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Heights that follow from the height of a row and the size of its letters. */
export interface Sizes {
  row: number;
  head: number; // both bands of the head
  text: number;
  name?: number; // what a row keeps free for its name, where the columns are out of sight
}

export const LEAST_WIDTH = 2; // px: a day is still seen when twenty years fit on the screen
const PAD = 5;
const FLAG = 11; // px of a flag's cloth beside its pole, by bars of 16 px

export function barBox(index: BarIndex, bar: number, top: number, scale: TimeScale, sizes: Sizes): Box {
  const { bars, lanes } = index;
  const left = scale.x(bars.start[bar]!);
  const width = Math.max(LEAST_WIDTH, scale.x(bars.finish[bar]!) - left);
  const high = index.heightOf(bars.row[bar]!);
  const u = sizes.row / 30; // the mock page's rows are 30 px high
  switch (bars.kind[bar]) {
    case "summary":
      return { left, top: top + 12 * u, width, height: 9 * u };
    case "baseline":
      return { left, top: top + 24.5 * u, width, height: 4 * u };
    case "milestone": {
      const size = 14 * u; // it stands on its end: a milestone has no length
      return { left: scale.x(bars.finish[bar]!) - size / 2, top: top + (high * sizes.row - size) / 2, width: size, height: size };
    }
    default: {
      const lane = laneBox(lanes.at[bar]!, lanes.of[bar]!, high * 30, (sizes.name ?? 0) / u);
      return { left, width, top: top + lane.top * u, height: lane.height * u };
    }
  }
}

/** How much of a bar is worked off, in px. */
export function doneWidth(bars: Bars, bar: number, box: Box, scale: TimeScale): number {
  const done = bars.done[bar];
  if (done === null || done === undefined) return 0;
  return Math.min(box.width, Math.max(0, scale.x(done) - box.left));
}

export interface Label {
  x: number;
  text: string;
  ground: "done" | "todo" | "beside";
}

type WidthOf = (text: string) => number;

/** Words that fit into a width, cut with an ellipsis; empty when not even two letters would. */
export function fitted(text: string, width: number, widthOf: WidthOf): string {
  if (widthOf(text) <= width) return text;
  const letters = [...text];
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (widthOf(`${letters.slice(0, middle).join("")}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return low >= 2 ? `${letters.slice(0, low).join("")}…` : "";
}

export interface LabelRoom {
  box: Box;
  done: number; // px from the bar's left end
  from: number; // the visible part of the chart
  to: number;
  lines: readonly number[]; // px of today and of the progress line: words do not stand on them
  next: number; // px where the row's next bar begins, perhaps before this one ends
  flags: readonly number[]; // px of the row's flags
}

/**
 * Where a bar's name stands: on what is done, else on what is left, else beside the bar. A bar that
 * begins left of the view keeps its name in view.
 */
export function labelOf(text: string, room: LabelRoom, widthOf: WidthOf): Label | undefined {
  if (!text) return undefined;
  const { box, done, from, to, next } = room;
  const wide = widthOf(text);
  const left = Math.max(box.left, from) + PAD;
  const right = Math.min(box.left + box.width, to, next);
  if (Math.min(box.left + done, next) - left - PAD >= wide) return { x: left, text, ground: "done" };
  const todo = besideLines(Math.max(left, box.left + done + (done ? PAD + 3 : 0)), wide, room);
  const isWhole = right - todo - 2 >= wide;
  if (isWhole) return { x: todo, text, ground: "todo" };
  const beside = behindFlags(box.left + box.width + PAD, wide, room);
  if (beside + wide + PAD <= Math.min(next, to) && beside >= from) return { x: beside, text, ground: "beside" };
  const cut = fitted(text, right - todo - 2, widthOf);
  return cut ? { x: todo, text: cut, ground: "todo" } : undefined;
}

function behindFlags(x: number, wide: number, { flags, box }: LabelRoom): number {
  const cloth = FLAG * (box.height / 16);
  return flags.reduce((at, flag) => (flag < at + wide && flag + cloth > at - PAD ? flag + cloth + PAD : at), x);
}

/** Behind the lines that would cross the words, if the bar has room for them there. */
function besideLines(x: number, wide: number, { lines, box }: LabelRoom): number {
  const crossed = lines.filter((line) => x - PAD < line && line < x + wide + PAD);
  if (!crossed.length) return x;
  const behind = Math.max(...crossed) + PAD + 1;
  return behind + wide <= box.left + box.width ? behind : x;
}
