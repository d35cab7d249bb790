/**
 * The grid's lines are what stands under each other on screen: a head per group and, where the
 * group is open, its rows. Rows have offsets, as the feed counts them; lines depend on what is open.
 */
import type { Group } from "./feed.ts";

export type Line = { kind: "group"; group: Group } | { kind: "row"; offset: number };

interface Stretch {
  group: Group | undefined;
  line: number; // of the group's head, or of the first row where there is no grouping
  offset: number;
  shown: number; // rows
}

export class Lines {
  readonly count: number;
  readonly #stretches: Stretch[] = [];

  constructor(
    readonly total: number,
    readonly groups: readonly Group[] = [],
    closed: ReadonlySet<string> = new Set(),
  ) {
    let line = 0;
    for (const group of groups) {
      const shown = closed.has(group.key) ? 0 : group.count;
      this.#stretches.push({ group, line, offset: group.offset, shown });
      line += 1 + shown;
    }
    if (!groups.length) {
      this.#stretches.push({ group: undefined, line: 0, offset: 0, shown: total });
      line = total;
    }
    this.count = line;
  }

  at(line: number): Line | undefined {
    if (line < 0 || line >= this.count) return undefined;
    const stretch = last(this.#stretches, (each) => each.line <= line);
    if (!stretch) return undefined;
    const within = line - stretch.line;
    if (!stretch.group) return { kind: "row", offset: stretch.offset + within };
    if (within === 0) return { kind: "group", group: stretch.group };
    return { kind: "row", offset: stretch.offset + within - 1 };
  }

  offsetAt(line: number): number | undefined {
    const found = this.at(line);
    return found?.kind === "row" ? found.offset : undefined;
  }

  /** Where a row stands; undefined while its group is closed. */
  lineOf(offset: number): number | undefined {
    const stretch = last(this.#stretches, (each) => each.offset <= offset);
    if (!stretch || offset >= stretch.offset + stretch.shown) return undefined;
    return stretch.line + (stretch.group ? 1 : 0) + offset - stretch.offset;
  }

  /** The offsets of the rows on lines first to last, without the heads between them. */
  offsets(first: number, last: number): number[] {
    const found = [];
    for (let line = Math.max(0, first); line <= Math.min(last, this.count - 1); line += 1) {
      const offset = this.offsetAt(line);
      if (offset !== undefined) found.push(offset);
    }
    return found;
  }

  /** At most `count` rows from a line on: where a pasted block lands. */
  offsetsFrom(line: number, count: number): number[] {
    const found: number[] = [];
    for (let at = line; at < this.count && found.length < count; at += 1) {
      const offset = this.offsetAt(at);
      if (offset !== undefined) found.push(offset);
    }
    return found;
  }
}

/** The last element that still holds; those that hold come first. */
function last<T>(ordered: readonly T[], holds: (each: T) => boolean): T | undefined {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(ordered[middle]!)) low = middle + 1;
    else high = middle;
  }
  return ordered[low - 1];
}
