import { expect, it } from "vitest";
import { sheets } from "./sheets.ts";

const none = () => false;

it("lays every row once, in order, and none in halves", () => {
  for (const [count, perSheet] of [[0, 30], [1, 30], [30, 30], [31, 30], [1000, 37]] as const) {
    const laid = sheets(count, perSheet, none);
    expect(laid.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, at) => first + at))).toEqual(
      Array.from({ length: count }, (_, row) => row),
    );
    for (const { first, end } of laid) expect(end - first).toBeLessThanOrEqual(perSheet);
  }
});

it("takes the head of a front over to the sheet of its projects", () => {
  expect(sheets(12, 5, (place) => place === 4 || place === 9)).toEqual([
    { first: 0, end: 4 },
    { first: 4, end: 9 },
    { first: 9, end: 12 },
  ]);
});

it("leaves an empty last front where it is", () => {
  expect(sheets(5, 5, (place) => place === 4)).toEqual([{ first: 0, end: 5 }]);
});

it("makes way where every row is a head", () => {
  expect(sheets(4, 2, () => true)).toHaveLength(3);
});
