/** Where a planner stands in the outline, by key: rows move, come and go under the feet. */
import type { Cell } from "./cells.ts";
import type { Chart } from "./chart.ts";

export class DeskPlace {
  key: string | undefined;
  cell: Cell = "name";
  #from: string | undefined; // where the picked rows begin

  constructor(private readonly chart: Chart) {}

  /** -1: nowhere. */
  get row(): number {
    return this.#rowOf(this.key);
  }

  get place(): number {
    return this.placeOf(this.key);
  }

  placeOf(key: string | undefined): number {
    const row = this.#rowOf(key);
    return row < 0 ? -1 : this.chart.shown.placeOf(row);
  }

  #rowOf(key: string | undefined): number {
    return key === undefined ? -1 : this.chart.plan.feed.rows.key.indexOf(key);
  }

  /** The key at a place; beyond the ends that of the end. */
  keyAt(place: number): string | undefined {
    const { shown, plan } = this.chart;
    const row = shown.rows[Math.max(0, Math.min(shown.count - 1, place))];
    return row === undefined ? undefined : plan.feed.rows.key[row];
  }

  go(key: string, isPicking = false): void {
    this.key = key;
    if (!isPicking || this.#from === undefined) this.#from = key;
  }

  /** Rows from where the picking began to where one stands, folded ones left out. */
  get picked(): number[] {
    const begin = this.placeOf(this.#from);
    const end = this.place;
    if (end < 0) return [];
    const [first, last] = begin < 0 || begin > end ? [end, Math.max(begin, end)] : [begin, end];
    return [...this.chart.shown.rows.slice(first, last + 1)];
  }

  get pickedKeys(): string[] {
    return this.picked.map((row) => this.chart.plan.feed.rows.key[row]!);
  }
}
