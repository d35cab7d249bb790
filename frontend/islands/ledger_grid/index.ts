/** <ledger-grid>: the project ledger as a sheet that officers know how to use. */
import { banner } from "./banner.ts";
import { Changes } from "./changes.ts";
import type { Desk } from "./desk.ts";
import type { Outline, Row, RowsAnswer } from "./feed.ts";
import { Hand } from "./hand.ts";
import { Lines } from "./lines.ts";
import { Notices } from "./notices.ts";
import { Outcome } from "./outcome.ts";
import { followPointer, type PointerActs } from "./pointer.ts";
import { alone, inside } from "./selection.ts";
import { Sheet } from "./sheet.ts";
import { sortedBy, type SheetState } from "./state.ts";
import { RowStore } from "./store.ts";
import { Toolbar } from "./toolbar.ts";
import { shown } from "./values.ts";
import { View } from "./view.ts";
import { Widths } from "./widths.ts";

const AHEAD = 80; // rows fetched beyond those drawn
const HURRY = 3; // screens scrolled in one frame: wait for the end before asking
const PHONE = "(max-width: 700px)";

class LedgerGrid extends HTMLElement {
  #leaving = new AbortController();
  #turning = new AbortController();
  #outline: Outline = { groups: [], total: { count: 0, sums: {} } };
  #lines = new Lines(0);
  #closed = new Set<string>();
  #isDrawAsked = false;
  #lastTop = 0;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #trait = (name: string): string => this.getAttribute(name) ?? "";
  #part = (name: string): HTMLElement | null => this.querySelector(`[data-part="${name}"]`);
  readonly #notices = new Notices(this.#part, () => this.#drawSoon());
  #tell = (error: unknown): void => this.#notices.trouble(error);
  #view!: View;
  #widths!: Widths;
  #store!: RowStore;
  #changes!: Changes;
  #outcome!: Outcome;
  #sheet!: Sheet;
  #hand!: Hand;
  #toolbar!: Toolbar;

