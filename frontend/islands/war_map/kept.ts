/** How a person left the chart: folds, zoom, split and what is shown, in this browser. */
import type { LinksShown } from "./scene.ts";

export interface Left {
  turned: string[]; // keys of rows that the person folded or unfolded against the feed
  perDay?: number;
  split?: number; // px of the left columns
  links: LinksShown;
  isLateShown: boolean;
  isChainShown: boolean;
}

const UNTOUCHED: Left = { turned: [], links: "near", isLateShown: false, isChainShown: false };

export class Kept {
  readonly #key: string;
  readonly left: Left;

  constructor(feed: string) {
    this.#key = `kaigong.war:${feed.split("?")[0]}`;
    this.left = { ...UNTOUCHED, ...read(this.#key) };
  }

  isTurned(key: string): boolean {
    return this.left.turned.includes(key);
  }

  turn(key: string): void {
    const { turned } = this.left;
    this.keep({ turned: this.isTurned(key) ? turned.filter((each) => each !== key) : [...turned, key] });
  }

  keep(change: Partial<Left>): void {
    Object.assign(this.left, change);
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.left));
    } catch {
      // a full or forbidden store: the chart works, it only forgets
    }
  }
}

function read(key: string): Partial<Left> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Left>;
  } catch {
    return {};
  }
}
