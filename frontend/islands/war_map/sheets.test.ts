import { expect, it } from "vitest";
import { Outline } from "./outline.ts";
import { sheets } from "./sheets.ts";

const none = () => false;
const rows = (count: number, height = (_place: number): number => 1) =>
  new Outline(Array.from({ length: count }, () => 0)).shown(none, height);

it("lays every row once, in order, and none in halves", () => {
  for (const [count, perSheet] of [[0, 30], [1, 30], [30, 30], [31, 30], [1000, 37]] as const) {
    const laid = sheets(rows(count), perSheet, none);
    expect(laid.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, at) => first + at))).toEqual(
      Array.from({ length: count }, (_, row) => row),
    );
    for (const { first, end } of laid) expect(end - first).toBeLessThanOrEqual(perSheet);
  }
});

it("takes the head of a front over to the sheet of its projects", () => {
  expect(sheets(rows(12), 5, (place) => place === 4 || place === 9)).toEqual([
    { first: 0, end: 4 },
    { first: 4, end: 9 },
    { first: 9, end: 12 },
  ]);
});

it("leaves an empty last front where it is", () => {
  expect(sheets(rows(5), 5, (place) => place === 4)).toEqual([{ first: 0, end: 5 }]);
});

it("gives a higher row the room it takes, and none twice", () => {
  expect(sheets(rows(6, (row) => (row === 1 ? 2.5 : 1)), 4, none)).toEqual([
    { first: 0, end: 2 },
    { first: 2, end: 6 },
  ]);
  expect(sheets(rows(2, () => 9), 4, none)).toHaveLength(2);
});

it("makes way where every row is a head", () => {
  expect(sheets(rows(4), 2, () => true)).toHaveLength(3);
});
