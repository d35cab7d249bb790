/** The person's hand on the sheet: what is picked, typed, copied, pasted, filled and cleared. */
import { toast } from "../../lib/toast.ts";
import { element } from "../../lib/elements.ts";
import { parseTsv, printTsv } from "../../lib/tsv.ts";
import { say } from "../../lib/wording.ts";
import { bubble } from "./banner.ts";
import { blockSize, filledDown, landed, type Landing, type Target } from "./blocks.ts";
import type { Block, Changes, Pending, Proposed } from "./changes.ts";
import { Editor } from "./editor.ts";
import type { Column, Row } from "./feed.ts";
import { finishOf, wishOf, type Finish, type Wish } from "./keyboard.ts";
import type { Lines } from "./lines.ts";
import {
  alone,
  rectangle,
  size,
  stepped,
  tabbed,
  type Cell,
  type Extent,
  type Selection,
} from "./selection.ts";
import type { Sheet } from "./sheet.ts";
import { pickedWords } from "./statusbar.ts";
import type { RowStore } from "./store.ts";
import { isNumeric, shown, stored, written } from "./values.ts";

const ADDED_UP = 20_000; // rows; more would fetch half the ledger for a sum
const LARGEST_PASTE = 5_000;

/** What the hand works on. */
export interface Desk {
  readonly sheet: Sheet;
  readonly store: RowStore;
  readonly changes: Changes;
  readonly lines: Lines;
  readonly canEdit: boolean;
  readonly isPast: boolean;
  part: (name: string) => HTMLElement | null;
  draw: () => void;
  drawSoon: () => void;
  toggle: (line: number) => void;
  undo: () => void;
  tell: (error: unknown) => void;
}

export class Hand {
  readonly editor: Editor;
  selection: Selection = alone({ line: 0, column: 0 });
  #editing: { cell: Cell; row: Row; offset: number; column: Column } | undefined;
  #isReleased = false; // Esc was pressed: Tab leaves the grid
  #summing = 0;
  #bubble: HTMLElement | undefined;
  #bubbleFor: Pending | undefined;

