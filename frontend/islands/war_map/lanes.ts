/** Work of one row that overlaps in time stands in lanes, so that no bar covers another. */
import type { Bars } from "./feed.ts";

/** Of each bar the lane it stands in, from the top, and how many lanes its stretch of the row has. */
export interface Lanes {
  readonly at: Uint8Array;
  readonly of: Uint8Array;
}

const MOST = 255;
const SPARE = 3; // px of a row of 30 that stay free at its hairlines
const LANE = 13.5; // px of a lane in it: a letter of the usual size and a gap

/** How many usual rows high a row with so many lanes is: two fit, and letters stay as large. */
export const heightFor = (lanes: number): number => Math.max(1, (SPARE + LANE * lanes) / 30);

/**
 * Top and height of a lane, in px by rows of 30; all lanes stand in the middle of their row.
 *
 * @param high Of the row.
 * @param above What the row keeps free for its name, as on a phone.
 */
export function laneBox(lane: number, lanes: number, high: number, above = 0): { top: number; height: number } {
  if (lanes === 1) return { top: high / 2 - 8, height: 16 };
  const pitch = Math.min(LANE, (high - above - SPARE) / lanes);
  return { top: (high + above) / 2 + (lane - lanes / 2) * pitch, height: pitch - 1 };
}

/**
 * Only where bars overlap the row is parted, and into as few lanes as the stretch needs: the rest of
 * the row keeps its height. Brackets, baselines and milestones have places of their own.
 *
 * @param rows The bars of each row by their start.
 */
export function lanesOf({ kind, start, finish }: Bars, rows: Iterable<Uint32Array>): Lanes {
  const at = new Uint8Array(start.length);
  const of = new Uint8Array(start.length).fill(1);
  for (const bars of rows) {
    let stretch: number[] = [];
    let ends: number[] = []; // when the last bar of each lane does
    const close = (): void => {
      for (const bar of stretch) of[bar] = ends.length;
      stretch = [];
      ends = [];
    };
    for (const bar of bars) {
      if (kind[bar] !== "work") continue;
      if (stretch.length && ends.every((end) => end <= start[bar]!)) close();
      const free = ends.findIndex((end) => end <= start[bar]!);
      const lane = free >= 0 ? free : Math.min(ends.length, MOST - 1);
      ends[lane] = Math.max(ends[lane] ?? -Infinity, finish[bar]!);
      at[bar] = lane;
      stretch.push(bar);
    }
    if (stretch.length) close();
  }
  return { at, of };
}

/** Whether two bars of a row share some of its height. */
export function share({ at, of }: Lanes, one: number, other: number): boolean {
  const high = 30 * heightFor(Math.max(of[one]!, of[other]!));
  const a = laneBox(at[one]!, of[one]!, high);
  const b = laneBox(at[other]!, of[other]!, high);
  return a.top < b.top + b.height && b.top < a.top + a.height;
}
