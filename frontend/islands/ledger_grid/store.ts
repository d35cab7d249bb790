/** Rows of the sheet, in windows that are asked for as one scrolls and forgotten when far away. */
import type { Row, RowsAnswer, Value } from "./feed.ts";
import { windowsOf } from "./windows.ts";
import { wasAborted } from "../../lib/feed.ts";

export const WINDOW = 200;
const AT_ONCE = 4; // windows asked for together: more would only queue in the browser
const KEPT_WINDOWS = 150; // 30,000 rows: a paste of 5,000 never loses its own

type Ask = (offset: number, limit: number, signal: AbortSignal) => Promise<RowsAnswer>;

interface Window {
  rows: Row[];
  isStale: boolean;
}

export class RowStore {
  version = "";
  #windows = new Map<number, Window>();
  #asked = new Map<number, { leaving: AbortController; arrival: Promise<void> }>();

  constructor(
    private readonly ask: Ask,
    private readonly told: {
      arrived: () => void;
      failed: (error: unknown) => void;
      changed: (total: number) => void; // somebody else changed the sheet
    },
  ) {}

  row(offset: number): Row | undefined {
    return this.#windows.get(Math.floor(offset / WINDOW))?.rows[offset % WINDOW];
  }

  /** See to it that these rows come; questions for rows that are out of sight are taken back. */
  want(offsets: Iterable<number>): void {
    const wanted = windowsOf(offsets, WINDOW);
    for (const [number, { leaving }] of this.#asked) {
      if (!wanted.includes(number) && !this.#isHeld.has(number)) {
        leaving.abort();
        this.#asked.delete(number);
      }
    }
    for (const number of wanted) {
      const present = this.#windows.get(number);
      if (present) this.#touch(number, present);
      if (!present || present.isStale) this.#fetch(number).catch(() => undefined);
    }
  }

  #isHeld = new Set<number>();

  /** Wait until these rows are here, for a copy, a sum or a paste. */
  async ensure(offsets: readonly number[]): Promise<void> {
    const mine = windowsOf(offsets, WINDOW).filter((number) => !this.#windows.has(number));
    for (const number of mine) this.#isHeld.add(number);
    const missing = [...mine];
    try {
      while (missing.length) {
        await Promise.all(missing.splice(0, AT_ONCE).map((number) => this.#fetch(number)));
      }
    } finally {
      for (const number of mine) this.#isHeld.delete(number);
    }
  }

  /** Ask anew for everything, and show the old rows until the new ones come. */
  expire(): void {
    this.version = "";
    for (const window of this.#windows.values()) window.isStale = true;
    this.#forgetQuestions();
  }

  clear(): void {
    this.#windows.clear();
    this.#forgetQuestions();
    this.version = "";
  }

  /** Begin anew with the first rows that came together with a new outline. */
  seed(answer: RowsAnswer): void {
    this.clear();
    this.version = answer.version;
    this.#keep(0, answer);
  }

  /** Put new values into the rows at hand, in one walk: a paste brings thousands. */
  patch(cells: readonly { id: number; column: string; value: Value }[]): void {
    const byRow = grouped(cells);
    for (const { rows } of this.#windows.values()) {
      for (const row of rows) {
        for (const { column, value } of byRow.get(row.id) ?? []) row[column] = value;
      }
    }
  }

  #forgetQuestions(): void {
    for (const { leaving } of this.#asked.values()) leaving.abort();
    this.#asked.clear();
  }

  #fetch(number: number): Promise<void> {
    const asked = this.#asked.get(number);
    if (asked) return asked.arrival;
    const leaving = new AbortController();
    const arrival = this.#arrival(number, leaving.signal);
    this.#asked.set(number, { leaving, arrival });
    return arrival;
  }

  async #arrival(number: number, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.ask(number * WINDOW, WINDOW, signal);
      if (signal.aborted) return;
      this.#asked.delete(number);
      if (this.version && answer.version !== this.version) {
        this.expire();
        this.version = answer.version;
        this.#keep(number, answer);
        this.told.changed(answer.total);
      } else {
        this.version = answer.version;
        this.#keep(number, answer);
      }
      this.told.arrived();
    } catch (error) {
      if (signal.aborted || wasAborted(error)) return;
      this.#asked.delete(number);
      this.told.failed(error);
      throw error;
    }
  }

  #keep(number: number, { keys, rows }: RowsAnswer): void {
    const named = rows.map((values) => {
      const row: Record<string, Value> = {};
      keys.forEach((key, place) => (row[key] = values[place] ?? null));
      return row as Row;
    });
    this.#touch(number, { rows: named, isStale: false });
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > KEPT_WINDOWS && oldest !== undefined) this.#windows.delete(oldest);
  }

  #touch(number: number, window: Window): void {
    this.#windows.delete(number); // a Map keeps the order of arrival: the oldest stands first
    this.#windows.set(number, window);
  }
}

/** Map.groupBy, which an office's browser of 2022 has not. */
function grouped<T extends { id: number }>(cells: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const cell of cells) {
    const others = found.get(cell.id);
    if (others) others.push(cell);
    else found.set(cell.id, [cell]);
  }
  return found;
}
