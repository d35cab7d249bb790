/** What is looked at: columns, order, filter and year, and the questions they put to the feeds. */
import { readFeed, sendAct } from "../../lib/feed.ts";
import type { Catalogue, Column, EditsAnswer, Outline, RowsAnswer, SavedView } from "./feed.ts";
import { readState, writeFilter, writeSort, writeState, type Frame, type SheetState } from "./state.ts";
import { WINDOW } from "./store.ts";

export class View {
  state: SheetState;
  frame: Frame;
  catalogue: Catalogue = { columns: [], groups: [] };

  /** As the address says, or as the person looked last where the address says nothing. */
  constructor(
    private readonly feed: string,
    given: { address: string; usual: string; frame: Frame },
  ) {
    const { state, frame } = readState(given.address);
    const isUntouched = !writeState(state).size;
    this.state = isUntouched ? readState(given.usual).state : state;
    this.frame = { ...given.frame, ...frame };
  }

  get columns(): Column[] {
    return shownColumns(this.catalogue, this.state.columns);
  }

  columnCalled(key: string): Column {
    return this.catalogue.columns.find((column) => column.key === key)!;
  }

  get isPast(): boolean {
    return "as_of" in this.frame;
  }

  // --- addresses ----------------------------------------------------------------------------------

  /** The address of what is shown, for links that leave the page; an empty value takes one out. */
  address(more: Record<string, string> = {}): string {
    const address = writeState(this.state, this.frame);
    for (const [name, value] of Object.entries(more)) {
      if (value) address.set(name, value);
      else address.delete(name);
    }
    return address.toString();
  }

  page(more: Record<string, string> = {}): string {
    return `${this.feed}?${this.address(more)}`;
  }

  #url(feed: string, more: Record<string, string | number>): string {
    const asked = writeState(this.state, this.frame);
    asked.set("columns", this.columns.map(({ key }) => key).join(","));
    for (const [name, value] of Object.entries(more)) asked.set(name, String(value));
    return `${this.feed}${feed}?${asked}`;
  }

  /** How it is looked at, for a view that somebody keeps. */
  kept(widths: Readonly<Record<string, number>>): Record<string, unknown> {
    return {
      columns: this.columns.map(({ key }) => key).join(","),
      sort: writeSort(this.state.sort),
      filter: writeFilter(this.state.filter),
      group: this.state.group,
      widths,
    };
  }

  // --- questions and acts -------------------------------------------------------------------------

  async readCatalogue(signal: AbortSignal): Promise<void> {
    this.catalogue = await readFeed<Catalogue>(this.#url("columns.json", {}), signal);
  }

  readOutline(signal: AbortSignal): Promise<Outline> {
    return readFeed<Outline>(this.#url("outline.json", {}), signal);
  }

  readRows(offset: number, limit: number, signal: AbortSignal): Promise<RowsAnswer> {
    return readFeed<RowsAnswer>(this.#url("rows.json", { offset, limit }), signal);
  }

  /** What a new look needs before anything can be drawn. */
  readBeginning(signal: AbortSignal): Promise<[Outline, RowsAnswer]> {
    return Promise.all([this.readOutline(signal), this.readRows(0, WINDOW, signal)]);
  }

  /** How many rows each view shows. */
  readCounts(signal: AbortSignal): Promise<{ id: number | string; count: number | null }[]> {
    const unfiltered = writeState({ ...this.state, filter: {} }, this.frame);
    return readFeed(`${this.feed}views.json?${unfiltered}`, signal);
  }

  send(edits: readonly unknown[], isTrial: boolean, source: string): Promise<EditsAnswer> {
    return sendAct<EditsAnswer>(`${this.feed}edits.json`, {
      year: Number(this.frame["year"]),
      month: this.frame["month"],
      is_trial: isTrial,
      good_only: source === "paste" && !isTrial,
      source,
      edits,
    });
  }

  takeBack(changeSet: number): Promise<EditsAnswer> {
    return sendAct<EditsAnswer>(`${this.feed}undo.json`, { change_set: changeSet });
  }

  get savedViews(): string {
    return `${this.feed}views.json`;
  }

  dropSaved(id: number): Promise<SavedView> {
    return sendAct(this.savedViews, { id }, "DELETE");
  }
}

/** The frozen columns first, then those chosen in their order, or those the catalogue proposes. */
export function shownColumns({ columns }: Catalogue, chosen: readonly string[]): Column[] {
  const frozen = columns.filter((column) => column.is_frozen);
  const others = chosen.length
    ? chosen.flatMap((key) => columns.find((column) => column.key === key) ?? [])
    : columns.filter((column) => column.is_shown);
  return [...frozen, ...others.filter((column) => !column.is_frozen)];
}

/** Whether these edited columns decide where a row stands, and whether it is there at all. */
export function isOrderedBy({ sort, filter, group }: SheetState, touched: ReadonlySet<string>): boolean {
  const ordering = [group, ...sort.map(({ column }) => column), ...Object.keys(filter)];
  return ordering.some((column) => touched.has(column));
}