  constructor(
    private readonly desk: Desk,
    signal: AbortSignal,
  ) {
    this.editor = new Editor(desk.sheet.scroller);
    const { field } = this.editor;
    field.addEventListener("keydown", (event) => this.#key(event), { signal });
    field.addEventListener("input", () => this.#typed(), { signal });
    field.addEventListener("compositionstart", () => this.#typed(), { signal });
    field.addEventListener("choice:taken", () => this.#finish({ do: "commit", step: "down" }), { signal });
    field.addEventListener("copy", (event) => this.#copy(event), { signal });
    field.addEventListener("paste", (event) => this.#paste(event), { signal });
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
    this.#bubbleFor = undefined;
    void this.addUp();
  }

  placeEditor(): void {
    this.editor.place(this.desk.sheet.box(this.selection.head));
    this.#showBubble();
  }

  #showBubble(): void {
    const at = this.#rowAt(this.selection.head);
    const column = this.desk.sheet.columns[this.selection.head.column];
    const pending = at && column ? this.desk.changes.at(at.row.id, column.key) : undefined;
    if (pending === this.#bubbleFor && this.#bubble?.isConnected) return;
    this.#bubble?.remove();
    this.#bubble = undefined;
    this.#bubbleFor = pending;
    if (!pending?.message || this.editor.isOpen) return;
    const again = (act: () => void) => () => {
      act();
      this.editor.focus();
    };
    this.#bubble = bubble(pending, {
      take: (text) => again(() => void this.#save({ ...pending, text }))(),
      mine: again(() => void this.#save({ ...pending, seen: pending.theirs ?? null })),
      theirs: again(() => {
        const { id, column: key, theirs } = pending;
        this.desk.store.patch([{ id, column: key, value: theirs ?? null }]);
        this.desk.changes.drop(pending);
      }),
      insist: again(() => this.desk.changes.insist(pending)),
      drop: again(() => this.desk.changes.drop(pending)),
    });
    const box = this.desk.sheet.box(this.selection.head);
    this.#bubble.style.left = `${box.left}px`;
    this.#bubble.style.top = `${box.top + box.height + 4}px`;
    this.desk.sheet.scroller.append(this.#bubble);
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
    const at = this.#rowAt(selection.head);
    const { field } = this.editor;
    field.readOnly = !column?.is_editable || !this.desk.canEdit;
    if (at && column) {
      const value = shown(column, at.row[column.key]);
      field.setAttribute("aria-label", `${column.label} ${value}, ${String(at.row["name"] ?? "")}`);
    } else field.setAttribute("aria-label", say("小计", "Subtotal"));
    void this.addUp();
  }

  #goTo({ offset, column: key }: Proposed): void {
    const line = this.desk.lines.lineOf(offset);
    const column = this.desk.sheet.columns.findIndex((each) => each.key === key);
    if (line === undefined || column < 0) return;
    this.select(alone({ line, column }), true, true);
    this.editor.focus();
  }

  async addUp(): Promise<void> {
    const area = rectangle(this.selection);
    const place = this.desk.part("picked");
    if (!place) return;
    const mine = (this.#summing += 1);
    const columns = this.desk.sheet.columns.slice(area.left, area.right + 1);
    const isTooMany = area.bottom - area.top > ADDED_UP;
    const offsets = isTooMany ? [] : this.desk.lines.offsets(area.top, area.bottom);
    const cells = isTooMany ? size(area) : offsets.length * columns.length;
    place.replaceChildren(...pickedWords({ cells, columns, rows: undefined, isTooMany }));
    if (isTooMany || cells < 2) return;
    const rows = await this.#rowsAt(offsets).catch(() => undefined);
    if (mine !== this.#summing || !rows) return;
    const found = rows.map(({ row }) => this.#asShown(row, columns));
    place.replaceChildren(...pickedWords({ cells, columns, rows: found, isTooMany }));
  }

  /** A row as it stands on screen, with the figures of a block that is not saved yet. */
  #asShown(row: Row, columns: readonly Column[]): Row {
    const shownRow = { ...row };
    for (const column of columns) {
      const pending = this.desk.changes.at(row.id, column.key);
      if (pending) shownRow[column.key] = stored(column, pending.text);
    }
    return shownRow;
  }

  #rowAt(cell: Cell): { offset: number; row: Row } | undefined {
    const offset = this.desk.lines.offsetAt(cell.line);
    const row = offset === undefined ? undefined : this.desk.store.row(offset);
    return row && offset !== undefined ? { offset, row } : undefined;
  }

  async #rowsAt(offsets: readonly number[]): Promise<{ offset: number; row: Row }[]> {
    await this.desk.store.ensure(offsets);
    const found = offsets.flatMap((offset) => {
      const row = this.desk.store.row(offset);
      return row ? [{ offset, row }] : [];
    });
    if (found.length < offsets.length) {
      throw new Error(say("有的行没有取到，请再试一次。", "Some rows did not arrive; try again."));
    }
    return found;
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
    else if (wish.do === "clear") void this.#clear();
    else if (wish.do === "fill") void this.#fillDown();
    else if (wish.do === "undo") this.desk.undo();
    else if (wish.do === "leave") this.#isReleased = true;
    else if (wish.do === "row") {
      this.select({ anchor: { ...anchor, column: 0 }, head: { ...head, column: extent.columns - 1 } }, false);
    } else {
      const [left, right] = wish.do === "all" ? [0, extent.columns - 1] : [anchor.column, head.column];
      this.select({ anchor: { line: 0, column: left }, head: { line: extent.lines - 1, column: right } }, false);
    }
    return true;
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
    if (this.#rowAt(this.selection.head)) this.edit("replacing");
    if (!this.editor.isOpen) this.editor.field.value = "";
  }

  edit(mode: "replacing" | "caret"): void {
    const { head } = this.selection;
    const at = this.#rowAt(head);
    const column = this.desk.sheet.columns[head.column];
    if (!at || !column) return;
    if (!column.is_editable || !this.desk.canEdit) {
      this.#tellFixed(column);
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

  #tellFixed(column: Column): void {
    const words = this.desk.isPast
      ? say("这是过去某天的台账，只能看。", "This is the ledger of a past day, read-only.")
      : this.desk.canEdit
        ? say(`「${column.label}」由系统算出或在项目页改，这里不能填。`, `${column.label} is computed, or changed on the project page.`)
        : say("你没有改台账的权限。", "You may not edit the ledger.");
    this.desk.part("picked")?.replaceChildren(element("span", { class: "is-amber" }, words));
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
    else void this.#save({ id: row.id, column: column.key, text, seen, offset });
  }

  /** Save one cell; one that is refused is gone back to, unless the person is typing already. */
  async #save(edit: Proposed): Promise<void> {
    if (await this.desk.changes.save(edit)) return;
    const refused = this.desk.changes.at(edit.id, edit.column);
    if (refused?.message && !this.editor.isOpen) this.#goTo(refused);
  }

  async #target(first: number, last: number, left: number, right: number): Promise<Target> {
    const offsets = this.desk.lines.offsets(first, last);
    return { rows: await this.#rowsAt(offsets), columns: this.desk.sheet.columns.slice(left, right + 1) };
  }

  async #clear(): Promise<void> {
    const area = rectangle(this.selection);
    const target = await this.#target(area.top, area.bottom, area.left, area.right);
    this.#stage(landed([[""]], target), target, "clear");
  }

  async #fillDown(): Promise<void> {
    const area = rectangle(this.selection);
    const target = await this.#target(area.top, area.bottom, area.left, area.right);
    this.#stage(filledDown(target), target, "fill");
  }

  /** One cell is saved at once; several wait for a word. */
  #stage(landing: Landing, target: Target, what: Block["what"], remark = ""): void {
    const [first] = landing.edits;
    const isOneCell = target.rows.length * target.columns.length === 1;
    if (!this.desk.canEdit || (!landing.edits.length && !remark)) {
      const column = target.columns[0];
      if (column && (!this.desk.canEdit || landing.fixed)) this.#tellFixed(column);
      return;
    }
    if (isOneCell && first) void this.#save(first);
    else {
      const skipped = landing.fixed
        ? say(`${landing.fixed} 格不能填，已略过`, `${landing.fixed} cells cannot be typed into, left out`)
        : "";
      const remarks = [skipped, remark].filter(Boolean).join(say("；", "; "));
      const [rows, columns] = [target.rows.length, target.columns.length];
      void this.desk.changes.stage(landing.edits, { what, rows, columns, remark: remarks });
    }
  }

  nextOpen(): void {
    const open = this.desk.changes.open;
    const at = this.#rowAt(this.selection.head);
    const here = open.findIndex(
      (each) => each.id === at?.row.id && each.column === this.desk.sheet.columns[this.selection.head.column]?.key,
    );
    const next = open[(here + 1) % open.length];
    if (next) this.#goTo(next);
  }

  // --- clipboard -----------------------------------------------------------------------------------

  #copy(event: ClipboardEvent): void {
    if (this.editor.isOpen) return;
    event.preventDefault();
    const area = rectangle(this.selection);
    const offsets = this.desk.lines.offsets(area.top, area.bottom);
    const columns = this.desk.sheet.columns.slice(area.left, area.right + 1);
    const rows = offsets.map((offset) => this.desk.store.row(offset));
    if (rows.some((row) => !row)) {
      // The clipboard takes text only within the key press, so the rows have to be here before it.
      void this.#rowsAt(offsets).then(() =>
        toast(say(`${offsets.length} 行已取来，请再按一次 Ctrl C`, `${offsets.length} rows are here now; press Ctrl C again`)),
      );
      return;
    }
    const texts = rows.map((row) => columns.map((column) => written(column, row![column.key])));
    event.clipboardData?.setData("text/plain", printTsv(texts));
    toast(say(`已复制 ${rows.length} 行 × ${columns.length} 列`, `Copied ${rows.length} × ${columns.length}`));
  }

  #paste(event: ClipboardEvent): void {
    if (this.editor.isOpen) return;
    event.preventDefault();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text) void this.#pasteText(text);
  }

