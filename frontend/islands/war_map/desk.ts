/** The outline as an editor: where a planner stands, what is being typed, and what is asked of the house. */
import { element } from "../../lib/elements.ts";
import { wasAborted } from "../../lib/feed.ts";
import { toast } from "../../lib/toast.ts";
import { say } from "../../lib/wording.ts";
import { type Cell, cellBeside, cellText, copiedRows, isOpenTo } from "./cells.ts";
import type { Chart } from "./chart.ts";
import { type Answer, Clerk, type Edit, piecesNow, renewPieces } from "./clerk.ts";
import { DeskField } from "./desk_field.ts";
import { barAct, type DeskAct, idleAct, type Order, typingAct } from "./desk_keys.ts";
import { DeskPlace } from "./desk_place.ts";
import type { WarFeed } from "./feed.ts";
import type { Hand } from "./hand.ts";
import { showKeys } from "./key_list.ts";
import { RowFault } from "./row_fault.ts";

const TRIED = new Set<Cell>(["duration", "after"]); // their dates are shown while one types
const TRIAL_AFTER_MS = 250;

export class Desk {
  readonly #field = new DeskField();
  readonly #told = element("span", { class: "age war-told", role: "status" });
  readonly #fault: RowFault;
  readonly #clerk: Clerk;
  readonly #at: DeskPlace;
  #adding: Promise<boolean> | undefined; // a new row is on its way: letters typed now are its name
  #kept: WarFeed; // what the house keeps; a trial is drawn over it
  #before: Record<string, string> | undefined; // parts of the page as they stood before a trial
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly chart: Chart,
    private readonly hand: Hand,
    url: string,
  ) {
    this.#at = new DeskPlace(chart);
    this.#kept = chart.plan.feed;
    const part = <T extends HTMLElement>(name: string): T | null => chart.root.querySelector<T>(`[data-part="${name}"]`);
    const reasons = part<HTMLSelectElement>("reasons");
    reasons?.removeAttribute("hidden");
    this.#fault = new RowFault(reasons);
    const reason = () => ({ reason: reasons?.value ?? "", why: "" });
    this.#clerk = new Clerk(url, () => this.#kept.version, reason);
    chart.stage.names.side.append(this.#field.input, this.#fault.shown);
    chart.drawn = () => this.#lay();
  }

  /** What stands in the row of buttons: the way to all keys, and what the last edit did. */
  tools(): HTMLElement[] {
    const hint = element("button", { class: "chip no-phone", type: "button", onclick: () => showKeys() }, say("按键 ?", "Keys ?"));
    const reasons = this.chart.root.querySelector<HTMLElement>('[data-part="reasons"]');
    return [hint, ...(reasons ? [reasons] : []), this.#told];
  }

  listen(signal: AbortSignal): void {
    const { input } = this.#field;
    const { root, stage } = this.chart;
    const on = (name: string, act: (event: Event) => void, on: EventTarget = input): void =>
      on.addEventListener(name, act, { signal });
    on("keydown", (event) => this.#press(event as KeyboardEvent));
    on("input", () => this.#typed());
    on("focus", () => this.#enter());
    on("blur", () => this.#field.isTyping && !this.#adding && this.#keep(0, 0, false));
    on("copy", (event) => this.#copy(event as ClipboardEvent));
    on("paste", (event) => this.#paste(event as ClipboardEvent));
    on("bar:chosen", (event) => this.#at.go((event as CustomEvent<{ row: string }>).detail.row), root);
    on("bar:moved", (event) => void this.#ask({ act: "drag", ...(event as CustomEvent<object>).detail }), root);
    on("link:drawn", (event) => void this.#ask({ act: "link", ...(event as CustomEvent<object>).detail }), root);
    on("click", (event) => this.#click(event as MouseEvent), stage.names.list);
    on("dblclick", () => this.#edit(), stage.names.list);
  }

  /** Keys on the bars that edit; false leaves them to the chart. */
  pressOnBar(event: KeyboardEvent): boolean {
    const act = barAct(event);
    if (!act) return false;
    event.preventDefault();
    const place = this.chart.focus?.place;
    if (place !== undefined) this.#at.go(this.chart.plan.feed.rows.key[this.chart.shown.rows[place]!]!);
    this.#do(act);
    return true;
  }

  /** A plan that somebody else has changed: it is what stands now. */
  take(feed: WarFeed): void {
    this.#kept = feed;
  }

  // --- where one stands ---------------------------------------------------------------------------

  #enter(): void {
    if (this.#at.place < 0) this.#stand(this.#at.keyAt(0));
  }

  #stand(key: string | undefined, isPicking = false): void {
    if (key === undefined) return;
    this.#at.go(key, isPicking);
    const { stage, plan } = this.chart;
    this.hand.goTo({ place: this.#at.place, bar: undefined });
    stage.said.textContent = `${plan.feed.rows.name[this.#at.row]}${say("，", ", ")}${this.#cellWords()}`;
    this.#lay();
  }

  #cellWords(): string {
    const names = { name: say("名称", "name"), duration: say("工期", "duration"), after: say("紧前工作", "after"), done: say("完成", "done") };
    return `${names[this.#at.cell]} ${cellText(this.chart.plan.feed.rows, this.#at.row, this.#at.cell)}`;
  }

  #click(event: MouseEvent): void {
    const li = (event.target as Element).closest("li");
    if (!li) return;
    const cell = (event.target as Element).closest<HTMLElement>("[data-cell]")?.dataset["cell"];
    if (cell) this.#at.cell = cell as Cell;
    this.#stand(this.#at.keyAt(Number(li.dataset["place"])), event.shiftKey);
    this.#field.focus();
  }

  /** The field over its cell, the fault under its row, in the same frame as the rows. */
  #lay(): void {
    const { stage } = this.chart;
    const { names, sizes, view } = stage;
    const topOf = (place: number): number => sizes.head + this.chart.shown.topOf(place) * sizes.row - view.top;
    const picked = new Set(this.#at.picked.map((row) => this.chart.shown.placeOf(row)));
    for (const li of names.list.children) li.classList.toggle("picked", picked.size > 1 && picked.has(Number((li as HTMLElement).dataset["place"])));
    const cell = names.list.querySelector<HTMLElement>(`li[data-place="${this.#at.place}"] [data-cell="${this.#at.cell}"]`);
    this.#field.input.classList.toggle("is-away", !cell || topOf(this.#at.place) < sizes.head);
    if (cell) this.#field.place({ left: cell.offsetLeft - 4, top: topOf(this.#at.place), width: cell.offsetWidth + 8, height: sizes.row });
    const faulty = Math.max(0, this.#at.placeOf(this.#fault.key));
    this.#fault.shown.style.top = `${topOf(faulty) + sizes.row + 2}px`;
  }

  // --- typing -------------------------------------------------------------------------------------

  #edit(): void {
    if (this.#at.row < 0) return;
    if (!isOpenTo(this.chart.plan, this.#at.row, this.#at.cell)) return this.#say(say("汇总行由下面的工作决定", "A summary follows what lies below it"));
    this.#field.begin(cellText(this.chart.plan.feed.rows, this.#at.row, this.#at.cell), false);
  }

  #typed(): void {
    if (!this.#field.isTyping) {
      if (this.#at.row < 0 || !isOpenTo(this.chart.plan, this.#at.row, this.#at.cell)) return void this.#field.end();
      this.#field.typed();
    }
    clearTimeout(this.#timer);
    if (TRIED.has(this.#at.cell)) this.#timer = setTimeout(() => void this.#try(), TRIAL_AFTER_MS);
  }

  /** The dates that would come of what is typed so far; what cannot be understood yet waits for Enter. */
  async #try(): Promise<void> {
    const edit = { act: this.#at.cell, key: this.#at.key!, text: this.#field.input.value, trial: true };
    try {
      const answer = await this.#clerk.ask(edit);
      if (!this.#field.isTyping || this.#field.input.value !== edit.text) return;
      this.#before ??= piecesNow(answer.pieces);
      this.#show(answer);
      this.#say(answer.told);
    } catch {
      // half a code, half a number: the row says it when the edit is to be kept
    }
  }

  #keep(rows: number, cells: number, isStaying = true): void {
    clearTimeout(this.#timer);
    const key = this.#at.key!;
    const cell = this.#at.cell;
    const before = cellText(this.#kept.rows, this.#kept.rows.key.indexOf(key), cell);
    const text = this.#field.end();
    if (text !== before) void this.#ask({ act: cell, key, text });
    else this.#restoreDates();
    if (!isStaying) return;
    this.#at.cell = cellBeside(cell, cells);
    this.#stand(rows ? this.#at.keyAt(this.#at.place + rows) : key);
  }

  #restore(): void {
    clearTimeout(this.#timer);
    this.#field.end();
    this.#fault.hide();
    this.#restoreDates();
    this.#say("");
  }

  #restoreDates(): void {
    if (!this.#before) return;
    this.chart.take(this.#kept);
    renewPieces(this.#before);
    this.#before = undefined;
  }

  // --- keys ---------------------------------------------------------------------------------------

  #press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const act = this.#field.isTyping ? typingAct(event) : idleAct(event);
    if (!act) return;
    event.preventDefault();
    if (this.#adding) void this.#adding.then(() => this.#do(act));
    else this.#do(act);
  }

  #do(act: DeskAct): void {
    switch (act.kind) {
      case "walk":
        this.#at.cell = cellBeside(this.#at.cell, act.cells);
        return this.#stand(act.rows ? this.#at.keyAt(this.#at.place + act.rows) : this.#at.key, act.isPicking);
      case "edge":
        return this.#stand(this.#at.keyAt(act.isLast ? this.chart.shown.count - 1 : 0));
      case "keep":
        return this.#keep(act.rows, act.cells);
      case "edit":
        this.#field.focus();
        return this.#edit();
      case "clear":
        return this.#field.begin("", false);
      case "restore":
        return this.#restore();
      case "leave":
        return this.chart.stage.chart.focus();
      case "fold":
        return this.#at.row < 0 ? undefined : this.hand.toggle(this.#at.row);
      case "keys":
        return showKeys();
      case "form":
        return void (this.#at.key && location.assign(`?row=${encodeURIComponent(this.#at.key)}#row`));
      case "ask":
        return void this.#order(act.act);
    }
  }

  async #order(act: Order): Promise<void> {
    if (act === "add") return this.#add();
    const keys = this.#at.pickedKeys;
    const { place } = this.#at;
    const isOwn = act === "undo" || act === "redo";
    if (!isOwn && !keys.length) return;
    if (!(await this.#ask(isOwn ? { act } : { act, keys }))) return;
    if (this.#at.row < 0) this.#stand(this.#at.keyAt(place));
    if (act !== "remove") return;
    const back = { label: say("撤销", "Undo"), act: () => void this.#order("undo") };
    toast(say(`已删除 ${keys.length} 行`, `${keys.length} rows removed`), back);
  }

  /** Who adds a row goes on typing; the name waits for the row, not the person. */
  async #add(): Promise<void> {
    this.#field.begin("", false);
    this.#adding = this.#ask({ act: "add", key: this.#at.key ?? "" });
    const isAdded = await this.#adding;
    this.#adding = undefined;
    if (!isAdded) return void this.#field.end();
    this.#at.cell = "name";
    this.#lay();
    if (!this.#field.input.value) this.#field.begin(cellText(this.chart.plan.feed.rows, this.#at.row, "name"), true);
  }

  // --- asking the house ---------------------------------------------------------------------------

  async #ask(edit: Edit): Promise<boolean> {
    const row = (edit["key"] ?? edit["after"] ?? (edit["keys"] as string[] | undefined)?.[0] ?? this.#at.key) as string | undefined;
    this.#fault.hide();
    try {
      const answer = await this.#clerk.ask(edit);
      this.#kept = answer.feed;
      this.#before = undefined;
      this.#show(answer);
      if (answer.chosen && answer.chosen !== this.#at.key && edit.act === "add") this.#stand(answer.chosen);
      this.#say(answer.told || say("已保存", "Kept"));
      return true;
    } catch (error) {
      if (wasAborted(error)) return false;
      this.chart.take(this.#kept);
      this.#restoreDates();
      this.#fault.tell(row, error, () => void this.#ask(edit));
      this.#lay();
      this.chart.root.dispatchEvent(new CustomEvent("plan:refused", { bubbles: true }));
      return false;
    }
  }

  #show({ feed, pieces }: Answer): void {
    this.chart.take(feed);
    renewPieces(pieces);
    this.#lay();
  }

  #say(words: string): void {
    this.#told.textContent = words;
  }

  // --- the clipboard ------------------------------------------------------------------------------

  #copy(event: ClipboardEvent): void {
    if (this.#field.isTyping || !this.#at.picked.length) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", copiedRows(this.chart.plan, this.#at.picked));
    this.#say(say(`已复制 ${this.#at.picked.length} 行`, `${this.#at.picked.length} rows copied`));
  }

  /** Several cells go to the page that shows what they would do; one word is typed into the cell. */
  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const form = document.querySelector<HTMLFormElement>("form[data-part='paste']");
    if (this.#field.isTyping || !form || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const most = Number(form.dataset["most"]);
    if (hasMoreLines(text, most)) return this.#say(say(`一次最多粘贴 ${most} 行`, `At most ${most} rows are pasted at once`));
    (form.elements.namedItem("text") as HTMLTextAreaElement).value = text;
    (form.elements.namedItem("after") as HTMLInputElement).value = this.#at.key ?? "";
    form.submit();
  }
}

/** Counted no further than needed: a clipboard may hold a million rows. */
function hasMoreLines(text: string, most: number): boolean {
  let at = -1;
  for (let count = 0; count <= most; count += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return false;
  }
  return true;
}
