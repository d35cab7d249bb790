import { describe, expect, it } from "vitest";
import { readFilter, readState, sortedBy, writeFilter, writeState } from "./state.ts";

it("comes back from its address as it went in, with what is not the grid's", () => {
  const state = {
    columns: ["name", "planned_amount"],
    sort: [
      { column: "planned_amount", isFalling: true },
      { column: "name", isFalling: false },
    ],
    filter: { name: { contains: "影都" }, stage: { in: ["construction"] } },
    group: "sector",
  };
  const address = writeState(state, { year: "2021", as_of: "2021-02-28" });
  expect(address.get("sort")).toBe("-planned_amount,name");
  expect(readState(`?${address}`)).toEqual({ state, frame: { year: "2021", as_of: "2021-02-28" } });
});

describe("a filter", () => {
  it("leaves out conditions that ask nothing, and is the same text for the same question", () => {
    const written = writeFilter({ b: { empty: false }, a: { from: "1", to: null }, c: { in: [] }, d: {} });
    expect(written).toBe('{"a":{"from":"1","to":null},"b":{"empty":false}}');
    expect(writeFilter({ c: { contains: "" } })).toBe("");
  });
  it("of a damaged link shows all rows", () => {
    expect(readFilter('{"a":{"fro')).toEqual({});
    expect(readFilter("[1]")).toEqual({});
    expect(readFilter('{"a":3,"b":{"in":["x"]}}')).toEqual({ b: { in: ["x"] } });
  });
});

describe("a click on a head", () => {
  const [up, down] = [{ column: "a", isFalling: false }, { column: "a", isFalling: true }];
  const other = { column: "b", isFalling: false };
  it("sorts rising, then falling, then not", () => {
    expect(sortedBy([], "a", false)).toEqual([up]);
    expect(sortedBy([up], "a", false)).toEqual([down]);
    expect(sortedBy([down], "a", false)).toEqual([]);
    expect(sortedBy([other], "a", false)).toEqual([up]);
  });
  it("adds or turns a further key with Shift", () => {
    expect(sortedBy([other], "a", true)).toEqual([other, up]);
    expect(sortedBy([other, up], "a", true)).toEqual([other, down]);
    expect(sortedBy([down, other], "a", true)).toEqual([other]);
  });
});
