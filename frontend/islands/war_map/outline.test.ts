import { expect, it } from "vitest";
import { Outline } from "./outline.ts";

//                        0  1  2  3  4  5  6
const tree = new Outline([0, 1, 2, 2, 1, 0, 1]);

it("knows who stands under whom", () => {
  expect([0, 1, 4, 5, 6].map((row) => tree.endOf(row))).toEqual([5, 4, 5, 7, 7]);
  expect([0, 1, 2, 3, 4, 5, 6].map((row) => tree.parentOf(row))).toEqual([-1, 0, 1, 1, 0, -1, 5]);
  expect([0, 1, 2, 4].map((row) => tree.isGroup(row))).toEqual([true, true, false, false]);
});

it("shows every row where nothing is folded, in order", () => {
  expect([...tree.shown(() => false).rows]).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it("hides all that stands under a folded row, and nothing else", () => {
  const shown = tree.shown((row) => row === 1);
  expect([...shown.rows]).toEqual([0, 1, 4, 5, 6]);
  expect(shown.placeOf(4)).toBe(2);
  expect(shown.placeOf(2)).toBe(-1);
});

it("does not ask whether a hidden row is folded too", () => {
  const shown = tree.shown((row) => row === 0 || row === 1);
  expect([...shown.rows]).toEqual([0, 5, 6]);
});

it("lives with an empty plan and with rows that skip a level", () => {
  expect(new Outline([]).shown(() => false).count).toBe(0);
  const steep = new Outline([0, 3, 1]);
  expect(steep.endOf(0)).toBe(3);
  expect(steep.isGroup(1)).toBe(false);
});

it("counts where rows lie from the top, higher ones and folded ones too", () => {
  const shown = tree.shown((row) => row === 4, (row) => (row === 1 ? 1.5 : 1));
  expect([0, 1, 2, 3].map((place) => shown.topOf(place))).toEqual([0, 1, 2.5, 3.5]);
  expect([0.9, 1, 2.49, 2.5].map((y) => shown.placeAt(y))).toEqual([0, 1, 1, 2]);
  expect(shown.placeAt(1000)).toBe(shown.count);
  expect(shown.between(0.5, 2.5)).toEqual({ first: 0, end: 2 });
  expect(shown.yOf(1.5)).toBe(1.75);
  expect(shown.yOf(shown.count)).toBe(shown.height);
});
