/**
 * What the painter draws with: on a canvas for the screen, as SVG for paper. Every stroke names a
 * mark, and the stylesheet alone says how a mark looks (`.gantt .done { fill: … }`), so that screen,
 * dark screen, wall and paper cannot drift apart.
 */
import type { Point } from "./progress_line.ts";
import type { Box } from "./shapes.ts";

export const MARKS = [
  "ground",
  "head",
  "rule",
  "rule2",
  "winter",
  "frontrow",
  "chosen",
  "summary",
  "done",
  "todo",
  "planned",
  "latest",
  "chain",
  "milestone",
  "flag",
  "link",
  "link-driving",
  "now",
  "lag",
  "front-line",
  "fdot",
  "ring",
  "grip",
  "ghost",
  "red",
  "amber",
  "green",
  "grey",
] as const;
export type Mark = (typeof MARKS)[number];

export const WORDS = ["tick", "yr", "nowlab", "barlab", "inbar", "name", "bold", "note", "short"] as const;
export type Words = (typeof WORDS)[number];

export interface Pen {
  box(mark: Mark, box: Box): void;
  line(mark: Mark, points: readonly Point[]): void;
  area(mark: Mark, points: readonly Point[]): void;
  dot(mark: Mark, at: Point, radius: number): void;
  words(kind: Words, at: Point, text: string, anchor?: "start" | "middle" | "end"): void;
  widthOf(kind: Words, text: string): number;
  /** What is drawn inside stays in the box and is moved by the shift. */
  within(box: Box, shift: Point, draw: () => void): void;
  /** Beside the point: bars that are not on the chain, when the chain is looked at. */
  pale(isPale: boolean): void;
}
