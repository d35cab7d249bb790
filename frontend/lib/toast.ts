/** What was done, and the way back, for eight seconds at the lower left. */
import { element } from "./elements.ts";

const SECONDS = 8;

export function toast(text: string, back?: { label: string; act: () => void }): void {
  const place = document.getElementById("toasts");
  if (!place) return;
  const shown = element("div", { class: "toast" }, text);
  const away = () => shown.remove();
  if (back) {
    const act = () => {
      away();
      back.act();
    };
    shown.append(element("button", { class: "as-link", type: "button", onclick: act }, back.label));
  }
  place.append(shown);
  setTimeout(away, SECONDS * 1000);
}
