/** <print-now>: opens the printer's dialog, when asked and once on arrival. */
class PrintNow extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    requestAnimationFrame(() => {
      try {
        window.print();
      } catch {
        // Somebody has left the page meanwhile: there is nothing to print any more.
      }
    });
  }
}
customElements.define("print-now", PrintNow);
