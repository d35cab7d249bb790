/** Draws on the screen's canvas. */
import type { Looks, Look } from "./looks.ts";
import type { Mark, Pen, Words } from "./pen.ts";
import type { Point } from "./progress_line.ts";
import type { Box } from "./shapes.ts";

const PALE = 0.3;
const KEPT_WIDTHS = 20_000;

export class CanvasPen implements Pen {
  #paleness = 1;
  #widths = new Map<string, number>();

  constructor(
    private readonly at: CanvasRenderingContext2D,
    private readonly looks: Looks,
  ) {}

  #use(mark: Mark): Look {
    const look = this.looks.marks[mark];
    this.at.globalAlpha = look.alpha * this.#paleness;
    if (look.fill) this.at.fillStyle = look.fill;
    if (look.stroke) {
      this.at.strokeStyle = look.stroke;
      this.at.lineWidth = look.width;
      this.at.setLineDash(look.dash);
    }
    return look;
  }

  box(mark: Mark, { left, top, width, height }: Box): void {
    const look = this.#use(mark);
    if (look.fill) this.at.fillRect(left, top, width, height);
    if (look.stroke) this.at.strokeRect(left + 0.5, top + 0.5, Math.max(0, width - 1), height - 1);
  }

  #trace(points: readonly Point[]): void {
    this.at.beginPath();
    points.forEach(({ x, y }, at) => (at ? this.at.lineTo(x, y) : this.at.moveTo(x, y)));
  }

  line(mark: Mark, points: readonly Point[]): void {
    this.#use(mark);
    this.at.lineJoin = "round";
    this.#trace(points);
    this.at.stroke();
  }

  area(mark: Mark, points: readonly Point[]): void {
    const look = this.#use(mark);
    this.#trace(points);
    this.at.closePath();
    if (look.fill) this.at.fill();
    if (look.stroke) this.at.stroke();
  }

  dot(mark: Mark, { x, y }: Point, radius: number): void {
    const look = this.#use(mark);
    this.at.beginPath();
    this.at.arc(x, y, radius, 0, 2 * Math.PI);
    if (look.fill) this.at.fill();
    if (look.stroke) this.at.stroke();
  }

  words(kind: Words, { x, y }: Point, text: string, anchor: "start" | "middle" | "end" = "start"): void {
    const letters = this.looks.words[kind];
    this.at.globalAlpha = this.#paleness;
    this.at.fillStyle = letters.fill;
    this.at.font = letters.font;
    this.at.textAlign = anchor === "middle" ? "center" : anchor;
    this.at.fillText(text, x, y);
  }

  /** Measured once: asking the font is the dearest part of a frame. */
  widthOf(kind: Words, text: string): number {
    const name = `${kind}|${text}`;
    const known = this.#widths.get(name);
    if (known !== undefined) return known;
    this.at.font = this.looks.words[kind].font;
    const width = this.at.measureText(text).width;
    if (this.#widths.size > KEPT_WIDTHS) this.#widths.clear();
    this.#widths.set(name, width);
    return width;
  }

  within(box: Box, shift: Point, draw: () => void): void {
    this.at.save();
    this.at.beginPath();
    this.at.rect(box.left, box.top, box.width, box.height);
    this.at.clip();
    this.at.translate(shift.x, shift.y);
    draw();
    this.at.restore();
  }

  pale(isPale: boolean): void {
    this.#paleness = isPale ? PALE : 1;
  }
}
