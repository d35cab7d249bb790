// @vitest-environment jsdom
import { beforeEach, expect, it } from "vitest";
import { filledDown, landed, leftOver } from "./blocks.ts";
import { aColumn, anAmount, aRow } from "./samples.ts";

beforeEach(() => (document.documentElement.lang = "zh-CN"));

const columns = [anAmount("planned_amount"), aColumn("progress"), aColumn("share", { is_editable: false })];
const rows = [1, 2, 3].map((id, offset) => ({
  offset,
  row: aRow(id, { planned_amount: `${id}00000000.00`, progress: "主体", share: null }),
}));

it("lies at the upper left corner and leaves alone what says the same", () => {
  const { edits, fixed } = landed([["1.00", "封顶"], ["5.8", "主体"]], { rows, columns });
  expect(edits.map(({ id, column, text, seen }) => [id, column, text, seen])).toEqual([
    [1, "progress", "封顶", "主体"],
    [2, "planned_amount", "5.8", "200000000.00"],
  ]);
  expect(fixed).toBe(0);
});

it("fills the whole selection when one value was copied", () => {
  expect(landed([["9"]], { rows, columns: [columns[0]!] }).edits.map(({ id }) => id)).toEqual([1, 2, 3]);
});

it("counts cells that nobody types into, instead of sending them", () => {
  expect(landed([["", "", "44"]], { rows, columns }).fixed).toBe(1);
});

it("clears with an empty value", () => {
  const { edits } = landed([[""]], { rows: rows.slice(0, 1), columns: columns.slice(0, 2) });
  expect(edits.map(({ text }) => text)).toEqual(["", ""]);
});

it("fills the first row down with every stored digit", () => {
  const exact = [{ offset: 0, row: aRow(7, { planned_amount: "12345678.90" }) }, ...rows.slice(1)];
  const { edits } = filledDown({ rows: exact, columns: [columns[0]!] });
  expect(edits.map(({ id, text }) => [id, text])).toEqual([[2, "0.123456789"], [3, "0.123456789"]]);
});

it("says what of a block found no cell: beyond the end, beyond the edge, beyond the most", () => {
  const placed = { rows: 3, columns: 2 };
  expect(leftOver(placed, placed)).toBe("");
  expect(leftOver({ rows: 5, columns: 3 }, placed)).toBe("2 行超出表尾，没有粘贴；1 列超出表边，没有粘贴");
  expect(leftOver({ rows: 5_001, columns: 2 }, { rows: 5_000, columns: 2 })).toBe("一次最多 5000 行，其余请用导入");
});
