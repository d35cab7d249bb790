/** The person's hand on the sheet: what is picked, and what is typed into it. */
import { say } from "../../lib/wording.ts";
import { CellBubble } from "./cell_bubble.ts";
import type { Proposed } from "./changes.ts";
import { Clipboard } from "./clipboard.ts";
import { rowAt, tellFixed, type Desk } from "./desk.ts";
import { Editor } from "./editor.ts";
import type { Column, Row } from "./feed.ts";
import { finishOf, wishOf, type Finish, type Wish } from "./keyboard.ts";
import { PickedSum } from "./picked_sum.ts";
import { alone, stepped, tabbed, type Cell, type Extent, type Selection } from "./selection.ts";
import { cellText, isNumeric, projectName, written } from "./values.ts";

export class Hand {
  readonly editor: Editor;
  selection: Selection = alone({ line: 0, column: 0 });
  #editing: { cell: Cell; row: Row; offset: number; column: Column } | undefined;
  #isReleased = false; // Esc was pressed: Tab leaves the grid
  readonly #clipboard: Clipboard;
  readonly #sum: PickedSum;
  readonly #bubble: CellBubble;

  constructor(
    private readonly desk: Desk,
    signal: AbortSignal,
  ) {
    this.editor = new Editor(desk.sheet.scroller);
    this.#clipboard = new Clipboard(desk, this);
    this.#sum = new PickedSum(desk);
    const save = (edit: Proposed) => this.save(edit);
    this.#bubble = new CellBubble(desk, { save, focus: () => this.editor.focus() });
    const { field } = this.editor;
    field.addEventListener("keydown", (event) => this.#key(event), { signal });
    field.addEventListener("input", () => this.#typed(), { signal });
    field.addEventListener("compositionstart", () => this.#typed(), { signal });
    field.addEventListener("choice:taken", () => this.#finish({ do: "commit", step: "down" }), { signal });
    field.addEventListener("copy", (event) => !this.editor.isOpen && this.#clipboard.copy(event), { signal });
    field.addEventListener("paste", (event) => !this.editor.isOpen && this.#clipboard.paste(event), { signal });
    field.addEventListener("focus", () => (this.#isReleased = false), { signal });
    field.addEventListener("blur", () => document.hasFocus() && this.commit(), { signal });
  }

  /** The cells picked by a mouse: one, or on from where the last one was. */
  pick(cell: Cell, extend: boolean): void {
    this.commit();
    this.select(extend ? { anchor: this.selection.anchor, head: cell } : alone(cell), false);
    this.editor.focus();
  }

  pickRow(line: number, extend: boolean): void {
    const from = extend ? this.selection.anchor.line : line;
    this.commit();
    this.select({ anchor: { line: from, column: 0 }, head: { line, column: this.extent.columns - 1 } }, false);
    this.editor.focus();
  }

  /** What stands in the cells has got another state: say it anew. */
  renew(): void {
    this.#bubble.forget();
    void this.#sum.show(this.selection);
  }

  placeEditor(): void {
    this.editor.place(this.desk.sheet.box(this.selection.head));
    const at = rowAt(this.desk, this.selection.head);
    const column = this.desk.sheet.columns[this.selection.head.column];
    const pending = at && column ? this.desk.changes.at(at.row.id, column.key) : undefined;
    this.#bubble.show(pending, this.selection.head, this.editor.isOpen);
  }

  // --- selection -----------------------------------------------------------------------------------

  get extent(): Extent {
    const { count } = this.desk.lines;
    return { lines: count, columns: this.desk.sheet.columns.length, page: this.desk.sheet.linesPerPage };
  }

  select(selection: Selection, reveal = true, keepRefused = false): void {
    if (!keepRefused) this.desk.changes.forgetRefused();
    this.selection = selection;
    if (reveal) this.desk.sheet.reveal(selection.head);
    this.desk.draw();
    const column = this.desk.sheet.columns[selection.head.column];
    const at = rowAt(this.desk, selection.head);
    const { field } = this.editor;
    field.readOnly = !column?.is_editable || !this.desk.canEdit;
    if (at && column) {
      const value = cellText(column, at.row);
      field.setAttribute("aria-label", `${column.label} ${value}, ${projectName(at.row)}`);
    } else field.setAttribute("aria-label", say("小计", "Subtotal"));
    void this.#sum.show(this.selection);
  }

  #goTo({ offset, column: key }: Proposed): void {
    const line = this.desk.lines.lineOf(offset);
    const column = this.desk.sheet.columns.findIndex((each) => each.key === key);
    if (line === undefined || column < 0) return;
    this.select(alone({ line, column }), true, true);
    this.editor.focus();
  }

  // --- keys ----------------------------------------------------------------------------------------

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.editor.mode !== "idle") {
      this.#editingKey(event, this.editor.mode);
      return;
    }
    const isGroup = this.desk.lines.at(this.selection.head.line)?.kind === "group";
    const wish = wishOf(event, isGroup);
    if (!wish) return;
    if (wish.do === "tab" && this.#isReleased) return;
    if (this.#grant(wish)) event.preventDefault();
  }

  /** Do what a key asks for; false leaves the key to the browser. */
  #grant(wish: Wish): boolean {
    const { head, anchor } = this.selection;
    const extent = this.extent;
    if (wish.do === "step") {
      const to = stepped(head, wish.step, extent, wish.far);
      this.select(wish.extend ? { anchor, head: to } : alone(to));
    } else if (wish.do === "tab") {
      const to = tabbed(head, wish.back, extent);
      if (!to) return false;
      this.select(alone(to));
    } else if (wish.do === "edit") this.edit("caret");
    else if (wish.do === "toggle") this.desk.toggle(head.line);
    else if (wish.do === "clear") void this.#clipboard.clear();
    else if (wish.do === "fill") void this.#clipboard.fillDown();
    else if (wish.do === "undo") this.desk.undo();
    else if (wish.do === "redo") this.desk.redo();
    else if (wish.do === "leave") this.#leave();
    else if (wish.do === "row") {
      this.select({ anchor: { ...anchor, column: 0 }, head: { ...head, column: extent.columns - 1 } }, false);
    } else {
      const [left, right] = wish.do === "all" ? [0, extent.columns - 1] : [anchor.column, head.column];
      this.select({ anchor: { line: 0, column: left }, head: { line: extent.lines - 1, column: right } }, false);
    }
    return true;
  }

  /** Esc lets go of a cell that was refused first, then of the grid: Tab leads out of it. */
  #leave(): void {
    const { changes } = this.desk;
    if (changes.block || !changes.open.length) this.#isReleased = true;
    else this.select(this.selection, false);
  }

  #editingKey(event: KeyboardEvent, mode: "replacing" | "caret"): void {
    const { key } = event;
    if (this.editor.hasChoices && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      this.editor.step(key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (key === "F2") {
      this.editor.mode = "caret";
      event.preventDefault();
      return;
    }
    const finish = finishOf(event, mode, this.editor.hasChoices);
    if (!finish) return;
    event.preventDefault();
    this.#finish(finish);
  }

  #finish(finish: Finish): void {
    const { head } = this.selection;
    if (finish.do === "cancel") {
      this.editor.end();
      this.#editing = undefined;
      this.desk.drawSoon();
      return;
    }
    this.commit();
    const to = finish.tab
      ? tabbed(head, finish.back ?? false, this.extent)
      : finish.step && stepped(head, finish.step, this.extent);
    if (to) this.select(alone(to));
    this.editor.focus();
  }

  // --- editing -------------------------------------------------------------------------------------

  #typed(): void {
    if (this.editor.mode !== "idle") return;
    if (rowAt(this.desk, this.selection.head)) this.edit("replacing");
    if (!this.editor.isOpen) this.editor.field.value = "";
  }

  edit(mode: "replacing" | "caret"): void {
    const { head } = this.selection;
    const at = rowAt(this.desk, head);
    const column = this.desk.sheet.columns[head.column];
    if (!at || !column) return;
    if (!column.is_editable || !this.desk.canEdit) {
      tellFixed(this.desk, column);
      return;
    }
    this.desk.sheet.reveal(head);
    this.#editing = { cell: head, column, ...at };
    const how = { isNumber: isNumeric(column), choices: column.choices ?? [] };
    if (mode === "replacing") this.editor.beginTyped(how);
    else {
      const pending = this.desk.changes.at(at.row.id, column.key);
      this.editor.begin(mode, pending?.text ?? written(column, at.row[column.key]), how);
    }
    this.placeEditor();
    this.editor.focus();
  }

  /** Take what was typed; a cell that was not changed is not saved. */
  commit(): void {
    const editing = this.#editing;
    if (!editing || !this.editor.isOpen) return;
    this.#editing = undefined;
    const text = this.editor.completed(this.editor.end()).trim();
    const { row, column, offset } = editing;
    const pending = this.desk.changes.at(row.id, column.key);
    const seen = pending?.verdict === "clash" ? pending.seen : (row[column.key] ?? null);
    if (!pending && text === written(column, seen)) this.desk.drawSoon();
    else void this.save({ id: row.id, column: column.key, text, seen, offset });
  }

  /** Save one cell; one that is refused is gone back to, unless the person is typing already. */
  async save(edit: Proposed): Promise<void> {
    if (await this.desk.changes.save(edit)) return;
    const refused = this.desk.changes.at(edit.id, edit.column);
    if (refused?.message && !this.editor.isOpen) this.#goTo(refused);
  }

  nextOpen(): void {
    const open = this.desk.changes.open;
    const at = rowAt(this.desk, this.selection.head);
    const here = open.findIndex(
      (each) => each.id === at?.row.id && each.column === this.desk.sheet.columns[this.selection.head.column]?.key,
    );
    const next = open[(here + 1) % open.length];
    if (next) this.#goTo(next);
  }
}