  async #pasteText(text: string): Promise<void> {
    const block = parseTsv(text);
    const given = blockSize(block);
    const area = rectangle(this.selection);
    const isOne = given.rows === 1 && given.columns === 1;
    const columns = isOne
      ? this.desk.sheet.columns.slice(area.left, area.right + 1)
      : this.desk.sheet.columns.slice(area.left, area.left + given.columns);
    const offsets = isOne
      ? this.desk.lines.offsets(area.top, area.bottom)
      : this.desk.lines.offsetsFrom(area.top, Math.min(given.rows, LARGEST_PASTE));
    try {
      const rows = await this.#rowsAt(offsets);
      const remark = isOne ? "" : this.#leftOver(given, { rows: rows.length, columns: columns.length });
      if (!isOne) this.#markLanding(area.left, offsets, columns.length);
      this.#stage(landed(block, { rows, columns }), { rows, columns }, "paste", remark);
    } catch (error) {
      this.desk.tell(error);
    }
  }

  #leftOver(given: { rows: number; columns: number }, placed: { rows: number; columns: number }): string {
    const words = [];
    if (given.rows > LARGEST_PASTE) {
      words.push(say(`一次最多 ${LARGEST_PASTE} 行，其余请用导入`, `at most ${LARGEST_PASTE} rows at once; import the rest`));
    } else if (given.rows > placed.rows) {
      const rest = given.rows - placed.rows;
      words.push(say(`${rest} 行超出表尾，没有粘贴`, `${rest} rows beyond the end left out`));
    }
    if (given.columns > placed.columns) {
      const rest = given.columns - placed.columns;
      words.push(say(`${rest} 列超出表边，没有粘贴`, `${rest} columns beyond the edge left out`));
    }
    return words.join(say("；", "; "));
  }

  #markLanding(left: number, offsets: readonly number[], columns: number): void {
    const [first, last] = [offsets[0], offsets.at(-1)];
    const top = first === undefined ? undefined : this.desk.lines.lineOf(first);
    const bottom = last === undefined ? undefined : this.desk.lines.lineOf(last);
    if (top === undefined || bottom === undefined) return;
    const anchor = { line: bottom, column: left + columns - 1 };
    this.select({ anchor, head: { line: top, column: left } }, false);
  }
}
