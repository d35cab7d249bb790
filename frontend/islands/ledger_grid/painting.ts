/** What stands inside a cell. */
import { drawing, element } from "../../lib/elements.ts";
import { exact } from "../../lib/figures.ts";
import { say } from "../../lib/wording.ts";
import type { Column, Lamp, Lamps, Row, Subtotal, Value } from "./feed.ts";
import { cellText, inUnit, isNumeric, lampWord, storedNumber } from "./values.ts";

export const LAMPS_AT = "reason"; // where a subtotal says how many of each lamp it holds

function lamp(colour: Lamp["colour"]): HTMLElement {
  return element("i", { class: `lamp lamp-${colour}`, role: "img", "aria-label": lampWord(colour) });
}

export function lamps(counts: Lamps): HTMLElement {
  const row = element("span", { class: "lamps" });
  for (const colour of ["red", "amber", "green", "grey"] as const) {
    if (counts[colour] !== undefined) row.append(element("span", {}, lamp(colour), `${counts[colour]}`));
  }
  return row;
}

const asShare = (stored: string): number => Number(exact(stored) ?? 0n) / 1e12;

/** A share on its track, with a tick where the year stands (序时). */
function bar(share: number, tick: number | undefined): SVGElement {
  const parts = [
    drawing("rect", { class: "track", width: 100, height: 6 }),
    drawing("rect", { class: "fill", width: Math.max(0, Math.min(100, share * 100)), height: 6 }),
  ];
  if (tick !== undefined) {
    parts.push(drawing("rect", { class: "tick", x: tick * 100, width: 1.2, height: 6 }));
  }
  const traits = { class: "bar", viewBox: "0 0 100 6", preserveAspectRatio: "none" };
  return drawing("svg", { ...traits, "aria-hidden": "true" }, ...parts) as SVGElement;
}

export interface Surroundings {
  tick: number | undefined;
  projectUrl: (row: Row) => string | undefined;
}

export function cellContent(
  column: Column,
  value: Value | undefined,
  row: Row,
  around: Surroundings,
): (Node | string)[] {
  if (column.kind === "lamp" && value) return [lamp((value as Lamp).colour)];
  if (column.kind === "bar") return barContent(column, storedNumber(value), around.tick);
  const text = cellText(column, row);
  if (column.kind === "link") {
    const href = around.projectUrl(row);
    const madeUp = madeUpWords(row);
    const sample = madeUp ? element("span", sampleTraits(), madeUp) : "";
    // The tag floats at the end of the cell, so it comes first: a long name is cut, never the tag.
    return [sample, href ? element("a", { class: "open", href, tabindex: -1 }, text) : text];
  }
  return [text];
}

/** A made-up project, or a real one whose amounts are made up. */
function madeUpWords(row: Row): string {
  if (row["is_sample"]) return say("样例", "sample");
  return row["has_sample_amounts"] ? say("样例金额", "sample amounts") : "";
}

const sampleTraits = () => ({
  class: "tag tag-sample",
  title: say("样例数据，非实际", "Sample, not actual"),
});

function barContent(column: Column, stored: string, tick: number | undefined): (Node | string)[] {
  if (exact(stored) === undefined) return ["—"];
  return [bar(asShare(stored), tick), inUnit(column, stored)];
}

/** A cell of a subtotal or of the total: sums where there are any, lamps, else nothing. */
export function sumContent(column: Column, sums: Subtotal, tick: number | undefined) {
  if (column.key === LAMPS_AT) return sums.lamps ? [lamps(sums.lamps)] : [];
  const stored = sums.sums[column.key];
  if (stored === undefined || stored === null || !isNumeric(column)) return [];
  if (column.kind === "bar") return barContent(column, stored, tick);
  return [inUnit(column, stored)];
}
