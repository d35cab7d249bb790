/** <print-button>: shows its button where a script can print, and prints when asked. */
class PrintButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
customElements.define("print-button", PrintButton);
