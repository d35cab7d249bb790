import { expect, it } from "vitest";
import type { Column } from "./feed.ts";
import { Laying, type Layout } from "./laying.ts";
import { aColumn } from "./samples.ts";

const lamp = aColumn("lamp", { kind: "lamp", group: "project", width: 34, is_frozen: true });
const name = aColumn("name", { kind: "link", group: "project", width: 224, is_frozen: true });
const kind = aColumn("kind", { kind: "choice", group: "project", width: 58 });
const total = aColumn("total", { group: "investment", width: 92 });
const plan = aColumn("plan", { group: "investment", width: 400 });

function laid(columns: Column[], { narrow = false, digits = 2, widths = {} } = {}): Laying {
  const groups = ["project", "investment"].map((key) => ({ key, label: key }));
  const layout: Layout = { columns, groups, widths, sort: [], filtered: new Set() };
  return new Laying(layout, narrow, digits);
}

it("gives the number of a row room for its digits, and a column the width that was dragged", () => {
  const laying = laid([lamp, name], { digits: 6, widths: { name: 300 } });
  expect([0, 1, 2].map((place) => laying.widthOf(place))).toEqual([62, 34, 300]);
  expect(laid([lamp], { digits: 1 }).widthOf(0)).toBe(34);
});

it("lets the frozen places stand side by side, and says where they end", () => {
  const laying = laid([lamp, name, kind, total]);
  expect([0, 1, 2].map((place) => laying.leftOf(place))).toEqual([0, 34, 68]);
  expect(laying.lastFrozen).toBe(2);
  expect(laying.frozenWidth).toBe(68 + 224);
  expect(laying.startOf(4)).toBe(34 + 34 + 224 + 58);
});

it("freezes on a phone the name alone, and cuts it", () => {
  const laying = laid([lamp, name, total], { narrow: true });
  expect([0, 1, 2, 3].map((place) => laying.isFrozen(place))).toEqual([false, false, true, false]);
  expect(laying.leftOf(2)).toBe(0);
  expect(laying.frozenWidth).toBe(150);
});

it("asks for no more than 150 px for the last column, which takes what is left over", () => {
  expect(laid([total, plan]).leastWidth).toBe(34 + 92 + 150);
  expect(laid([plan, total]).leastWidth).toBe(34 + 400 + 92);
});

it("parts the bands where the group changes and where the frozen places end", () => {
  const bands = laid([lamp, name, kind, total, plan]).bands();
  expect(bands.map(({ place, end, group }) => [place, end, group?.key])).toEqual([
    [0, 3, "project"],
    [3, 4, "project"],
    [4, 6, "investment"],
  ]);
});

it("covers each place by one band, however the columns stand", () => {
  const orders = [[], [total], [total, lamp, plan, kind], [lamp, name, total, kind, plan, kind]];
  for (const narrow of [false, true]) {
    for (const columns of orders) {
      const laying = laid(columns, { narrow });
      const places = laying.bands().flatMap(({ place, end }) =>
        Array.from({ length: end - place }, (_, step) => place + step),
      );
      expect(places).toEqual(Array.from({ length: laying.count }, (_, place) => place));
    }
  }
});

it("draws a line where a group begins, but not behind the frozen edge that has its own", () => {
  const laying = laid([lamp, name, total, kind]);
  expect([1, 2, 3, 4].map((place) => laying.startsGroup(place))).toEqual([false, false, false, true]);
});
