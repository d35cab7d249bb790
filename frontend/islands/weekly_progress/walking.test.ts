// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { type Field, ledTo } from "./walking.ts";

let rows: Field[][];

beforeEach(() => {
  document.body.innerHTML = ["a", "b"]
    .map((name) => `<p><input value="${name}1"><input value="${name}2"><select></select></p>`)
    .join("");
  rows = [...document.querySelectorAll("p")].map((row) => [...row.children] as Field[]);
});

it("goes down and up in the same column", () => {
  expect(ledTo("ArrowDown", rows[0]![1]!, rows)).toBe(rows[1]![1]);
  expect(ledTo("Enter", rows[0]![1]!, rows)).toBe(rows[1]![1]);
  expect(ledTo("ArrowUp", rows[1]![0]!, rows)).toBe(rows[0]![0]);
  expect(ledTo("ArrowDown", rows[1]![0]!, rows)).toBeUndefined();
});

it("leaves the arrows to a list, and Enter leads on", () => {
  expect(ledTo("ArrowDown", rows[0]![2]!, rows)).toBeUndefined();
  expect(ledTo("Enter", rows[0]![2]!, rows)).toBe(rows[1]![2]);
});

it("leaves a text sideways only where the caret can go no further", () => {
  const field = rows[0]![0] as HTMLInputElement;
  field.setSelectionRange(1, 1);
  expect(ledTo("ArrowRight", field, rows)).toBeUndefined();
  field.setSelectionRange(2, 2);
  expect(ledTo("ArrowRight", field, rows)).toBe(rows[0]![1]);
  expect(ledTo("ArrowLeft", field, rows)).toBeUndefined();
  field.select();
  expect(ledTo("ArrowRight", field, rows)).toBe(rows[0]![1]);
});

it("knows nothing of fields that stand elsewhere", () => {
  expect(ledTo("Enter", document.createElement("input"), rows)).toBeUndefined();
});
