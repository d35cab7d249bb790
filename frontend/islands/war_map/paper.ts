/** The whole chart on A3 to A0: one drawing a sheet, the head on each, no row cut, sharp at any resolution. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import type { Looks } from "./looks.ts";
import { endText } from "./moments.ts";
import { paint } from "./painter.ts";
import type { Pen, Words } from "./pen.ts";
import type { Scene, Stretch } from "./scene.ts";
import { fitted, type Sizes } from "./shapes.ts";
import { sheets } from "./sheets.ts";
import { SvgPen } from "./svg_pen.ts";
import { TimeScale } from "./time_scale.ts";
import { floatText } from "./words.ts";

export type Paper = "a3" | "a2" | "a1" | "a0";

/**
 * Landscape within its margins, less the title above, in px of the drawing. The drawing fills the
 * width of the sheet, so on a larger one its letters grow too: a wall is read from further away.
 */
const SHEETS: Record<Paper, { width: number; height: number }> = {
  a3: { width: 1496, height: 960 },
  a2: { width: 1723, height: 1120 }, // letters 1.25 as large
  a1: { width: 2058, height: 1350 }, // 1.5
  a0: { width: 2201, height: 1460 }, // 2
};
const FILE = SHEETS.a3;

export const paperOf = (name = ""): Paper => (name in SHEETS ? (name as Paper) : "a3");

const NAMES = 400; // px for name, promise and float
const SIZES: Sizes = { row: 25, head: 44, text: 12 };

type Measure = (kind: Words, text: string) => number;

export interface Headline {
  size: Paper;
  title: string;
  age: string; // "as of …"
  nameColumn: string;
}

/** One page element a sheet. */
export function paper(scene: Scene, headline: Headline, measure: Measure): HTMLElement {
  const { shown, plan } = scene;
  const sheet = SHEETS[headline.size];
  const perSheet = (sheet.height - SIZES.head) / SIZES.row;
  const isHead = (place: number): boolean => plan.outline.isGroup(shown.rows[place]!);
  const laid = sheets(shown, perSheet, isHead);
  const pages = laid.map((rows, at) => {
    const count = say(`第 ${at + 1} 张，共 ${laid.length} 张`, `Sheet ${at + 1} of ${laid.length}`);
    return element(
      "section",
      { class: "war-sheet" },
      element(
        "header",
        { class: "print-head" },
        element("h1", {}, headline.title),
        element("span", {}, [headline.age, count].filter(Boolean).join(say("，", ", "))),
      ),
      sheetDrawing(scene, rows, sheet.width, headline.nameColumn, measure),
    );
  });
  return element("div", { class: `war-paper on-${headline.size}`, "data-bs-theme": "light" }, ...pages);
}

/** One file with all rows, with its colours inside. */
export function chartFile(scene: Scene, nameColumn: string, measure: Measure, looks: Looks): string {
  const drawn = sheetDrawing(scene, { first: 0, end: scene.shown.count }, FILE.width, nameColumn, measure, looks);
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(drawn);
}

function sheetDrawing(scene: Scene, rows: Stretch, full: number, nameColumn: string, measure: Measure, looks?: Looks): Element {
  const width = full - NAMES;
  const top = scene.shown.topOf(rows.first) * SIZES.row;
  const height = scene.shown.topOf(rows.end) * SIZES.row - top;
  const pen = new SvgPen(full, SIZES.head + height, measure, looks);
  const scale = TimeScale.filling(scene.scale.from, scene.scale.to, width);
  const nothing = { focus: undefined, hovered: undefined, ghost: undefined, isNamed: false };
  const printed = { ...scene, ...nothing, scale, sizes: SIZES };
  const view = { left: 0, top, width, height };
  pen.within({ left: NAMES, top: 0, width, height: SIZES.head + height }, { x: NAMES, y: 0 }, () => paint(pen, printed, view));
  paintNames(pen, scene, rows, full, nameColumn);
  return pen.root;
}

function paintNames(pen: Pen, scene: Scene, { first, end }: Stretch, full: number, nameColumn: string): void {
  const baseline = SIZES.head - 8;
  pen.words("note", { x: 28, y: baseline }, nameColumn);
  pen.words("note", { x: NAMES - 78, y: baseline }, say("承诺完成", "Promised"), "end");
  pen.words("note", { x: NAMES - 10, y: baseline }, say("余量（天）", "Float, days"), "end");
  const topOf = (place: number): number => SIZES.head + (scene.shown.topOf(place) - scene.shown.topOf(first)) * SIZES.row;
  for (let place = first; place < end; place += 1) paintName(pen, scene, place, topOf(place), topOf(place + 1) - topOf(place));
  const foot = topOf(end);
  pen.line("rule2", [
    { x: 0, y: SIZES.head },
    { x: full, y: SIZES.head },
  ]);
  pen.line("rule2", [
    { x: NAMES, y: 0 },
    { x: NAMES, y: foot },
  ]);
}

function paintName(pen: Pen, { plan, shown }: Scene, place: number, top: number, height: number): void {
  const row = shown.rows[place]!;
  const { rows } = plan.feed;
  const isFront = rows.level[row] === 0 && plan.outline.isGroup(row);
  const y = top + height / 2 + SIZES.text * 0.375;
  if (isFront) pen.box("frontrow", { left: 0, top, width: NAMES, height });
  pen.line("rule", [
    { x: 0, y: top + height },
    { x: NAMES, y: top + height },
  ]);
  paintLamp(pen, rows.lamp[row]!, { x: 14, y: top + height / 2 });
  const kind = isFront ? "bold" : "name";
  const left = 28 + 10 * Math.max(0, rows.level[row]! - 1);
  const name = fitted(rows.name[row]!, NAMES - 150 - left, (text) => pen.widthOf(kind, text));
  pen.words(kind, { x: left, y }, name);
  const note = left + pen.widthOf(kind, name) + 6;
  pen.words("note", { x: note, y }, fitted(rows.note[row]!, NAMES - 150 - note, (text) => pen.widthOf("note", text)));
  const promised = rows.promised[row];
  if (promised !== null && promised !== undefined) pen.words("name", { x: NAMES - 78, y }, endText(promised), "end");
  const float = rows.float_days[row]!;
  if (isFront) return;
  pen.words(float !== null && float < 0 ? "short" : "name", { x: NAMES - 10, y }, floatText(float), "end");
}

/** The lamps' shapes, as everywhere: they differ without colour too. */
function paintLamp(pen: Pen, colour: string, { x, y }: { x: number; y: number }): void {
  const r = 5.5;
  if (colour === "red") pen.area("red", [{ x, y: y - r }, { x: x + r, y }, { x, y: y + r }, { x: x - r, y }]);
  if (colour === "amber") pen.area("amber", [{ x, y: y - r + 1 }, { x: x + r - 1, y: y + r - 1 }, { x: x - r + 1, y: y + r - 1 }]);
  if (colour === "green") pen.dot("green", { x, y }, 3.5);
  if (colour === "grey") pen.dot("grey", { x, y }, 4);
}
