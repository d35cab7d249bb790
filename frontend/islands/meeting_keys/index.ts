/**
 * <meeting-keys>: a meeting by keyboard. D begins a decision, P puts the item off,
 * Ctrl and Enter sends the form one is in. All three have their buttons beside them.
 */
class MeetingKeys extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    const { signal } = (this.#leaving = new AbortController());
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #key(event: KeyboardEvent): void {
    const target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = target instanceof HTMLElement ? target.closest("form") : null;
      if (!form || !this.contains(form)) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector<HTMLButtonElement>("button.btn-primary, button"));
      return;
    }
    const isTyping = target instanceof HTMLElement && target.closest("input, textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "d" || event.key === "D") this.#focus(event, "textarea[name=words]");
    if (event.key === "p" || event.key === "P") {
      const rare = this.querySelector<HTMLDetailsElement>(".others details");
      if (!rare) return;
      rare.open = true;
      this.#focus(event, ".others details[open] input.input");
    }
  }

  #focus(event: KeyboardEvent, selector: string): void {
    const field = this.querySelector<HTMLElement>(selector);
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
}

customElements.define("meeting-keys", MeetingKeys);
