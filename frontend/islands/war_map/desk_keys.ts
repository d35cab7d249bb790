/** What keys mean in the outline: as planners know them from Excel and MS Project. */
export type Order = "add" | "indent" | "outdent" | "up" | "down" | "remove" | "undo" | "redo";

export type DeskAct =
  | { kind: "walk"; rows: number; cells: number; isPicking: boolean }
  | { kind: "edge"; isLast: boolean }
  | { kind: "keep"; rows: number; cells: number }
  | { kind: "edit" | "clear" | "restore" | "leave" | "fold" | "keys" | "form" }
  | { kind: "ask"; act: Order };

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const walk = (rows: number, cells: number, isPicking = false): DeskAct => ({ kind: "walk", rows, cells, isPicking });
const keep = (rows: number, cells: number): DeskAct => ({ kind: "keep", rows, cells });

/** While somebody types, only what ends the typing is ours; the rest belongs to the field. */
export function typingAct({ key, shiftKey, ctrlKey, altKey }: Pressed): DeskAct | undefined {
  if (ctrlKey || altKey) return undefined;
  if (key === "Enter") return keep(shiftKey ? -1 : 1, 0);
  if (key === "Tab") return keep(0, shiftKey ? -1 : 1);
  if (key === "ArrowUp") return keep(-1, 0);
  if (key === "ArrowDown") return keep(1, 0);
  return key === "Escape" ? { kind: "restore" } : undefined;
}

export function idleAct(pressed: Pressed): DeskAct | undefined {
  const { key, shiftKey } = pressed;
  if (pressed.altKey) return shiftedAct(pressed);
  if (pressed.ctrlKey) return ctrlAct(pressed);
  const acts: Record<string, DeskAct> = {
    ArrowUp: walk(-1, 0, shiftKey),
    ArrowDown: walk(1, 0, shiftKey),
    ArrowLeft: walk(0, -1),
    ArrowRight: walk(0, 1),
    PageUp: walk(-10, 0, shiftKey),
    PageDown: walk(10, 0, shiftKey),
    Enter: { kind: "edit" },
    F2: { kind: "edit" },
    Insert: { kind: "ask", act: "add" },
    Tab: { kind: "ask", act: shiftKey ? "outdent" : "indent" },
    Delete: { kind: "ask", act: "remove" },
    Backspace: { kind: "clear" },
    " ": { kind: "fold" },
    "?": { kind: "keys" },
    "？": { kind: "keys" },
    Escape: { kind: "leave" },
  };
  return acts[key];
}

function ctrlAct({ key, shiftKey }: Pressed): DeskAct | undefined {
  const acts: Record<string, DeskAct> = {
    Enter: { kind: "ask", act: "add" },
    z: { kind: "ask", act: "undo" },
    y: { kind: "ask", act: "redo" },
    Z: { kind: "ask", act: "redo" },
    Home: { kind: "edge", isLast: false },
    End: { kind: "edge", isLast: true },
  };
  return acts[shiftKey && key === "z" ? "Z" : key];
}

/** Alt moves a row; with Shift its level, for those whose Tab has another task. */
function shiftedAct({ key, shiftKey }: Pressed): DeskAct | undefined {
  const acts: Record<string, DeskAct> = shiftKey
    ? { ArrowRight: { kind: "ask", act: "indent" }, ArrowLeft: { kind: "ask", act: "outdent" } }
    : {
        ArrowUp: { kind: "ask", act: "up" },
        ArrowDown: { kind: "ask", act: "down" },
        Enter: { kind: "form" },
      };
  return acts[key];
}

/** On the bars the same keys edit, apart from those that walk there or leave. */
export function barAct(pressed: Pressed): DeskAct | undefined {
  const act = idleAct(pressed);
  const isOurs = act && (act.kind === "ask" || act.kind === "keys" || act.kind === "form" || pressed.key === "F2");
  return isOurs && pressed.key !== "Tab" ? act : undefined;
}
