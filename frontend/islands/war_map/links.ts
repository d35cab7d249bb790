/** Links between bars: only those that help to read what is in view. */
import type { Pen } from "./pen.ts";
import type { Point } from "./progress_line.ts";
import { route, touches } from "./routes.ts";
import type { Scene, Stretch, View } from "./scene.ts";
import { barBox, type Box } from "./shapes.ts";

const ARROW = 4;

export function paintLinks(pen: Pen, scene: Scene, view: View, places: Stretch): void {
  const { plan, sizes, isChainShown } = scene;
  const { links } = plan.feed;
  for (const link of linksIn(scene, view, places)) {
    const before = boxOf(scene, links.before[link]!);
    const after = boxOf(scene, links.after[link]!);
    if (!before || !after) continue;
    const points = route(links.kind[link]!, before, after, sizes.row);
    if (!touches(points, view)) continue;
    const isChain = onChain(scene, link);
    pen.pale(isChainShown && !isChain);
    pen.line(links.is_driving[link] ? "link-driving" : "link", points);
    pen.area("flag", arrow(points));
    pen.pale(false);
  }
}

function onChain({ plan }: Scene, link: number): boolean {
  const { links, bars } = plan.feed;
  return !!(links.is_driving[link] && bars.is_critical[links.before[link]!] && bars.is_critical[links.after[link]!]);
}

/** Links with an end in view that are asked for: of the bars in hand always, of the chain, or all. */
export function linksIn(scene: Scene, view: View, { first, end }: Stretch): Set<number> {
  const { plan, shown, scale, focus, hovered, links } = scene;
  const found = new Set<number>();
  for (const bar of [focus?.bar, hovered]) {
    if (bar !== undefined) for (const link of plan.links.of(bar)) found.add(link);
  }
  if (links === "none") return found;
  const from = scale.moment(view.left);
  const to = scale.moment(view.left + view.width);
  for (let place = first; place < end; place += 1) {
    for (const bar of plan.index.between(shown.rows[place]!, from, to)) {
      for (const link of plan.links.of(bar)) if (links === "all" || onChain(scene, link)) found.add(link);
    }
  }
  return found;
}

function boxOf({ plan, shown, scale, sizes }: Scene, bar: number): Box | undefined {
  const place = shown.placeOf(plan.feed.bars.row[bar]!);
  return place < 0 ? undefined : barBox(plan.index, bar, shown.topOf(place) * sizes.row, scale, sizes);
}

function arrow(points: readonly Point[]): Point[] {
  const tip = points.at(-1)!;
  const way = Math.sign(tip.x - points.at(-2)!.x) || 1;
  const back = tip.x - way * ARROW * 1.4;
  return [tip, { x: back, y: tip.y - ARROW }, { x: back, y: tip.y + ARROW }];
}
