/**
 * The field that lies over the active cell. It holds the focus also while nobody types: a Chinese
 * input method needs a field to begin in, or its first letter is lost.
 */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";

export interface FieldBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

export class DeskField {
  readonly input = element("input", {
    class: "war-field",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 500,
    "aria-label": say("大纲：按 Enter 改，按 ? 看全部按键", "Outline: Enter edits, ? lists all keys"),
  });
  isTyping = false;

  place({ left, top, width, height }: FieldBox): void {
    Object.assign(this.input.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }

  focus(): void {
    this.input.focus({ preventScroll: true });
  }

  /** Begin with a text, the caret behind it; a name is overwritten by the first letter. */
  begin(text: string, isMarked: boolean): void {
    this.isTyping = true;
    this.input.value = text;
    this.input.classList.add("is-typing");
    this.focus();
    if (isMarked) this.input.select();
  }

  /** A letter came while the field was idle: it begins the text. */
  typed(): void {
    this.isTyping = true;
    this.input.classList.add("is-typing");
  }

  end(): string {
    const text = this.input.value;
    this.isTyping = false;
    this.input.value = "";
    this.input.classList.remove("is-typing");
    return text;
  }
}
