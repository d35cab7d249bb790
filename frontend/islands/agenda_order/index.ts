/**
 * <agenda-order>: the chair drags an item to its place, or moves it with Alt and an arrow.
 *
 * The new order goes into the form that stands inside and is sent at once. Without script the
 * buttons beside each item do the same.
 */
import { moved } from "./moving.ts";

class AgendaOrder extends HTMLElement {
  #leaving = new AbortController();
  #dragged: HTMLElement | undefined;

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController());
    for (const item of this.#items) {
      item.draggable = true;
      item.tabIndex = 0;
    }
    this.addEventListener("dragstart", (event) => this.#take(event), { signal });
    this.addEventListener("dragover", (event) => this.#over(event), { signal });
    this.addEventListener("drop", (event) => this.#drop(event), { signal });
    this.addEventListener("dragend", () => this.#clear(), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  get #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-item]")];
  }

  #take(event: DragEvent): void {
    const target = event.target;
    if (!(target instanceof HTMLElement) || !target.dataset["item"]) return;
    this.#dragged = target;
    target.classList.add("is-dragged");
    event.dataTransfer?.setData("text/plain", target.dataset["item"]);
  }

  #over(event: DragEvent): void {
    const item = this.#under(event);
    if (!item || !this.#dragged) return;
    event.preventDefault();
    const isAfter = this.#isAfter(event, item);
    for (const each of this.#items) {
      each.classList.toggle("is-before", each === item && !isAfter);
      each.classList.toggle("is-after", each === item && isAfter);
    }
  }

  #drop(event: DragEvent): void {
    const item = this.#under(event);
    const key = this.#dragged?.dataset["item"];
    if (!item || !key) return;
    event.preventDefault();
    const to = item.dataset["item"] ?? "";
    const isAfter = this.#isAfter(event, item);
    this.#clear();
    this.#send(key, to, isAfter);
  }

  #key(event: KeyboardEvent): void {
    const item = event.target;
    if (!event.altKey || !(item instanceof HTMLElement) || !item.dataset["item"]) return;
    const isDown = event.key === "ArrowDown";
    if (!isDown && event.key !== "ArrowUp") return;
    event.preventDefault();
    const items = this.#items;
    const beside = items[items.indexOf(item) + (isDown ? 1 : -1)];
    if (beside) this.#send(item.dataset["item"], beside.dataset["item"] ?? "", isDown);
  }

  #send(key: string, to: string, isAfter: boolean): void {
    const form = this.querySelector("form");
    const field = form?.querySelector<HTMLInputElement>("input[name=order]");
    if (!form || !field) return;
    const order = this.#items.map((item) => item.dataset["item"] ?? "");
    const next = moved(order, key, to, isAfter).join(",");
    if (next === order.join(",")) return;
    field.value = next;
    form.requestSubmit();
  }

  #under(event: DragEvent): HTMLElement | null {
    const target = event.target;
    return target instanceof Element ? target.closest<HTMLElement>("[data-item]") : null;
  }

  #isAfter(event: DragEvent, item: HTMLElement): boolean {
    const { top, height } = item.getBoundingClientRect();
    return event.clientY > top + height / 2;
  }

  #clear(): void {
    this.#dragged = undefined;
    for (const item of this.#items) item.classList.remove("is-dragged", "is-before", "is-after");
  }
}

customElements.define("agenda-order", AgendaOrder);
