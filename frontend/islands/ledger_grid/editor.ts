/**
 * The field that lies over the active cell. It always holds the focus, also while nobody types:
 * a Chinese input method needs a field to begin in, or its first letter is lost.
 */
import { element } from "../../lib/elements.ts";
import type { Choice } from "./feed.ts";

export type Mode = "idle" | "replacing" | "caret";

const MANY = 60;

export class Editor {
  readonly field = element("textarea", {
    class: "cell-editor",
    rows: 1,
    wrap: "off",
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    "aria-label": "",
    "aria-activedescendant": "ledger-here",
  });
  readonly #list = element("ul", { class: "choices", role: "listbox", hidden: true });
  mode: Mode = "idle";
  #choices: readonly Choice[] = [];
  #marked = -1;

  constructor(scroller: HTMLElement) {
    scroller.append(this.field, this.#list);
    this.field.addEventListener("input", () => this.mode !== "idle" && this.#offer());
    this.#list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const item = (event.target as Element).closest("li");
      if (!item) return;
      this.field.value = item.textContent ?? "";
      this.field.dispatchEvent(new CustomEvent("choice:taken", { bubbles: true }));
    });
  }

  get isOpen(): boolean {
    return this.mode !== "idle";
  }

  place(box: { left: number; top: number; width: number; height: number; isFrozen: boolean }): void {
    const { style } = this.field;
    style.left = `${box.left}px`;
    style.top = `${box.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
    this.field.classList.toggle("over-frozen", box.isFrozen);
    this.#list.style.left = `${box.left}px`;
    this.#list.style.top = `${box.top + box.height + 2}px`;
    this.#list.style.minWidth = `${box.width}px`;
  }

  focus(): void {
    this.field.focus({ preventScroll: true });
  }

  begin(mode: "replacing" | "caret", text: string, how: { isNumber: boolean; choices: readonly Choice[] }): void {
    this.mode = mode;
    this.#choices = how.choices;
    this.field.value = text;
    this.field.readOnly = false;
    this.field.inputMode = how.isNumber ? "decimal" : "text";
    this.field.classList.add("open");
    this.field.classList.toggle("num", how.isNumber);
    this.field.setSelectionRange(text.length, text.length);
    this.#offer();
  }

  /** The composed or typed letters are in the field already: open round them. */
  beginTyped(how: { isNumber: boolean; choices: readonly Choice[] }): void {
    const { value } = this.field;
    this.begin("replacing", value, how);
  }

  end(): string {
    const text = this.field.value;
    this.mode = "idle";
    this.field.value = "";
    this.field.inputMode = "none"; // a phone must not raise its keyboard at every tap
    this.field.classList.remove("open", "num");
    this.#list.hidden = true;
    this.#marked = -1;
    return text;
  }

  // --- choices ------------------------------------------------------------------------------------

  get hasChoices(): boolean {
    return !this.#list.hidden;
  }

  #offer(): void {
    const typed = this.field.value.trim().toLowerCase();
    const isWhole = this.#choices.some((choice) => choice.label.toLowerCase() === typed);
    const fitting = this.#choices
      .filter((choice) => isWhole || choice.label.toLowerCase().includes(typed))
      .slice(0, MANY);
    this.#list.replaceChildren(
      ...fitting.map((choice) => element("li", { role: "option" }, choice.label)),
    );
    this.#list.hidden = !fitting.length;
    this.#mark(fitting.findIndex((choice) => choice.label.toLowerCase() === typed));
  }

  step(by: 1 | -1): void {
    const count = this.#list.children.length;
    this.#mark((this.#marked + by + count) % count);
    this.field.value = this.#list.children[this.#marked]?.textContent ?? this.field.value;
  }

  #mark(place: number): void {
    this.#marked = place;
    [...this.#list.children].forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === place));
      if (at === place) item.scrollIntoView({ block: "nearest" });
    });
  }

  /** A few letters of one choice are enough: 续 is 续建. */
  completed(text: string): string {
    const typed = text.trim().toLowerCase();
    if (!typed || !this.#choices.length) return text;
    const exactly = this.#choices.find((choice) => choice.label.toLowerCase() === typed);
    const fitting = this.#choices.filter((choice) => choice.label.toLowerCase().startsWith(typed));
    return (exactly ?? (fitting.length === 1 ? fitting[0] : undefined))?.label ?? text;
  }
}
