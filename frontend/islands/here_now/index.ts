/**
 * <here-now>: a button that fills the degrees of a form from where the phone is.
 *
 * Browsers give WGS 84, which is within decimetres of CGCS2000; it is asked only when pressed.
 */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";

const PATIENCE_MS = 15_000;

function reason(error: GeolocationPositionError): string {
  if (error.code === error.PERMISSION_DENIED) {
    return say(
      "没有取得位置的许可；请在浏览器里允许，或写明位置。",
      "Not allowed to know the place; allow it in the browser, or say where it is.",
    );
  }
  return say("现在定不了位；请写明位置。", "The place cannot be found now; say where it is.");
}

class HereNow extends HTMLElement {
  #button = element("button", { class: "btn", type: "button" }, say("用我的位置", "Use where I am"));
  #said = element("span", { class: "age", role: "status" });

  connectedCallback(): void {
    if (!("geolocation" in navigator) || !isSecureContext) return; // the browser would refuse
    this.#button.addEventListener("click", () => this.#ask());
    this.prepend(this.#button, this.#said);
  }

  disconnectedCallback(): void {
    this.#button.remove();
    this.#said.remove();
  }

  #ask(): void {
    this.#button.disabled = true;
    this.#said.textContent = say("正在定位…", "Looking …");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.#fill("longitude", coords.longitude);
        this.#fill("latitude", coords.latitude);
        const metres = Math.round(coords.accuracy);
        this.#end(say(`已定位，误差约 ${metres} 米`, `Found, give or take ${metres} m`));
      },
      (error) => this.#end(reason(error)),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  }

  #fill(name: string, degrees: number): void {
    const field = this.querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (!field) return;
    field.value = degrees.toFixed(6);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #end(text: string): void {
    this.#button.disabled = false;
    this.#said.textContent = text;
  }
}

customElements.define("here-now", HereNow);
