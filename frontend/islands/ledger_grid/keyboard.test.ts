import { describe, expect, it } from "vitest";
import { finishOf, wishOf } from "./keyboard.ts";

const key = (name: string, ...held: ("ctrlKey" | "shiftKey" | "altKey" | "metaKey")[]) => ({
  key: name,
  ctrlKey: held.includes("ctrlKey"),
  metaKey: held.includes("metaKey"),
  shiftKey: held.includes("shiftKey"),
  altKey: held.includes("altKey"),
});

describe("a key on the sheet", () => {
  it("means what it means in Excel", () => {
    expect(wishOf(key("ArrowDown", "shiftKey", "ctrlKey"), false)).toEqual({
      do: "step",
      step: "down",
      far: true,
      extend: true,
    });
    expect(wishOf(key("F2"), false)).toEqual({ do: "edit" });
    expect(wishOf(key("d", "ctrlKey"), false)).toEqual({ do: "fill" });
    expect(wishOf(key("z", "metaKey"), false)).toEqual({ do: "undo" });
    expect(wishOf(key("y", "ctrlKey"), false)).toEqual({ do: "redo" });
    expect(wishOf(key("Z", "ctrlKey", "shiftKey"), false)).toEqual({ do: "redo" });
    expect(wishOf(key("Delete"), false)).toEqual({ do: "clear" });
    expect(wishOf(key(" ", "ctrlKey"), false)).toEqual({ do: "column" });
  });
  it("opens and closes a group where it stands on one", () => {
    expect(wishOf(key("Enter"), true)).toEqual({ do: "toggle" });
    expect(wishOf(key("Enter"), false)).toEqual({ do: "edit" });
  });
  it("goes into the field when it is a letter, or belongs to the browser", () => {
    expect(wishOf(key("5"), false)).toBeUndefined();
    expect(wishOf(key("c", "ctrlKey"), false)).toBeUndefined();
    expect(wishOf(key("v", "ctrlKey"), false)).toBeUndefined();
    expect(wishOf(key("F5"), false)).toBeUndefined();
    expect(wishOf(key("ArrowLeft", "altKey"), false)).toBeUndefined();
  });
});

describe("a key in a cell that is being edited", () => {
  it("ends the entry and moves on", () => {
    expect(finishOf(key("Enter"), "caret", false)).toEqual({ do: "commit", step: "down" });
    expect(finishOf(key("Tab", "shiftKey"), "caret", false)).toEqual({ do: "commit", tab: true, back: true });
    expect(finishOf(key("Escape"), "replacing", false)).toEqual({ do: "cancel" });
  });
  it("moves the caret after F2, and the selection after typing over", () => {
    expect(finishOf(key("ArrowLeft"), "caret", false)).toBeUndefined();
    expect(finishOf(key("ArrowLeft"), "replacing", false)).toEqual({ do: "commit", step: "left" });
  });
  it("leaves the choices to the arrows, and a line break to Alt Enter", () => {
    expect(finishOf(key("ArrowDown"), "replacing", true)).toBeUndefined();
    expect(finishOf(key("Enter", "altKey"), "caret", false)).toBeUndefined();
  });
});
