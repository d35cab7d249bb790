/** A row or a bar in words: for the live region and the tooltip. */
import { say } from "../../lib/wording.ts";
import type { Colour, WarFeed } from "./feed.ts";
import { dayText, endText } from "./moments.ts";

const LAMPS: Record<Exclude<Colour, "">, () => string> = {
  red: () => say("红灯", "Red"),
  amber: () => say("黄灯", "Amber"),
  green: () => say("绿灯", "Green"),
  grey: () => say("灰灯：数据过期或缺失", "Grey: stale or missing"),
};

export const lampName = (colour: Colour): string => (colour ? LAMPS[colour]() : "");

const stop = (): string => say("，", ", ");

/** `缺 12` or `16`, as the float column writes it. */
export function floatText(days: number | null): string {
  if (days === null) return "—";
  return days < 0 ? say(`缺 ${-days}`, `−${-days}`) : String(days);
}

function floatWords(days: number | null): string {
  if (days === null) return "";
  return days < 0
    ? say(`缺 ${-days} 天`, `${-days} days to win`)
    : say(`余量 ${days} 天`, `${days} days of float`);
}

export function rowWords({ rows }: WarFeed, row: number): string {
  const promised = rows.promised[row];
  const isKnown = promised !== null && promised !== undefined;
  return [
    rows.name[row],
    rows.note[row],
    lampName(rows.lamp[row]!),
    isKnown && say(`承诺 ${endText(promised)} 完成`, `promised for ${endText(promised)}`),
    floatWords(rows.float_days[row]!),
  ]
    .filter(Boolean)
    .join(stop());
}

/** What a bar says, piece by piece; the first piece is its name. */
export function barPieces({ rows, bars }: WarFeed, bar: number): string[] {
  const row = bars.row[bar]!;
  const kind = bars.kind[bar];
  const name = bars.label[bar] || rows.name[row]!;
  const finish = endText(bars.finish[bar]!);
  const span =
    kind === "milestone"
      ? finish
      : say(`${dayText(bars.start[bar]!)} 至 ${finish}`, `${dayText(bars.start[bar]!)} to ${finish}`);
  return [
    kind === "baseline" ? say(`基线：${name}`, `Baseline: ${name}`) : name,
    span,
    doneWords(bars.done[bar]!, bars.start[bar]!, bars.finish[bar]!, kind === "work"),
    lateWords(bars.late_start[bar], bars.late_finish?.[bar]),
    bars.is_critical[bar] ? say("在关键链上", "on the critical chain") : "",
  ].filter(Boolean);
}

/** What stands on a flag, and whose it is. */
export function flagPieces({ rows, flags }: WarFeed, flag: number): string[] {
  return [flags.label[flag]!, endText(flags.at[flag]!), rows.name[flags.row[flag]!]!].filter(Boolean);
}

function doneWords(done: number | null, start: number, finish: number, isWork: boolean): string {
  if (done === null || !isWork) return "";
  if (done >= finish) return say("已完成", "done");
  return done <= start ? say("未动", "not begun") : say(`做到 ${endText(done)}`, `worked until ${endText(done)}`);
}

function lateWords(start: number | null | undefined, finish: number | null | undefined): string {
  if (start === null || start === undefined) return "";
  const from = dayText(start);
  if (finish === null || finish === undefined) return say(`最迟 ${from} 开始`, `start by ${from} at the latest`);
  const to = endText(finish);
  return say(`最迟 ${from} 开始、${to} 完成`, `latest ${from} to ${to}`);
}

export function barWords(feed: WarFeed, bar: number): string {
  const row = feed.bars.row[bar]!;
  const pieces = barPieces(feed, bar).join(stop());
  return pieces.startsWith(feed.rows.name[row]!) ? pieces : `${feed.rows.name[row]}${say("：", ": ")}${pieces}`;
}
