/** After the server has spoken: what was saved is shown for a moment, and can be taken back. */
import { toast } from "../../lib/toast.ts";
import { say } from "../../lib/wording.ts";
import type { Changes } from "./changes.ts";
import type { EditsAnswer } from "./feed.ts";
import type { RowStore } from "./store.ts";
import { cellCount } from "./statusbar.ts";
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
    const locked = answer.locked.length;
    const differs = locked ? say(`，其中 ${locked} 格与锁定计划不同`, `, ${locked} differ from the locked plan`) : "";
    toast(say(`已保存 ${answer.saved} 格`, `${cellCount(answer.saved)} saved`) + differs, this.#undoing(changes));
  }

  /** Ctrl Z: a block that is not saved yet goes first, then what was saved last. */
  async undo(changes: Changes): Promise<void> {
    if (changes.block) changes.discard();
    else if (!changes.done.length) toast(say("没有可撤销的修改", "Nothing to undo"));
    else {
      const answer = await this.#takeBack(changes.done, changes.undone);
      if (!answer) return;
      const redo = { label: say("重做", "Redo"), act: () => void this.redo(changes) };
      toast(say(`已撤销 ${answer.saved} 格`, `${cellCount(answer.saved)} undone`), redo);
    }
  }

  /** Ctrl Y: what was undone last stands again; it is the undoing that is taken back. */
  async redo(changes: Changes): Promise<void> {
    if (changes.block || !changes.undone.length) toast(say("没有可重做的修改", "Nothing to redo"));
    else {
      const answer = await this.#takeBack(changes.undone, changes.done);
      if (!answer) return;
      toast(say(`已重做 ${answer.saved} 格`, `${cellCount(answer.saved)} redone`), this.#undoing(changes));
    }
  }

  #undoing(changes: Changes): { label: string; act: () => void } {
    return { label: say("撤销", "Undo"), act: () => void this.undo(changes) };
  }

  /** Take the last change set of one pile back; the act that did it lies on the other pile. */
  async #takeBack(from: number[], to: number[]): Promise<EditsAnswer | undefined> {
    const changeSet = from.at(-1);
    if (changeSet === undefined) return undefined;
    try {
      const answer = await this.view.takeBack(changeSet);
      from.pop();
      if (answer.change_set !== null) to.push(answer.change_set);
      this.#apply(answer);
      return answer;
    } catch (error) {
      this.acts.tell(error);
      return undefined;
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
