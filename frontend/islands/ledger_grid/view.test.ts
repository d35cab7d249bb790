import { expect, it } from "vitest";
import { aColumn } from "./samples.ts";
import { isOrderedBy, shownColumns, View } from "./view.ts";

const catalogue = {
  groups: [],
  columns: [
    aColumn("lamp", { is_frozen: true }),
    aColumn("name", { is_frozen: true }),
    aColumn("kind"),
    aColumn("sector", { is_shown: false }),
    aColumn("plan"),
  ],
};

const aView = (address: string, usual = "", frame: Record<string, string> = {}) =>
  new View("/z/ledger/", { address, usual, frame });

it("shows the frozen columns first, then the chosen ones in the order they were chosen", () => {
  const keys = (chosen: string[]) => shownColumns(catalogue, chosen).map(({ key }) => key);
  expect(keys(["plan", "name", "sector", "gone"])).toEqual(["lamp", "name", "plan", "sector"]);
  expect(keys([])).toEqual(["lamp", "name", "kind", "plan"]);
});

it("looks as the address says, else as the person looked last, at the year of either", () => {
  expect(aView("?sort=-plan", "sort=name").state.sort).toEqual([{ column: "plan", isFalling: true }]);
  expect(aView("?year=2020", "group=kind", { year: "2021", month: "2021-03" })).toMatchObject({
    state: { group: "kind" },
    frame: { year: "2020", month: "2021-03" },
  });
});

it("carries the view along in an address, and leaves out what is taken back", () => {
  const view = aView("?group=kind&as_of=2021-03-01", "", { year: "2021", month: "2021-03" });
  const address = new URLSearchParams(view.address({ year: "2020", month: "", print: "1" }));
  expect(Object.fromEntries(address)).toEqual({
    group: "kind", as_of: "2021-03-01", year: "2020", print: "1",
  });
  expect(view.isPast).toBe(true);
});

it("keeps the columns that are shown, also those nobody chose", () => {
  const view = aView("?sort=plan");
  view.catalogue = catalogue;
  expect(view.kept({ name: 300 })).toEqual({
    columns: "lamp,name,kind,plan", sort: "plan", filter: "", group: "", widths: { name: 300 },
  });
});

it("says that the order is outdated when an edit touched what rows are ordered by", () => {
  const { state } = aView('?sort=-plan&group=kind&filter={"name":{"contains":"园"}}');
  const isTouched = (column: string) => isOrderedBy(state, new Set([column]));
  expect(["plan", "kind", "name", "sector"].map(isTouched)).toEqual([true, true, true, false]);
  expect(isOrderedBy(aView("").state, new Set(["plan"]))).toBe(false);
});
