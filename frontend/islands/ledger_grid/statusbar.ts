/** The line at the foot: how many rows, what is selected and what it adds up to, how old it all is. */
import { element } from "../../lib/elements.ts";
import { mean, shownExact, summary, grouped } from "../../lib/figures.ts";
import { say } from "../../lib/wording.ts";
import type { Column, Outline, Row } from "./feed.ts";
import { isNumeric, storedNumber } from "./values.ts";

export function rowCount(rows: number, groups: number): string {
  const many = rows.toLocaleString("en");
  const en = rows === 1 ? "1 row" : `${many} rows`;
  return groups
    ? say(`${many} 行，${groups} 组`, groups === 1 ? `${en}, 1 group` : `${en}, ${groups} groups`)
    : say(`${many} 行`, en);
}

/** English only: a Chinese counting word has no plural. */
export function cellCount(cells: number): string {
  return cells === 1 ? "1 cell" : `${cells.toLocaleString("en")} cells`;
}

export interface Picked {
  cells: number;
  columns: readonly Column[];
  rows: readonly Row[] | undefined; // none: too many to add up, or not here yet
  isTooMany: boolean;
}

/** What Excel says of a selection: count, sum, mean, least, most. */
export function pickedWords({ cells, columns, rows, isTooMany }: Picked): HTMLElement[] {
  if (cells < 2) return [];
  const only = columns.length === 1 ? columns[0] : undefined;
  const made = [
    element(
      "span",
      {},
      only
        ? say(`选中「${only.label}」${cells} 格`, `${cells} cells of “${only.label}”`)
        : say(`选中 ${cells} 格`, `${cells} cells`),
    ),
  ];
  if (isTooMany) made.push(element("span", {}, say("超过 2 万行，不计合计", "over 20,000 rows, not added up")));
  if (!rows) return made;
  const numeric = columns.filter((column) => isNumeric(column));
  const units = new Set(numeric.map((column) => `${column.kind}|${column.unit_size ?? ""}`));
  if (units.size !== 1) return made; // amounts and shares do not add up
  const found = summary(rows.flatMap((row) => numeric.map((column) => storedNumber(row[column.key]))));
  if (!found) return made;
  const like = numeric[0]!;
  const isShare = like.kind === "percent" || like.kind === "bar";
  const write = (value: bigint) =>
    grouped(shownExact(value, isShare ? "0.01" : like.unit_size || "1", like.digits ?? 2));
  const figure = (word: string, value: bigint, unit = "") =>
    made.push(element("span", {}, `${word} `, element("b", {}, write(value)), unit && ` ${unit}`));
  if (!isShare) figure(say("合计", "Sum"), found.sum, like.unit ?? "");
  figure(say("平均", "Mean"), mean(found));
  figure(say("最小", "Min"), found.least);
  figure(say("最大", "Max"), found.most);
  return made;
}

export function ageWords(outline: Outline): string {
  const parts = [];
  if (outline.age) parts.push(say(`截至 ${outline.age}`, `As of ${outline.age}`));
  if (outline.change_sets) parts.push(say(`台账第 ${outline.change_sets} 版`, `ledger version ${outline.change_sets}`));
  return parts.join(say("，", ", "));
}
