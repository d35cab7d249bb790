import { expect, test } from "vitest";
import { moved } from "./moving.ts";

const order = ["1", "2", "3", "4"];

test("an item dropped on the upper half of another stands before it", () => {
  expect(moved(order, "4", "2", false)).toEqual(["1", "4", "2", "3"]);
});

test("on the lower half it stands after it", () => {
  expect(moved(order, "1", "3", true)).toEqual(["2", "3", "1", "4"]);
});

test("on itself, or with a key that is gone, nothing changes", () => {
  expect(moved(order, "2", "2", true)).toEqual(order);
  expect(moved(order, "9", "2", true)).toEqual(order);
  expect(moved(order, "2", "9", true)).toEqual(order);
});
