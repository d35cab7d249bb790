/** Draws for paper: sharp at every print resolution, and letters stay letters. */
import { drawing } from "../../lib/elements.ts";
import type { Looks } from "./looks.ts";
import type { Mark, Pen, Words } from "./pen.ts";
import type { Point } from "./progress_line.ts";
import type { Box } from "./shapes.ts";

const round = (value: number): number => Math.round(value * 100) / 100;
const path = (points: readonly Point[]): string =>
  points.map(({ x, y }, at) => `${at ? "L" : "M"}${round(x)},${round(y)}`).join("");

type Traits = Record<string, string | number>;

export class SvgPen implements Pen {
  readonly root: Element;
  #into: Element;
  #isPale = false;
  static #clips = 0;

  /** With `looks` every mark carries its colours along: for a file that leaves the stylesheet behind. */
  constructor(
    width: number,
    height: number,
    private readonly measure: (kind: Words, text: string) => number,
    private readonly looks?: Looks,
  ) {
    this.root = drawing("svg", { class: "gantt", viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
    this.#into = this.root;
  }

  #add(tag: string, name: string, traits: Traits, ...children: Node[]): void {
    const paleness: Traits = this.#isPale ? { opacity: 0.3 } : {};
    this.#into.append(drawing(tag, { class: name, ...traits, ...paleness }, ...children));
  }

  #look(mark: Mark): Traits {
    const look = this.looks?.marks[mark];
    if (!look) return {};
    return {
      fill: look.fill ?? "none",
      stroke: look.stroke ?? "none",
      "stroke-width": look.width,
      opacity: look.alpha,
      ...(look.dash.length && { "stroke-dasharray": look.dash.join(" ") }),
    };
  }

  box(mark: Mark, { left, top, width, height }: Box): void {
    const place = { x: round(left), y: round(top), width: round(width), height: round(height) };
    this.#add("rect", mark, { ...place, ...this.#look(mark) });
  }

  line(mark: Mark, points: readonly Point[]): void {
    this.#add("path", mark, { d: path(points), ...this.#look(mark), fill: "none" });
  }

  area(mark: Mark, points: readonly Point[]): void {
    this.#add("path", mark, { d: `${path(points)}Z`, ...this.#look(mark) });
  }

  dot(mark: Mark, { x, y }: Point, radius: number): void {
    this.#add("circle", mark, { cx: round(x), cy: round(y), r: radius, ...this.#look(mark) });
  }

  words(kind: Words, { x, y }: Point, text: string, anchor: "start" | "middle" | "end" = "start"): void {
    const letters = this.looks?.words[kind];
    const look: Traits = letters
      ? { fill: letters.fill, "font-size": letters.size, "font-weight": letters.weight, "font-family": letters.family }
      : {};
    const place = { x: round(x), y: round(y), ...(anchor !== "start" && { "text-anchor": anchor }) };
    this.#add("text", kind, { ...place, ...look }, document.createTextNode(text));
  }

  widthOf(kind: Words, text: string): number {
    return this.measure(kind, text);
  }

  within(box: Box, shift: Point, draw: () => void): void {
    const id = `war-clip-${(SvgPen.#clips += 1)}`;
    const { left, top, width, height } = box;
    const window = drawing("rect", { x: left, y: top, width, height });
    const inner = drawing("g", { transform: `translate(${round(shift.x)} ${round(shift.y)})` });
    const outer = drawing("g", { "clip-path": `url(#${id})` }, inner);
    this.#into.append(drawing("clipPath", { id }, window), outer);
    const before = this.#into;
    this.#into = inner;
    draw();
    this.#into = before;
  }

  pale(isPale: boolean): void {
    this.#isPale = isPale;
  }
}
