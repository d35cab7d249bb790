// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { aColumn, anAmount, aRow } from "./samples.ts";
import { cellText, isSame, shown, written } from "./values.ts";

beforeEach(() => (document.documentElement.lang = "zh-CN"));

it("shows amounts in the column's unit, and a dash where there is none", () => {
  expect(shown(anAmount(), "173150000000.00")).toBe("1,731.50");
  expect(shown(anAmount(), null)).toBe("—");
  expect(shown(aColumn("share", { kind: "bar", digits: 1 }), "0.250521")).toBe("25.1");
});

it("shows names, choices and flags as words", () => {
  expect(shown(aColumn("task_force", { kind: "organisation" }), { id: 3, name: "影都专班" })).toBe("影都专班");
  const choices = [{ value: "new", label: "新建" }];
  expect(shown(aColumn("kind", { kind: "choice", choices }), "new")).toBe("新建");
  expect(shown(aColumn("is_sample", { kind: "flag" }), true)).toBe("是");
  expect(shown(aColumn("is_sample", { kind: "flag" }), false)).toBe("");
});

it("writes no fewer digits than are stored, so that a copy changes nothing", () => {
  expect(written(anAmount(), "530000000.00")).toBe("5.30");
  expect(written(anAmount(), "12345678.90")).toBe("0.123456789");
  expect(written(anAmount(), null)).toBe("");
});

it("knows a typed text that says what is there", () => {
  for (const text of ["5.3", "5.30", " 5.300 "]) expect(isSame(anAmount(), "530000000.00", text)).toBe(true);
  expect(isSame(anAmount(), "173150000000.00", "1,731.5")).toBe(true);
  expect(isSame(anAmount(), "530000000.00", "5.31")).toBe(false);
  expect(isSame(anAmount(), "12345678.90", "0.12")).toBe(true); // what the cell shows
  expect(isSame(anAmount(), null, "")).toBe(true);
});

it("shows a project's name in the reader's language and edits the stored one", () => {
  const name = aColumn("name", { kind: "link" });
  const row = aRow(1, { name: "影都", name_en: "Film City" });
  expect(cellText(name, row)).toBe("影都");
  document.documentElement.lang = "en";
  expect(cellText(name, row)).toBe("Film City");
  expect(cellText(name, aRow(2, { name: "数园", name_en: "" }))).toBe("数园");
  expect(written(name, row["name"])).toBe("影都");
});
