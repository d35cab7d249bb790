/** Bars, milestones, flags, latest dates and what the hand is about to do with them. */
import { say } from "../../lib/wording.ts";
import { DAY, dayText, endText } from "./moments.ts";
import { share } from "./lanes.ts";
import type { Pen } from "./pen.ts";
import type { Point } from "./progress_line.ts";
import type { Ghost, Scene, Stretch, View } from "./scene.ts";
import { barBox, doneWidth, labelOf, LEAST_WIDTH, type Box } from "./shapes.ts";

const LETTER = 0.85; // how much of its size a Chinese letter fills

export function paintBars(pen: Pen, scene: Scene, view: View, { first, end }: Stretch): void {
  const { shown, plan, scale } = scene;
  const from = scale.moment(view.left - scene.sizes.row);
  const to = scale.moment(view.left + view.width + scene.sizes.row);
  for (let place = first; place < end; place += 1) {
    paintRow(pen, scene, view, place, plan.index.between(shown.rows[place]!, from, to));
  }
  paintFlags(pen, scene, view, { first, end });
  paintHand(pen, scene);
}

function paintRow(pen: Pen, scene: Scene, view: View, place: number, bars: Uint32Array): void {
  const { plan, shown, scale, sizes, isChainShown, isLateShown } = scene;
  const { kind, is_critical } = plan.feed.bars;
  const { lanes } = plan.index;
  const hairs: number[] = []; // by lane the px on which the last sliver was drawn: a thousand on one px are one
  bars.forEach((bar, at) => {
    const lane = lanes.at[bar]!;
    const box = barBox(plan.index, bar, shown.topOf(place) * sizes.row, scale, sizes);
    const isSliver = kind[bar] === "work" && box.width <= LEAST_WIDTH;
    if (isSliver && Math.floor(box.left) === hairs[lane]) return;
    hairs[lane] = isSliver ? Math.floor(box.left) : -1;
    pen.pale(isChainShown && !is_critical[bar] && kind[bar] !== "summary");
    if (isLateShown) paintLatest(pen, scene, bar, box);
    paintBar(pen, scene, bar, box);
    if (kind[bar] !== "summary" && kind[bar] !== "baseline") {
      paintLabel(pen, scene, view, { bar, box, next: nextLeft(scene, bars, at) });
    }
    pen.pale(false);
  });
}

function nextLeft({ plan, scale }: Scene, bars: Uint32Array, at: number): number {
  const { kind, start } = plan.feed.bars;
  for (let next = at + 1; next < bars.length; next += 1) {
    const bar = bars[next]!;
    const isInWay = kind[bar] === "milestone" || (kind[bar] === "work" && share(plan.index.lanes, bars[at]!, bar));
    if (isInWay) return scale.x(start[bar]!);
  }
  return Infinity;
}

function paintBar(pen: Pen, scene: Scene, bar: number, box: Box): void {
  const { plan, scale } = scene;
  const { bars } = plan.feed;
  switch (bars.kind[bar]) {
    case "summary":
      return pen.area("summary", bracket(box));
    case "baseline":
      return pen.box("planned", box);
    case "milestone":
      return pen.area("milestone", diamond(box));
  }
  const done = doneWidth(bars, bar, box, scale);
  const seam = box.width > 6 ? 1 : 0; // neighbours in one row stay two bars
  if (done < box.width - seam) pen.box("todo", { ...box, width: box.width - seam });
  if (done > 0) pen.box("done", { ...box, width: Math.min(done, box.width - seam) });
  if (bars.is_critical[bar]) {
    const thick = box.height / 6;
    pen.box("chain", { ...box, top: box.top + box.height - thick, width: box.width - seam, height: thick });
  }
}

const bracket = ({ left, top, width, height }: Box): Point[] => {
  const right = left + width;
  const foot = Math.min(4 * (height / 9), width / 2);
  const thick = height * (4 / 9);
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: top + height },
    { x: right - foot, y: top + thick },
    { x: left + foot, y: top + thick },
    { x: left, y: top + height },
  ];
};

const diamond = ({ left, top, width, height }: Box): Point[] => [
  { x: left + width / 2, y: top },
  { x: left + width, y: top + height / 2 },
  { x: left + width / 2, y: top + height },
  { x: left, y: top + height / 2 },
];

