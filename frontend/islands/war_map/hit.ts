/** What lies under the pointer. */
import type { BarIndex } from "./bar_index.ts";
import type { Flags } from "./feed.ts";
import type { Shown } from "./outline.ts";
import { barBox, type Sizes } from "./shapes.ts";
import type { TimeScale } from "./time_scale.ts";

export type Part = "start" | "finish" | "body";

export interface Hit {
  place: number; // of the row, from the top
  row: number;
  bar: number | undefined;
  part: Part | undefined;
  flag?: number; // where no bar is
}

const REACH = 4; // px beside a thin bar that still count
const END = 6; // px of a bar's end that can be pulled

export interface Ground {
  shown: Shown;
  index: BarIndex;
  flags: Flags;
  scale: TimeScale;
  sizes: Sizes;
}

/** `x` and `y` in px of the whole chart; undefined below the last row. */
export function hitAt({ shown, index, flags, scale, sizes }: Ground, x: number, y: number): Hit | undefined {
  const place = shown.placeAt(y / sizes.row);
  if (y < 0 || place >= shown.count) return undefined;
  const row = shown.rows[place]!;
  const slack = sizes.row; // a milestone is wider than its moment
  const near = index.between(row, scale.moment(x - slack), scale.moment(x + slack));
  for (const bar of [...near].reverse()) {
    const box = barBox(index, bar, shown.topOf(place) * sizes.row, scale, sizes);
    const isThin = box.height < 6 || index.lanes.of[bar]! > 1; // others lie close above and below
    const above = isThin ? 1 : REACH;
    const isInside =
      x >= box.left - REACH && x <= box.left + box.width + REACH && y >= box.top - above && y <= box.top + box.height + above;
    if (isInside) return { place, row, bar, part: partAt(index.bars.kind[bar]!, x, box.left, box.width) };
  }
  const flag = flags.row.findIndex((owner, at) => owner === row && isOnFlag(x - scale.x(flags.at[at]!), sizes.row));
  return { place, row, bar: undefined, part: undefined, ...(flag >= 0 && { flag }) };
}

const isOnFlag = (away: number, rowHeight: number): boolean => away >= -REACH && away <= rowHeight / 3 + REACH;

function partAt(kind: string, x: number, left: number, width: number): Part {
  if (kind !== "work" || width < 3 * END) return "body";
  if (x <= left + END) return "start";
  return x >= left + width - END ? "finish" : "body";
}
