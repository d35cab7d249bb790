/** Bars by row and time, links by bar: what a stretch of the chart holds, without asking the rest. */
import type { Bars, Links } from "./feed.ts";
import { heightFor, lanesOf, type Lanes } from "./lanes.ts";

/** Bars of one row lie together, by start; a drawn frame asks for its rows alone. */
export class BarIndex {
  readonly order: Uint32Array; // numbers of bars
  readonly lanes: Lanes;
  readonly #first: Uint32Array; // of each row in `order`; one more at the end
  readonly #deepest: Uint8Array; // lanes of each row
  readonly #reach: Float64Array; // the latest end among a row's bars up to here
  readonly #rise: Float64Array; // the earliest beginning among a row's bars from here on

  constructor(
    readonly bars: Bars,
    rowCount: number,
  ) {
    const { row, start } = bars;
    this.#first = counted(row, rowCount);
    this.order = placed(row, this.#first);
    for (let r = 0; r < rowCount; r += 1) {
      this.order.subarray(this.#first[r]!, this.#first[r + 1]!).sort((a, b) => start[a]! - start[b]! || a - b);
    }
    this.#reach = this.#reaches();
    this.#rise = this.#rises();
    this.lanes = lanesOf(bars, Array.from({ length: rowCount }, (_, r) => this.of(r)));
    this.#deepest = new Uint8Array(rowCount);
    row.forEach((r, bar) => (this.#deepest[r] = Math.max(this.#deepest[r]!, this.lanes.of[bar]!)));
  }

  #reaches(): Float64Array {
    const reach = new Float64Array(this.order.length);
    const { row, finish } = this.bars;
    this.order.forEach((bar, at) => {
      const before = at && row[this.order[at - 1]!] === row[bar] ? reach[at - 1]! : -Infinity;
      reach[at] = Math.max(before, finish[bar]!, this.bars.late_finish?.[bar] ?? -Infinity);
    });
    return reach;
  }

  /** A date of the backward pass may lie before the bar: then days are missing. */
  #rises(): Float64Array {
    const rise = new Float64Array(this.order.length);
    const { row, start } = this.bars;
    for (let at = this.order.length - 1; at >= 0; at -= 1) {
      const bar = this.order[at]!;
      const isLast = row[this.order[at + 1] ?? -1] !== row[bar];
      const own = Math.min(start[bar]!, this.bars.late_start[bar] ?? Infinity);
      rise[at] = Math.min(own, isLast ? Infinity : rise[at + 1]!);
    }
    return rise;
  }

  /** How high a row is, in usual rows. */
  heightOf(row: number): number {
    return heightFor(this.#deepest[row]!);
  }

  of(row: number): Uint32Array {
    return this.order.subarray(this.#first[row]!, this.#first[row + 1]!);
  }

  /** A row's bars that may touch [from, to]: none that do are missing. */
  between(row: number, from: number, to: number): Uint32Array {
    let low = this.#first[row]!;
    let high = this.#first[row + 1]!;
    const end = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#reach[middle]! < from) low = middle + 1;
      else high = middle;
    }
    let last = low;
    while (last < end && this.#rise[last]! <= to) last += 1;
    return this.order.subarray(low, last);
  }
}

/** The links of a bar, on either side of it. */
export class LinkIndex {
  readonly #first: Uint32Array;
  readonly #order: Uint32Array;

  constructor(
    readonly links: Links,
    barCount: number,
  ) {
    const ends = [...links.before, ...links.after];
    this.#first = counted(ends, barCount);
    this.#order = placed(ends, this.#first);
  }

  /** Numbers of links; one from a bar to itself comes twice. */
  *of(bar: number): Generator<number> {
    const count = this.links.before.length;
    for (let at = this.#first[bar]!; at < this.#first[bar + 1]!; at += 1) yield this.#order[at]! % count;
  }
}

/** Where each owner's things begin when they are laid in the order of their owners. */
function counted(owners: readonly number[], ownerCount: number): Uint32Array {
  const first = new Uint32Array(ownerCount + 1);
  for (const owner of owners) first[owner + 1]! += 1;
  for (let owner = 0; owner < ownerCount; owner += 1) first[owner + 1]! += first[owner]!;
  return first;
}

function placed(owners: readonly number[], first: Uint32Array): Uint32Array {
  const next = first.slice();
  const order = new Uint32Array(owners.length);
  owners.forEach((owner, thing) => {
    order[next[owner]!] = thing;
    next[owner]! += 1;
  });
  return order;
}
