/** The head of the chart: two bands of time, the seasons that stand still, today. */
import { say } from "../../lib/wording.ts";
import type { WarFeed } from "./feed.ts";
import { dayText, nearText } from "./moments.ts";
import type { Pen } from "./pen.ts";
import type { Scene, View } from "./scene.ts";
import { headOf, type Head } from "./ticks.ts";

const GAP = 6; // px between a line and its words
const DESK_LETTERS = 12;

type Stretch = [from: number, to: number];

export function headFor({ scale, sizes, isChinese }: Scene, view: View): Head {
  const fit = sizes.text / DESK_LETTERS;
  return headOf(scale, scale.moment(view.left), scale.moment(view.left + view.width), isChinese, fit);
}

/** The uprights under the labels, through all rows. */
export function paintRules(pen: Pen, scene: Scene, head: Head, height: number): void {
  const band = scene.sizes.head / 2;
  for (const { moment, isStrong } of head.lower) {
    const x = scene.scale.x(moment);
    pen.line(isStrong ? "rule2" : "rule", [{ x, y: isStrong ? 0 : band }, { x, y: height }]);
  }
}

/** A past day is named with its year, since it may be long ago. */
function dayMark({ today, is_past }: WarFeed): string {
  if (is_past) return say(`截至 ${dayText(today)}`, `As of ${dayText(today)}`);
  return say(`今日 ${nearText(today)}`, `Today ${nearText(today)}`);
}

export function paintHead(pen: Pen, scene: Scene, view: View, head: Head): void {
  const { scale, sizes, plan } = scene;
  const unit = sizes.head / 48;
  for (const { moment, end, label } of head.lower) {
    const room = scale.x(end) - scale.x(moment);
    const at = { x: (scale.x(moment) + scale.x(end)) / 2, y: 40 * unit };
    if (label && pen.widthOf("tick", label) + 2 <= room) pen.words("tick", at, label, "middle");
  }
  const taken: Stretch[] = [];
  const today = scale.x(plan.feed.today);
  const write = (kind: "yr" | "nowlab" | "tick", x: number, text: string): void => {
    const to = x + pen.widthOf(kind, text);
    if (to < view.left || x > view.left + view.width || taken.some(([a, b]) => x < b + GAP && to > a - GAP)) return;
    taken.push([x, to]);
    pen.words(kind, { x, y: 17 * unit }, text);
  };
  write("nowlab", today + GAP, dayMark(plan.feed));
  for (const { moment, end, label } of head.upper) {
    const x = Math.max(scale.x(moment), view.left) + GAP;
    if (x + pen.widthOf("yr", label) <= scale.x(end)) write("yr", x, label);
  }
  for (const [from, to, label] of plan.feed.seasons) {
    const x = Math.max(scale.x(from), view.left) + 2;
    const end = x + pen.widthOf("tick", label);
    const isCrossed = head.upper.some(({ moment }) => scale.x(moment) > x && scale.x(moment) < end);
    if (end <= scale.x(to) && !isCrossed) write("tick", x, label);
  }
}
