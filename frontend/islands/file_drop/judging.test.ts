// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { inWords, refusal } from "./judging.ts";

const KINDS = ".xlsx,.csv,.geojson";
const file = (name: string, size = 1000) => ({ name, size });

beforeEach(() => {
  document.documentElement.lang = "en";
});

it("takes one file of a kind that the door knows, however its ending is written", () => {
  for (const name of ["ledger.xlsx", "台账.CSV", "a.b.geojson"]) {
    expect(refusal([file(name)], KINDS, 64)).toBe("");
  }
});

it("names the wrong file and the kinds that are taken", () => {
  const reason = refusal([file("site.docx")], KINDS, 64);
  expect(reason).toContain("site.docx");
  expect(reason).toContain(".xlsx .csv .geojson");
});

it("does not take xlsx in the middle of a name for the ending", () => {
  expect(refusal([file("ledger.xlsx.exe")], KINDS, 64)).not.toBe("");
});

it("takes one file at a time, and none that is empty or too large", () => {
  expect(refusal([file("a.csv"), file("b.csv")], KINDS, 64)).toContain("2");
  expect(refusal([], KINDS, 64)).not.toBe("");
  expect(refusal([file("a.csv", 0)], KINDS, 64)).toContain("empty");
  expect(refusal([file("a.csv", 64 * 2 ** 20)], KINDS, 64)).toBe("");
  expect(refusal([file("a.csv", 64 * 2 ** 20 + 1)], KINDS, 64)).toContain("64 MB");
});

it("speaks the language of the page", () => {
  document.documentElement.lang = "zh-CN";
  expect(refusal([file("site.docx")], KINDS, 64)).toContain("不是表格");
});

it("says sizes shortly", () => {
  expect([0, 812, 34_816, 13_002_342].map(inWords)).toEqual(["0 B", "812 B", "34 kB", "12.4 MB"]);
});
