/**
 * Cells that differ from what is stored: one that is being saved, or a block that waits for a word.
 * The server judges each cell in a trial; nothing of a block is stored before the person says so.
 */
import { say } from "../../lib/wording.ts";
import type { Edit, EditsAnswer, Value } from "./feed.ts";

export type Verdict = "asked" | "good" | "fault" | "locked" | "clash";

export interface Proposed extends Edit {
  offset: number; // of the row, to lead the person there
}

export interface Pending extends Proposed {
  verdict: Verdict;
  look: string; // the class of the cell
  message: string;
  proposal?: string; // a text that would be right
  theirs?: Value; // what somebody else stored meanwhile
  by?: string;
}

export type Source = "edit" | "paste";
type Send = (edits: readonly Edit[], how: { isTrial: boolean; source: Source }) => Promise<EditsAnswer>;

export interface Block {
  what: "paste" | "fill" | "clear";
  rows: number;
  columns: number;
  remark: string; // what of the clipboard could not be placed
}

const LOOKS: Record<Verdict, string> = {
  asked: "pasted",
  good: "pasted",
  fault: "fault",
  locked: "ask-me",
  clash: "ask-me",
};

const keyOf = (id: number, column: string): string => `${id}:${column}`;
const bare = ({ id, column, text, seen }: Edit): Edit => ({ id, column, text, seen });

export class Changes {
  block: Block | undefined;
  isBusy = false;
  readonly done: number[] = []; // change sets of this visit, for Ctrl Z
  readonly undone: number[] = []; // those that took one back, for Ctrl Y
  #pending = new Map<string, Pending>();

  constructor(
    private readonly send: Send,
    private readonly words: {
      show: (column: string, value: Value) => string;
      changed: () => void; // something to draw anew
      saved: (answer: EditsAnswer) => void;
      failed: (error: unknown) => void;
    },
  ) {}

  at(id: number, column: string): Pending | undefined {
    return this.#pending.get(keyOf(id, column));
  }

