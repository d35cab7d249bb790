"""The figures of issues as a page shows them: names beside numbers, and the curve drawn."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from kaigong.coordination.asked import Asked
from kaigong.coordination.life import Party
from kaigong.coordination.selectors.statistics import Group, Hand
from kaigong.engines.waiting import WaitingCurve
from kaigong.web.charts import bar, drawing, line, points, text
from kaigong.wording import said

WIDTH, HEIGHT = 820.0, 224.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 716.0, 14.0, 196.0
MARKS = (5, 10, 20, 30, 60, 90, 180)  # days after which the table beside the curve says how many


_Scale = Callable[[float], float]


@dataclass(frozen=True)
class GroupRow:
    """One line of a table: a group, its name, and the list behind its number."""

    name: str
    url: str
    group: Group
    bar: SafeString  # days late, as a share of the dearest in the table


@dataclass(frozen=True)
class HandRow:
    """One body and the days it had issues in its hands."""

    name: str
    hand: Hand
    share: float  # of all days


def rows_of(groups: list[Group], names: Mapping[int, tuple[str, str]]) -> list[GroupRow]:
    """Name the groups; `names` gives name and address of each key."""
    longest = max((group.late_days for group in groups), default=0) or 1
    return [GroupRow(*names[group.key], group, bar(group.late_days / longest)) for group in groups]


def season_names(groups: list[Group], asked: Asked) -> dict[int, tuple[str, str]]:
    """Quarters in words, with the list of those raised in each."""
    names = {}
    for group in groups:
        year, quarter = divmod(group.key, 4)
        first, last = 3 * quarter + 1, 3 * quarter + 3
        until = date(year, last, monthrange(year, last)[1])
        url = asked.but(view="all", since=date(year, first, 1), until=until)
        names[group.key] = (f"{year} Q{quarter + 1}", url)
    return names


def hand_rows(hands: list[Hand], bodies: Mapping[int, str]) -> list[HandRow]:
    """Name the hands and give each its share of all days."""
    total = sum(hand.days for hand in hands) or 1.0
    rows = []
    for hand in hands:
        if hand.hand is Party.LEAD:
            name = bodies.get(hand.lead_id or 0, "—")
        elif hand.hand is Party.DISPATCH:
            name = said("指挥部（分诊、交办、销号）", "Command office (triage, assign, close)")
        else:
            name = said("提出人（核实）", "Who raised it (to verify)")
        rows.append(HandRow(name, hand, hand.days / total))
    return rows


def closed_after(curve: WaitingCurve) -> list[tuple[int, int | None]]:
    """Days, and the share in per cent that has closed by then; None beyond the longest wait."""
    told = []
    for days in MARKS:
        share = curve.share_open(days)
        told.append((days, None if share != share else round(100 * (1 - share))))
    return told


def curve_chart(curve: WaitingCurve) -> SafeString:
    """The falling staircase of those still open, with its band, and where half and 90 % closed."""
    longest = max(curve.longest, 1.0)

    def x(days: float) -> float:
        return LEFT + (RIGHT - LEFT) * days / longest

    def y(share: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * share

    parts = []
    for share in (0.0, 0.1, 0.5, 1.0):
        parts.append(line("gridline" if share else "axis", LEFT, y(share), RIGHT, y(share)))
        parts.append(text(LEFT - 6, y(share) + 4, f"{share:.0%}", anchor="end"))
    if len(curve.times):
        low = _stairs(curve, list(curve.low), x, y)
        high = _stairs(curve, list(curve.high), x, y)
        there, back = points(*high), points(low[0][::-1], low[1][::-1])
        parts.append(f'<path class="band2" d="M{there} L{back}Z"/>')
    shown = points(*_stairs(curve, list(curve.still_open), x, y))
    parts.append(f'<polyline class="actual" points="{shown}"/>')
    for share, words in ((0.5, said("一半销号", "half closed")), (0.9, "90 %")):
        reached = curve.time_until(share)
        if reached is not None:
            parts.append(line("target", x(reached), y(1 - share), x(reached), BOTTOM))
            told = said(f"{words} {reached:g} 天", f"{words} {reached:g} days")
            parts.append(text(x(reached) + 5, y(1 - share) - 5, told, kind="bold"))
    parts += [text(x(days), HEIGHT - 8, f"{days:g}", anchor="middle") for days in _marks(longest)]
    parts.append(text(RIGHT + 8, HEIGHT - 8, said("天", "days")))
    half = curve.time_until(0.5)
    label = said(
        f"未销号比例随天数下降的曲线，最长 {longest:g} 天；"
        + (f"一半在 {half:g} 天内销号" if half is not None else "还没有一半销号"),
        f"Share still open by days, the longest {longest:g} days; "
        + (f"half closed within {half:g} days" if half is not None else "not half have closed"),
    )
    return drawing("chart", WIDTH, HEIGHT, label, parts)


def _stairs(
    curve: WaitingCurve, shares: list[float], x: _Scale, y: _Scale
) -> tuple[list[float], list[float]]:
    """The corners of a staircase from the first day to the longest wait."""
    xs, ys, level = [x(0)], [y(1)], 1.0
    for days, share in zip(curve.times, shares, strict=True):
        xs += [x(float(days)), x(float(days))]
        ys += [y(level), y(float(share))]
        level = float(share)
    return [*xs, x(max(curve.longest, 1.0))], [*ys, y(level)]


def _marks(longest: float) -> list[float]:
    steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    step = next((each for each in steps if longest / each <= 8), 5000)
    return [float(step * place) for place in range(int(longest // step) + 1)]
