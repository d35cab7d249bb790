/**
 * <war-map feed="…">: the bar chart of a plan, or of the zone.
 *
 * It stands around a table that tells the same; the table (or `data-part="table"`) is put away
 * while the chart shows, and comes back by a button. `data-part="trouble"` takes what went
 * wrong. The buttons go into the page's element whose id `tools` names, else into a row of their own;
 * a link of the page with `data-print="war-map"` prints what is seen, folds and all, on its `data-paper` (a3 to a0);
 * one with `data-folds="war-map"` takes along which groups are folded. Traits: `label` and `age` (title and date on paper),
 * `name-column`, `renew` (read the feed again after so many seconds), `at-once` (print on arrival), `paper` (its size),
 * `editable` (bars can be pulled), `edit` (the address that takes edits: the outline is a desk, see
 * `desk.ts`; a `select[data-part="reasons"]` inside asks why a locked plan is changed). The page
 * needs `web/war_map.css`. It speaks in events that bubble: `bar:chosen` {key, row}, `bar:opened` {key, row,
 * href} (prevent it to stay here), and with `editable` `bar:moved` {key, start, finish} and
 * `link:drawn` {before, after, kind}. An `input[name=bar]` inside it holds the key of the chosen bar.
 */
import { element } from "../../lib/elements.ts";
import { readFeed, RefusedError, wasAborted } from "../../lib/feed.ts";
import { say } from "../../lib/wording.ts";
import { Chart } from "./chart.ts";
import { Desk } from "./desk.ts";
import type { WarFeed } from "./feed.ts";
import { foldedKeys, leadFolds } from "./folds.ts";
import { Hand } from "./hand.ts";
import { Kept } from "./kept.ts";
import { ZOOM_STEP } from "./keyboard.ts";
import { chartFile, paper, paperOf, type Paper } from "./paper.ts";
import type { Words } from "./pen.ts";
import { followPinch } from "./pinch.ts";
import { followPointer } from "./pointer.ts";
import { PHONE, Stage } from "./stage.ts";
import { ZOOMS } from "./time_scale.ts";
import { Tools, type ToolActs } from "./tools.ts";
import { Twin } from "./twin.ts";

const WALL_TURN_S = 20; // then the wall shows the next rows

class WarMap extends HTMLElement {
  #leaving = new AbortController();
  #stage: Stage | undefined;
  #chart!: Chart;
  #hand!: Hand;
  #tools!: Tools;
  #desk: Desk | undefined;
  #twin = new Twin(this);
  #paper: Paper = "a3";
  #trait = (name: string): string => this.getAttribute(name) ?? "";
  #part = (name: string): HTMLElement | null => this.querySelector(`[data-part="${name}"]`);

  async connectedCallback(): Promise<void> {
    this.#leaving = new AbortController();
    this.#paper = paperOf(this.#trait("paper"));
    await this.#begin(this.#leaving.signal);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#stage?.remove();
    this.removeAttribute("ready");
  }

  /** Until the feed is here and understood, the table stays. */
  async #begin(signal: AbortSignal): Promise<void> {
    try {
      const feed = await readFeed<WarFeed>(this.#trait("feed"), signal);
      this.#build(feed);
      this.#twin.tells(feed);
    } catch (error) {
      this.#stage?.remove();
      if (!wasAborted(error)) this.#tell(error);
      return;
    }
    this.#twin.show(false);
    this.setAttribute("ready", "");
    this.#openChart();
    this.#listen(signal);
    this.#watch(signal);
    this.#keepFresh(signal);
    if (this.hasAttribute("at-once")) requestAnimationFrame(() => window.print());
  }

  #tell(error: unknown): void {
    console.warn(error);
    const words =
      error instanceof RefusedError
        ? error.message
        : say("图没有画出来：网络断了，或数据不全。下面的表里是同样的日期。", "The chart could not be drawn: no network, or data missing. The table below has the same dates.");
    const again = element("button", { class: "btn", type: "button" }, say("再试一次", "Try again"));
    const trouble = element("div", { class: "alert alert-red", role: "alert" }, words, again);
    again.addEventListener("click", () => {
      trouble.remove();
      void this.#begin(this.#leaving.signal);
    });
    (this.#part("trouble") ?? this).append(trouble);
  }

