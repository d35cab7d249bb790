// @vitest-environment jsdom
import { expect, it } from "vitest";
import { foldedKeys, leadFolds, withFolds } from "./folds.ts";
import { aPlan } from "./samples.ts";
import { Plan } from "./scene.ts";

it("names folded groups, those that hide others first", () => {
  const feed = aPlan();
  feed.rows.level = [0, 1, 2, 0, 1];
  const plan = new Plan(feed);
  expect(foldedKeys(plan, () => false)).toEqual([]);
  expect(foldedKeys(plan, (row) => [0, 1, 3].includes(row))).toEqual(["f1", "f2", "p1"]);
});

it("puts them into the address, and none that would make it too long", () => {
  expect(withFolds("http://zone/plan.xlsx?way=forward&folded=old", ["front:film", "A B"])).toBe(
    "http://zone/plan.xlsx?way=forward&folded=front%3Afilm&folded=A+B",
  );
  const many = Array.from({ length: 5000 }, (_, row) => `row-${row}`);
  const long = new URL(withFolds("http://zone/plan.xlsx", many));
  expect(long.search.length).toBeLessThanOrEqual(3000);
  expect(long.searchParams.getAll("folded").slice(0, 2)).toEqual(["row-0", "row-1"]);
});

it("gives them to the links that ask, whenever these come", () => {
  const leaving = new AbortController();
  leadFolds(() => ["f1"], leaving.signal);
  document.body.innerHTML = "<a data-folds='war-map' href='#x'><b>Excel</b></a><a href='#y'>CSV</a>";
  const [excel, csv] = document.querySelectorAll("a");
  excel!.querySelector("b")!.click();
  csv!.click();
  expect(new URL(excel!.href).searchParams.get("folded")).toBe("f1");
  expect(csv!.href).not.toContain("folded");
  leaving.abort();
});
