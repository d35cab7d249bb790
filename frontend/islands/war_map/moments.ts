/** Days of the zone's own clocks from minutes since 1970; the browser's time zone never counts. */
export const DAY = 1440;

const dateOf = (moment: number): Date => new Date(moment * 60_000);
const two = (n: number): string => String(n).padStart(2, "0");

export interface Civil {
  year: number;
  month: number; // 1 to 12
  day: number;
  weekday: number; // 0: Sunday
}

export function civil(moment: number): Civil {
  const date = dateOf(moment);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** Midnight of a day; month 13 is January of the next year. */
export const midnight = (year: number, month = 1, day = 1): number => Date.UTC(year, month - 1, day) / 60_000;

/** `2022-07-30` */
export const dayText = (moment: number): string => dateOf(moment).toISOString().slice(0, 10);

/** The day of an end: midnight belongs to the day before. */
export const endText = (moment: number): string => dayText(moment - 1);

/** `3-29`: near days bear no year. */
export function nearText(moment: number): string {
  const { month, day } = civil(moment);
  return `${month}-${two(day)}`;
}

/** The nearest midnight. */
export const wholeDay = (moment: number): number => Math.round(moment / DAY) * DAY;