  async connectedCallback(): Promise<void> {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const frame = { year: this.#trait("year"), month: this.#trait("month") };
    this.#view = new View(this.#trait("feed"), {
      address: location.search,
      usual: this.#trait("usual"),
      frame,
    });
    this.#widths = new Widths(this.#trait("feed"), this.#trait("widths"));
    this.#keep();
    await this.#begin(signal);
  }

  /** Read the first rows and build the sheet; until that succeeds the plain table stays. */
  async #begin(signal: AbortSignal): Promise<void> {
    try {
      await this.#view.readCatalogue(signal);
      const [outline, first] = await this.#view.readBeginning(signal);
      this.#build();
      this.#settle(outline, first);
      this.setAttribute("ready", "");
      document.querySelector<HTMLElement>("[popover][data-open]")?.showPopover();
      void this.#toolbar.countTabs(signal);
    } catch (error) {
      this.#notices.trouble(error, () => void this.#begin(signal));
    }
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#turning.abort();
    this.#store.clear();
  }

  get #canEdit(): boolean {
    return this.hasAttribute("can-edit") && !this.#view.frame["as_of"];
  }

  get #tick(): number | undefined {
    const share = this.#outline.months_share;
    return share === null || share === undefined ? undefined : Number(share);
  }

  // --- building -----------------------------------------------------------------------------------

  /** What holds the rows and what is changed in them. */
  #keep(): void {
    this.#store = new RowStore((offset, limit, signal) => this.#view.readRows(offset, limit, signal), {
      arrived: () => this.#drawSoon(),
      failed: this.#tell,
      changed: () => void this.#renewOutline(),
    });
    this.#changes = new Changes(
      (edits, { isTrial, source }) => this.#view.send(edits, isTrial, source),
      {
        show: (column, value) => shown(this.#view.columnCalled(column), value),
        changed: () => this.#showChanges(),
        saved: (answer) => this.#outcome.saved(answer, this.#changes),
        failed: this.#tell,
      },
    );
    this.#outcome = new Outcome(this.#view, this.#store, {
      drawSoon: () => this.#drawSoon(),
      renewOutline: () => void this.#renewOutline(),
      tellOutdated: (isOutdated) => this.#notices.outdated(isOutdated),
      tell: this.#tell,
    });
  }

  #build(): void {
    const { signal } = this.#leaving;
    const scroller = this.#part("sheet")!;
    const grid = this;
    this.#sheet = new Sheet(scroller, {
      row: (offset) => this.#store.row(offset),
      pending: (id, column) => this.#changes.at(id, column),
      fresh: (id, column) => this.#outcome.isFresh(id, column),
      projectUrl: (row) => this.#projectUrl(row),
      get tick() {
        return grid.#tick;
      },
      get canEdit() {
        return grid.#canEdit;
      },
    });
    this.#sheet.table.setAttribute("aria-label", this.#trait("label"));
    this.#sheet.table.setAttribute("aria-multiselectable", "true");
    this.#hand = new Hand(this.#desk(), signal);
    followPointer(this.#sheet, this.#pointerActs(), signal);
    scroller.addEventListener("scroll", () => this.#drawSoon(), { signal, passive: true });
    new ResizeObserver(() => this.#drawSoon()).observe(scroller);
    matchMedia(PHONE).addEventListener("change", () => this.#arrange(), { signal });
    this.#toolbar = new Toolbar(
      this,
      this.#view,
      {
        turn: (change) => void this.#turn(change),
        openGroups: () => this.#closed.clear(),
        drawSoon: () => this.#drawSoon(),
        widths: () => this.#widths.all,
        enter: () => this.#hand.editor.focus(),
        tell: this.#tell,
      },
      signal,
    );
    this.#toolbar.show();
  }

  #desk(): Desk {
    const grid = this;
    return {
      sheet: this.#sheet,
      store: this.#store,
      changes: this.#changes,
      get lines() {
        return grid.#lines;
      },
      get canEdit() {
        return grid.#canEdit;
      },
      get isPast() {
        return grid.#view.isPast;
      },
      part: this.#part,
      draw: () => this.#draw(),
      drawSoon: () => this.#drawSoon(),
      toggle: (line) => this.#toggle(line),
      undo: () => void this.#outcome.undo(this.#changes),
      redo: () => void this.#outcome.redo(this.#changes),
      tell: this.#tell,
    };
  }

  #pointerActs(): PointerActs {
    return {
      pick: (cell, extend) => this.#hand.pick(cell, extend),
      pickRow: (line, extend) => this.#hand.pickRow(line, extend),
      toggle: (line) => {
        this.#toggle(line);
        this.#hand.editor.focus();
      },
      edit: (cell) => {
        this.#hand.pick(cell, false);
        this.#hand.edit("caret");
      },
      sort: (column, isFurther) =>
        void this.#turn({ sort: sortedBy(this.#view.state.sort, column, isFurther) }),
      filter: (anchor, column) => this.#toolbar.askFilter(anchor, this.#view.columnCalled(column)),
      widen: (column, width, isDone) => {
        this.#widths.set(column, width);
        this.#sheet.fitWidths(this.#widths.all);
        if (isDone) this.#widths.keep();
        this.#drawSoon();
      },
      isGroup: (line) => this.#lines.at(line)?.kind === "group",
    };
  }

  #projectUrl(row: Row): string | undefined {
    const pattern = this.#trait("project");
    const code = row["code"];
    return pattern && code ? pattern.replace("CODE", encodeURIComponent(String(code))) : undefined;
  }

  // --- looking at it another way -------------------------------------------------------------------

  /** Other order, filter, grouping or columns. */
  async #turn(change: Partial<SheetState>): Promise<void> {
    this.#hand.commit();
    this.#changes.forgetRefused();
    this.#view.state = { ...this.#view.state, ...change };
    this.#turning.abort();
    this.#turning = new AbortController();
    history.replaceState(null, "", this.#view.page());
    this.#toolbar.show();
    this.classList.add("is-turning");
    try {
      const [outline, first] = await this.#view.readBeginning(this.#turning.signal);
      this.#arrange();
      this.#settle(outline, first);
    } catch (error) {
      this.#notices.trouble(error, () => void this.#turn({}));
    } finally {
      this.classList.remove("is-turning");
    }
  }

  #settle(outline: Outline, first: RowsAnswer): void {
    this.#outline = outline;
    this.#store.seed(first);
    this.#sheet.scroller.scrollTop = 0;
    this.#arrange();
    this.#relay();
    this.#notices.outdated(false);
    this.#hand.select(inside(this.#hand.selection, this.#hand.extent), false);
  }

  async #renewOutline(): Promise<void> {
    try {
      this.#outline = await this.#view.readOutline(this.#leaving.signal);
      this.#relay();
      this.#hand.select(inside(this.#hand.selection, this.#hand.extent), false);
    } catch (error) {
      this.#notices.trouble(error, () => void this.#renewOutline());
    }
  }

  #relay(): void {
    const { groups, total } = this.#outline;
    this.#lines = new Lines(total.count, groups, this.#closed);
    this.#sheet.prepare(total.count, groups.length > 0);
    this.#sheet.total(total, this.#trait("total-remark"));
    this.#notices.outline(this.#outline, Object.keys(this.#view.state.filter).length > 0);
    this.#drawSoon();
  }

  #arrange(): void {
    const { columns, catalogue, state } = this.#view;
    const filtered = new Set(Object.keys(state.filter));
    const { groups } = catalogue;
    const layout = { columns, groups, widths: this.#widths.all, sort: state.sort, filtered };
    this.#sheet.arrange(layout, matchMedia(PHONE).matches);
    this.#sheet.total(this.#outline.total, this.#trait("total-remark"));
    this.#drawSoon();
  }

  #toggle(line: number): void {
    const at = this.#lines.at(line);
    if (at?.kind !== "group") return;
    const { key } = at.group;
    if (!this.#closed.delete(key)) this.#closed.add(key);
    this.#hand.commit();
    this.#relay();
    this.#hand.select(alone({ line, column: this.#hand.selection.head.column }));
  }

  // --- drawing ------------------------------------------------------------------------------------

  #drawSoon(): void {
    if (this.#isDrawAsked) return;
    this.#isDrawAsked = true;
    requestAnimationFrame(() => {
      this.#isDrawAsked = false;
      if (this.isConnected) this.#draw();
    });
  }

  #draw(): void {
    const { scroller } = this.#sheet;
    const offsets = this.#sheet.draw(this.#lines, this.#hand.selection, this.#closed);
    this.#sheet.frame(this.#hand.selection);
    this.#hand.placeEditor();
    const isHurrying = Math.abs(scroller.scrollTop - this.#lastTop) > HURRY * scroller.clientHeight;
    this.#lastTop = scroller.scrollTop;
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => this.#store.want(this.#withMore(offsets)), isHurrying ? 80 : 0);
  }

  #withMore(offsets: readonly number[]): number[] {
    const first = offsets[0];
    const last = offsets.at(-1);
    if (first === undefined || last === undefined) return [];
    const end = Math.min(last + AHEAD, this.#outline.total.count - 1);
    return [Math.max(0, first - AHEAD), ...offsets, end];
  }

  #showChanges(): void {
    const place = this.#part("banner");
    const made = banner(this.#changes, {
      save: () => void this.#changes.saveBlock().then(() => this.#hand.editor.focus()),
      discard: () => {
        this.#changes.discard();
        this.#hand.editor.focus();
      },
      next: () => this.#hand.nextOpen(),
    });
    place?.replaceChildren(...(made ? [made] : []));
    this.#hand?.renew();
    this.#drawSoon();
  }
}

customElements.define("ledger-grid", LedgerGrid);
