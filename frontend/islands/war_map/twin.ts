/**
 * The table that tells the same as the chart. The house writes it with the page; while it is put away
 * the chart may take newer dates, so it is read from the page again when somebody looks at it.
 */
import { wasAborted } from "../../lib/feed.ts";
import type { WarFeed } from "./feed.ts";

export const tableOf = (root: ParentNode): Element | null =>
  root.querySelector("[data-part='table']") ?? root.querySelector(":scope > table");

export class Twin {
  #told: WarFeed | undefined;

  constructor(private readonly root: Element) {}

  /** The table as it stands in the page tells this feed. */
  tells(feed: WarFeed): void {
    this.#told = feed;
  }

  get isShown(): boolean {
    return !(tableOf(this.root)?.hasAttribute("hidden") ?? true);
  }

  show(isShown: boolean): void {
    tableOf(this.root)?.toggleAttribute("hidden", !isShown);
  }

  /** Let the table tell what the chart shows; without the house it stays as it was. */
  async follow(feed: WarFeed, signal: AbortSignal): Promise<void> {
    if (this.#told === feed) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const again = page.querySelector(this.root.localName);
      const made = again && tableOf(again);
      const stale = tableOf(this.root);
      if (!made || !stale) return;
      made.toggleAttribute("hidden", stale.hasAttribute("hidden"));
      stale.replaceWith(document.adoptNode(made));
      this.#told = feed;
    } catch (error) {
      if (!wasAborted(error)) console.warn(error);
    }
  }
}
