/** <ledger-grid>: the project ledger as a sheet that officers know how to use. */
import { element } from "../../lib/elements.ts";
import { readFeed, sendAct, wasAborted } from "../../lib/feed.ts";
import { toast } from "../../lib/toast.ts";
import { parseTsv, printTsv } from "../../lib/tsv.ts";
import { say } from "../../lib/wording.ts";
import { banner, bubble } from "./banner.ts";
import { blockSize, filledDown, landed, type Landing, type Target } from "./blocks.ts";
import { Changes, type Block, type Pending, type Proposed } from "./changes.ts";
import { chooseColumns } from "./column_chooser.ts";
import { askCondition } from "./conditions.ts";
import { Editor } from "./editor.ts";
import type { Catalogue, Column, EditsAnswer, Outline, Row, RowsAnswer } from "./feed.ts";
import { finishOf, wishOf, type Finish, type Wish } from "./keyboard.ts";
import { Lines } from "./lines.ts";
import { followPointer } from "./pointer.ts";
import {
  alone,
  inside,
  rectangle,
  size,
  stepped,
  tabbed,
  type Cell,
  type Extent,
  type Selection,
} from "./selection.ts";
import { Sheet } from "./sheet.ts";
import { readState, sortedBy, writeFilter, writeSort, writeState, type Frame, type SheetState } from "./state.ts";
import { ageWords, pickedWords, rowCount } from "./statusbar.ts";
import { RowStore, WINDOW } from "./store.ts";
import { chips } from "./tools.ts";
import { isNumeric, shown, stored, written } from "./values.ts";
import { saveView } from "./views.ts";

