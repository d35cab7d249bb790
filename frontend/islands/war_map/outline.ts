import type { Stretch } from "./scene.ts";

/** Rows as an outline: who stands under whom, and which rows show when some are folded. */
export class Outline {
  readonly #ends: Int32Array; // one past the last row below
  readonly #parents: Int32Array; // -1: none

  constructor(readonly levels: readonly number[]) {
    const count = levels.length;
    this.#ends = new Int32Array(count).fill(count);
    this.#parents = new Int32Array(count).fill(-1);
    const open: number[] = [];
    levels.forEach((level, row) => {
      while (open.length && levels[open.at(-1)!]! >= level) this.#ends[open.pop()!] = row;
      this.#parents[row] = open.at(-1) ?? -1;
      open.push(row);
    });
  }

  get count(): number {
    return this.levels.length;
  }

  isGroup(row: number): boolean {
    return this.#ends[row]! > row + 1;
  }

  /** One past the last row under it. */
  endOf(row: number): number {
    return this.#ends[row]!;
  }

  parentOf(row: number): number {
    return this.#parents[row]!;
  }

  /** @param high How high a row is, in usual rows. */
  shown(closed: (row: number) => boolean, high: (row: number) => number = () => 1): Shown {
    const places = new Int32Array(this.count).fill(-1);
    const rows: number[] = [];
    for (let row = 0; row < this.count; ) {
      places[row] = rows.length;
      rows.push(row);
      row = closed(row) ? this.endOf(row) : row + 1;
    }
    return new Shown(Int32Array.from(rows), places, rows.map(high));
  }
}

/**
 * The rows that show, from top to bottom; a place is a row's number among them. A row in which bars
 * overlap may be higher than others, so where a place lies is counted in usual rows from the top.
 */
export class Shown {
  readonly #tops: Float64Array; // of each place, and the foot of the last

  constructor(
    readonly rows: Int32Array,
    readonly places: Int32Array,
    heights: readonly number[],
  ) {
    this.#tops = new Float64Array(rows.length + 1);
    heights.forEach((height, place) => (this.#tops[place + 1] = this.#tops[place]! + height));
  }

  /** The place after the last stands at the foot. */
  topOf(place: number): number {
    return this.#tops[place]!;
  }

  heightOf(place: number): number {
    return this.#tops[place + 1]! - this.#tops[place]!;
  }

  /** A place and a share of its height, as rows from the top. */
  yOf(at: number): number {
    const place = Math.min(Math.floor(at), this.count);
    return this.#tops[place]! + (place < this.count ? (at - place) * this.heightOf(place) : 0);
  }

  get height(): number {
    return this.#tops[this.count]!;
  }

  /** The place that a point lies in; `count` below the last. */
  placeAt(y: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tops[middle + 1]! <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The places that a stretch from top to bottom touches. */
  between(top: number, bottom: number): Stretch {
    const first = this.placeAt(top);
    let end = first;
    while (end < this.count && this.#tops[end]! < bottom) end += 1;
    return { first, end };
  }

  get count(): number {
    return this.rows.length;
  }

  /** -1: folded away. */
  placeOf(row: number): number {
    return this.places[row] ?? -1;
  }
}