  get all(): Pending[] {
    return [...this.#pending.values()];
  }

  count(...verdicts: Verdict[]): number {
    return this.all.filter((each) => verdicts.includes(each.verdict)).length;
  }

  /** The cells that need a word from the person, in the order of the sheet. */
  get open(): Pending[] {
    const open = this.all.filter((each) => !["asked", "good"].includes(each.verdict));
    return open.sort((a, b) => a.offset - b.offset);
  }

  // --- a single cell: saved at once -------------------------------------------------------------

  /** Save one cell; true when it is stored, else it stays marked with what the server says. */
  async save(edit: Proposed): Promise<boolean> {
    if (this.block && this.at(edit.id, edit.column)) return this.#revise(edit);
    const key = keyOf(edit.id, edit.column);
    this.#pending.set(key, fresh(edit));
    this.words.changed();
    try {
      const answer = await this.send([bare(edit)], { isTrial: false, source: "edit" });
      this.#judge(answer, [edit]);
      if (this.#pending.has(key)) return false;
      this.#keep(answer);
      return true;
    } catch (error) {
      this.#pending.delete(key);
      this.words.failed(error);
      return false;
    } finally {
      this.words.changed();
    }
  }

  drop(one: Pending): void {
    this.#pending.delete(keyOf(one.id, one.column));
    if (!this.#pending.size) this.block = undefined;
    this.words.changed();
  }

  // --- a block: tried first -----------------------------------------------------------------------

  /** Show a block in place and let the server judge it. */
  async stage(edits: readonly Proposed[], block: Block): Promise<void> {
    this.discard();
    this.block = block;
    for (const edit of edits) this.#pending.set(keyOf(edit.id, edit.column), fresh(edit));
    await this.#try(edits);
  }

  async #revise(edit: Proposed): Promise<boolean> {
    this.#pending.set(keyOf(edit.id, edit.column), fresh(edit));
    await this.#try([edit]);
    return this.at(edit.id, edit.column)?.verdict === "good";
  }

  async #try(edits: readonly Proposed[]): Promise<void> {
    this.isBusy = true;
    this.words.changed();
    try {
      if (edits.length) {
        this.#judge(await this.send(edits.map(bare), { isTrial: true, source: "paste" }), edits, true);
      }
    } catch (error) {
      this.discard();
      this.words.failed(error);
    } finally {
      this.isBusy = false;
      this.words.changed();
    }
  }

  /** Store the good cells of the block as one change set; the others stay and wait. */
  async saveBlock(): Promise<void> {
    const good = this.all.filter((each) => each.verdict === "good");
    if (!good.length || this.isBusy) return;
    this.isBusy = true;
    this.words.changed();
    try {
      const answer = await this.send(good.map(bare), { isTrial: false, source: "paste" });
      this.#judge(answer, good);
      if (!this.#pending.size) this.block = undefined;
      this.#keep(answer);
    } catch (error) {
      this.words.failed(error);
    } finally {
      this.isBusy = false;
      this.words.changed();
    }
  }

  discard(): void {
    this.#pending.clear();
    this.block = undefined;
    this.words.changed();
  }

  /** A single cell that was refused is forgotten when the person goes on to something else. */
  forgetRefused(): void {
    if (this.block) return;
    for (const each of this.open) this.#pending.delete(keyOf(each.id, each.column));
  }

  // --- what the server says -----------------------------------------------------------------------

  #keep(answer: EditsAnswer): void {
    if (answer.change_set === null) return; // it was so already
    this.done.push(answer.change_set);
    this.undone.length = 0;
    this.words.saved(answer);
  }

  /** Mark each cell with its verdict; what is stored, or was so before, is pending no longer. */
  #judge(answer: EditsAnswer, edits: readonly Edit[], isTrial = false): void {
    const told = this.#verdicts(answer);
    const fit = new Set(answer.cells.map(({ id, column }) => keyOf(id, column)));
    for (const edit of edits) {
      const key = keyOf(edit.id, edit.column);
      const pending = this.#pending.get(key);
      const verdict = told.get(key);
      if (!pending) continue;
      // Outside a trial a cell of a locked plan is stored: the person has said so.
      if (verdict && (isTrial || verdict.verdict !== "locked")) this.#mark(pending, verdict);
      else if (isTrial && fit.has(key)) this.#mark(pending, { verdict: "good", message: "" });
      else this.#pending.delete(key);
    }
  }

  #mark(pending: Pending, verdict: { verdict: Verdict } & Partial<Pending>): void {
    Object.assign(pending, verdict, { look: LOOKS[verdict.verdict] });
  }

  /** The person wants this cell although its plan is locked. */
  insist(pending: Pending): void {
    this.#mark(pending, { verdict: "good", message: "" });
    this.words.changed();
  }

  #verdicts(answer: EditsAnswer): Map<string, { verdict: Verdict } & Partial<Pending>> {
    const told = new Map<string, { verdict: Verdict } & Partial<Pending>>();
    for (const { id, column, message, proposal } of answer.faults) {
      told.set(keyOf(id, column), { verdict: "fault", message, ...(proposal && { proposal }) });
    }
    for (const { id, column, locked_value: locked } of answer.locked) {
      const value = this.words.show(column, locked);
      const message = say(
        `这一格属于锁定的计划，锁定值为 ${value}。改了会与锁定计划不同，并留下记录。`,
        `This cell belongs to a locked plan, at ${value}. A change will differ from it, on record.`,
      );
      told.set(keyOf(id, column), { verdict: "locked", message });
    }
    for (const { id, column, theirs, yours, by, ago } of answer.clashes) {
      const value = this.words.show(column, theirs);
      const message = say(
        `${by} ${ago}改过这一格。对方写 ${value}，你写 ${yours}。`,
        `${by} changed this cell ${ago}: theirs ${value}, yours ${yours}.`,
      );
      told.set(keyOf(id, column), { verdict: "clash", message, theirs, by });
    }
    return told;
  }
}

function fresh({ id, column, text, seen, offset }: Proposed): Pending {
  return { id, column, text, seen, offset, verdict: "asked", look: LOOKS.asked, message: "" };
}
