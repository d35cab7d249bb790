/** Carries edits to the house, one after the other, each with the version that was seen. */
import { sendAct } from "../../lib/feed.ts";
import type { WarFeed } from "./feed.ts";

export type Edit = { act: string } & Record<string, unknown>;

export interface Answer {
  feed: WarFeed;
  pieces: Record<string, string>; // parts of the page by name, as the house wrote them
  told: string;
  chosen: string; // key of the row to stand on; empty: where one stood
}

export class Clerk {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly seen: () => number | string,
    private readonly reason: () => { reason: string; why: string },
  ) {}

  /** The version is read when its turn comes: an edit before it may have made a new one. */
  ask(edit: Edit): Promise<Answer> {
    const send = (): Promise<Answer> =>
      sendAct<Answer>(this.url, { ...edit, version: this.seen(), ...this.reason() });
    const answer = this.#last.then(send, send);
    this.#last = answer;
    return answer;
  }
}

/** The same parts as they stand in the page now, to be put back after a trial. */
export function piecesNow(pieces: Record<string, string>): Record<string, string> {
  const now: Record<string, string> = {};
  for (const [name, html] of Object.entries(pieces)) {
    const id = document.createRange().createContextualFragment(html).firstElementChild?.id;
    const shown = id && document.getElementById(id);
    if (shown) now[name] = shown.outerHTML;
  }
  return now;
}

/** Put what the house wrote anew in the place of what stands in the page, by its id. */
export function renewPieces(pieces: Record<string, string>): void {
  for (const html of Object.values(pieces)) {
    const made = document.createRange().createContextualFragment(html).firstElementChild;
    if (made?.id) document.getElementById(made.id)?.replaceWith(made);
  }
}