/** The dates of the backward pass: dashed around where the work would have to lie at the latest. */
function paintLatest(pen: Pen, { plan, scale }: Scene, bar: number, { top, height }: Box): void {
  const { bars } = plan.feed;
  const late = bars.late_start[bar];
  if (late === null || late === undefined) return;
  const finish = bars.late_finish?.[bar] ?? late + bars.finish[bar]! - bars.start[bar]!;
  const out = plan.index.lanes.of[bar]! > 1 ? 0.5 : 3; // px beyond the bar, where there is room
  const left = scale.x(late);
  pen.box("latest", { left, top: top - out, width: Math.max(LEAST_WIDTH, scale.x(finish) - left), height: height + 2 * out });
}

interface Labelled {
  bar: number;
  box: Box;
  next: number; // px where the row's next bar begins
}

function paintLabel(pen: Pen, scene: Scene, view: View, { bar, box, next }: Labelled): void {
  const { plan, scale, sizes } = scene;
  const { bars, rows, today } = plan.feed;
  const isPoint = bars.kind[bar] === "milestone";
  if (!isPoint && box.height < sizes.text * LETTER) return; // in a thin lane they would stand in the next one
  const room = {
    box: isPoint ? { ...box, left: box.left + box.width, width: 0 } : box,
    done: isPoint ? 0 : doneWidth(bars, bar, box, scale),
    from: view.left,
    to: view.left + view.width,
    lines: [today, rows.front[bars.row[bar]!] ?? today].map((moment) => scale.x(moment)),
    next,
    flags: (plan.flags.get(bars.row[bar]!) ?? []).map((flag) => scale.x(plan.feed.flags.at[flag]!)),
  };
  const label = labelOf(bars.label[bar]!, room, (text) => pen.widthOf("barlab", text));
  if (!label) return;
  // In a lane letters stand a little higher: below them runs the edge of the critical chain.
  const y = box.top + box.height / 2 + sizes.text * (box.height < sizes.text * 1.2 ? 0.34 : 0.375);
  pen.words(label.ground === "done" ? "inbar" : "barlab", { x: label.x, y }, label.text);
}

function paintFlags(pen: Pen, { plan, scale, sizes, shown }: Scene, view: View, { first, end }: Stretch): void {
  const { flags } = plan.feed;
  const u = sizes.row / 30;
  flags.row.forEach((row, flag) => {
    const place = shown.placeOf(row);
    if (place < first || place >= end) return;
    const x = scale.x(flags.at[flag]!);
    if (x < view.left - 12 * u || x > view.left + view.width) return;
    const top = shown.topOf(place) * sizes.row + 4.5 * u;
    pen.area("flag", [
      { x, y: top + 20.5 * u },
      { x, y: top },
      { x: x + 10 * u, y: top + 5 * u },
      { x: x + 1.4 * u, y: top + 9.3 * u },
      { x: x + 1.4 * u, y: top + 20.5 * u },
    ]);
  });
}

/** The ring of the chosen bar, the grips of the one under the pointer, and a bar being moved. */
function paintHand(pen: Pen, scene: Scene): void {
  const { plan, scale, sizes, shown, focus, hovered, ghost, isEditable } = scene;
  const boxOf = (bar: number): Box => {
    const place = shown.placeOf(plan.feed.bars.row[bar]!);
    return barBox(plan.index, bar, shown.topOf(place) * sizes.row, scale, sizes);
  };
  if (focus?.bar !== undefined) {
    const { left, top, width, height } = boxOf(focus.bar);
    pen.box("ring", { left: left - 2, top: top - 2, width: width + 4, height: height + 4 });
  }
  if (hovered !== undefined && isEditable && plan.feed.bars.kind[hovered] === "work") {
    const { left, top, width, height } = boxOf(hovered);
    for (const x of [left, left + width]) pen.dot("grip", { x, y: top + height / 2 }, 4);
  }
  if (ghost) paintGhost(pen, scene, ghost, boxOf(ghost.bar));
}

function paintGhost(pen: Pen, { scale, sizes }: Scene, { start, finish }: Ghost, bar: Box): void {
  const box = { ...bar, left: scale.x(start), width: scale.x(finish) - scale.x(start) };
  pen.box("ghost", box);
  const days = Math.round((finish - start) / DAY);
  const [from, to] = [dayText(start), endText(finish)];
  const text = say(`${from} 至 ${to}，${days} 天`, `${from} to ${to}, ${days} days`);
  const left = box.left + box.width + 8;
  const middle = box.top + box.height / 2;
  pen.box("ground", { left: left - 4, top: box.top, width: pen.widthOf("bold", text) + 8, height: box.height });
  pen.words("bold", { x: left, y: middle + sizes.text * 0.375 }, text);
}
