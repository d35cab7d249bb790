import { expect, it } from "vitest";
import { DAY, dayText } from "./moments.ts";
import { day } from "./samples.ts";
import { headOf, unitFor } from "./ticks.ts";
import { TimeScale, ZOOMS } from "./time_scale.ts";

const from = day("2020-07-01");
const to = day("2022-10-01");
const head = (perDay: number, isChinese = true) => headOf(new TimeScale(from, to, perDay), from, to, isChinese);
const labels = (ticks: { label: string }[]) => ticks.map(({ label }) => label);

it("writes years over months, as the wall has them", () => {
  const { upper, lower } = head(ZOOMS.month);
  expect(labels(upper)).toEqual(["2020 年", "2021 年", "2022 年"]);
  expect(labels(lower).slice(0, 8)).toEqual(["7", "8", "9", "10", "11", "12", "1", "2"]);
  expect(lower).toHaveLength(27);
  expect(lower.filter(({ isStrong }) => isStrong).map(({ moment }) => dayText(moment))).toEqual(["2021-01-01", "2022-01-01"]);
});

it("names months in English where they have room", () => {
  expect(labels(head(ZOOMS.month, false).lower).slice(0, 2)).toEqual(["Jul", "Aug"]);
  expect(labels(head(0.6, false).lower).slice(0, 2)).toEqual(["7", "8"]);
  expect(labels(head(ZOOMS.month, false).upper)[0]).toBe("2020");
});

it("writes months over weeks that begin on Monday, and over days", () => {
  const weeks = head(ZOOMS.week);
  expect(weeks.lower.slice(0, 2).map(({ label }) => label)).toEqual(["6-29", "7-06"]);
  expect(weeks.upper[0]!.label).toBe("2020 年 7 月");
  const days = head(ZOOMS.day, false);
  expect(labels(days.lower).slice(0, 3)).toEqual(["1", "2", "3"]);
  expect(days.upper[0]!.label).toBe("Jul 2020");
});

it("writes quarters under years, and years alone", () => {
  expect(labels(head(ZOOMS.quarter * 0.8).lower).slice(0, 3)).toEqual(["3 季", "4 季", "1 季"]);
  expect(labels(head(ZOOMS.quarter * 0.8, false).lower)[0]).toBe("Q3");
  const years = head(ZOOMS.year);
  expect(labels(years.upper)).toEqual(["2020 年", "2021 年", "2022 年"]);
  expect(labels(years.lower)).toEqual(["", "", ""]);
  expect(labels(head(0.1).upper)).toEqual(["2020", "2021", "2022"]);
});

it("covers the whole stretch without gap or overlap at every zoom", () => {
  for (let perDay = 0.05; perDay < 96; perDay *= 1.3) {
    const { lower } = head(perDay);
    expect(lower[0]!.moment).toBeLessThanOrEqual(from);
    expect(lower.at(-1)!.end).toBeGreaterThanOrEqual(to);
    lower.slice(1).forEach((tick, at) => expect(tick.moment).toBe(lower[at]!.end));
  }
});

it("asks for more room when letters are larger", () => {
  expect(unitFor(20)).toBe("day");
  expect(unitFor(20, 16 / 12)).toBe("week");
});

it("begins a week of the years before 1970 on Monday too", () => {
  const old = day("1969-12-30"); // a Tuesday
  const { lower } = headOf(new TimeScale(old, old + 10 * DAY, ZOOMS.week), old, old + DAY, true);
  expect(dayText(lower[0]!.moment)).toBe("1969-12-29");
});
