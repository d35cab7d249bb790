/** The bubble under the active cell: what is wrong with what was typed there, and the ways out. */
import { bubble } from "./banner.ts";
import type { Pending, Proposed } from "./changes.ts";
import type { Desk } from "./desk.ts";
import type { Cell } from "./selection.ts";

export interface BubbleActs {
  save: (edit: Proposed) => Promise<void>;
  focus: () => void;
}

export class CellBubble {
  #shown: HTMLElement | undefined;
  #for: Pending | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly acts: BubbleActs,
  ) {}

  /** The state of the cell may have changed: say it anew. */
  forget(): void {
    this.#for = undefined;
  }

  show(pending: Pending | undefined, cell: Cell, isHidden: boolean): void {
    if (pending === this.#for && this.#shown?.isConnected) return;
    this.#shown?.remove();
    this.#shown = undefined;
    this.#for = pending;
    if (!pending?.message || isHidden) return;
    this.#shown = this.#made(pending);
    const box = this.desk.sheet.box(cell);
    this.#shown.style.left = `${box.left}px`;
    this.#shown.style.top = `${box.top + box.height + 4}px`;
    this.desk.sheet.scroller.append(this.#shown);
  }

  #made(pending: Pending): HTMLElement {
    const { changes, store } = this.desk;
    const again = (act: () => void) => () => {
      act();
      this.acts.focus();
    };
    return bubble(pending, {
      take: (text) => again(() => void this.acts.save({ ...pending, text }))(),
      mine: again(() => void this.acts.save({ ...pending, seen: pending.theirs ?? null })),
      theirs: again(() => {
        const { id, column, theirs } = pending;
        store.patch([{ id, column, value: theirs ?? null }]);
        changes.drop(pending);
      }),
      insist: again(() => changes.insist(pending)),
      drop: again(() => changes.drop(pending)),
    });
  }
}
