/** What stands over the sheet: chips, column chooser, saved views, links that carry the view along. */
import { chooseColumns } from "./column_chooser.ts";
import { askCondition } from "./conditions.ts";
import type { Column } from "./feed.ts";
import type { Condition, SheetState } from "./state.ts";
import { chips } from "./tools.ts";
import type { View } from "./view.ts";
import { saveView } from "./views.ts";

export interface ToolActs {
  turn: (change: Partial<SheetState>) => void;
  openGroups: () => void;
  drawSoon: () => void;
  widths: () => Readonly<Record<string, number>>;
  enter: () => void; // into the sheet, past everything above it
  tell: (error: unknown) => void;
}

export class Toolbar {
  constructor(
    private readonly grid: HTMLElement,
    private readonly view: View,
    private readonly acts: ToolActs,
    signal: AbortSignal,
  ) {
    grid.addEventListener("click", (event) => this.#pressed(event), { signal });
    document.addEventListener("keydown", (event) => this.#printKey(event), { signal });
  }

  #part = (name: string): HTMLElement | null => this.grid.querySelector(`[data-part="${name}"]`);

  show(): void {
    const { state, frame, catalogue, columns } = this.view;
    const years = (this.grid.getAttribute("years") ?? "").split(",").filter(Boolean);
    const made = chips(state, catalogue.columns, { year: frame["year"] ?? "", years }, {
      group: (column) => {
        this.acts.openGroups();
        this.acts.turn({ group: column });
      },
      sortNone: () => this.acts.turn({ sort: [] }),
      year: (year) => location.assign(this.view.page({ year, month: "" })),
      filter: (anchor, column) => this.askFilter(anchor, column),
      unfilter: (key) => this.#filter(key, undefined),
    });
    this.#part("chips")?.replaceChildren(...made);
    const count = this.#part("column-count");
    if (count) count.textContent = `${columns.length}/${catalogue.columns.length}`;
    for (const link of this.grid.querySelectorAll<HTMLAnchorElement>("a[data-with-state]")) {
      const more = new URLSearchParams(link.dataset["withState"]);
      link.href = `${link.pathname}?${this.view.address(Object.fromEntries(more))}`;
    }
  }

  /** How many rows each view shows; counted after the sheet is there, so that it never waits. */
  async countTabs(signal: AbortSignal): Promise<void> {
    try {
      for (const { id, count } of await this.view.readCounts(signal)) {
        const place = this.grid.querySelector(`[data-count-of="${CSS.escape(String(id))}"]`);
        if (place) place.textContent = count === null ? "" : count.toLocaleString("en");
      }
    } catch (error) {
      this.acts.tell(error);
    }
  }

  askFilter(anchor: Element, column: Column): void {
    askCondition(anchor, column, this.view.state.filter[column.key] ?? {}, (condition) =>
      this.#filter(column.key, condition),
    );
  }

  #filter(key: string, condition: Condition | undefined): void {
    const { [key]: _gone, ...filter } = this.view.state.filter;
    this.acts.turn({ filter: condition ? { ...filter, [key]: condition } : filter });
  }

  #pressed(event: Event): void {
    const target = event.target as HTMLElement;
    const act = target.closest<HTMLElement>("[data-act]")?.dataset["act"];
    if (act === "columns") {
      chooseColumns(this.view.catalogue, this.view.columns, (columns) => this.acts.turn({ columns }));
    } else if (act === "height") {
      this.grid.toggleAttribute("roomy");
      this.acts.drawSoon();
    } else if (act === "to-sheet") {
      event.preventDefault();
      this.acts.enter();
    } else if (act === "save-view") {
      event.preventDefault();
      this.#saveView();
    } else if (act === "drop-view") {
      this.view
        .dropSaved(Number(target.closest<HTMLElement>("[data-view]")?.dataset["view"]))
        .then(() => location.assign(this.grid.getAttribute("feed") ?? ""))
        .catch((error: unknown) => this.acts.tell(error));
    } else if (act === "again") this.acts.turn({});
  }

  #saveView(): void {
    const kept = this.view.kept(this.acts.widths());
    saveView(this.view.savedViews, kept, this.grid.hasAttribute("may-share"), (view) =>
      location.assign(this.view.page({ view: String(view.id) })),
    );
  }

  /** Ctrl P on the sheet would print the lines in view only: print all of them instead. */
  #printKey(event: KeyboardEvent): void {
    const print = this.grid.querySelector<HTMLAnchorElement>("a[data-with-state='print=1']");
    if (!print || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    print.click();
  }
}
