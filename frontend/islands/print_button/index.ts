/** <print-button at-once>: prints when asked, and with `at-once` on arrival too. */
class PrintButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    if (this.hasAttribute("at-once")) requestAnimationFrame(() => window.print());
  }
}
customElements.define("print-button", PrintButton);
