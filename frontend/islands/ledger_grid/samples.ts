/** Short words for the tests of the grid: each names only what matters to it. */
import type { Column, Group, Row, Value } from "./feed.ts";

export function aColumn(key: string, given: Partial<Column> = {}): Column {
  const usual = { label: key, group: "investment", kind: "text", width: 80 } as const;
  const flags = { is_editable: true, is_frozen: false, is_shown: true, is_sortable: true };
  return { key, ...usual, ...flags, ...given };
}

export const anAmount = (key = "planned_amount", given: Partial<Column> = {}): Column =>
  aColumn(key, { kind: "amount", digits: 2, unit: "亿元", unit_size: "100000000", ...given });

export const aRow = (id: number, values: Record<string, Value> = {}): Row => ({ id, ...values });

export function groupsOf(...counts: number[]): Group[] {
  let offset = 0;
  return counts.map((count, place) => {
    const group = { key: `g${place}`, label: `g${place}`, count, offset, sums: {} };
    offset += count;
    return group;
  });
}
