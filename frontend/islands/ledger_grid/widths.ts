/** The widths that a person dragged: of the saved view, or of this browser. */
export class Widths {
  all: Record<string, number>;
  readonly #key: string;

  constructor(feed: string, given: string) {
    this.#key = `kaigong.ledger.widths:${feed}`;
    this.all = readWidths(given || localStorage.getItem(this.#key) || "{}");
  }

  /** Without a width the column gets back its own. */
  set(column: string, width: number | undefined): void {
    const { [column]: _gone, ...others } = this.all;
    this.all = width === undefined ? others : { ...others, [column]: width };
  }

  keep(): void {
    localStorage.setItem(this.#key, JSON.stringify(this.all));
  }
}

function readWidths(text: string): Record<string, number> {
  try {
    return JSON.parse(text) as Record<string, number>;
  } catch {
    return {};
  }
}
