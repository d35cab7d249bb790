/** The few lines beside the pointer or the bar in focus. All of it is said elsewhere too. */
import { element } from "../../lib/elements.ts";

const AWAY = 14;

export function showTip(tip: HTMLElement, pieces: readonly string[], at: { x: number; y: number }): void {
  const [name, ...others] = pieces;
  tip.replaceChildren(element("b", {}, name), ...others.map((piece) => element("span", {}, piece)));
  tip.hidden = false;
  const left = Math.min(at.x + AWAY, innerWidth - tip.offsetWidth - 8);
  const isLow = at.y + AWAY + tip.offsetHeight > innerHeight - 8;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${isLow ? at.y - AWAY - tip.offsetHeight : at.y + AWAY}px`;
}
