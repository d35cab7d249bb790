/**
 * <quick-search>: the search of the top bar by keys. It stands around the form and its list.
 *
 * Ctrl K or ⌘ K goes to the field from anywhere, ↓ and ↑ walk through what htmx brought below it,
 * Enter opens, Esc leaves to where the person was. The results are links, and focus really moves to
 * them: nothing has to be told twice to a screen reader.
 */
class QuickSearch extends HTMLElement {
  #leaving = new AbortController();
  #before: HTMLElement | undefined; // where the person was when the field was called

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController());
    const field = this.querySelector<HTMLInputElement>("input[type=search]");
    const list = this.querySelector<HTMLElement>(".search-list");
    if (!field || !list) return;
    const kbd = this.querySelector("kbd");
    if (kbd && /Mac|iPhone|iPad/.test(navigator.platform)) kbd.textContent = "⌘ K";

    document.addEventListener("keydown", (event) => this.#call(event, field), { signal });
    this.addEventListener("keydown", (event) => this.#walk(event, field, list), { signal });
    this.addEventListener("focusin", () => (list.hidden = false), { signal });
    this.addEventListener(
      "focusout",
      ({ relatedTarget }) => {
        if (!this.contains(relatedTarget as Node | null)) list.hidden = true;
      },
      { signal },
    );
    // A press on a result must not take the focus away first: the list would go before the click.
    list.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #call(event: KeyboardEvent, field: HTMLInputElement): void {
    const isCall = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    if (!isCall || event.altKey || event.shiftKey) return;
    event.preventDefault(); // the browser's own search
    const here = document.activeElement;
    if (here instanceof HTMLElement && !this.contains(here)) this.#before = here;
    field.focus();
    field.select();
  }

  #walk(event: KeyboardEvent, field: HTMLInputElement, list: HTMLElement): void {
    if (event.isComposing) return; // the arrows choose a character then
    if (event.key === "Escape") {
      event.preventDefault(); // else the browser empties the field first
      list.hidden = true;
      (document.activeElement as HTMLElement).blur();
      this.#before?.focus();
      this.#before = undefined;
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = [field, ...list.querySelectorAll<HTMLElement>("a[href]")];
    if (!step || places.length < 2) return;
    event.preventDefault();
    const here = places.indexOf(document.activeElement as HTMLElement);
    places.at((here + step) % places.length)?.focus();
  }
}

customElements.define("quick-search", QuickSearch);
