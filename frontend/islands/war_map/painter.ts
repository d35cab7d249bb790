/** Draws a stretch of the plan with whatever pen it is given. */
import { paintBars } from "./bars.ts";
import { headFor, paintHead, paintRules } from "./head.ts";
import { paintLinks } from "./links.ts";
import type { Pen } from "./pen.ts";
import { cornersBetween, lostAreas, type Point } from "./progress_line.ts";
import { placesIn, type Scene, type Stretch, type View } from "./scene.ts";

/** The head stands still at the top; everything else moves with the view. */
export function paint(pen: Pen, scene: Scene, view: View): void {
  const { sizes } = scene;
  const head = headFor(scene, view);
  const all = { left: 0, top: 0, width: view.width, height: sizes.head + view.height };
  const rows = { ...all, top: sizes.head, height: view.height };
  pen.box("ground", all);
  pen.within(all, { x: -view.left, y: 0 }, () => paintRules(pen, scene, head, all.height));
  pen.within(rows, { x: -view.left, y: sizes.head - view.top }, () => paintRows(pen, scene, view));
  pen.within(all, { x: -view.left, y: 0 }, () => {
    paintHead(pen, scene, view, head);
    paintToday(pen, scene, all.height);
  });
  pen.within(rows, { x: -view.left, y: sizes.head - view.top }, () => paintFront(pen, scene, view));
  pen.line("rule2", [
    { x: 0, y: sizes.head - 0.5 },
    { x: view.width, y: sizes.head - 0.5 },
  ]);
}

function paintRows(pen: Pen, scene: Scene, view: View): void {
  const places = placesIn(view, scene.sizes.row, scene.shown);
  paintGround(pen, scene, view, places);
  paintLinks(pen, scene, view, places);
  paintBars(pen, scene, view, places);
  if (scene.isNamed) paintNames(pen, scene, view, places);
}

function paintNames(pen: Pen, { shown, plan, sizes }: Scene, view: View, { first, end }: Stretch): void {
  for (let place = first; place < end; place += 1) {
    const at = { x: view.left + 4, y: shown.topOf(place) * sizes.row + sizes.text };
    pen.words("note", at, plan.feed.rows.name[shown.rows[place]!]!);
  }
}

function paintGround(pen: Pen, scene: Scene, view: View, { first, end }: Stretch): void {
  const { plan, scale, sizes, shown, focus } = scene;
  for (const [from, to] of plan.feed.seasons) {
    const left = scale.x(from);
    if (left > view.left + view.width || scale.x(to) < view.left) continue;
    pen.box("winter", { left, top: view.top, width: scale.x(to) - left, height: view.height });
  }
  for (let place = first; place < end; place += 1) {
    const band = { left: view.left, top: shown.topOf(place) * sizes.row, width: view.width, height: shown.heightOf(place) * sizes.row };
    if (plan.feed.rows.level[shown.rows[place]!] === 0 && plan.outline.isGroup(shown.rows[place]!)) pen.box("frontrow", band);
    if (focus?.place === place) pen.box("chosen", band);
    const y = shown.topOf(place + 1) * sizes.row - 0.5;
    pen.line("rule", [
      { x: view.left, y },
      { x: view.left + view.width, y },
    ]);
  }
}

function paintToday(pen: Pen, { scale, plan, sizes }: Scene, height: number): void {
  const x = scale.x(plan.feed.today);
  pen.line("now", [
    { x, y: (20 / 48) * sizes.head },
    { x, y: height },
  ]);
}

function paintFront(pen: Pen, { scale, sizes, corners, plan }: Scene, view: View): void {
  const near = cornersBetween(corners, view.top / sizes.row, (view.top + view.height) / sizes.row);
  const inPx = ({ x, y }: Point): Point => ({ x: scale.x(x), y: y * sizes.row });
  for (const area of lostAreas(near, plan.feed.today)) pen.area("lag", area.map(inPx));
  pen.line("front-line", near.map(inPx));
  for (const corner of near) if (corner.isKnown) pen.dot("fdot", inPx(corner), sizes.row / 10);
}
