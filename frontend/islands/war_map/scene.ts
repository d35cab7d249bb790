/** All that a drawing of the plan depends on, apart from which stretch of it is in view. */
import { BarIndex, LinkIndex } from "./bar_index.ts";
import type { WarFeed } from "./feed.ts";
import type { Focus } from "./keyboard.ts";
import { Outline, type Shown } from "./outline.ts";
import { frontCorners, type Corner } from "./progress_line.ts";
import type { Sizes } from "./shapes.ts";
import type { TimeScale } from "./time_scale.ts";

export type LinksShown = "none" | "near" | "all";

/** A bar as it would be if the pointer let go now, or a link being drawn. */
export interface Ghost {
  bar: number;
  start: number;
  finish: number;
}

/** The plan as it came, indexed once. */
export class Plan {
  readonly outline: Outline;
  readonly index: BarIndex;
  readonly links: LinkIndex;
  readonly flags = new Map<number, number[]>(); // numbers of flags by row

  constructor(readonly feed: WarFeed) {
    this.outline = new Outline(feed.rows.level);
    this.index = new BarIndex(feed.bars, this.outline.count);
    this.links = new LinkIndex(feed.links, feed.bars.row.length);
    feed.flags.row.forEach((row, flag) => this.flags.set(row, [...(this.flags.get(row) ?? []), flag]));
  }

  /** The rows that show, those with room for their lanes. */
  shown(closed: (row: number) => boolean): Shown {
    return this.outline.shown(closed, (row) => this.index.heightOf(row));
  }

  cornersOf(shown: Shown): Corner[] {
    const { rows, today } = this.feed;
    const front = Array.from(shown.rows, (row) => ({ isGroup: this.outline.isGroup(row), front: rows.front[row] ?? null }));
    return frontCorners(front, today).map(({ x, y, isKnown }) => ({ x, y: shown.yOf(y), isKnown }));
  }
}

export interface Scene {
  plan: Plan;
  shown: Shown;
  corners: readonly Corner[];
  scale: TimeScale;
  sizes: Sizes;
  isChinese: boolean;
  focus: Focus | undefined;
  hovered: number | undefined; // a bar
  ghost: Ghost | undefined;
  isEditable: boolean;
  isNamed: boolean; // the columns are out of sight, as on a phone: rows bear their names
  links: LinksShown;
  isLateShown: boolean;
  isChainShown: boolean; // what is not on the critical chain is pale
}

/** The stretch in view: px of the whole chart, without its head. */
export interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Stretch {
  first: number; // places of rows
  end: number;
}

export const placesIn = (view: View, rowHeight: number, shown: Shown): Stretch =>
  shown.between(view.top / rowHeight, (view.top + view.height) / rowHeight);
