/** The cells of the outline that a planner edits, and rows of them as Excel takes them. */
import { printTsv } from "../../lib/tsv.ts";
import type { Rows } from "./feed.ts";
import { dayText, endText } from "./moments.ts";
import type { Plan } from "./scene.ts";

export const CELLS = ["name", "duration", "after", "done"] as const;
export type Cell = (typeof CELLS)[number];

export const cellText = (rows: Rows, row: number, cell: Cell): string => rows[cell]?.[row] ?? "";

/** The cell to the left or right; at the edge the same one. */
export function cellBeside(cell: Cell, by: number): Cell {
  const at = CELLS.indexOf(cell) + by;
  return CELLS[Math.max(0, Math.min(CELLS.length - 1, at))]!;
}

/** A summary has a name alone: the rest comes from what lies below it. */
export const isOpenTo = (plan: Plan, row: number, cell: Cell): boolean => cell === "name" || !plan.outline.isGroup(row);

/** Rows for the clipboard: code, name moved in by its level, duration, start, finish, what it waits for, done. */
export function copiedRows(plan: Plan, picked: readonly number[]): string {
  const { rows, bars } = plan.feed;
  const least = Math.min(...picked.map((row) => rows.level[row]!));
  const line = (row: number): string[] => {
    const bar = [...plan.index.of(row)].find((each) => bars.kind[each] !== "baseline");
    return [
      rows.key[row]!,
      "  ".repeat(rows.level[row]! - least) + rows.name[row]!,
      cellText(rows, row, "duration"),
      bar === undefined ? "" : dayText(bars.start[bar]!),
      bar === undefined ? "" : endText(bars.finish[bar]!),
      cellText(rows, row, "after"),
      cellText(rows, row, "done"),
    ];
  };
  return printTsv(picked.map(line));
}
