/** The edge between columns and chart, to be dragged or moved with arrows. */
import { element } from "../../lib/elements.ts";
import { say } from "../../lib/wording.ts";

const LEAST = 180;
const STEP = 16;

export function splitter(start: number, moved: (width: number, isDone: boolean) => void, most: () => number): HTMLElement {
  const edge = element("div", {
    class: "war-split no-print",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": say("左列宽度", "Width of the columns"),
    "aria-valuemin": LEAST,
  });
  let width = start;
  const set = (to: number, isDone: boolean): void => {
    width = Math.round(Math.max(LEAST, Math.min(to, most())));
    edge.setAttribute("aria-valuenow", String(width));
    moved(width, isDone);
  };
  edge.setAttribute("aria-valuenow", String(start));
  edge.addEventListener("pointerdown", (event) => {
    edge.setPointerCapture(event.pointerId);
    const from = event.clientX - width;
    const follow = (move: PointerEvent): void => set(move.clientX - from, false);
    edge.addEventListener("pointermove", follow);
    edge.addEventListener(
      "lostpointercapture",
      () => {
        edge.removeEventListener("pointermove", follow);
        set(width, true);
      },
      { once: true },
    );
    event.preventDefault();
  });
  edge.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!way) return;
    set(width + way, true);
    event.preventDefault();
  });
  return edge;
}
