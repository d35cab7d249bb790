/** The chart as it stands: the plan, what is folded, how far in, what is in hand; and its drawing. */
import { isChinese } from "../../lib/wording.ts";
import type { WarFeed } from "./feed.ts";
import type { Kept, Left } from "./kept.ts";
import type { Focus } from "./keyboard.ts";
import type { Shown } from "./outline.ts";
import { Plan, type Ghost, type Scene } from "./scene.ts";
import { PHONE, type Stage } from "./stage.ts";
import { scrollAfterZoom, scrollToWork, TimeScale, withMargin, ZOOMS } from "./time_scale.ts";

const TODAY_AT = 0.33; // of the width, where the chart opens and to which *today* leads

export class Chart {
  plan!: Plan;
  shown!: Shown;
  scale!: TimeScale;
  focus: Focus | undefined;
  hovered: number | undefined; // a bar
  ghost: Ghost | undefined;
  drawn: () => void = () => {}; // whoever lays something over the rows does it in the same frame
  #corners: Scene["corners"] = [];
  #isDrawAsked = false;

  constructor(
    readonly root: HTMLElement,
    readonly stage: Stage,
    readonly kept: Kept,
  ) {}

  /** A plan that arrives, first or anew: who looks stays where they are, in rows and in time. */
  take(feed: WarFeed): void {
    const { focus } = this;
    const bar = focus?.bar === undefined ? undefined : this.plan.feed.bars.key[focus.bar];
    const row = focus && this.plan.feed.rows.key[this.shown.rows[focus.place]!];
    const left = this.scale?.moment(this.stage.chart.scrollLeft);
    this.plan = new Plan(feed);
    const perDay = this.scale?.perDay ?? this.kept.left.perDay ?? ZOOMS.month;
    this.scale = new TimeScale(...withMargin(feed.from, feed.to), perDay);
    this.focus = undefined;
    this.refold();
    if (left !== undefined) this.stage.chart.scrollLeft = this.scale.x(left);
    this.focus = this.#again(row, bar);
  }

  #again(rowKey: string | undefined, barKey: string | undefined): Focus | undefined {
    const { rows, bars } = this.plan.feed;
    const bar = barKey === undefined ? -1 : bars.key.indexOf(barKey);
    const row = bar >= 0 ? bars.row[bar]! : rowKey === undefined ? -1 : rows.key.indexOf(rowKey);
    const place = row < 0 ? -1 : this.shown.placeOf(row);
    return place < 0 ? undefined : { place, bar: bar < 0 ? undefined : bar };
  }

  // --- folds --------------------------------------------------------------------------------------

  isClosed = (row: number): boolean => {
    const { rows } = this.plan.feed;
    if (!this.plan.outline.isGroup(row)) return false;
    return rows.is_open[row] === this.kept.isTurned(rows.key[row]!);
  };

  refold(): void {
    this.shown = this.plan.shown(this.isClosed);
    this.#corners = this.plan.cornersOf(this.shown);
    this.hovered = undefined;
    this.ghost = undefined;
    this.stage.names.clear();
    this.relay();
  }

  /** Fold or unfold a group and stand on it; false when there is nothing to fold. */
  toggle(row: number): boolean {
    if (!this.plan.outline.isGroup(row)) return false;
    this.kept.turn(this.plan.feed.rows.key[row]!);
    this.refold();
    this.focus = { place: this.shown.placeOf(row), bar: undefined };
    return true;
  }

  foldAll(isClosed: boolean): void {
    const { outline, feed } = this.plan;
    for (let row = 0; row < outline.count; row += 1) {
      if (outline.isGroup(row) && this.isClosed(row) !== isClosed) this.kept.turn(feed.rows.key[row]!);
    }
    this.focus = undefined;
    this.refold();
  }

  // --- time ---------------------------------------------------------------------------------------

  zoomTo(perDay: number, pointer = this.stage.view.width * TODAY_AT): void {
    const before = this.scale;
    this.scale = before.zoomed(perDay);
    const { chart } = this.stage;
    const scrolled = scrollAfterZoom(before, this.scale, chart.scrollLeft, pointer);
    this.relay();
    chart.scrollLeft = scrolled;
    this.kept.keep({ perDay: this.scale.perDay });
  }

  /** The zoom at which all of the plan is in view. */
  get fillingZoom(): number {
    return TimeScale.filling(this.scale.from, this.scale.to, this.stage.view.width).perDay;
  }

  showToday(): void {
    this.stage.chart.scrollLeft = this.scale.x(this.plan.feed.today) - this.stage.view.width * TODAY_AT;
  }

  /** Where the chart opens: at today, and at its work where today is years away from it. */
  open(): void {
    const { chart, view } = this.stage;
    const { start, finish } = this.plan.feed.bars;
    this.showToday();
    chart.scrollLeft = scrollToWork(this.scale, chart.scrollLeft, view.width, start, finish);
  }

  // --- drawing ------------------------------------------------------------------------------------

  show(change: Partial<Left>): void {
    this.kept.keep(change);
    this.drawSoon();
  }

  relay(): void {
    this.stage.spread(this.shown.height, this.scale.width);
    this.drawSoon();
  }

  drawSoon(): void {
    if (this.#isDrawAsked) return;
    this.#isDrawAsked = true;
    requestAnimationFrame(() => {
      this.#isDrawAsked = false;
      if (this.root.isConnected) this.draw();
    });
  }

  draw(): void {
    this.stage.draw(this.scene(), this.isClosed);
    this.drawn();
  }

  scene(): Scene {
    const { links, isLateShown, isChainShown } = this.kept.left;
    return {
      plan: this.plan,
      shown: this.shown,
      corners: this.#corners,
      scale: this.scale,
      sizes: this.stage.sizes,
      isChinese: isChinese(),
      focus: this.focus,
      hovered: this.hovered,
      ghost: this.ghost,
      isNamed: matchMedia(PHONE).matches,
      isEditable: this.root.hasAttribute("editable"),
      links,
      isLateShown,
      isChainShown,
    };
  }
}
