/** What keys mean on the chart, and where they lead. */
import type { BarIndex } from "./bar_index.ts";
import type { Shown } from "./outline.ts";

export type Act =
  | { kind: "move"; rows: number; bars: number }
  | { kind: "edge"; to: "first" | "last"; of: "row" | "chart" }
  | { kind: "page"; direction: 1 | -1 }
  | { kind: "zoom"; factor: number }
  | { kind: "fold" | "open" | "leave" | "today" };

export const ZOOM_STEP = 1.4;

interface Pressed {
  key: string;
  ctrlKey: boolean;
}

export function actOf({ key, ctrlKey }: Pressed): Act | undefined {
  const acts: Record<string, Act> = {
    ArrowUp: { kind: "move", rows: -1, bars: 0 },
    ArrowDown: { kind: "move", rows: 1, bars: 0 },
    ArrowLeft: { kind: "move", rows: 0, bars: -1 },
    ArrowRight: { kind: "move", rows: 0, bars: 1 },
    Home: { kind: "edge", to: "first", of: ctrlKey ? "chart" : "row" },
    End: { kind: "edge", to: "last", of: ctrlKey ? "chart" : "row" },
    PageUp: { kind: "page", direction: -1 },
    PageDown: { kind: "page", direction: 1 },
    "+": { kind: "zoom", factor: ZOOM_STEP },
    "=": { kind: "zoom", factor: ZOOM_STEP },
    "-": { kind: "zoom", factor: 1 / ZOOM_STEP },
    " ": { kind: "fold" },
    Enter: { kind: "open" },
    Escape: { kind: "leave" },
    t: { kind: "today" },
  };
  const isBrowsers = ctrlKey && key !== "Home" && key !== "End";
  return isBrowsers ? undefined : acts[key];
}

/** Where one stands: a row, and a bar of it or none. */
export interface Focus {
  place: number;
  bar: number | undefined;
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** One step: left of the first bar stands the row itself; up and down keep to what is near in time. */
export function moved(focus: Focus, step: { rows: number; bars: number }, shown: Shown, index: BarIndex): Focus {
  if (!shown.count) return focus;
  const place = clamp(focus.place + step.rows, shown.count - 1);
  const bars = index.of(shown.rows[place]!);
  if (step.rows) return { place, bar: place === focus.place ? focus.bar : nearest(focus.bar, bars, index) };
  const at = focus.bar === undefined ? -1 : bars.indexOf(focus.bar);
  const target = Math.min(at + step.bars, bars.length - 1);
  return { place, bar: target < 0 ? undefined : bars[target] };
}

function nearest(bar: number | undefined, among: Uint32Array, index: BarIndex): number | undefined {
  if (bar === undefined) return undefined;
  const { start, finish } = index.bars;
  const away = (other: number): number => Math.abs(start[other]! + finish[other]! - start[bar]! - finish[bar]!);
  return among.reduce<number | undefined>(
    (best, other) => (best === undefined || away(other) < away(best) ? other : best),
    undefined,
  );
}

export function atEdge(focus: Focus, act: { to: "first" | "last"; of: "row" | "chart" }, shown: Shown, index: BarIndex): Focus {
  if (!shown.count) return focus;
  const isFirst = act.to === "first";
  if (act.of === "chart") return { place: isFirst ? 0 : shown.count - 1, bar: undefined };
  const bars = index.of(shown.rows[focus.place]!);
  return { place: focus.place, bar: bars.at(isFirst ? 0 : -1) };
}
