/** Where the cells of a pasted or filled block land. */
import type { Proposed } from "./changes.ts";
import type { Column, Row } from "./feed.ts";
import { isSame, written } from "./values.ts";

export interface Target {
  rows: readonly { offset: number; row: Row }[];
  columns: readonly Column[];
}

export interface Landing {
  edits: Proposed[];
  fixed: number; // cells of columns that nobody types into
}

/** A single value fills the whole target; a block lies at its upper left corner. */
export function landed(block: readonly (readonly string[])[], target: Target): Landing {
  const isOne = block.length === 1 && block[0]!.length === 1;
  const landing: Landing = { edits: [], fixed: 0 };
  target.rows.forEach(({ offset, row }, down) => {
    target.columns.forEach((column, across) => {
      const text = isOne ? block[0]![0] : block[down]?.[across];
      if (text === undefined) return;
      const seen = row[column.key] ?? null;
      if (isSame(column, seen, text)) return; // what is there already needs no saving
      if (!column.is_editable) landing.fixed += 1;
      else landing.edits.push({ id: row.id, offset, column: column.key, text: text.trim(), seen });
    });
  });
  return landing;
}

/** Rows and columns that a block takes up, with the number that fall off the sheet's edge. */
export function blockSize(block: readonly (readonly string[])[]): { rows: number; columns: number } {
  return { rows: block.length, columns: Math.max(0, ...block.map((row) => row.length)) };
}

/** The first row's texts, for each row below it: Ctrl D. */
export function filledDown(target: Target): Landing {
  const [first, ...rest] = target.rows;
  if (!first) return { edits: [], fixed: 0 };
  const texts = target.columns.map((column) => written(column, first.row[column.key]));
  return landed(rest.map(() => texts), { ...target, rows: rest });
}
