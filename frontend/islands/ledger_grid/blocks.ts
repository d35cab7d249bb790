/** Where the cells of a pasted or filled block land. */
import { say } from "../../lib/wording.ts";
import type { Proposed } from "./changes.ts";
import type { Column, Row } from "./feed.ts";
import { isSame, written } from "./values.ts";

export const LARGEST_PASTE = 5_000; // rows

export interface Size {
  rows: number;
  columns: number;
}

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

/** Rows and columns that a block takes up. */
export function blockSize(block: readonly (readonly string[])[]): Size {
  return { rows: block.length, columns: Math.max(0, ...block.map((row) => row.length)) };
}

/** The first row's texts, for each row below it: Ctrl D. */
export function filledDown(target: Target): Landing {
  const [first, ...rest] = target.rows;
  if (!first) return { edits: [], fixed: 0 };
  const texts = target.columns.map((column) => written(column, first.row[column.key]));
  return landed(rest.map(() => texts), { ...target, rows: rest });
}

/** What of a pasted block did not find a cell, in words; nothing where all of it did. */
export function leftOver(given: Size, placed: Size): string {
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
