/** What a stored value looks like in a cell, in an editor, and on the clipboard. */
import { exact, exactIn, fromUnit, grouped, shownIn } from "../../lib/figures.ts";
import { say } from "../../lib/wording.ts";
import type { Column, Lamp, Named, Row, Value } from "./feed.ts";

const NUMERIC = new Set(["amount", "number", "percent", "bar"]);
export const isNumeric = (column: Column): boolean => NUMERIC.has(column.kind);

const unitOf = (column: Column): string =>
  column.kind === "percent" || column.kind === "bar" ? "0.01" : column.unit_size || "1";

function digitsOf(column: Column): number {
  if (column.digits !== undefined && column.digits !== null) return column.digits;
  return column.kind === "amount" ? 2 : column.kind === "number" ? 0 : 1;
}

/** The stored number of a cell as text, or nothing where there is no number. */
export function storedNumber(value: Value | undefined): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}

/** A scaled number in the column's unit: 5.30, 24.1. */
export function inUnit(column: Column, stored: string): string {
  return grouped(shownIn(stored, unitOf(column), digitsOf(column)));
}

export function shown(column: Column, value: Value | undefined): string {
  if (value === null || value === undefined || value === "") return isNumeric(column) ? "—" : "";
  if (isNumeric(column)) return inUnit(column, String(value));
  if (column.kind === "flag") return value ? say("是", "yes") : "";
  if (column.kind === "lamp") return lampWord((value as Lamp).colour);
  return named(column, value);
}

/** A project's name in the reader's language; its stored name where it has no English one. */
export function projectName(row: Row): string {
  const name = String(row["name"] ?? "");
  return say(name, String(row["name_en"] || name));
}

/** What a row's cell shows. The editor and the clipboard hold what is stored: see `written`. */
export function cellText(column: Column, row: Row): string {
  return column.kind === "link" ? projectName(row) : shown(column, row[column.key]);
}

/** Never fewer digits than are stored: a copy that comes back must change nothing. */
export function written(column: Column, value: Value | undefined): string {
  if (value === null || value === undefined) return "";
  if (!isNumeric(column)) return shown(column, value);
  const all = exactIn(String(value), unitOf(column));
  const usual = shownIn(String(value), unitOf(column), digitsOf(column));
  return exact(all) === exact(usual) ? usual : all;
}

function named(column: Column, value: Value): string {
  if (Array.isArray(value)) return value.map((each) => each.name).join(say("、", ", "));
  if (typeof value === "object" && value !== null) return (value as Named).name ?? "";
  const text = String(value);
  return column.choices?.find((choice) => choice.value === text)?.label ?? text;
}

/** What a typed number would be stored as; other texts stay what they are. */
export function stored(column: Column, text: string): Value {
  return (isNumeric(column) && fromUnit(text, unitOf(column))) || text;
}

/** Whether a typed text says just what the cell shows already. */
export function isSame(column: Column, value: Value | undefined, text: string): boolean {
  const typed = text.trim();
  if (typed === written(column, value) || typed === shown(column, value)) return true;
  if (!isNumeric(column) || value === null || value === undefined) return false;
  const bare = exact(typed.replaceAll(",", ""));
  return bare !== undefined && bare === exact(exactIn(String(value), unitOf(column)));
}

export function lampWord(colour: Lamp["colour"]): string {
  const words = {
    red: say("红灯", "red"),
    amber: say("黄灯", "amber"),
    green: say("绿灯", "green"),
    grey: say("灰灯：数据过期或缺失", "grey: stale or missing"),
  };
  return words[colour];
}
