/** Why an edit was refused, at its row; and the question for the reason where a locked plan moves. */
import { element } from "../../lib/elements.ts";
import { RefusedError } from "../../lib/feed.ts";
import { say } from "../../lib/wording.ts";

export const NO_REASON = "plan.reason-missing";

export class RowFault {
  readonly shown = element("div", { class: "war-fault alert alert-red", role: "alert", hidden: true });
  key: string | undefined; // of the row it belongs to

  constructor(private readonly reasons: HTMLSelectElement | null) {}

  hide(): void {
    this.shown.hidden = true;
    this.key = undefined;
  }

  /** `again` sends the same edit once more, after a reason was chosen. */
  tell(key: string | undefined, error: unknown, again: () => void): void {
    const isRefused = error instanceof RefusedError;
    const words = isRefused
      ? error.message
      : say("没有保存：网络断了。内容还在，请再试。", "Not kept: no network. Try again.");
    const parts: Node[] = [element("span", {}, words)];
    if (isRefused && error.code === NO_REASON && this.reasons) parts.push(this.#question(again));
    else if (!isRefused) parts.push(this.#button(say("再试一次", "Try again"), again));
    parts.push(this.#button(say("知道了", "Dismiss"), () => this.hide()));
    this.shown.replaceChildren(...parts);
    this.shown.hidden = false;
    this.key = key;
    this.shown.querySelector("select")?.focus();
  }

  #question(again: () => void): Node {
    const reasons = this.reasons!;
    const asked = reasons.cloneNode(true) as HTMLSelectElement;
    asked.addEventListener("change", () => {
      if (!asked.value) return;
      reasons.value = asked.value;
      this.hide();
      again();
    });
    return asked;
  }

  #button(text: string, act: () => void): Node {
    return element("button", { class: "btn btn-sm", type: "button", onclick: () => act() }, text);
  }
}
