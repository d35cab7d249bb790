/** The columns left of the chart: rows of the page that lie beside the rows of the canvas. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";
import { type Cell, cellText } from "./cells.ts";
import type { Rows } from "./feed.ts";
import { endText } from "./moments.ts";
import type { Plan, Stretch } from "./scene.ts";
import type { Shown } from "./outline.ts";
import { floatText, lampName } from "./words.ts";

const DEEPEST = 6; // levels that still move to the right

export class Names {
  readonly list = element("ol", { class: "war-names", "aria-label": say("项目与日期", "Projects and dates") });
  readonly #rows = element("div", { class: "war-rows", role: "presentation" });
  readonly side: HTMLElement;
  #drawn = new Map<number, HTMLLIElement>(); // by place

  constructor(nameColumn: string, isEdited: boolean) {
    this.#rows.append(this.list);
    this.side = element("div", { class: "war-side" }, heads(nameColumn, isEdited), this.#rows);
  }

  /** All anew: other rows, other folds, other language of the lamps. */
  clear(): void {
    this.#drawn.clear();
    this.list.replaceChildren();
  }

  draw(plan: Plan, shown: Shown, { first, end }: Stretch, scrolled: number, rowHeight: number): void {
    for (const [place, li] of this.#drawn) {
      if (place >= first && place < end) continue;
      li.remove();
      this.#drawn.delete(place);
    }
    for (let place = first; place < end; place += 1) {
      if (this.#drawn.has(place)) continue;
      const li = rowOf(plan, shown.rows[place]!, place);
      li.style.transform = `translateY(${shown.topOf(place) * rowHeight}px)`;
      if (shown.heightOf(place) !== 1) li.style.height = `${shown.heightOf(place) * rowHeight}px`;
      this.#insert(li, place);
    }
    this.list.style.transform = `translateY(${-scrolled}px)`;
  }

  /** The order of the elements stays the order of the rows. */
  #insert(li: HTMLLIElement, place: number): void {
    this.#drawn.set(place, li);
    for (let later = place + 1; later <= place + this.#drawn.size; later += 1) {
      const next = this.#drawn.get(later);
      if (next) return this.list.insertBefore(li, next), undefined;
    }
    this.list.append(li);
  }

  mark(place: number | undefined): void {
    for (const [at, li] of this.#drawn) li.classList.toggle("here", at === place);
  }
}

function heads(nameColumn: string, isEdited: boolean): HTMLElement {
  return element(
    "div",
    { class: "war-names war-top", "aria-hidden": "true" },
    element("span"),
    isEdited && element("span", { class: "code" }, say("编号", "Code")),
    element("span", { class: "clip" }, nameColumn),
    isEdited && element("span", { class: "cell num" }, say("工期", "Days")),
    isEdited && element("span", { class: "cell" }, say("紧前", "After")),
    isEdited && element("span", { class: "cell num" }, say("完成", "Done")),
    element("span", { class: "num" }, say("承诺完成", "Promised")),
    element("span", { class: "num" }, say("余量（天）", "Float, days")),
  );
}

function rowOf({ feed, outline }: Plan, row: number, place: number): HTMLLIElement {
  const { rows } = feed;
  const level = rows.level[row]!;
  const isGroup = outline.isGroup(row);
  const isFront = isGroup && level === 0;
  const float = rows.float_days[row]!;
  const promised = rows.promised[row];
  const name = rows.href[row]
    ? element("a", { class: "clip open", href: rows.href[row]!, tabindex: -1, title: rows.name[row]! }, rows.name[row])
    : element("span", { class: "clip", title: rows.name[row]!, "data-cell": rows.duration && "name" }, rows.name[row]);
  if (rows.note[row]) name.append(" ", element("span", { class: "age" }, rows.note[row]));
  const li = element(
    "li",
    { class: isFront ? "front" : isGroup ? "group" : "", "data-place": place },
    isGroup ? element("span", { class: "turn" }) : lamp(feed.rows.lamp[row]!),
    rows.duration && element("span", { class: "code clip", title: rows.key[row]! }, rows.key[row]),
    name,
    ...editedCells(rows, row),
    element("span", { class: "num" }, promised === null || promised === undefined ? "" : endText(promised)),
    isFront && float === null
      ? redCount(rows.lamp[row]!, rows.reds?.[row] ?? null)
      : element("span", { class: float !== null && float < 0 ? "num is-red" : "num" }, floatText(float)),
  );
  li.style.setProperty("--war-level", String(Math.min(DEEPEST, Math.max(0, level - 1))));
  return li;
}

function editedCells(rows: Rows, row: number): HTMLElement[] {
  if (!rows.duration) return [];
  const cell = (name: Cell, kind: string): HTMLElement => {
    const text = cellText(rows, row, name);
    return element("span", { class: `cell clip ${kind}`.trim(), "data-cell": name, title: text }, text);
  };
  return [cell("duration", "num"), cell("after", ""), cell("done", "num")];
}

const lamp = (colour: Parameters<typeof lampName>[0]): HTMLElement =>
  colour
    ? element("span", {}, element("i", { class: `lamp lamp-${colour}`, role: "img", "aria-label": lampName(colour) }))
    : element("span");

function redCount(colour: Parameters<typeof lampName>[0], reds: number | null): HTMLElement {
  const cell = element("span", { class: "num" });
  if (colour === "red" || reds) cell.append(lamp("red"), reds === null ? "" : ` ${reds}`);
  return cell;
}

/** Arrows that say whether a group is open; they turn without the row being made anew. */
export function turnArrow(li: Element, isClosed: boolean): void {
  const arrow = li.querySelector(".turn");
  if (arrow) arrow.textContent = isClosed ? "▸" : "▾";
}
