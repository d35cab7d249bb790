import { expect, it } from "vitest";
import { DAY } from "./moments.ts";
import { day } from "./samples.ts";
import { nearestZoom, scrollAfterZoom, scrollToWork, TimeScale, withMargin, ZOOMS } from "./time_scale.ts";

const year = new TimeScale(day("2021-01-01"), day("2022-01-01"), 2);

it("puts moments on px and px back on moments", () => {
  expect(year.x(day("2021-01-11"))).toBe(20);
  expect(year.width).toBe(730);
  for (const x of [0, 0.25, 100, 729.5]) expect(year.x(year.moment(x))).toBeCloseTo(x, 9);
});

it("fills a width with the whole span", () => {
  expect(TimeScale.filling(year.from, year.to, 1460).perDay).toBe(4);
  expect(TimeScale.filling(year.from, year.from, 100).perDay).toBeGreaterThan(0);
});

it("keeps what lies under the pointer where it is while one zooms", () => {
  const nearer = year.zoomed(7);
  const scrolled = scrollAfterZoom(year, nearer, 300, 120);
  expect(nearer.moment(scrolled + 120)).toBeCloseTo(year.moment(420), 6);
});

it("opens where some work is in view, and stays where it is if there is some", () => {
  const [start, finish] = [[day("2021-05-01"), day("2021-06-01")], [day("2021-05-20"), day("2021-08-01")]];
  expect(scrollToWork(year, 0, 100, start, finish)).toBe(year.x(day("2021-05-01")) - 8);
  expect(scrollToWork(year, 500, 100, start, finish)).toBe(year.x(day("2021-08-01")) - 92);
  for (const scrolled of [150, 240, 300, 400]) expect(scrollToWork(year, scrolled, 100, start, finish)).toBe(scrolled);
  expect(scrollToWork(year, 70, 100, [], [])).toBe(70);
});

it("leaves a margin beside a plan, a week at least", () => {
  expect(withMargin(0, 10 * DAY)).toEqual([-7 * DAY, 17 * DAY]);
  expect(withMargin(0, 1000 * DAY)).toEqual([-20 * DAY, 1020 * DAY]);
});

it("never zooms past its ends", () => {
  expect(year.zoomed(1e9).perDay).toBe(96);
  expect(year.zoomed(0).perDay).toBe(0.05);
});

it("names the nearest zoom", () => {
  for (const [zoom, perDay] of Object.entries(ZOOMS)) expect(nearestZoom(perDay * 1.2)).toBe(zoom);
});
