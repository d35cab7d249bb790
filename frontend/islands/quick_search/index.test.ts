// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import "./index.ts";

beforeEach(() => {
  document.body.innerHTML = `
    <button id="work"></button>
    <quick-search><form><input id="field" type="search" value="影都"><kbd>Ctrl K</kbd>
    <div class="search-list"><ol><li><a id="a" href="#a">a</a></li>
    <li><a id="b" href="#b">b</a></li></ol></div></form></quick-search>`;
  document.getElementById("work")!.focus();
});

const list = () => document.querySelector<HTMLElement>(".search-list")!;

function press(key: string, traits: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...traits });
  return document.activeElement!.dispatchEvent(event);
}

function walked(...keys: string[]): string[] {
  return keys.map((key) => {
    press(key);
    return document.activeElement!.id;
  });
}

it("is called from anywhere by Ctrl K or ⌘ K, and chooses the old text", () => {
  expect(press("k", { ctrlKey: true })).toBe(false);
  const field = document.querySelector("input")!;
  expect(document.activeElement).toBe(field);
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, 2]);
  field.blur();
  press("K", { metaKey: true });
  expect(document.activeElement).toBe(field);
});

it("leaves k, and k with other keys, alone", () => {
  expect(press("k")).toBe(true);
  expect(press("k", { ctrlKey: true, shiftKey: true })).toBe(true);
  expect(document.activeElement!.id).toBe("work");
});

it("walks from the field through the results and round", () => {
  press("k", { ctrlKey: true });
  expect(walked("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp")).toEqual([
    "a", "b", "field", "b", "a", "field",
  ]);
});

it("leaves the arrows to an input method that still composes", () => {
  press("k", { ctrlKey: true });
  press("ArrowDown", { isComposing: true });
  expect(document.activeElement!.id).toBe("field");
});

it("goes back to the work on Esc, and puts the list away", () => {
  press("k", { ctrlKey: true });
  press("ArrowDown");
  press("Escape");
  expect(document.activeElement!.id).toBe("work");
  expect(list().hidden).toBe(true);
  press("k", { ctrlKey: true });
  expect(list().hidden).toBe(false);
});

it("listens no longer when it has left the page", () => {
  document.querySelector("quick-search")!.remove();
  expect(press("k", { ctrlKey: true })).toBe(true);
});