const ADDED_UP = 20_000; // rows; more would fetch half the ledger for a sum
const LARGEST_PASTE = 5_000;
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
  #selection: Selection = alone({ line: 0, column: 0 });
  #widths: Record<string, number> = {};
  #fresh = new Set<string>();
  #editing: { cell: Cell; row: Row; offset: number; column: Column } | undefined;
  #isReleased = false; // Esc was pressed: Tab leaves the grid
  #isDrawAsked = false;
  #lastTop = 0;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #summing = 0;
  #sheet!: Sheet;
  #editor!: Editor;
  #store!: RowStore;
  #changes!: Changes;
  #bubble: HTMLElement | undefined;
  #bubbleFor: Pending | undefined;

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

  get #extent(): Extent {
    const { count } = this.#lines;
    return { lines: count, columns: this.#sheet.columns.length, page: this.#sheet.linesPerPage };
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
    this.#commit();
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
    this.#select(inside(this.#selection, this.#extent), false);
  }

  async #renewOutline(): Promise<void> {
    try {
      this.#outline = await this.#ask<Outline>("outline.json", {}, this.#leaving.signal);
      this.#relay();
      this.#select(inside(this.#selection, this.#extent), false);
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
    this.#editor = new Editor(scroller);
    const { field } = this.#editor;
    field.addEventListener("keydown", (event) => this.#key(event), { signal });
    field.addEventListener("input", () => this.#typed(), { signal });
    field.addEventListener("compositionstart", () => this.#typed(), { signal });
    field.addEventListener("choice:taken", () => this.#finish({ do: "commit", step: "down" }), { signal });
    field.addEventListener("copy", (event) => this.#copy(event), { signal });
    field.addEventListener("paste", (event) => this.#paste(event), { signal });
    field.addEventListener("focus", () => (this.#isReleased = false), { signal });
    field.addEventListener("blur", () => document.hasFocus() && this.#commit(), { signal });
    followPointer(this.#sheet, this.#pointerActs(), signal);
    scroller.addEventListener("scroll", () => this.#drawSoon(), { signal, passive: true });
    new ResizeObserver(() => this.#drawSoon()).observe(scroller);
    const narrow = matchMedia("(max-width: 700px)");
    narrow.addEventListener("change", () => this.#arrange(), { signal });
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    document.addEventListener("keydown", (event) => this.#printKey(event), { signal });
    this.#showTools();
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
    const offsets = this.#sheet.draw(this.#lines, this.#selection, this.#closed);
    this.#sheet.frame(this.#selection);
    this.#placeEditor();
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

  #placeEditor(): void {
    this.#editor.place(this.#sheet.box(this.#selection.head));
    this.#showBubble();
  }

  #showChanges(): void {
    const place = this.#part("banner");
    const made = banner(this.#changes, {
      save: () => void this.#changes.saveBlock().then(() => this.#editor.focus()),
      discard: () => {
        this.#changes.discard();
        this.#editor.focus();
      },
      next: () => this.#nextOpen(),
    });
    place?.replaceChildren(...(made ? [made] : []));
    this.#bubbleFor = undefined;
    this.#drawSoon();
    void this.#addUp();
  }

  #showBubble(): void {
    const at = this.#rowAt(this.#selection.head);
    const column = this.#sheet.columns[this.#selection.head.column];
    const pending = at && column ? this.#changes.at(at.row.id, column.key) : undefined;
    if (pending === this.#bubbleFor && this.#bubble?.isConnected) return;
    this.#bubble?.remove();
    this.#bubble = undefined;
    this.#bubbleFor = pending;
    if (!pending?.message || this.#editor.isOpen) return;
    const again = (act: () => void) => () => {
      act();
      this.#editor.focus();
    };
    this.#bubble = bubble(pending, {
      take: (text) => again(() => void this.#save({ ...pending, text }))(),
      mine: again(() => void this.#save({ ...pending, seen: pending.theirs ?? null })),
      theirs: again(() => {
        this.#store.patch(pending.id, pending.column, pending.theirs ?? null);
        this.#changes.drop(pending);
      }),
      insist: again(() => this.#changes.insist(pending)),
      drop: again(() => this.#changes.drop(pending)),
    });
    const box = this.#sheet.box(this.#selection.head);
    this.#bubble.style.left = `${box.left}px`;
    this.#bubble.style.top = `${box.top + box.height + 4}px`;
    this.#sheet.scroller.append(this.#bubble);
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

  // --- selection ----------------------------------------------------------------------------------

  #select(selection: Selection, reveal = true, keepRefused = false): void {
    if (!keepRefused) this.#changes.forgetRefused();
    this.#selection = selection;
    if (reveal) this.#sheet.reveal(selection.head);
    this.#draw();
    const column = this.#sheet.columns[selection.head.column];
    const at = this.#rowAt(selection.head);
    const { field } = this.#editor;
    field.readOnly = !column?.is_editable || !this.#canEdit;
    if (at && column) {
      const value = shown(column, at.row[column.key]);
      field.setAttribute("aria-label", `${column.label} ${value}, ${String(at.row["name"] ?? "")}`);
    } else field.setAttribute("aria-label", say("小计", "Subtotal"));
    void this.#addUp();
  }

  async #addUp(): Promise<void> {
    const area = rectangle(this.#selection);
    const place = this.#part("picked");
    if (!place) return;
    const mine = (this.#summing += 1);
    const columns = this.#sheet.columns.slice(area.left, area.right + 1);
    const isTooMany = area.bottom - area.top > ADDED_UP;
    const offsets = isTooMany ? [] : this.#lines.offsets(area.top, area.bottom);
    const cells = isTooMany ? size(area) : offsets.length * columns.length;
    place.replaceChildren(...pickedWords({ cells, columns, rows: undefined, isTooMany }));
    if (isTooMany || cells < 2) return;
    const rows = await this.#rowsAt(offsets).catch(() => undefined);
    if (mine !== this.#summing || !rows) return;
    const found = rows.map(({ row }) => this.#asShown(row, columns));
    place.replaceChildren(...pickedWords({ cells, columns, rows: found, isTooMany }));
  }

  /** A row as it stands on screen, with the figures of a block that is not saved yet. */
  #asShown(row: Row, columns: readonly Column[]): Row {
    const shownRow = { ...row };
    for (const column of columns) {
      const pending = this.#changes.at(row.id, column.key);
      if (pending) shownRow[column.key] = stored(column, pending.text);
    }
    return shownRow;
  }

  #rowAt(cell: Cell): { offset: number; row: Row } | undefined {
    const offset = this.#lines.offsetAt(cell.line);
    const row = offset === undefined ? undefined : this.#store.row(offset);
    return row && offset !== undefined ? { offset, row } : undefined;
  }

  async #rowsAt(offsets: readonly number[]): Promise<{ offset: number; row: Row }[]> {
    await this.#store.ensure(offsets);
    return offsets.flatMap((offset) => {
      const row = this.#store.row(offset);
      return row ? [{ offset, row }] : [];
    });
  }

  #pointerActs() {
    const pick = (cell: Cell, extend: boolean) => {
      this.#commit();
      this.#select(extend ? { anchor: this.#selection.anchor, head: cell } : alone(cell), false);
      this.#editor.focus();
    };
    return {
      pick,
      pickRow: (line: number, extend: boolean) => {
        const from = extend ? this.#selection.anchor.line : line;
        this.#commit();
        this.#select({ anchor: { line: from, column: 0 }, head: { line, column: this.#extent.columns - 1 } }, false);
        this.#editor.focus();
      },
      toggle: (line: number) => {
        this.#toggle(line);
        this.#editor.focus();
      },
      edit: (cell: Cell) => {
        pick(cell, false);
        this.#edit("caret");
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
    this.#commit();
    this.#relay();
    this.#select(alone({ line, column: this.#selection.head.column }));
  }

  // --- keys ---------------------------------------------------------------------------------------

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.#editor.mode !== "idle") {
      this.#editingKey(event, this.#editor.mode);
      return;
    }
    const isGroup = this.#lines.at(this.#selection.head.line)?.kind === "group";
    const wish = wishOf(event, isGroup);
    if (!wish) return;
    if (wish.do === "tab" && this.#isReleased) return;
    if (this.#grant(wish)) event.preventDefault();
  }

  /** Do what a key asks for; false leaves the key to the browser. */
  #grant(wish: Wish): boolean {
    const { head, anchor } = this.#selection;
    const extent = this.#extent;
    if (wish.do === "step") {
      const to = stepped(head, wish.step, extent, wish.far);
      this.#select(wish.extend ? { anchor, head: to } : alone(to));
    } else if (wish.do === "tab") {
      const to = tabbed(head, wish.back, extent);
      if (!to) return false;
      this.#select(alone(to));
    } else if (wish.do === "edit") this.#edit("caret");
    else if (wish.do === "toggle") this.#toggle(head.line);
    else if (wish.do === "clear") void this.#clear();
    else if (wish.do === "fill") void this.#fillDown();
    else if (wish.do === "undo") void this.#undo();
    else if (wish.do === "leave") this.#isReleased = true;
    else if (wish.do === "row") {
      this.#select({ anchor: { ...anchor, column: 0 }, head: { ...head, column: extent.columns - 1 } }, false);
    } else {
      const [left, right] = wish.do === "all" ? [0, extent.columns - 1] : [anchor.column, head.column];
      this.#select({ anchor: { line: 0, column: left }, head: { line: extent.lines - 1, column: right } }, false);
    }
    return true;
  }

  #editingKey(event: KeyboardEvent, mode: "replacing" | "caret"): void {
    const { key } = event;
    if (this.#editor.hasChoices && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      this.#editor.step(key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (key === "F2") {
      this.#editor.mode = "caret";
      event.preventDefault();
      return;
    }
    const finish = finishOf(event, mode, this.#editor.hasChoices);
    if (!finish) return;
    event.preventDefault();
    this.#finish(finish);
  }

  #finish(finish: Finish): void {
    const { head } = this.#selection;
    if (finish.do === "cancel") {
      this.#editor.end();
      this.#editing = undefined;
      this.#drawSoon();
      return;
    }
    this.#commit();
    const to = finish.tab
      ? tabbed(head, finish.back ?? false, this.#extent)
      : finish.step && stepped(head, finish.step, this.#extent);
    if (to) this.#select(alone(to));
    this.#editor.focus();
  }

  // --- editing ------------------------------------------------------------------------------------

  #edit(mode: "replacing" | "caret"): void {
    const { head } = this.#selection;
    const at = this.#rowAt(head);
    const column = this.#sheet.columns[head.column];
    if (!at || !column) return;
    if (!column.is_editable || !this.#canEdit) {
      this.#tellFixed(column);
      return;
    }
    this.#sheet.reveal(head);
    this.#editing = { cell: head, column, ...at };
    const how = { isNumber: isNumeric(column), choices: column.choices ?? [] };
    if (mode === "replacing") this.#editor.beginTyped(how);
    else {
      const pending = this.#changes.at(at.row.id, column.key);
      this.#editor.begin(mode, pending?.text ?? written(column, at.row[column.key]), how);
    }
    this.#placeEditor();
    this.#editor.focus();
  }

  #typed(): void {
    if (this.#editor.mode !== "idle") return;
    if (this.#rowAt(this.#selection.head)) this.#edit("replacing");
    if (!this.#editor.isOpen) this.#editor.field.value = "";
  }

  #tellFixed(column: Column): void {
    const words = this.#frame["as_of"]
      ? say("这是过去某天的台账，只能看。", "This is the ledger of a past day, read-only.")
      : this.#canEdit
        ? say(`「${column.label}」由系统算出或在项目页改，这里不能填。`, `${column.label} is computed, or changed on the project page.`)
        : say("你没有改台账的权限。", "You may not edit the ledger.");
    this.#part("picked")?.replaceChildren(element("span", { class: "is-amber" }, words));
  }

  /** Take what was typed; a cell that was not changed is not saved. */
  #commit(): void {
    const editing = this.#editing;
    if (!editing || !this.#editor.isOpen) return;
    this.#editing = undefined;
    const text = this.#editor.completed(this.#editor.end()).trim();
    const { row, column, offset } = editing;
    const pending = this.#changes.at(row.id, column.key);
    const seen = pending?.verdict === "clash" ? pending.seen : (row[column.key] ?? null);
    if (!pending && text === written(column, seen)) this.#drawSoon();
    else void this.#save({ id: row.id, column: column.key, text, seen, offset });
  }

  /** Save one cell; one that is refused is gone back to, unless the person is typing already. */
  async #save(edit: Proposed): Promise<void> {
    if (await this.#changes.save(edit)) return;
    const refused = this.#changes.at(edit.id, edit.column);
    if (refused?.message && !this.#editor.isOpen) this.#goTo(refused);
  }

  #goTo({ offset, column: key }: Proposed): void {
    const line = this.#lines.lineOf(offset);
    const column = this.#sheet.columns.findIndex((each) => each.key === key);
    if (line === undefined || column < 0) return;
    this.#select(alone({ line, column }), true, true);
    this.#editor.focus();
  }

  async #target(first: number, last: number, left: number, right: number): Promise<Target> {
    const offsets = this.#lines.offsets(first, last);
    return { rows: await this.#rowsAt(offsets), columns: this.#sheet.columns.slice(left, right + 1) };
  }

  async #clear(): Promise<void> {
    const area = rectangle(this.#selection);
    const target = await this.#target(area.top, area.bottom, area.left, area.right);
    this.#stage(landed([[""]], target), target, "clear");
  }

  async #fillDown(): Promise<void> {
    const area = rectangle(this.#selection);
    const target = await this.#target(area.top, area.bottom, area.left, area.right);
    this.#stage(filledDown(target), target, "fill");
  }

  /** One cell is saved at once; several wait for a word. */
  #stage(landing: Landing, target: Target, what: Block["what"], remark = ""): void {
    const [first] = landing.edits;
    const isOneCell = target.rows.length * target.columns.length === 1;
    if (!this.#canEdit || (!landing.edits.length && !remark)) {
      const column = target.columns[0];
      if (column && (!this.#canEdit || landing.fixed)) this.#tellFixed(column);
      return;
    }
    if (isOneCell && first) void this.#save(first);
    else {
      const skipped = landing.fixed
        ? say(`${landing.fixed} 格不能填，已略过`, `${landing.fixed} cells cannot be typed into, left out`)
        : "";
      const remarks = [skipped, remark].filter(Boolean).join(say("；", "; "));
      const [rows, columns] = [target.rows.length, target.columns.length];
      void this.#changes.stage(landing.edits, { what, rows, columns, remark: remarks });
    }
  }

  // --- clipboard ----------------------------------------------------------------------------------

  #copy(event: ClipboardEvent): void {
    if (this.#editor.isOpen) return;
    event.preventDefault();
    const area = rectangle(this.#selection);
    const offsets = this.#lines.offsets(area.top, area.bottom);
    const columns = this.#sheet.columns.slice(area.left, area.right + 1);
    const rows = offsets.map((offset) => this.#store.row(offset));
    if (rows.some((row) => !row)) {
      // The clipboard takes text only within the key press, so the rows have to be here before it.
      void this.#rowsAt(offsets).then(() =>
        toast(say(`${offsets.length} 行已取来，请再按一次 Ctrl C`, `${offsets.length} rows are here now; press Ctrl C again`)),
      );
      return;
    }
    const texts = rows.map((row) => columns.map((column) => written(column, row![column.key])));
    event.clipboardData?.setData("text/plain", printTsv(texts));
    toast(say(`已复制 ${rows.length} 行 × ${columns.length} 列`, `Copied ${rows.length} × ${columns.length}`));
  }

  #paste(event: ClipboardEvent): void {
    if (this.#editor.isOpen) return;
    event.preventDefault();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text) void this.#pasteText(text);
  }

  async #pasteText(text: string): Promise<void> {
    const block = parseTsv(text);
    const given = blockSize(block);
    const area = rectangle(this.#selection);
    const isOne = given.rows === 1 && given.columns === 1;
    const columns = isOne
      ? this.#sheet.columns.slice(area.left, area.right + 1)
      : this.#sheet.columns.slice(area.left, area.left + given.columns);
    const offsets = isOne
      ? this.#lines.offsets(area.top, area.bottom)
      : this.#lines.offsetsFrom(area.top, Math.min(given.rows, LARGEST_PASTE));
    try {
      const rows = await this.#rowsAt(offsets);
      const remark = isOne ? "" : this.#leftOver(given, { rows: rows.length, columns: columns.length });
      if (!isOne) this.#markLanding(area.left, offsets, columns.length);
      this.#stage(landed(block, { rows, columns }), { rows, columns }, "paste", remark);
    } catch (error) {
      this.#tell(error);
    }
  }

  #leftOver(given: { rows: number; columns: number }, placed: { rows: number; columns: number }): string {
    const words = [];
    if (given.rows > LARGEST_PASTE) {
      words.push(say(`一次最多 ${LARGEST_PASTE} 行，其余请用导入`, `at most ${LARGEST_PASTE} rows at once; import the rest`));
    } else if (given.rows > placed.rows) {
      const rest = given.rows - placed.rows;
      words.push(say(`${rest} 行超出表尾，没有粘贴`, `${rest} rows beyond the end left out`));
    }
    if (given.columns > placed.columns) {
      const rest = given.columns - placed.columns;
      words.push(say(`${rest} 列超出表边，没有粘贴`, `${rest} columns beyond the edge left out`));
    }
    return words.join(say("；", "; "));
  }

  #markLanding(left: number, offsets: readonly number[], columns: number): void {
    const [first, last] = [offsets[0], offsets.at(-1)];
    const top = first === undefined ? undefined : this.#lines.lineOf(first);
    const bottom = last === undefined ? undefined : this.#lines.lineOf(last);
    if (top === undefined || bottom === undefined) return;
    const anchor = { line: bottom, column: left + columns - 1 };
    this.#select({ anchor, head: { line: top, column: left } }, false);
  }

  // --- after the server has spoken ----------------------------------------------------------------

  #nextOpen(): void {
    const open = this.#changes.open;
    const at = this.#rowAt(this.#selection.head);
    const here = open.findIndex(
      (each) => each.id === at?.row.id && each.column === this.#sheet.columns[this.#selection.head.column]?.key,
    );
    const next = open[(here + 1) % open.length];
    if (next) this.#goTo(next);
  }

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
    for (const { id, column, value } of answer.cells) {
      this.#store.patch(id, column, value);
      const key = `${id}:${column}`;
      this.#fresh.add(key);
      setTimeout(() => {
        this.#fresh.delete(key);
        this.#drawSoon();
      }, FRESH_SECONDS * 1000);
    }
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