  // --- building -----------------------------------------------------------------------------------

  get #label(): string {
    return this.#trait("label") || document.querySelector("h1")?.textContent || "";
  }

  /** The page's own ways to paper, each for one size; without script they lead to a page for it. */
  get #printLinks(): NodeListOf<HTMLElement> {
    return document.querySelectorAll("[data-print='war-map']");
  }

  get #nameColumn(): string {
    return this.#trait("name-column") || say("战线与项目", "Fronts and projects");
  }

  get #isWall(): boolean {
    return document.documentElement.hasAttribute("data-k-screen");
  }

  #build(feed: WarFeed): void {
    const kept = new Kept(this.#trait("feed"));
    const split = (width: number, isDone: boolean): void => {
      this.#stage?.split(width);
      if (isDone) kept.keep({ split: width });
      this.#chart.relay();
    };
    const words = { label: this.#label, nameColumn: this.#nameColumn };
    this.#stage = new Stage(this, words, kept.left.split, split);
    this.#chart = new Chart(this, this.#stage, kept);
    this.#chart.take(feed);
    this.#hand = new Hand(this.#chart, () => this.#tools.showZoom(this.#chart.scale.perDay));
    this.#desk = this.#trait("edit") ? new Desk(this.#chart, this.#hand, this.#trait("edit")) : undefined;
    const start = { perDay: this.#chart.scale.perDay, step: ZOOM_STEP, hasPrint: !this.#printLinks.length, isPast: !!feed.is_past };
    this.#tools = new Tools(this.#toolActs(), { ...kept.left, ...start });
  }

  /** The first picture is drawn at once, not in a frame to come. */
  #openChart(): void {
    const chart = this.#chart;
    const place = document.getElementById(this.#trait("tools")) ?? (this.#isWall ? null : this.#ownTools());
    if (place && !this.#isWall) {
      this.#tools.putInto(place);
      place.append(...(this.#desk?.tools() ?? []));
    }
    chart.relay();
    if (this.#isWall) chart.scale = chart.scale.zoomed(chart.fillingZoom);
    else chart.open();
    chart.draw();
  }

  #listen(signal: AbortSignal): void {
    const { scroller, chart, names } = this.#stage!;
    const soon = (): void => this.#chart.drawSoon();
    const hand = this.#hand;
    scroller.addEventListener("scroll", soon, { signal, passive: true });
    chart.addEventListener("scroll", soon, { signal, passive: true });
    chart.addEventListener("wheel", (event) => hand.wheel(event), { signal, passive: false });
    const desk = this.#desk;
    chart.addEventListener("keydown", (event) => desk?.pressOnBar(event) || hand.press(event), { signal });
    desk?.listen(signal);
    this.addEventListener("plan:refused", () => void this.renew(), { signal });
    chart.addEventListener("focus", () => chart.matches(":focus-visible") && hand.enter(), { signal });
    chart.addEventListener("blur", () => hand.hideTip(), { signal });
    names.list.addEventListener("click", (event) => hand.clickName(event), { signal });
    followPointer(chart, hand.pointerActs(), signal);
    this.#printLinks.forEach((link) => {
      const print = (event: Event): void => {
        event.preventDefault();
        this.#paper = paperOf(link.dataset["paper"]);
        link.closest("details")?.removeAttribute("open");
        window.print();
      };
      link.addEventListener("click", print, { signal });
    });
    leadFolds(() => foldedKeys(this.#chart.plan, this.#chart.isClosed), signal);
    const pinched = { perDay: () => this.#chart.scale.perDay, zoom: hand.zoom.bind(hand) };
    followPinch(chart, pinched, signal);
  }

  /** Size, density, theme, printer: whatever changes how the same plan looks. */
  #watch(signal: AbortSignal): void {
    const stage = this.#stage!;
    const relay = (): void => this.#chart.relay();
    const sizes = new ResizeObserver(relay);
    sizes.observe(stage.scroller);
    sizes.observe(stage.chart);
    const dress = (): void => {
      stage.dress();
      relay();
    };
    const theme = new MutationObserver(dress);
    const attributeFilter = ["data-bs-theme", "data-k-screen", "lang"];
    theme.observe(document.documentElement, { attributes: true, attributeFilter });
    for (const query of ["(prefers-contrast: more)", "(forced-colors: active)", PHONE]) {
      matchMedia(query).addEventListener("change", dress, { signal });
    }
    addEventListener("beforeprint", () => this.#layPaper(), { signal });
    addEventListener("afterprint", () => this.querySelector(".war-paper")?.remove(), { signal });
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      theme.disconnect();
    });
  }

  #keepFresh(signal: AbortSignal): void {
    const repeat = (seconds: number, act: () => void): void => {
      const timer = setInterval(act, seconds * 1000);
      signal.addEventListener("abort", () => clearInterval(timer));
    };
    const seconds = Number(this.#trait("renew"));
    if (seconds > 0) repeat(seconds, () => void this.renew());
    if (this.#isWall) repeat(WALL_TURN_S, () => this.#stage!.turnPage(this.#chart.shown));
  }

  /** Read the feed again; a plan that says that it did not change is not drawn again. */
  async renew(): Promise<void> {
    try {
      const feed = await readFeed<WarFeed>(this.#trait("feed"), this.#leaving.signal);
      const known = this.#chart.plan.feed;
      const isKnown = !!feed.version && feed.version === known.version && feed.today === known.today;
      if (isKnown) return;
      this.#chart.take(feed);
      this.#desk?.take(feed);
      if (this.#twin.isShown) await this.#twin.follow(feed, this.#leaving.signal);
    } catch (error) {
      if (!wasAborted(error)) console.warn(error); // the chart of a moment ago stays; the next round tries again
    }
  }

  // --- tools and paper ----------------------------------------------------------------------------

  #toolActs(): ToolActs {
    const chart = this.#chart;
    const hand = this.#hand;
    return {
      zoomBy: (factor) => hand.zoom(chart.scale.perDay * factor),
      zoomTo: (zoom) => hand.zoom(zoom === "all" ? chart.fillingZoom : ZOOMS[zoom]),
      today: () => chart.showToday(),
      fold: (isClosed) => chart.foldAll(isClosed),
      chain: (isChainShown) => chart.show({ isChainShown }),
      late: (isLateShown) => chart.show({ isLateShown }),
      links: (links) => chart.show({ links }),
      table: (isShown) => this.#showTable(isShown),
      print: () => window.print(),
      save: () => this.#save(),
    };
  }

  #ownTools(): HTMLElement {
    const place = element("div", { class: "tools no-print" });
    this.prepend(place);
    return place;
  }

  #showTable(isShown: boolean): void {
    this.#twin.show(isShown);
    if (isShown) void this.#twin.follow(this.#chart.plan.feed, this.#leaving.signal);
    this.#stage!.scroller.toggleAttribute("hidden", isShown);
    if (!isShown) this.#chart.relay();
  }

  #measure = (kind: Words, text: string): number => this.#stage!.pen.widthOf(kind, text);

  #layPaper(): void {
    this.querySelector(".war-paper")?.remove();
    const size = this.#paper;
    const headline = { size, title: this.#label, age: this.#trait("age"), nameColumn: this.#nameColumn };
    this.append(paper(this.#chart.scene(), headline, this.#measure));
  }

  #save(): void {
    const drawn = chartFile(this.#chart.scene(), this.#nameColumn, this.#measure, this.#stage!.looks);
    const url = URL.createObjectURL(new Blob([drawn], { type: "image/svg+xml" }));
    element("a", { href: url, download: `${this.#label}.svg` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

customElements.define("war-map", WarMap);
