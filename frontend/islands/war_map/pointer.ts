/** The pointer on the chart: it pans, chooses, pulls bars and draws links. */
import { hitAt, type Ground, type Hit, type Part } from "./hit.ts";

export interface PointerActs {
  ground: () => Ground;
  position: (event: PointerEvent | MouseEvent) => { x: number; y: number }; // px of the whole chart
  isEditable: () => boolean;
  pan: (dx: number, dy: number) => void;
  hover: (hit: Hit | undefined, at: { x: number; y: number }) => void;
  choose: (hit: Hit) => void;
  open: (hit: Hit) => void;
  pull: (bar: number, part: Part, px: number) => void;
  pulled: (isDropped: boolean) => void;
  link: (from: Hit, to: Hit | undefined) => void;
}

const STEADY = 4; // px that a hand moves without meaning it

interface Grip {
  hit: Hit | undefined;
  at: { x: number; y: number };
  last: { x: number; y: number };
  hasMoved: boolean;
  mode: "pan" | "pull" | "link";
}

export function followPointer(chart: HTMLElement, acts: PointerActs, signal: AbortSignal): void {
  let grip: Grip | undefined;
  const hitOf = (event: PointerEvent | MouseEvent): Hit | undefined => {
    const { x, y } = acts.position(event);
    return hitAt(acts.ground(), x, y);
  };
  const modeOf = (hit: Hit | undefined, event: PointerEvent): Grip["mode"] => {
    const isBar = acts.isEditable() && hit?.bar !== undefined && acts.ground().index.bars.kind[hit.bar] === "work";
    if (!isBar) return "pan";
    return event.altKey || event.shiftKey ? "link" : "pull";
  };
  const let_go = (isDropped: boolean): void => {
    if (grip?.hasMoved && grip.mode === "pull") acts.pulled(isDropped);
    grip = undefined;
    chart.classList.remove("is-panning");
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls by itself
    const hit = hitOf(event);
    const at = { x: event.clientX, y: event.clientY };
    grip = { hit, at, last: at, hasMoved: false, mode: modeOf(hit, event) };
    chart.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const now = { x: event.clientX, y: event.clientY };
    if (!grip) return acts.hover(hitOf(event), now);
    if (!grip.hasMoved && Math.hypot(now.x - grip.at.x, now.y - grip.at.y) < STEADY) return;
    grip.hasMoved = true;
    if (grip.mode === "pull") acts.pull(grip.hit!.bar!, grip.hit!.part!, now.x - grip.at.x);
    else if (grip.mode === "pan") {
      chart.classList.add("is-panning");
      acts.pan(grip.last.x - now.x, grip.last.y - now.y);
    }
    grip.last = now;
  };
  const up = (event: PointerEvent): void => {
    if (!grip) return;
    const { hit, hasMoved, mode } = grip;
    if (!hasMoved && hit) acts.choose(hit);
    if (hasMoved && mode === "link") acts.link(hit!, hitOf(event));
    let_go(true);
  };

  chart.addEventListener("pointerdown", down, { signal });
  chart.addEventListener("pointermove", move, { signal });
  chart.addEventListener("pointerup", up, { signal });
  chart.addEventListener("pointercancel", () => let_go(false), { signal });
  chart.addEventListener("pointerleave", () => grip || acts.hover(undefined, { x: 0, y: 0 }), { signal });
  chart.addEventListener("click", (event) => touched(event), { signal });
  chart.addEventListener("dblclick", (event) => opened(event), { signal });
  chart.addEventListener("keydown", (event) => event.key === "Escape" && grip && let_go(false), { signal });

  /** A tap of a finger comes as a click alone. */
  function touched(event: MouseEvent): void {
    const isFinger = (event as PointerEvent).pointerType === "touch";
    const hit = isFinger ? hitOf(event) : undefined;
    if (hit) acts.choose(hit);
  }

  function opened(event: MouseEvent): void {
    const hit = hitOf(event);
    if (hit) acts.open(hit);
  }
}
