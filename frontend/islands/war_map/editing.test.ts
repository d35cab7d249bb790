import { expect, it } from "vitest";
import { linkKind, pulled } from "./editing.ts";
import { DAY } from "./moments.ts";
import { aPlan, day } from "./samples.ts";

const { bars } = aPlan();

it("moves a whole bar by whole days", () => {
  expect(pulled(bars, 3, "body", 9.6 * DAY)).toEqual({ bar: 3, start: day("2021-03-20"), finish: day("2021-11-12") });
});

it("pulls one end and leaves the other", () => {
  expect(pulled(bars, 3, "start", -DAY)).toEqual({ bar: 3, start: day("2021-03-09"), finish: day("2021-11-02") });
  expect(pulled(bars, 3, "finish", 2 * DAY)).toEqual({ bar: 3, start: day("2021-03-10"), finish: day("2021-11-04") });
});

it("never turns a bar round: a day is left", () => {
  expect(pulled(bars, 3, "start", 9999 * DAY).start).toBe(day("2021-11-01"));
  expect(pulled(bars, 3, "finish", -9999 * DAY).finish).toBe(day("2021-03-11"));
});

it("names a link by the ends it was drawn between", () => {
  expect(linkKind("finish", "start")).toBe("FS");
  expect(linkKind("start", "start")).toBe("SS");
  expect(linkKind("finish", "finish")).toBe("FF");
  expect(linkKind("start", "finish")).toBe("SF");
  expect(linkKind("body", "body")).toBe("FS");
});
