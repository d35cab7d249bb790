import { describe, expect, it } from "vitest";
import { Lines } from "./lines.ts";
import { groupsOf } from "./samples.ts";

describe("without groups", () => {
  it("a line is a row", () => {
    const lines = new Lines(100_000);
    expect(lines.count).toBe(100_000);
    expect(lines.at(99_999)).toEqual({ kind: "row", offset: 99_999 });
    expect(lines.at(100_000)).toBeUndefined();
    expect(lines.lineOf(42)).toBe(42);
    expect(new Lines(0).at(0)).toBeUndefined();
  });
});

describe("with groups of 3, 2 and 4 rows, the second closed", () => {
  const lines = new Lines(9, groupsOf(3, 2, 4), new Set(["g1"]));
  it("counts heads and the rows of open groups", () => expect(lines.count).toBe(3 + 3 + 4));
  it("finds heads and rows", () => {
    expect(lines.at(0)).toMatchObject({ kind: "group", group: { key: "g0" } });
    expect(lines.at(3)).toEqual({ kind: "row", offset: 2 });
    expect(lines.at(4)).toMatchObject({ group: { key: "g1" } });
    expect(lines.at(5)).toMatchObject({ group: { key: "g2" } });
    expect(lines.at(6)).toEqual({ kind: "row", offset: 5 });
  });
  it("finds the line of a row, and none for a row that is put away", () => {
    expect(lines.lineOf(5)).toBe(6);
    expect(lines.lineOf(3)).toBeUndefined();
    expect(lines.lineOf(9)).toBeUndefined();
  });
  it("gives a pasted block rows only, passing heads and closed groups", () => {
    expect(lines.offsetsFrom(2, 4)).toEqual([1, 2, 5, 6]);
    expect(lines.offsetsFrom(8, 100)).toEqual([7, 8]);
    expect(lines.offsets(0, 6)).toEqual([0, 1, 2, 5]);
  });
  it("goes there and back for each row that is shown", () => {
    for (let line = 0; line < lines.count; line += 1) {
      const offset = lines.offsetAt(line);
      if (offset !== undefined) expect(lines.lineOf(offset)).toBe(line);
    }
  });
});
