/** <ledger-grid>: the project ledger as a sheet that officers know how to use. */
import { element } from "../../lib/elements.ts";
import { readFeed, sendAct, wasAborted } from "../../lib/feed.ts";
import { toast } from "../../lib/toast.ts";
import { say } from "../../lib/wording.ts";
import { banner } from "./banner.ts";
import { Changes } from "./changes.ts";
import { chooseColumns } from "./column_chooser.ts";
import { askCondition } from "./conditions.ts";
import type { Catalogue, Column, EditsAnswer, Outline, Row, RowsAnswer } from "./feed.ts";
import { Hand, type Desk } from "./hand.ts";
import { Lines } from "./lines.ts";
import { followPointer } from "./pointer.ts";
import { alone, inside, type Cell } from "./selection.ts";
import { Sheet } from "./sheet.ts";
import { readState, sortedBy, writeFilter, writeSort, writeState, type Frame, type SheetState } from "./state.ts";
import { ageWords, rowCount } from "./statusbar.ts";
import { RowStore, WINDOW } from "./store.ts";
import { chips } from "./tools.ts";
import { shown } from "./values.ts";
import { saveView } from "./views.ts";

const AHEAD = 80; // rows fetched beyond those drawn
const FRESH_SECONDS = 1;
const HURRY = 3; // screens scrolled in one frame: wait for the end before asking

class LedgerGrid extends HTMLElement {
  #leaving = new AbortController();
  #turning = new AbortController();
  #frame: Frame = {};
  #state!: SheetState;
  #catalogue: Catalogue = { columns: [], groups: [] };
  #outline: Outline = { groups: [], total: { count: 0, sums: {} } };
  #lines = new Lines(0);
  #closed = new Set<string>();
  #widths: Record<string, number> = {};
  #fresh = new Set<string>();
  #isDrawAsked = false;
  #lastTop = 0;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #sheet!: Sheet;
  #hand!: Hand;
  #store!: RowStore;
  #changes!: Changes;

