/** <print-now>: opens the printer's dialog, when asked and once on arrival. */
class PrintNow extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    requestAnimationFrame(() => window.print());
  }
}
customElements.define("print-now", PrintNow);
