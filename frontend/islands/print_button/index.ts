/** <print-button at-once>: prints when asked, and with `at-once` on arrival too. */
class PrintButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
    if (this.hasAttribute("at-once")) requestAnimationFrame(printIfStillHere);
  }
}

function printIfStillHere(): void {
  try {
    window.print();
  } catch {
    // Somebody has left the page meanwhile: there is nothing to print any more.
  }
}
customElements.define("print-button", PrintButton);
