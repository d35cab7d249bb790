/** What a person does on the chart, with keys and pointer, and what the page is told of it. */
import { say } from "../../lib/wording.ts";
import type { Chart } from "./chart.ts";
import { linkKind, pulled } from "./editing.ts";
import type { Hit, Part } from "./hit.ts";
import { actOf, atEdge, moved, type Act, type Focus } from "./keyboard.ts";
import { DAY } from "./moments.ts";
import type { PointerActs } from "./pointer.ts";
import { barBox } from "./shapes.ts";
import { showTip } from "./tip.ts";
import { barPieces, barWords, flagPieces, rowWords } from "./words.ts";

export class Hand {
  constructor(
    private readonly chart: Chart,
    private readonly zoomed: () => void,
  ) {}

  // --- keys ---------------------------------------------------------------------------------------

  enter(): void {
    if (!this.chart.focus && this.chart.shown.count) this.goTo({ place: 0, bar: undefined });
  }

  press(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const act = actOf(event);
    if (!act) return;
    event.preventDefault();
    this.#act(act);
  }

  #act(act: Act): void {
    const { chart } = this;
    const focus = chart.focus ?? { place: 0, bar: undefined };
    const { shown, plan, stage } = chart;
    switch (act.kind) {
      case "move":
        return this.goTo(moved(focus, act, shown, plan.index));
      case "edge":
        return this.goTo(atEdge(focus, act, shown, plan.index));
      case "page": {
        const rows = Math.max(1, Math.floor(stage.view.height / stage.sizes.row) - 1);
        return this.goTo(moved(focus, { rows: act.direction * rows, bars: 0 }, shown, plan.index));
      }
      case "zoom":
        return this.zoom(chart.scale.perDay * act.factor, this.#focusX());
      case "fold":
        return this.toggle(shown.rows[focus.place]!);
      case "open":
        return this.open(shown.rows[focus.place]!, focus.bar);
      case "today":
        return chart.showToday();
      case "leave":
        return this.hideTip();
    }
  }

  zoom(perDay: number, pointer?: number): void {
    this.hideTip();
    this.chart.zoomTo(perDay, pointer);
    this.zoomed();
  }

  wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const at = event.clientX - this.chart.stage.chart.getBoundingClientRect().left;
    const notch = event.deltaMode ? 0.06 : 0.002; // lines, or px
    this.zoom(this.chart.scale.perDay * Math.exp(-event.deltaY * notch), at);
  }

  #focusX(): number | undefined {
    const { focus, scale, plan, stage } = this.chart;
    return focus?.bar === undefined ? undefined : scale.x(plan.feed.bars.start[focus.bar]!) - stage.view.left;
  }

  // --- where one stands ---------------------------------------------------------------------------

  /** Stand on a row or bar: bring it into view, say it, and tell the page. */
  goTo(focus: Focus): void {
    const { chart } = this;
    const isNew = focus.bar !== chart.focus?.bar;
    chart.focus = focus;
    this.#reveal(focus);
    chart.stage.said.textContent =
      focus.bar === undefined ? this.#rowSaid(chart.shown.rows[focus.place]!) : barWords(chart.plan.feed, focus.bar);
    if (focus.bar === undefined) this.hideTip();
    else this.#tipAtBar(focus.bar, focus.place);
    if (isNew && focus.bar !== undefined) this.#choose(focus.bar);
    chart.drawSoon();
  }

  #rowSaid(row: number): string {
    const { plan } = this.chart;
    const isGroup = plan.outline.isGroup(row);
    return rowWords(plan.feed, row) + (isGroup ? say("，", ", ") + this.#foldSaid(row) : "");
  }

  #foldSaid(row: number): string {
    return this.chart.isClosed(row) ? say("已收起", "folded") : say("已展开", "open");
  }

  #reveal({ place, bar }: Focus): void {
    const { stage, plan, scale, shown } = this.chart;
    const { scroller, chart, view, sizes } = stage;
    const top = shown.topOf(place) * sizes.row;
    const foot = shown.topOf(place + 1) * sizes.row;
    if (top < view.top) scroller.scrollTop = top;
    else if (foot > view.top + view.height) scroller.scrollTop = foot - view.height;
    if (bar === undefined) return;
    const { left, width } = barBox(plan.index, bar, top, scale, sizes);
    const isIn = left >= view.left && left + Math.min(width, view.width / 2) <= view.left + view.width;
    if (!isIn) chart.scrollLeft = left - view.width * 0.1;
  }

  toggle(row: number): void {
    this.hideTip();
    if (!this.chart.toggle(row)) return;
    this.chart.stage.said.textContent = this.chart.plan.feed.rows.name[row]! + say("，", ", ") + this.#foldSaid(row);
  }

  clickName(event: MouseEvent): void {
    const clicked = event.target as Element;
    const li = clicked.closest("li");
    if (!li || clicked.closest("a")) return;
    const place = Number(li.getAttribute("data-place"));
    const row = this.chart.shown.rows[place]!;
    this.goTo({ place, bar: undefined });
    if (clicked.closest(".turn, .front")) this.toggle(row);
  }

  // --- what the page is told ----------------------------------------------------------------------

  #speak(name: string, detail: unknown): boolean {
    return this.chart.root.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
  }

  #choose(bar: number): void {
    const { bars, rows } = this.chart.plan.feed;
    const key = bars.key[bar]!;
    const kept = this.chart.root.querySelector<HTMLInputElement>("input[name=bar]");
    if (kept) kept.value = key;
    this.#speak("bar:chosen", { key, row: rows.key[bars.row[bar]!] });
  }

  open(row: number, bar: number | undefined): void {
    const { rows, bars } = this.chart.plan.feed;
    const href = rows.href[row]!;
    const key = bar === undefined ? null : bars.key[bar]!;
    if (!this.#speak("bar:opened", { key, row: rows.key[row], href })) return;
    if (href) location.assign(href);
    else this.toggle(row);
  }

  // --- pointer ------------------------------------------------------------------------------------

  pointerActs(): PointerActs {
    const { chart } = this;
    const { stage } = chart;
    return {
      ground: () => {
        const { shown, plan, scale } = chart;
        return { shown, index: plan.index, flags: plan.feed.flags, scale, sizes: stage.sizes };
      },
      position: (event) => stage.position(event),
      isEditable: () => chart.root.hasAttribute("editable"),
      pan: (dx, dy) => {
        stage.chart.scrollLeft += dx;
        stage.scroller.scrollTop += dy;
      },
      hover: (hit, at) => this.#hover(hit, at),
      choose: (hit) => this.goTo({ place: hit.place, bar: hit.bar }),
      open: (hit) => this.open(hit.row, hit.bar),
      pull: (bar, part, px) => this.#pull(bar, part, px),
      pulled: (isDropped) => this.#drop(isDropped),
      link: (from, to) => this.#link(from, to),
    };
  }

  #hover(hit: Hit | undefined, at: { x: number; y: number }): void {
    const { chart } = this;
    if (hit?.bar !== chart.hovered) chart.drawSoon();
    chart.hovered = hit?.bar;
    chart.stage.chart.dataset["over"] = hit?.part ?? "";
    if (hit?.bar !== undefined) showTip(chart.stage.tip, barPieces(chart.plan.feed, hit.bar), at);
    else if (hit?.flag !== undefined) showTip(chart.stage.tip, flagPieces(chart.plan.feed, hit.flag), at);
    else this.hideTip();
  }

  #pull(bar: number, part: Part, px: number): void {
    this.hideTip();
    this.chart.ghost = pulled(this.chart.plan.feed.bars, bar, part, (px / this.chart.scale.perDay) * DAY);
    this.chart.drawSoon();
  }

  #drop(isDropped: boolean): void {
    const { ghost, plan } = this.chart;
    this.chart.ghost = undefined;
    this.chart.drawSoon();
    if (!ghost || !isDropped) return;
    const { key, start, finish } = plan.feed.bars;
    if (ghost.start === start[ghost.bar] && ghost.finish === finish[ghost.bar]) return;
    this.#speak("bar:moved", { key: key[ghost.bar], start: ghost.start, finish: ghost.finish });
  }

  #link(from: Hit, to: Hit | undefined): void {
    const { key } = this.chart.plan.feed.bars;
    if (to?.bar === undefined || to.bar === from.bar) return;
    const kind = linkKind(from.part!, to.part!);
    this.#speak("link:drawn", { before: key[from.bar!], after: key[to.bar], kind });
  }

  // --- the tip ------------------------------------------------------------------------------------

  #tipAtBar(bar: number, place: number): void {
    const { stage, plan, scale, shown } = this.chart;
    const { canvas, view, sizes } = stage;
    const home = canvas.getBoundingClientRect();
    const { left, top, height } = barBox(plan.index, bar, shown.topOf(place) * sizes.row, scale, sizes);
    const at = { x: home.left + Math.max(0, left - view.left), y: home.top + sizes.head + top - view.top + height };
    showTip(stage.tip, barPieces(plan.feed, bar), at);
  }

  hideTip(): void {
    this.chart.stage.tip.hidden = true;
  }
}
