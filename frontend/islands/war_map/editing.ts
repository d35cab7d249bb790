/** Pulling bars with the pointer: what a drag would make of a bar, on whole days. */
import type { Bars, LinkKind } from "./feed.ts";
import type { Part } from "./hit.ts";
import { DAY, wholeDay } from "./moments.ts";
import type { Ghost } from "./scene.ts";

/** A bar after its part was pulled by a span of minutes; it never turns round and keeps a day at least. */
export function pulled(bars: Bars, bar: number, part: Part, by: number): Ghost {
  const start = bars.start[bar]!;
  const finish = bars.finish[bar]!;
  const shift = wholeDay(by);
  if (part === "start") return { bar, start: Math.min(start + shift, finish - DAY), finish };
  if (part === "finish") return { bar, start, finish: Math.max(finish + shift, start + DAY) };
  return { bar, start: start + shift, finish: finish + shift };
}

/** A link that was drawn from one bar's end to another's. */
export function linkKind(from: Part, to: Part): LinkKind {
  const before = from === "start" ? "S" : "F";
  return `${before}${to === "finish" ? "F" : "S"}`;
}
