import { describe, expect, it } from "vitest";
import { alone, holds, inside, rectangle, size, stepped, tabbed } from "./selection.ts";

const extent = { lines: 100, columns: 8, page: 20 };
const at = (line: number, column: number) => ({ line, column });

it("is a rectangle whichever way it was drawn", () => {
  const area = rectangle({ anchor: at(5, 4), head: at(2, 6) });
  expect(area).toEqual({ top: 2, bottom: 5, left: 4, right: 6 });
  expect(size(area)).toBe(12);
  expect(holds(area, 3, 5)).toBe(true);
  expect(holds(area, 6, 5)).toBe(false);
  expect(size(rectangle(alone(at(1, 1))))).toBe(1);
});

describe("a key", () => {
  it("steps one cell and stops at the edge", () => {
    expect(stepped(at(5, 5), "down", extent)).toEqual(at(6, 5));
    expect(stepped(at(0, 0), "up", extent)).toEqual(at(0, 0));
    expect(stepped(at(99, 7), "right", extent)).toEqual(at(99, 7));
  });
  it("goes to the edge with Ctrl", () => {
    expect(stepped(at(5, 5), "down", extent, true)).toEqual(at(99, 5));
    expect(stepped(at(5, 5), "left", extent, true)).toEqual(at(5, 0));
    expect(stepped(at(5, 5), "home", extent, true)).toEqual(at(0, 0));
    expect(stepped(at(5, 5), "end", extent)).toEqual(at(5, 7));
  });
  it("turns a page and stays inside", () => {
    expect(stepped(at(5, 5), "pagedown", extent)).toEqual(at(25, 5));
    expect(stepped(at(5, 5), "pageup", extent)).toEqual(at(0, 5));
  });
});

it("goes on to the next line by Tab, and out of the sheet at its ends", () => {
  expect(tabbed(at(3, 7), false, extent)).toEqual(at(4, 0));
  expect(tabbed(at(3, 0), true, extent)).toEqual(at(2, 7));
  expect(tabbed(at(99, 7), false, extent)).toBeUndefined();
  expect(tabbed(at(0, 0), true, extent)).toBeUndefined();
});

it("stays inside a sheet that a filter has made smaller", () => {
  const few = { ...extent, lines: 3 };
  expect(inside({ anchor: at(50, 1), head: at(2, 2) }, few)).toEqual({
    anchor: at(2, 1),
    head: at(2, 2),
  });
  expect(inside(alone(at(5, 5)), { ...extent, lines: 0 }).head).toEqual(at(0, 5));
});
