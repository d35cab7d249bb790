/** What a key asks for, as in Excel. Pure: the grid decides what happens. */
import type { Step } from "./selection.ts";

export type Wish =
  | { do: "step"; step: Step; far: boolean; extend: boolean }
  | { do: "tab"; back: boolean }
  | { do: "edit" | "toggle" | "clear" | "undo" | "redo" | "fill" | "all" | "row" | "column" | "leave" };

export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const STEPS: Record<string, Step> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  PageUp: "pageup",
  PageDown: "pagedown",
  Home: "home",
  End: "end",
};

/** The wish of a key while no cell is being edited; undefined lets it go into the field. */
export function wishOf(event: Key, isGroup: boolean): Wish | undefined {
  const far = event.ctrlKey || event.metaKey;
  const step = STEPS[event.key];
  if (step && !event.altKey) return { do: "step", step, far, extend: event.shiftKey };
  if (event.altKey) return undefined;
  if (event.key === "Tab") return { do: "tab", back: event.shiftKey };
  if (event.key === "Escape") return { do: "leave" };
  if (event.key === "Delete" || event.key === "Backspace") return { do: "clear" };
  if (event.key === "F2") return { do: "edit" };
  if (event.key === "Enter") return { do: isGroup ? "toggle" : "edit" };
  if (event.key === " ") {
    if (far) return { do: "column" };
    if (event.shiftKey) return { do: "row" };
    return isGroup ? { do: "toggle" } : undefined;
  }
  if (!far) return undefined;
  const letter = event.key.toLowerCase();
  if (event.shiftKey) return letter === "z" ? { do: "redo" } : undefined;
  const act = { a: "all", d: "fill", z: "undo", y: "redo" } as const;
  const wished = act[letter as keyof typeof act];
  return wished && { do: wished };
}

export type Finish = { do: "commit"; step?: Step; tab?: boolean; back?: boolean } | { do: "cancel" };

/** The same while a cell is being edited. Arrows end an entry only where typing replaced the cell. */
export function finishOf(event: Key, mode: "replacing" | "caret", hasChoices: boolean): Finish | undefined {
  if (event.key === "Escape") return { do: "cancel" };
  if (event.key === "Tab") return { do: "commit", tab: true, back: event.shiftKey };
  if (event.key === "Enter" && !event.altKey) return { do: "commit", step: event.shiftKey ? "up" : "down" };
  const isArrow = event.key.startsWith("Arrow");
  if (!isArrow || mode !== "replacing" || event.shiftKey) return undefined;
  const step = STEPS[event.key]!;
  return hasChoices && (step === "up" || step === "down") ? undefined : { do: "commit", step };
}
