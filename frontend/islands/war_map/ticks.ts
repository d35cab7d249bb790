/** The two bands of the head: years over months, months over weeks or days, as the zoom allows. */
import { civil, DAY, midnight, nearText } from "./moments.ts";
import type { TimeScale } from "./time_scale.ts";

export type Unit = "year" | "quarter" | "month" | "week" | "day";

export interface Tick {
  moment: number; // where the unit begins
  end: number;
  label: string;
  isStrong: boolean; // a new unit of the upper band begins here too
}

export interface Head {
  upper: Tick[];
  lower: Tick[];
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONDAY = 4 * DAY; // 1970-01-05

/** The finest unit whose label has room; `fit` is the size of the letters over that on a desk. */
export function unitFor(perDay: number, fit = 1): Unit {
  const room = perDay / fit;
  if (room >= 18) return "day";
  if (room >= 5) return "week";
  if (room >= 0.55) return "month";
  return room >= 0.36 ? "quarter" : "year";
}

function beginOf(unit: Unit, moment: number): number {
  const { year, month } = civil(moment);
  if (unit === "day") return Math.floor(moment / DAY) * DAY;
  if (unit === "week") return Math.floor((moment - MONDAY) / (7 * DAY)) * 7 * DAY + MONDAY;
  if (unit === "month") return midnight(year, month);
  return unit === "quarter" ? midnight(year, month - ((month - 1) % 3)) : midnight(year);
}

function next(unit: Unit, begin: number): number {
  if (unit === "day") return begin + DAY;
  if (unit === "week") return begin + 7 * DAY;
  const { year, month } = civil(begin);
  return midnight(year, month + { month: 1, quarter: 3, year: 12 }[unit]);
}

function lowerLabel(unit: Unit, moment: number, isChinese: boolean, isWide: boolean): string {
  const { month, day } = civil(moment);
  if (unit === "day") return String(day);
  if (unit === "week") return nearText(moment);
  if (unit === "month") return isChinese || !isWide ? String(month) : MONTHS[month - 1]!;
  if (unit === "quarter") return isChinese ? `${(month + 2) / 3} 季` : `Q${(month + 2) / 3}`;
  return ""; // the band above says the year
}

function upperLabel(unit: "year" | "month", moment: number, isChinese: boolean, isWide: boolean): string {
  const { year, month } = civil(moment);
  if (unit === "year") return isChinese && isWide ? `${year} 年` : String(year);
  return isChinese ? `${year} 年 ${month} 月` : `${MONTHS[month - 1]} ${year}`;
}

function* units(unit: Unit, from: number, to: number): Generator<[begin: number, end: number]> {
  for (let begin = beginOf(unit, from); begin < to; ) {
    const end = next(unit, begin);
    yield [begin, end];
    begin = end;
  }
}

/** The labels of a stretch of time, from the unit that holds its beginning. */
export function headOf(scale: TimeScale, from: number, to: number, isChinese: boolean, fit = 1): Head {
  const unit = unitFor(scale.perDay, fit);
  const above = unit === "day" || unit === "week" ? "month" : "year";
  const isWide = scale.perDay * 28 >= 30 * fit;
  const isYearWide = scale.perDay * 365 >= 52 * fit;
  const lower = [...units(unit, from, to)].map(([moment, end]) => ({
    moment,
    end,
    label: lowerLabel(unit, moment, isChinese, isWide),
    isStrong: moment === beginOf(above, moment),
  }));
  const upper = [...units(above, from, to)].map(([moment, end]) => ({
    moment,
    end,
    label: upperLabel(above, moment, isChinese, isYearWide),
    isStrong: true,
  }));
  return { upper, lower };
}
