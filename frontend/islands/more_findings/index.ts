/**
 * <more-findings>: a visit's form gets another finding where it stands, so that no photo is lost.
 *
 * Without script the same button sends the form, and the page comes back with one more.
 */
import { numbered } from "./numbering.ts";

class MoreFindings extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    this.#button?.addEventListener("click", (event) => this.#add(event), {
      signal: this.#leaving.signal,
    });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  get #button(): HTMLButtonElement | null {
    return this.querySelector<HTMLButtonElement>("button[name=more]");
  }

  #add(event: Event): void {
    const template = this.querySelector("template");
    const count = this.querySelectorAll(":scope > .finding").length;
    if (!template) return;
    event.preventDefault();
    const made = numbered(template.content, count);
    const finding = made.firstElementChild;
    template.before(made);
    finding?.querySelector<HTMLInputElement>("input")?.focus();
    if (count + 1 >= Number(this.getAttribute("most"))) this.#button?.remove();
  }
}

customElements.define("more-findings", MoreFindings);
