import { expect, it } from "vitest";
import { civil, DAY, dayText, endText, midnight, nearText, wholeDay } from "./moments.ts";

it("counts days on the zone's own clocks, wherever the browser stands", () => {
  expect(midnight(1970, 1, 2)).toBe(DAY);
  expect(dayText(18_711 * DAY + 240)).toBe("2021-03-25");
  expect(civil(midnight(2021, 3, 29))).toEqual({ year: 2021, month: 3, day: 29, weekday: 1 });
});

it("knows the months of the next year and the leap day", () => {
  expect(dayText(midnight(2021, 13))).toBe("2022-01-01");
  expect(dayText(midnight(2024, 2, 29))).toBe("2024-02-29");
  expect(dayText(midnight(2023, 2, 29))).toBe("2023-03-01");
});

it("lets an end at midnight belong to the day before, and an end in the day to that day", () => {
  expect(endText(midnight(2022, 7, 31))).toBe("2022-07-30");
  expect(endText(midnight(2022, 7, 30) + 17 * 60)).toBe("2022-07-30");
});

it("writes a near day without its year", () => {
  expect(nearText(midnight(2021, 3, 9))).toBe("3-09");
});

it("snaps to the nearest midnight, also before 1970", () => {
  expect(wholeDay(midnight(2021, 3, 9) + 719)).toBe(midnight(2021, 3, 9));
  expect(wholeDay(midnight(2021, 3, 9) + 721)).toBe(midnight(2021, 3, 10));
  expect(wholeDay(-721)).toBe(-DAY);
});
