import { describe, expect, it } from "vitest";

import { barAct, idleAct, type Pressed, typingAct } from "./desk_keys.ts";

const pressed = (text: string): Pressed => {
  const parts = text.split("+");
  const has = (name: string): boolean => parts.slice(0, -1).includes(name);
  return { key: parts.at(-1)!, ctrlKey: has("Ctrl"), altKey: has("Alt"), shiftKey: has("Shift") };
};

describe("keys of a planner", () => {
  it.each([
    ["Insert", "add"],
    ["Ctrl+Enter", "add"],
    ["Tab", "indent"],
    ["Shift+Tab", "outdent"],
    ["Alt+Shift+ArrowRight", "indent"],
    ["Alt+Shift+ArrowLeft", "outdent"],
    ["Alt+ArrowUp", "up"],
    ["Alt+ArrowDown", "down"],
    ["Delete", "remove"],
    ["Ctrl+z", "undo"],
    ["Ctrl+Shift+Z", "redo"],
    ["Ctrl+y", "redo"],
  ])("%s asks for %s", (keys, act) => {
    expect(idleAct(pressed(keys))).toEqual({ kind: "ask", act });
  });

  it("walks rows and cells, and picks rows with Shift", () => {
    expect(idleAct(pressed("ArrowDown"))).toEqual({ kind: "walk", rows: 1, cells: 0, isPicking: false });
    expect(idleAct(pressed("Shift+ArrowUp"))).toEqual({ kind: "walk", rows: -1, cells: 0, isPicking: true });
    expect(idleAct(pressed("ArrowLeft"))).toEqual({ kind: "walk", rows: 0, cells: -1, isPicking: false });
  });

  it("leaves letters, copying and pasting to the field", () => {
    for (const keys of ["a", "2", "Ctrl+c", "Ctrl+v", "Ctrl+a", "Alt+f"]) expect(idleAct(pressed(keys))).toBeUndefined();
  });

  it("while one types ends only on Enter, Tab, arrows up and down, and Escape", () => {
    expect(typingAct(pressed("Enter"))).toEqual({ kind: "keep", rows: 1, cells: 0 });
    expect(typingAct(pressed("Shift+Tab"))).toEqual({ kind: "keep", rows: 0, cells: -1 });
    expect(typingAct(pressed("Escape"))).toEqual({ kind: "restore" });
    for (const keys of ["ArrowLeft", "Delete", "?", " ", "Ctrl+z"]) expect(typingAct(pressed(keys))).toBeUndefined();
  });

  it("on a bar edits, but walks, opens and leaves as the chart does", () => {
    expect(barAct(pressed("Delete"))).toEqual({ kind: "ask", act: "remove" });
    expect(barAct(pressed("F2"))).toEqual({ kind: "edit" });
    for (const keys of ["ArrowDown", "Enter", "Tab", "Shift+Tab", "Escape", " "]) expect(barAct(pressed(keys))).toBeUndefined();
  });
});
