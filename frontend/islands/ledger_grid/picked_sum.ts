/** What the cells picked come to: their number, and the sums of their columns. */
import type { Column, Row } from "./feed.ts";
import { rowsAt, type Desk } from "./desk.ts";
import { rectangle, size, type Selection } from "./selection.ts";
import { pickedWords } from "./statusbar.ts";
import { stored } from "./values.ts";

const ADDED_UP = 20_000; // rows; more would fetch half the ledger for a sum

export class PickedSum {
  #asked = 0;

  constructor(private readonly desk: Desk) {}

  /** Say it at once as far as it is known; the sums follow when the rows are here. */
  async show(selection: Selection): Promise<void> {
    const area = rectangle(selection);
    const place = this.desk.part("picked");
    if (!place) return;
    const mine = (this.#asked += 1);
    const columns = this.desk.sheet.columns.slice(area.left, area.right + 1);
    const isTooMany = area.bottom - area.top > ADDED_UP;
    const offsets = isTooMany ? [] : this.desk.lines.offsets(area.top, area.bottom);
    const cells = isTooMany ? size(area) : offsets.length * columns.length;
    place.replaceChildren(...pickedWords({ cells, columns, rows: undefined, isTooMany }));
    if (isTooMany || cells < 2) return;
    const rows = await rowsAt(this.desk, offsets).catch(() => undefined);
    if (mine !== this.#asked || !rows) return;
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
}
