/** Where the columns lie: their widths, the frozen ones, the bands over them. Place 0 numbers the rows. */
import type { Column, ColumnGroup } from "./feed.ts";
import type { SortKey } from "./state.ts";

const DIGIT_WIDTH = 7;
const FEWEST_DIGITS = 2;
const NARROWEST_LAST = 150; // px; the last column takes what is left over
const WIDEST_FROZEN = 150; // px; on a phone the name leaves room for the figures

export interface Layout {
  columns: readonly Column[];
  groups: readonly ColumnGroup[];
  widths: Readonly<Record<string, number>>;
  sort: readonly SortKey[];
  filtered: ReadonlySet<string>;
}

/** Neighbouring places of one group under one head; [place, end). */
export interface Band {
  place: number;
  end: number;
  group: ColumnGroup | undefined;
}

const NOTHING: Layout = { columns: [], groups: [], widths: {}, sort: [], filtered: new Set() };

export class Laying {
  constructor(
    readonly layout: Layout = NOTHING,
    readonly narrow = false,
    private readonly digits = FEWEST_DIGITS, // of the largest row number
  ) {}

  get columns(): readonly Column[] {
    return this.layout.columns;
  }

  /** Places, with the one that numbers the rows. */
  get count(): number {
    return this.columns.length + 1;
  }

  widthOf(place: number): number {
    if (place === 0) return 20 + DIGIT_WIDTH * Math.max(FEWEST_DIGITS, this.digits);
    const column = this.columns[place - 1]!;
    const width = this.layout.widths[column.key] ?? column.width;
    const isCut = this.narrow && column.is_frozen && column.kind === "link";
    return isCut ? Math.min(width, WIDEST_FROZEN) : width;
  }

  /** The least width of the whole table. */
  get leastWidth(): number {
    let total = 0;
    for (let place = 0; place < this.count; place += 1) {
      const width = this.widthOf(place);
      total += place < this.count - 1 ? width : Math.min(width, NARROWEST_LAST);
    }
    return total;
  }

  isFrozen(place: number): boolean {
    if (place === 0) return !this.narrow;
    const column = this.columns[place - 1]!;
    return column.is_frozen && (!this.narrow || column.kind === "link");
  }

  /** Where a frozen place stays while the others scroll. */
  leftOf(place: number): number {
    let left = 0;
    for (let at = 0; at < place; at += 1) {
      if (!this.narrow || this.isFrozen(at)) left += this.widthOf(at);
    }
    return left;
  }

  /** Where a place lies in the whole table. */
  startOf(place: number): number {
    let left = 0;
    for (let at = 0; at < place; at += 1) left += this.widthOf(at);
    return left;
  }

  get lastFrozen(): number {
    let found = -1;
    for (let place = 0; place < this.count; place += 1) {
      if (this.isFrozen(place)) found = place;
    }
    return found;
  }

  get frozenWidth(): number {
    const last = this.lastFrozen;
    return last < 0 ? 0 : this.leftOf(last) + this.widthOf(last);
  }

  startsGroup(place: number): boolean {
    if (place < 2 || this.lastFrozen === place - 1) return false;
    return this.columns[place - 1]!.group !== this.columns[place - 2]!.group;
  }

  /** A band never spans the edge of what is frozen, or it would tear when the sheet scrolls. */
  bands(): Band[] {
    const found = [];
    let place = 0;
    while (place < this.count) {
      const key = (this.columns[place - 1] ?? this.columns[0])?.group;
      let end = place + 1;
      while (
        end < this.count &&
        this.columns[end - 1]!.group === key &&
        this.isFrozen(end) === this.isFrozen(place)
      ) {
        end += 1;
      }
      found.push({ place, end, group: this.layout.groups.find((each) => each.key === key) });
      place = end;
    }
    return found;
  }
}
