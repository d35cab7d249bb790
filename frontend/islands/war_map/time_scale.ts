/** Where a moment stands on the chart, in px from its left end, and back. */
import { DAY } from "./moments.ts";

export const ZOOMS = { year: 0.25, quarter: 0.55, month: 1.15, week: 5.5, day: 24 } as const; // px per day
export type Zoom = keyof typeof ZOOMS;

const LEAST = 0.05; // px per day: twenty years on one screen
const MOST = 96; // a quarter of an hour is one px
const EDGE = 0.08; // of the width, between the edge and work that was scrolled to

export class TimeScale {
  readonly perDay: number;

  constructor(
    readonly from: number,
    readonly to: number,
    perDay: number,
  ) {
    this.perDay = Math.min(MOST, Math.max(LEAST, perDay));
  }

  /** The scale on which the whole span fills a width. */
  static filling(from: number, to: number, width: number): TimeScale {
    return new TimeScale(from, to, width / Math.max(1, (to - from) / DAY));
  }

  get width(): number {
    return this.x(this.to);
  }

  x(moment: number): number {
    return ((moment - this.from) / DAY) * this.perDay;
  }

  moment(x: number): number {
    return this.from + (x / this.perDay) * DAY;
  }

  zoomed(perDay: number): TimeScale {
    return new TimeScale(this.from, this.to, perDay);
  }
}

/** The span of a plan with a margin on both sides, so that nothing stands on the edge. */
export function withMargin(from: number, to: number): [from: number, to: number] {
  const margin = Math.max(7 * DAY, Math.round((to - from) * 0.02));
  return [from - margin, to + margin];
}

/** How far to scroll after zooming, so that what lay under the pointer still lies there. */
export function scrollAfterZoom(before: TimeScale, after: TimeScale, scrolled: number, pointer: number): number {
  return after.x(before.moment(scrolled + pointer)) - pointer;
}

/** How far to scroll so that some work is in view, where a view of `width` px that begins at `scrolled` has none. */
export function scrollToWork(scale: TimeScale, scrolled: number, width: number, start: ArrayLike<number>, finish: ArrayLike<number>): number {
  let [first, last] = [Infinity, -Infinity];
  for (let bar = 0; bar < start.length; bar += 1) {
    first = Math.min(first, start[bar]!);
    last = Math.max(last, finish[bar]!);
  }
  if (!start.length) return scrolled;
  if (scale.x(first) > scrolled + width) return scale.x(first) - width * EDGE;
  if (scale.x(last) < scrolled) return scale.x(last) - width * (1 - EDGE);
  return scrolled;
}

/** The named zoom that is nearest, for the button that shows it. */
export function nearestZoom(perDay: number): Zoom {
  const distance = (zoom: Zoom): number => Math.abs(Math.log(ZOOMS[zoom] / perDay));
  return (Object.keys(ZOOMS) as Zoom[]).reduce((best, zoom) => (distance(zoom) < distance(best) ? zoom : best));
}