  async connectedCallback(): Promise<void> {
    this.#leaving = new AbortController();
    const { state, frame } = readState(location.search);
    const isUntouched = !writeState(state).size;
    this.#state = isUntouched ? readState(this.#trait("usual")).state : state;
    this.#frame = { year: this.#trait("year"), month: this.#trait("month"), ...frame };
    this.#widths = this.#keptWidths();
    this.#store = new RowStore(
      (offset, limit, signal) => this.#ask<RowsAnswer>("rows.json", { offset, limit }, signal),
      {
        arrived: () => this.#drawSoon(),
        failed: (error) => this.#tell(error),
        changed: () => void this.#renewOutline(),
      },
    );
    this.#changes = new Changes((edits, { isTrial, source }) => this.#send(edits, isTrial, source), {
      show: (column, value) => shown(this.#columnCalled(column), value),
      changed: () => this.#showChanges(),
      saved: (answer) => this.#saved(answer),
      failed: (error) => this.#tell(error),
    });
    try {
      this.#catalogue = await readFeed<Catalogue>(this.#url("columns.json", {}), this.#leaving.signal);
      const [outline, first] = await this.#view(this.#leaving.signal);
      this.#build();
      this.#settle(outline, first);
      this.setAttribute("ready", "");
      document.querySelector<HTMLElement>("[popover][data-open]")?.showPopover();
      void this.#countTabs();
    } catch (error) {
      this.#tell(error); // the plain table stays
    }
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#turning.abort();
    this.#store.clear();
  }

  // --- where things are ---------------------------------------------------------------------------

  #trait = (name: string): string => this.getAttribute(name) ?? "";
  #part = (name: string): HTMLElement | null => this.querySelector(`[data-part="${name}"]`);

  get #columns(): Column[] {
    const { columns } = this.#catalogue;
    const frozen = columns.filter((column) => column.is_frozen);
    const chosen = this.#state.columns.length
      ? this.#state.columns.flatMap((key) => columns.find((column) => column.key === key) ?? [])
      : columns.filter((column) => column.is_shown);
    return [...frozen, ...chosen.filter((column) => !column.is_frozen)];
  }

  #columnCalled(key: string): Column {
    return this.#catalogue.columns.find((column) => column.key === key)!;
  }

  get #canEdit(): boolean {
    return this.hasAttribute("can-edit") && !this.#frame["as_of"];
  }

  get #tick(): number | undefined {
    const share = this.#outline.months_share;
    return share === null || share === undefined ? undefined : Number(share);
  }

  // --- questions ----------------------------------------------------------------------------------

  #url(feed: string, more: Record<string, string | number>): string {
    const asked = writeState(this.#state, this.#frame);
    asked.set("columns", this.#columns.map(({ key }) => key).join(","));
    for (const [name, value] of Object.entries(more)) asked.set(name, String(value));
    return `${this.#trait("feed")}${feed}?${asked}`;
  }

  #ask<T>(feed: string, more: Record<string, number>, signal: AbortSignal): Promise<T> {
    return readFeed<T>(this.#url(feed, more), signal);
  }

  #view(signal: AbortSignal): Promise<[Outline, RowsAnswer]> {
    return Promise.all([
      this.#ask<Outline>("outline.json", {}, signal),
      this.#ask<RowsAnswer>("rows.json", { offset: 0, limit: WINDOW }, signal),
    ]);
  }

  #send(edits: readonly unknown[], isTrial: boolean, source: string): Promise<EditsAnswer> {
    return sendAct<EditsAnswer>(`${this.#trait("feed")}edits.json`, {
      year: Number(this.#frame["year"]),
      month: this.#frame["month"],
      is_trial: isTrial,
      good_only: source === "paste" && !isTrial,
      source,
      edits,
    });
  }

  /** Look at it another way: other order, filter, grouping, columns or year. */
  async #turn(change: Partial<SheetState>, frame: Frame = {}): Promise<void> {
    this.#hand.commit();
    this.#changes.forgetRefused();
    this.#state = { ...this.#state, ...change };
    this.#frame = { ...this.#frame, ...frame };
    this.#turning.abort();
    this.#turning = new AbortController();
    history.replaceState(null, "", `${this.#trait("feed")}?${writeState(this.#state, this.#frame)}`);
    this.#showTools();
    this.classList.add("is-turning");
    try {
      const [outline, first] = await this.#view(this.#turning.signal);
      this.#arrange();
      this.#settle(outline, first);
    } catch (error) {
      if (!wasAborted(error)) this.#tell(error);
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
    this.#tellOutdated(false);
    this.#hand.select(inside(this.#hand.selection, this.#hand.extent), false);
  }

  async #renewOutline(): Promise<void> {
    try {
      this.#outline = await this.#ask<Outline>("outline.json", {}, this.#leaving.signal);
      this.#relay();
      this.#hand.select(inside(this.#hand.selection, this.#hand.extent), false);
    } catch (error) {
      if (!wasAborted(error)) this.#tell(error);
    }
  }

  #relay(): void {
    const { groups, total } = this.#outline;
    this.#lines = new Lines(total.count, groups, this.#closed);
    this.#sheet.prepare(total.count, groups.length > 0);
    this.#sheet.total(total, this.#trait("total-remark"));
    const rows = this.#part("rows");
    if (rows) rows.textContent = rowCount(total.count, groups.length);
    const age = this.#part("age");
    if (age) age.textContent = ageWords(this.#outline);
    const empty = this.#part("empty");
    if (empty) empty.hidden = total.count > 0;
    this.#drawSoon();
  }

  /** How many rows each view shows; counted after the sheet is there, so that it never waits. */
  async #countTabs(): Promise<void> {
    const url = `${this.#trait("feed")}views.json?${writeState({ ...this.#state, filter: {} }, this.#frame)}`;
    try {
      const views = await readFeed<{ id: number | string; count: number | null }[]>(url, this.#leaving.signal);
      for (const { id, count } of views) {
        const place = this.querySelector(`[data-count-of="${CSS.escape(String(id))}"]`);
        if (place) place.textContent = count === null ? "" : count.toLocaleString("en");
      }
    } catch (error) {
      this.#tell(error);
    }
  }

  // --- building -----------------------------------------------------------------------------------

  #build(): void {
    const { signal } = this.#leaving;
    const scroller = this.#part("sheet")!;
    const grid = this;
    this.#sheet = new Sheet(scroller, {
      row: (offset) => this.#store.row(offset),
      pending: (id, column) => this.#changes.at(id, column),
      fresh: (id, column) => this.#fresh.has(`${id}:${column}`),
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
    const narrow = matchMedia("(max-width: 700px)");
    narrow.addEventListener("change", () => this.#arrange(), { signal });
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    document.addEventListener("keydown", (event) => this.#printKey(event), { signal });
    this.#showTools();
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
        return "as_of" in grid.#frame;
      },
      part: this.#part,
      draw: () => this.#draw(),
      drawSoon: () => this.#drawSoon(),
      toggle: (line) => this.#toggle(line),
      undo: () => void this.#undo(),
      tell: (error) => this.#tell(error),
    };
  }

  #projectUrl(row: Row): string | undefined {
    const pattern = this.#trait("project");
    const code = row["code"];
    return pattern && code ? pattern.replace("CODE", encodeURIComponent(String(code))) : undefined;
  }

  #arrange(): void {
    const narrow = matchMedia("(max-width: 700px)").matches;
    this.#sheet.arrange(
      {
        columns: this.#columns,
        groups: this.#catalogue.groups,
        widths: this.#widths,
        sort: this.#state.sort,
        filtered: new Set(Object.keys(this.#state.filter)),
      },
      narrow,
    );
    this.#sheet.total(this.#outline.total, this.#trait("total-remark"));
    this.#drawSoon();
  }

  #keptWidths(): Record<string, number> {
    const given = this.#trait("widths") || localStorage.getItem(this.#widthsKey) || "{}";
    try {
      return JSON.parse(given) as Record<string, number>;
    } catch {
      return {};
    }
  }

  get #widthsKey(): string {
    return `kaigong.ledger.widths:${this.#trait("feed")}`;
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

  #tell(error: unknown): void {
    if (wasAborted(error)) return;
    const place = this.#part("trouble");
    const again = () => {
      place?.replaceChildren();
      this.#drawSoon();
    };
    const words =
      error instanceof TypeError
        ? say("连不上服务器。网络恢复后再试；没有保存的格还在。", "The server cannot be reached. Try again; unsaved cells are kept.")
        : error instanceof Error
          ? error.message
          : String(error);
    place?.replaceChildren(
      element(
        "div",
        { class: "alert alert-red paste", role: "alert" },
        words,
        element("button", { class: "btn btn-sm push", type: "button", onclick: again }, say("知道了，再试", "Try again")),
      ),
    );
  }

  // --- tools --------------------------------------------------------------------------------------

  #showTools(): void {
    const { columns } = this.#catalogue;
    const years = this.#trait("years").split(",").filter(Boolean);
    const made = chips(
      this.#state,
      columns,
      { year: this.#frame["year"] ?? "", years },
      {
        group: (column) => {
          this.#closed.clear();
          void this.#turn({ group: column });
        },
        sortNone: () => void this.#turn({ sort: [] }),
        year: (year) => location.assign(`${this.#trait("feed")}?${this.#addressOf({ year, month: "" })}`),
        filter: (anchor, column) => this.#askFilter(anchor, column),
        unfilter: (key) => this.#filter(key, undefined),
      },
    );
    this.#part("chips")?.replaceChildren(...made);
    const count = this.#part("column-count");
    if (count) count.textContent = `${this.#columns.length}/${columns.length}`;
    for (const link of this.querySelectorAll<HTMLAnchorElement>("a[data-with-state]")) {
      const more = new URLSearchParams(link.dataset["withState"]);
      link.href = `${link.pathname}?${this.#addressOf(Object.fromEntries(more))}`;
    }
  }

  /** The address of what is shown, with all its columns, for links that leave the page. */
  #addressOf(more: Record<string, string>): URLSearchParams {
    const address = writeState(this.#state, this.#frame);
    for (const [name, value] of Object.entries(more)) {
      if (value) address.set(name, value);
      else address.delete(name);
    }
    return address;
  }

  #askFilter(anchor: Element, column: Column): void {
    askCondition(anchor, column, this.#state.filter[column.key] ?? {}, (condition) =>
      this.#filter(column.key, condition),
    );
  }

  #filter(key: string, condition: SheetState["filter"][string] | undefined): void {
    const { [key]: _gone, ...filter } = this.#state.filter;
    void this.#turn({ filter: condition ? { ...filter, [key]: condition } : filter });
  }

  #pressed(event: Event): void {
    const act = (event.target as Element).closest<HTMLElement>("[data-act]")?.dataset["act"];
    if (act === "columns") {
      chooseColumns(this.#catalogue, this.#columns, (columns) => void this.#turn({ columns }));
    } else if (act === "height") {
      this.toggleAttribute("roomy");
      this.#drawSoon();
    } else if (act === "save-view") {
      event.preventDefault();
      this.#saveView();
    } else if (act === "drop-view") {
      const id = (event.target as HTMLElement).closest<HTMLElement>("[data-view]")?.dataset["view"];
      sendAct(`${this.#trait("feed")}views.json`, { id: Number(id) }, "DELETE")
        .then(() => location.assign(this.#trait("feed")))
        .catch((error: unknown) => this.#tell(error));
    } else if (act === "again") void this.#turn({});
  }

  #saveView(): void {
    const state = {
      columns: this.#columns.map(({ key }) => key).join(","),
      sort: writeSort(this.#state.sort),
      filter: writeFilter(this.#state.filter),
      group: this.#state.group,
      widths: this.#widths,
    };
    saveView(`${this.#trait("feed")}views.json`, state, this.hasAttribute("may-share"), (view) =>
      location.assign(`${this.#trait("feed")}?${this.#addressOf({ view: String(view.id) })}`),
    );
  }

  /** Ctrl P on the sheet would print the lines in view only: print all of them instead. */
  #printKey(event: KeyboardEvent): void {
    const print = this.querySelector<HTMLAnchorElement>("a[data-with-state='print=1']");
    if (!print || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    print.click();
  }

  // --- the hand -------------------------------------------------------------------------------------

  #pointerActs() {
    return {
      pick: (cell: Cell, extend: boolean) => this.#hand.pick(cell, extend),
      pickRow: (line: number, extend: boolean) => this.#hand.pickRow(line, extend),
      toggle: (line: number) => {
        this.#toggle(line);
        this.#hand.editor.focus();
      },
      edit: (cell: Cell) => {
        this.#hand.pick(cell, false);
        this.#hand.edit("caret");
      },
      sort: (column: string, isFurther: boolean) =>
        void this.#turn({ sort: sortedBy(this.#state.sort, column, isFurther) }),
      filter: (anchor: Element, column: string) => this.#askFilter(anchor, this.#columnCalled(column)),
      widen: (column: string, width: number | undefined, isDone: boolean) => {
        const { [column]: _gone, ...others } = this.#widths;
        this.#widths = width === undefined ? others : { ...others, [column]: width };
        this.#sheet.fitWidths(this.#widths);
        if (isDone) localStorage.setItem(this.#widthsKey, JSON.stringify(this.#widths));
        this.#drawSoon();
      },
      isGroup: (line: number) => this.#lines.at(line)?.kind === "group",
    };
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

  // --- after the server has spoken ----------------------------------------------------------------

  #saved(answer: EditsAnswer): void {
    this.#apply(answer);
    const undo = { label: say("撤销", "Undo"), act: () => void this.#takeBack() };
    const locked = answer.locked.length;
    const differs = locked ? say(`，其中 ${locked} 格与锁定计划不同`, `, ${locked} differ from the locked plan`) : "";
    toast(say(`已保存 ${answer.saved} 格`, `${answer.saved} cells saved`) + differs, undo);
  }

  async #undo(): Promise<void> {
    if (this.#changes.block) {
      this.#changes.discard();
      return;
    }
    await this.#takeBack();
  }

  async #takeBack(): Promise<void> {
    const changeSet = this.#changes.done.at(-1);
    if (changeSet === undefined) {
      toast(say("没有可撤销的修改", "Nothing to undo"));
      return;
    }
    try {
      const answer = await sendAct<EditsAnswer>(`${this.#trait("feed")}undo.json`, { change_set: changeSet });
      this.#changes.done.pop();
      this.#apply(answer);
      toast(say(`已撤销 ${answer.saved} 格`, `${answer.saved} cells undone`));
    } catch (error) {
      this.#tell(error);
    }
  }

  #apply(answer: EditsAnswer): void {
    this.#store.patch(answer.cells);
    const renewed = answer.cells.map(({ id, column }) => `${id}:${column}`);
    for (const key of renewed) this.#fresh.add(key);
    setTimeout(() => {
      for (const key of renewed) this.#fresh.delete(key);
      this.#drawSoon();
    }, FRESH_SECONDS * 1000);
    const touched = new Set(answer.cells.map(({ column }) => column));
    const { sort, filter, group } = this.#state;
    const ordering = [group, ...sort.map(({ column }) => column), ...Object.keys(filter)];
    // As in Excel: a row does not run away under the hand because its value has changed.
    const isOutdated = ordering.some((column) => touched.has(column));
    this.#tellOutdated(isOutdated);
    if (isOutdated) this.#drawSoon();
    else this.#store.expire();
    void this.#renewOutline();
  }

  #tellOutdated(isOutdated: boolean): void {
    const words = say("次序或分组已变，重新排列", "Order or groups have changed: arrange anew");
    const act = element("button", { class: "as-link is-amber", type: "button", "data-act": "again" }, words);
    this.#part("outdated")?.replaceChildren(...(isOutdated ? [act] : []));
  }
}

customElements.define("ledger-grid", LedgerGrid);
