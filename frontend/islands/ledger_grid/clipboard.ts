/** Blocks of cells: copied, pasted, filled down and cleared. */
import { toast } from "../../lib/toast.ts";
import { parseTsv, printTsv } from "../../lib/tsv.ts";
import { say } from "../../lib/wording.ts";
import { blockSize, filledDown, landed, LARGEST_PASTE, leftOver, type Landing, type Target } from "./blocks.ts";
import type { Block, Proposed } from "./changes.ts";
import { rowsAt, tellFixed, type Desk } from "./desk.ts";
import { rectangle, type Selection } from "./selection.ts";
import { written } from "./values.ts";

/** Whose cells they are: the hand picks them, and saves a single one at once. */
export interface Picker {
  readonly selection: Selection;
  select: (selection: Selection, reveal: boolean) => void;
  save: (edit: Proposed) => Promise<void>;
}

export class Clipboard {
  constructor(
    private readonly desk: Desk,
    private readonly hand: Picker,
  ) {}

  copy(event: ClipboardEvent): void {
    event.preventDefault();
    const area = rectangle(this.hand.selection);
    const offsets = this.desk.lines.offsets(area.top, area.bottom);
    const columns = this.desk.sheet.columns.slice(area.left, area.right + 1);
    const rows = offsets.map((offset) => this.desk.store.row(offset));
    if (rows.some((row) => !row)) {
      // The clipboard takes text only within the key press, so the rows have to be here before it.
      void rowsAt(this.desk, offsets).then(() =>
        toast(say(`${offsets.length} 行已取来，请再按一次 Ctrl C`, `${offsets.length} rows are here now; press Ctrl C again`)),
      );
      return;
    }
    const texts = rows.map((row) => columns.map((column) => written(column, row![column.key])));
    event.clipboardData?.setData("text/plain", printTsv(texts));
    toast(say(`已复制 ${rows.length} 行 × ${columns.length} 列`, `Copied ${rows.length} × ${columns.length}`));
  }

  paste(event: ClipboardEvent): void {
    event.preventDefault();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text) void this.#pasteText(text);
  }

  async clear(): Promise<void> {
    const target = await this.#picked();
    this.#stage(landed([[""]], target), target, "clear");
  }

  async fillDown(): Promise<void> {
    const target = await this.#picked();
    this.#stage(filledDown(target), target, "fill");
  }

  async #picked(): Promise<Target> {
    const { top, bottom, left, right } = rectangle(this.hand.selection);
    const offsets = this.desk.lines.offsets(top, bottom);
    const columns = this.desk.sheet.columns.slice(left, right + 1);
    return { rows: await rowsAt(this.desk, offsets), columns };
  }

  async #pasteText(text: string): Promise<void> {
    const block = parseTsv(text);
    const given = blockSize(block);
    const area = rectangle(this.hand.selection);
    const isOne = given.rows === 1 && given.columns === 1;
    const columns = isOne
      ? this.desk.sheet.columns.slice(area.left, area.right + 1)
      : this.desk.sheet.columns.slice(area.left, area.left + given.columns);
    const offsets = isOne
      ? this.desk.lines.offsets(area.top, area.bottom)
      : this.desk.lines.offsetsFrom(area.top, Math.min(given.rows, LARGEST_PASTE));
    try {
      const rows = await rowsAt(this.desk, offsets);
      const remark = isOne ? "" : leftOver(given, { rows: rows.length, columns: columns.length });
      if (!isOne) this.#markLanding(area.left, offsets, columns.length);
      this.#stage(landed(block, { rows, columns }), { rows, columns }, "paste", remark);
    } catch (error) {
      this.desk.tell(error);
    }
  }

  #markLanding(left: number, offsets: readonly number[], columns: number): void {
    const [first, last] = [offsets[0], offsets.at(-1)];
    const top = first === undefined ? undefined : this.desk.lines.lineOf(first);
    const bottom = last === undefined ? undefined : this.desk.lines.lineOf(last);
    if (top === undefined || bottom === undefined) return;
    const anchor = { line: bottom, column: left + columns - 1 };
    this.hand.select({ anchor, head: { line: top, column: left } }, false);
  }

  /** One cell is saved at once; several wait for a word. */
  #stage(landing: Landing, target: Target, what: Block["what"], remark = ""): void {
    const [first] = landing.edits;
    const isOneCell = target.rows.length * target.columns.length === 1;
    if (!this.desk.canEdit || (!landing.edits.length && !remark)) {
      const column = target.columns[0];
      if (column && (!this.desk.canEdit || landing.fixed)) tellFixed(this.desk, column);
      return;
    }
    if (isOneCell && first) void this.hand.save(first);
    else {
      const skipped = landing.fixed
        ? say(`${landing.fixed} 格不能填，已略过`, `${landing.fixed} cells cannot be typed into, left out`)
        : "";
      const remarks = [skipped, remark].filter(Boolean).join(say("；", "; "));
      const [rows, columns] = [target.rows.length, target.columns.length];
      void this.desk.changes.stage(landing.edits, { what, rows, columns, remark: remarks });
    }
  }
}
