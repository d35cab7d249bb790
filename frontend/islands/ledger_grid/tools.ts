/** The row of chips over the sheet: grouping, order, year, what is filtered. */
import { element } from "../../lib/elements.ts";
import { openPopover } from "../../lib/popover.ts";
import { say } from "../../lib/wording.ts";
import { inWords } from "./conditions.ts";
import type { Column } from "./feed.ts";
import type { SheetState } from "./state.ts";

export const GROUPABLE = new Set(["choice", "sector", "organisation", "person", "level", "lamp"]);

export interface ChipActs {
  group: (column: string) => void;
  sortNone: () => void;
  year: (year: string) => void;
  filter: (anchor: Element, column: Column) => void;
  unfilter: (column: string) => void;
}

export function chips(
  state: SheetState,
  columns: readonly Column[],
  frame: { year: string; years: readonly string[] },
  acts: ChipActs,
): HTMLElement[] {
  const made = [groupChip(state, columns, acts)];
  if (state.sort.length) made.push(sortChip(state, columns, acts));
  if (frame.years.length > 1) made.push(yearChip(frame, acts));
  else if (frame.year) made.push(element("span", { class: "chip" }, say(`年度：${frame.year}`, `Year: ${frame.year}`)));
  for (const [key, condition] of Object.entries(state.filter)) {
    const column = columns.find((each) => each.key === key);
    if (!column) continue;
    const words = inWords(column, condition);
    const open = (event: Event) => acts.filter(event.currentTarget as Element, column);
    const edit = element("button", { class: "as-link", type: "button", onclick: open }, words);
    made.push(removable(edit, words, () => acts.unfilter(key)));
  }
  made.push(
    element(
      "button",
      {
        class: "btn btn-link",
        type: "button",
        onclick: (event) => pickFilter(event.currentTarget as Element, columns, acts),
      },
      say("＋ 筛选", "+ Filter"),
    ),
  );
  return made;
}

function removable(content: HTMLElement, words: string, act: () => void): HTMLElement {
  const label = say(`去掉筛选：${words}`, `Remove filter: ${words}`);
  const away = element("button", { class: "as-link", type: "button", "aria-label": label, onclick: act }, "×");
  return element("span", { class: "chip" }, content, away);
}

function menu(anchor: Element, label: string, entries: [string, string, boolean][], use: (value: string) => void) {
  const panel = openPopover(anchor, label, [
    element(
      "div",
      { class: "pop-menu" },
      ...entries.map(([value, text, isOn]) => {
        const onclick = () => {
          panel.hidePopover();
          use(value);
        };
        return element("button", { type: "button", "aria-pressed": String(isOn), onclick }, text);
      }),
    ),
  ]);
}

function groupChip(state: SheetState, columns: readonly Column[], acts: ChipActs): HTMLElement {
  const groupable = columns.filter((column) => GROUPABLE.has(column.kind));
  const present = columns.find((column) => column.key === state.group);
  const none = say("不分组", "No groups");
  const label = present ? say(`分组：${present.label} ▾`, `Group: ${present.label} ▾`) : say("分组 ▾", "Group ▾");
  const open = (event: Event) =>
    menu(
      event.currentTarget as Element,
      say("分组", "Group"),
      [["", none, !present], ...groupable.map(({ key, label: text }): [string, string, boolean] => [key, text, key === state.group])],
      acts.group,
    );
  const name = present ? "chip on" : "chip";
  return element("button", { class: name, type: "button", "aria-haspopup": "dialog", onclick: open }, label);
}

function sortChip(state: SheetState, columns: readonly Column[], acts: ChipActs): HTMLElement {
  const words = state.sort.map(({ column, isFalling }) => {
    const label = columns.find((each) => each.key === column)?.label ?? column;
    return `${label} ${isFalling ? "↓" : "↑"}`;
  });
  const text = say(`排序：${words.join("，")}`, `Order: ${words.join(", ")}`);
  const label = say("回到默认次序", "Back to the standard order");
  const away = element("button", { class: "as-link", type: "button", "aria-label": label, onclick: acts.sortNone }, "×");
  return element("span", { class: "chip" }, text, away);
}

function yearChip(frame: { year: string; years: readonly string[] }, acts: ChipActs): HTMLElement {
  const open = (event: Event) =>
    menu(
      event.currentTarget as Element,
      say("年度", "Year"),
      frame.years.map((year) => [year, year, year === frame.year]),
      acts.year,
    );
  const text = say(`年度：${frame.year} ▾`, `Year: ${frame.year} ▾`);
  return element("button", { class: "chip", type: "button", "aria-haspopup": "dialog", onclick: open }, text);
}

function pickFilter(anchor: Element, columns: readonly Column[], acts: ChipActs): void {
  const entries = columns.map(({ key, label }): [string, string, boolean] => [key, label, false]);
  menu(anchor, say("按哪一列筛选", "Filter by which column"), entries, (key) => {
    const column = columns.find((each) => each.key === key);
    if (column) acts.filter(anchor, column);
  });
}
