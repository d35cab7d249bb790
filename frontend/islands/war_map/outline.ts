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

  shown(closed: (row: number) => boolean): Shown {
    const places = new Int32Array(this.count).fill(-1);
    const rows: number[] = [];
    for (let row = 0; row < this.count; ) {
      places[row] = rows.length;
      rows.push(row);
      row = closed(row) ? this.endOf(row) : row + 1;
    }
    return new Shown(Int32Array.from(rows), places);
  }
}

/** The rows that show, from top to bottom; a place is a row's number among them. */
export class Shown {
  constructor(
    readonly rows: Int32Array,
    readonly places: Int32Array,
  ) {}

  get count(): number {
    return this.rows.length;
  }

  /** -1: folded away. */
  placeOf(row: number): number {
    return this.places[row] ?? -1;
  }
}
