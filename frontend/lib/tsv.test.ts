import { describe, expect, it } from "vitest";
import { parseTsv, printTsv } from "./tsv.ts";

describe("a block from Excel", () => {
  it("ends with a line break that is no row", () => {
    expect(parseTsv("5.40\t0.36\r\n5.80\t0.94\r\n")).toEqual([
      ["5.40", "0.36"],
      ["5.80", "0.94"],
    ]);
  });
  it("keeps empty cells and empty rows inside", () => {
    expect(parseTsv("a\t\n\n\tb")).toEqual([["a", ""], [""], ["", "b"]]);
  });
  it("may hold line breaks, tabs and quotes in a quoted cell", () => {
    expect(parseTsv('"封顶 2/20\n桩基 ""18""/20\t完"\t影都\r\n')).toEqual([
      ['封顶 2/20\n桩基 "18"/20\t完', "影都"],
    ]);
  });
  it("may begin with a quoted word that is no quoted cell", () => {
    expect(parseTsv('"春季"批次\tx')).toEqual([['"春季"批次', "x"]]);
    expect(parseTsv('"open\tx')).toEqual([['"open', "x"]]);
  });
  it("is one empty cell when there is nothing", () => {
    expect(parseTsv("")).toEqual([[""]]);
  });
});

it("comes back as it went out", () => {
  const block = [
    ["plain", "two\nlines", 'say "hi"'],
    ["tab\there", '"quoted"', ""],
  ];
  expect(parseTsv(printTsv(block))).toEqual(block);
});
