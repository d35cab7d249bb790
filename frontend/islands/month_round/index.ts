/**
 * <month-round>: the keys of a month's round. It stands around the field of the month's sum.
 *
 * Enter is the form's own. `=` in the empty field says that nothing changed; Alt with an arrow goes
 * to the next or the last project of the list. Without script the buttons and links do the same.
 */
class MonthRound extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController());
    const sum = this.querySelector("input");
    sum?.addEventListener("keydown", (event) => this.#unchanged(event, sum), { signal });
    document.addEventListener("keydown", (event) => this.#walk(event), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #unchanged(event: KeyboardEvent, sum: HTMLInputElement): void {
    // The full-width sign comes from a Chinese keyboard; while it still composes, it is not meant.
    if (!["=", "＝"].includes(event.key) || event.isComposing || sum.value.trim() !== "") return;
    const button = sum.form?.querySelector<HTMLButtonElement>("button[name=unchanged]");
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  #walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.altKey) return;
    const lines = [...document.querySelectorAll(".round-projects > li")];
    const here = lines.findIndex((line) => line.hasAttribute("aria-current"));
    const link = lines[here + step]?.querySelector<HTMLAnchorElement>("a");
    if (here < 0 || !link) return;
    event.preventDefault();
    link.click();
  }
}

customElements.define("month-round", MonthRound);
