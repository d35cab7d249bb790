/** After the server has spoken: what was saved is shown for a moment, and can be taken back. */
import { toast } from "../../lib/toast.ts";
import { say } from "../../lib/wording.ts";
import type { Changes } from "./changes.ts";
import type { EditsAnswer } from "./feed.ts";
import type { RowStore } from "./store.ts";
import { isOrderedBy, type View } from "./view.ts";

const FRESH_SECONDS = 1;

export interface OutcomeActs {
  drawSoon: () => void;
  renewOutline: () => void;
  tellOutdated: (isOutdated: boolean) => void;
  tell: (error: unknown) => void;
}

export class Outcome {
  readonly #fresh = new Set<string>();

  constructor(
    private readonly view: View,
    private readonly store: RowStore,
    private readonly acts: OutcomeActs,
  ) {}

  isFresh(id: number, column: string): boolean {
    return this.#fresh.has(`${id}:${column}`);
  }

  saved(answer: EditsAnswer, changes: Changes): void {
    this.#apply(answer);
    const undo = { label: say("撤销", "Undo"), act: () => void this.#takeBack(changes) };
    const locked = answer.locked.length;
    const differs = locked ? say(`，其中 ${locked} 格与锁定计划不同`, `, ${locked} differ from the locked plan`) : "";
    toast(say(`已保存 ${answer.saved} 格`, `${answer.saved} cells saved`) + differs, undo);
  }

  /** Ctrl Z: a block that is not saved yet goes first, then what was saved last. */
  async undo(changes: Changes): Promise<void> {
    if (changes.block) changes.discard();
    else await this.#takeBack(changes);
  }

  async #takeBack(changes: Changes): Promise<void> {
    const changeSet = changes.done.at(-1);
    if (changeSet === undefined) {
      toast(say("没有可撤销的修改", "Nothing to undo"));
      return;
    }
    try {
      const answer = await this.view.takeBack(changeSet);
      changes.done.pop();
      this.#apply(answer);
      toast(say(`已撤销 ${answer.saved} 格`, `${answer.saved} cells undone`));
    } catch (error) {
      this.acts.tell(error);
    }
  }

  #apply(answer: EditsAnswer): void {
    this.store.patch(answer.cells);
    const renewed = answer.cells.map(({ id, column }) => `${id}:${column}`);
    for (const key of renewed) this.#fresh.add(key);
    setTimeout(() => {
      for (const key of renewed) this.#fresh.delete(key);
      this.acts.drawSoon();
    }, FRESH_SECONDS * 1000);
    // As in Excel: a row does not run away under the hand because its value has changed.
    const isOutdated = isOrderedBy(this.view.state, new Set(answer.cells.map(({ column }) => column)));
    this.acts.tellOutdated(isOutdated);
    if (isOutdated) this.acts.drawSoon();
    else this.store.expire();
    this.acts.renewOutline();
  }
}
