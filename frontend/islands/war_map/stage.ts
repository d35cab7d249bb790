/**
 * The page's part of the chart: one scroller up and down, one for time, a canvas that stands still
 * in both and is drawn anew for each frame, and the columns that move in that same frame.
 */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import { CanvasPen } from "./canvas_pen.ts";
import { readLooks, type Looks } from "./looks.ts";
import { Names, turnArrow } from "./names.ts";
import { paint } from "./painter.ts";
import { placesIn, type Plan, type Scene, type View } from "./scene.ts";
import type { Shown } from "./outline.ts";
import type { Sizes } from "./shapes.ts";
import { splitter } from "./split.ts";

export const PHONE = "(max-width: 700px)";

const SPARE = 4; // rows of the columns kept beyond the view
const USUAL_SPLIT = 432;
const EDITED_SPLIT = 704; // with the cells that are edited

export class Stage {
  readonly names: Names;
  readonly canvas = element("canvas", { "aria-hidden": "true" });
  readonly #span = element("div", { class: "war-span" });
  readonly tip = element("div", { class: "war-tip", hidden: true, "aria-hidden": "true" });
  readonly said = element("p", { class: "war-said", role: "status" });
  readonly chart: HTMLElement;
  readonly #war: HTMLElement;
  readonly #ground = element("div", { class: "war-ground" });
  readonly scroller = element("div", { class: "war-scroll" });
  #looks!: Looks;
  #pen!: CanvasPen;
  sizes!: Sizes;

  constructor(
    readonly root: HTMLElement,
    { label, nameColumn }: { label: string; nameColumn: string },
    split: number | undefined,
    splitMoved: (width: number, isDone: boolean) => void,
  ) {
    this.names = new Names(nameColumn, root.hasAttribute("edit"));
    this.chart = element("div", {
      class: "war-chart",
      tabindex: 0,
      role: "application",
      "aria-label": say(
        `${label}横道图。方向键走行与横道，回车打开，空格收放，加减号缩放`,
        `${label} bar chart. Arrows walk rows and bars, Enter opens, space folds, plus and minus zoom`,
      ),
    });
    this.chart.append(this.canvas, this.#span);
    const usual = root.hasAttribute("edit") ? EDITED_SPLIT : USUAL_SPLIT;
    const edge = splitter(split ?? usual, splitMoved, () => this.scroller.clientWidth - 240);
    this.#war = element("div", { class: "war" }, this.names.side, edge, this.chart);
    this.#ground.append(this.#war);
    this.scroller.append(this.#ground);
    root.append(this.scroller, this.tip, this.said);
    if (split) this.split(split);
    this.dress();
  }

  remove(): void {
    for (const part of [this.scroller, this.tip, this.said]) part.remove();
  }

  split(width: number): void {
    this.#war.style.setProperty("--war-names", `${width}px`);
  }

  /** Read theme and sizes from the stylesheet: at the start, and when the theme changes. */
  dress(): void {
    this.#looks = readLooks(this.root);
    const length = (name: string): number => {
      const probe = element("div", { class: name });
      this.root.append(probe);
      const { height } = probe.getBoundingClientRect();
      probe.remove();
      return height;
    };
    this.sizes = { row: length("war-row-height"), head: length("war-head-height"), text: this.#looks.words.tick.size };
    if (matchMedia(PHONE).matches) this.sizes.name = this.sizes.text + 2;
    this.#pen = new CanvasPen(this.canvas.getContext("2d", { alpha: false })!, this.#looks);
    this.names.clear();
  }

  get looks(): Looks {
    return this.#looks;
  }

  get pen(): CanvasPen {
    return this.#pen;
  }

  /** How much of the chart shows, and which stretch; the head is not counted. */
  get view(): View {
    return {
      left: this.chart.scrollLeft,
      top: this.scroller.scrollTop,
      width: this.chart.clientWidth,
      height: Math.max(0, this.chart.clientHeight - this.sizes.head),
    };
  }

  /** Where the pointer is in px of the whole chart; above the rows, `y` is below 0. */
  position({ clientX, clientY }: MouseEvent): { x: number; y: number } {
    const home = this.canvas.getBoundingClientRect();
    const { left, top } = this.view;
    const y = clientY - home.top - this.sizes.head;
    return { x: clientX - home.left + left, y: y < 0 ? -1 : y + top };
  }

  /** The next rows, whole ones only; after the last the first again. */
  turnPage(shown: Shown): void {
    const { view, sizes } = this;
    const foot = (view.top + view.height) / sizes.row;
    const isLast = foot >= shown.height;
    const next = shown.topOf(shown.placeAt(foot)) * sizes.row; // the first that is not whole in view
    this.scroller.scrollTop = isLast ? 0 : next > view.top ? next : view.top + view.height;
  }

  /** Room for all rows and all of the time, so that the scroll bars tell the truth. */
  spread(rows: number, chartWidth: number): void {
    const { scroller, chart, sizes } = this;
    this.#span.style.width = `${Math.max(chartWidth, 1)}px`;
    const bar = chart.offsetHeight - chart.clientHeight;
    this.#ground.style.height = `${sizes.head + rows * sizes.row + bar}px`;
    this.#war.style.height = `${scroller.clientHeight}px`; // as much as the page leaves
  }

  draw(scene: Scene, isClosed: (row: number) => boolean): void {
    const { view } = this;
    this.#fit(view.width, view.height + this.sizes.head);
    paint(this.#pen, scene, view);
    this.#drawNames(scene.plan, scene.shown, view, isClosed);
    this.names.mark(scene.focus?.place);
  }

  #fit(width: number, height: number): void {
    const dense = devicePixelRatio || 1;
    const wide = Math.round(width * dense);
    const high = Math.round(height * dense);
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide; // also wipes it
      this.canvas.height = high;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.canvas.getContext("2d")!.setTransform(dense, 0, 0, dense, 0, 0);
  }

  #drawNames(plan: Plan, shown: Shown, view: View, isClosed: (row: number) => boolean): void {
    const { first, end } = placesIn(view, this.sizes.row, shown);
    const wide = { first: Math.max(0, first - SPARE), end: Math.min(shown.count, end + SPARE) };
    this.names.draw(plan, shown, wide, view.top, this.sizes.row);
    for (const li of this.names.list.querySelectorAll(":scope > :is(.front, .group)")) {
      turnArrow(li, isClosed(shown.rows[Number(li.getAttribute("data-place"))]!));
    }
  }
}
