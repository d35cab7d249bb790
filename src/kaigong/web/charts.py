"""Charts drawn by the server as SVG: no script, no inline style, classes from `components.css`.

Each says in its `aria-label` what it shows; the page sets a table with the same facts beside it.
Lengths are in the units of the view box, which are pixels at the chart's natural size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from django.utils.html import escape
from django.utils.safestring import SafeString

from kaigong.wording import said

Floats = npt.NDArray[np.float64]
TEXT_PX = 12.0  # how high the letters of a label are; the wall has 16


def number(value: float) -> str:
    """A coordinate, short and alike on every machine."""
    return f"{round(value, 1):g}"


def text(x: float, y: float, words: object, *, kind: str = "", anchor: str = "") -> str:
    """A label at a point; its words are escaped."""
    marks = f' class="{kind}"' if kind else ""
    marks += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{marks} x="{number(x)}" y="{number(y)}">{escape(str(words))}</text>'


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line."""
    ends = f'x1="{number(x1)}" x2="{number(x2)}" y1="{number(y1)}" y2="{number(y2)}"'
    return f'<line class="{kind}" {ends}/>'


def points(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Corners as an SVG attribute."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in zip(xs, ys, strict=True))


def drawing(kind: str, width: float, height: float, label: str, parts: Sequence[str]) -> SafeString:
    """An SVG as wide as its place, with its facts in words."""
    box = f'viewBox="0 0 {number(width)} {number(height)}" width="100%"'
    return SafeString(
        f'<svg class="{kind}" {box} role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def ticks(top: float, count: int = 3) -> list[float]:
    """Round numbers from 0 up to the top, about `count` steps; only 0 where there is no top."""
    if top <= 0:
        return [0.0]
    rough = top / count
    power: float = 10.0 ** math.floor(math.log10(rough))
    step = next(mult * power for mult in (1, 2, 2.5, 5, 10) if mult * power >= rough * 0.999)
    return [step * place for place in range(int(top / step * 1.0001) + 1)]


def spread_apart(places: Sequence[float], distance: float = 16) -> list[float]:
    """Label places moved apart just enough, in their order, around where they were."""
    order = sorted(range(len(places)), key=lambda each: places[each])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + distance)
    excess = (sum(moved) - sum(places)) / max(len(places), 1)
    return [place - excess for place in moved]


@dataclass(frozen=True)
class Band:
    """A forecast by month, from the last actual month on: three lines of one length."""

    p10: Sequence[float]
    p50: Sequence[float]
    p90: Sequence[float]

    def scaled(self, factor: float) -> Band:
        """The same band in another unit."""
        low, middle, high = (
            [value * factor for value in line] for line in (self.p10, self.p50, self.p90)
        )
        return Band(low, middle, high)


def cumulative_chart(
    *,
    plan: Sequence[float],
    actual: Sequence[float],
    band: Band | None = None,
    unit: str = "",
    digits: int = 1,
    width: float = 400,
    height: float = 212,
    text_px: float = TEXT_PX,
) -> SafeString:
    """Plan, actual and forecast of a year, cumulative by month, each beginning at 0.

    Args:
        plan: Cumulative plan at the end of month 0 to 12, 13 values; empty where there is none.
        actual: Cumulative actual at the end of month 0 to the last reported, at most 13 values.
        band: The forecast from the last actual month to December, if there is one.
        unit: Named in the label.
        digits: Decimals of the figures written into the chart.
        width: Of the view box; the labels of the forecast take about 76 of it.
        height: Of the view box.
        text_px: The size of its letters, by the theme it is shown in.
    """
    left, right = 3 * text_px, width - 6.35 * text_px
    top, bottom = 20.0, height - 1.7 * text_px
    highest = max([*plan, *actual, *(band.p90 if band else ()), 0.0])
    highest = highest or 1.0

    def x(month: int) -> float:
        return left + (right - left) * month / 12

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / highest

    parts = []
    for tick in ticks(highest):
        kind = "gridline" if tick else "axis"
        parts.append(line(kind, left, y(tick), right, y(tick)))
        parts.append(text(left - 6, y(tick) + 4, f"{tick:g}", anchor="end"))
    last = len(actual) - 1
    if band and last >= 0:
        months = [x(month) for month in range(last, 13)]
        there = points(months, [y(value) for value in band.p90])
        back = points(months[::-1], [y(value) for value in reversed(band.p10)])
        parts.append(f'<path class="band2" d="M{there} L{back}Z"/>')
    if plan:
        shown = points([x(month) for month in range(13)], [y(value) for value in plan])
        parts.append(f'<polyline class="plan" points="{shown}"/>')
    if band and last >= 0:
        shown = points(months, [y(value) for value in band.p50])
        parts.append(f'<polyline class="p50" points="{shown}"/>')
    if last >= 0:
        shown = points([x(month) for month in range(last + 1)], [y(value) for value in actual])
        parts.append(f'<polyline class="actual" points="{shown}"/>')
        parts.append(
            f'<circle class="dot" cx="{number(x(last))}" cy="{number(y(actual[-1]))}" r="3"/>'
        )
        told = said(f"实际 {actual[-1]:,.{digits}f}", f"Actual {actual[-1]:,.{digits}f}")
        below = min(y(actual[-1]) + 1.17 * text_px, bottom - 4)
        parts.append(text(x(last) + 7, below, told, kind="bold"))
    parts += _ends(plan, band, right=right, y=y, x=x, digits=digits, text_px=text_px)
    for month in (1, 3, 6, 9, 12):
        parts.append(
            text(x(month), height - 4, said(f"{month}月", _MONTHS[month - 1]), anchor="middle")
        )
    return drawing("chart", width, height, _told(plan, actual, band, unit, digits), parts)


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _ends(
    plan: Sequence[float],
    band: Band | None,
    *,
    right: float,
    x: Callable[[int], float],
    y: Callable[[float], float],
    digits: int,
    text_px: float,
) -> list[str]:
    """What the lines come to at the end of the year, labelled directly instead of in a legend."""
    parts = []
    if band:
        ends = [("P90", band.p90[-1], ""), ("P50", band.p50[-1], "lab bold")]
        ends.append(("P10", band.p10[-1], ""))
        places = spread_apart([y(value) + 4 for _, value, _ in ends], text_px * 1.34)
        parts += [
            text(right + 6, place, f"{name} {value:,.{digits}f}", kind=kind)
            for (name, value, kind), place in zip(ends, places, strict=True)
        ]
    if plan and plan[-1] > 0:
        told = said(f"计划 {plan[-1]:,.{digits}f}", f"Plan {plan[-1]:,.{digits}f}")
        if band:  # the right edge is taken: the plan is named at its own line, away from P50
            started = 12 - (len(band.p50) - 1)
            is_above = started <= 8 and plan[8] > band.p50[8 - started]
            if is_above:
                parts.append(text(x(8) - 4, y(plan[8]) - 8, told, anchor="end"))
            else:
                parts.append(text(x(8) + 6, y(plan[8]) + 1.5 * text_px, told))
        else:
            parts.append(text(right + 6, y(plan[-1]) + 4, told))
    return parts


def _told(
    plan: Sequence[float], actual: Sequence[float], band: Band | None, unit: str, digits: int
) -> str:
    told = [said("累计完成投资", "Cumulative investment") + (f"，{unit}" if unit else "")]
    if plan:
        told.append(said(f"全年计划 {plan[-1]:,.{digits}f}", f"plan {plan[-1]:,.{digits}f}"))
    if actual:
        told.append(
            said(
                f"{len(actual) - 1} 月末实际 {actual[-1]:,.{digits}f}",
                f"actual after {len(actual) - 1} months {actual[-1]:,.{digits}f}",
            )
        )
    if band:
        told.append(f"P10 {band.p10[-1]:,.{digits}f}, P50 {band.p50[-1]:,.{digits}f}")
        told.append(f"P90 {band.p90[-1]:,.{digits}f}")
    return said("；", "; ").join(told)


def distribution_chart(
    draws: Sequence[float],
    *,
    target: float,
    unit: str = "",
    digits: int = 1,
    width: float = 340,
    height: float = 80,
    text_px: float = TEXT_PX,
) -> SafeString:
    """How likely each year-end sum is: a smooth density, the part that reaches the target filled.

    Args:
        draws: Draws of the sum, at least two, in the unit that is shown.
        target: The sum to reach, in the same unit.
        unit: Named in the label.
        digits: Decimals of the figures written into the chart.
        width: Of the view box.
        height: Of the view box; about 20 of it are the labels.
        text_px: The size of its letters, by the theme it is shown in.
    """
    values = np.asarray(draws, dtype=np.float64)
    p10, p50, p90 = (float(each) for each in np.quantile(values, [0.1, 0.5, 0.9]))
    low, high = float(values.min()), float(values.max())
    low, high = min(low, target), max(high, target)
    margin = max((high - low) * 0.15, abs(p50) * 0.01, 1e-9)
    low, high = low - margin, high + margin
    grid = np.linspace(low, high, 61)
    heights = _density(values, grid)
    base, top = height - 1.65 * text_px, 1.5 * text_px

    def x(value: float) -> float:
        return width * (value - low) / (high - low)

    ys = base - (base - top) * heights
    at_target = float(np.interp(target, grid, ys))
    before = grid < target
    parts = []
    for kind, mask, edge_first in (("band", before, False), ("hit", ~before, True)):
        xs, side = [x(value) for value in grid[mask]], list(ys[mask])
        edge = ([x(target)], [at_target])
        xs, side = (edge[0] + xs, edge[1] + side) if edge_first else (xs + edge[0], side + edge[1])
        outline = points([xs[0], *xs, xs[-1]], [base, *side, base])
        parts.append(f'<path class="{kind}" d="M{outline}Z"/>')
    parts.append(line("axis", 0, base, width, base))
    parts.append(line("target", x(target), 2, x(target), base))
    is_left = x(target) > width / 2
    told = said(f"目标 {target:,.{digits}f}", f"Target {target:,.{digits}f}")
    place = x(target) - 6 if is_left else x(target) + 6
    parts.append(text(place, text_px + 1, told, kind="lab", anchor="end" if is_left else ""))
    marks = [("P10", p10), ("P50", p50), ("P90", p90)]
    parts += _quantile_marks(marks, x, base, width=width, digits=digits, text_px=text_px)
    chance = float(np.mean(values >= target)) * 100
    label = said(
        f"年末完成投资的分布：P10 {p10:,.{digits}f}，P50 {p50:,.{digits}f}，P90 {p90:,.{digits}f}"
        f" {unit}；达到 {target:,.{digits}f} 的把握 {chance:.0f} %",
        f"Distribution of the year-end sum: P10 {p10:,.{digits}f}, P50 {p50:,.{digits}f}, "
        f"P90 {p90:,.{digits}f} {unit}; {chance:.0f} % likely to reach {target:,.{digits}f}",
    )
    return drawing("chart", width, height, label, parts)


def _density(values: Floats, grid: Floats) -> Floats:
    """A Gaussian kernel estimate on a grid, scaled to a highest point of 1 (Silverman's width)."""
    spread = float(np.std(values))
    step = float(grid[1] - grid[0])
    bandwidth = max(1.06 * spread * len(values) ** -0.2, step * 0.8)
    # At most 400 draws carry the shape; the quantiles are taken from all.
    some = np.sort(values)[:: max(1, len(values) // 400)]
    away = (grid[:, None] - some[None, :]) / bandwidth
    heights: Floats = np.exp(-0.5 * away**2).sum(axis=1)
    scaled: Floats = heights / heights.max()
    return scaled


def _quantile_marks(
    marks: Sequence[tuple[str, float]],
    x: Callable[[float], float],
    base: float,
    *,
    width: float,
    digits: int,
    text_px: float,
) -> list[str]:
    parts = [line("axis", x(value), base, x(value), base + 4) for _, value in marks]
    # A label is about six letters wide; near the edges and near each other the labels give way.
    half = 3.1 * text_px
    places = spread_apart([x(value) for _, value in marks], 2 * half)
    shift = max(0.0, half - places[0]) - max(0.0, places[-1] + half - width)
    parts += [
        text(place + shift, base + 1.42 * text_px, f"{name} {value:,.{digits}f}", anchor="middle")
        for place, (name, value) in zip(places, marks, strict=True)
    ]
    return parts


def sparkline(
    values: Sequence[float | None],
    *,
    reference: float | None = None,
    label: str = "",
    width: float = 96,
    height: float = 20,
) -> SafeString:
    """Some months as one ink line, the last point dotted; a month without a figure is a gap."""
    known = [value for value in values if value is not None]
    if not known:
        return SafeString("")
    bounds = [*known, *([reference] if reference is not None else [])]
    low, high = min(bounds), max(bounds)
    reach = (high - low) or 1.0

    def y(value: float) -> float:
        return height - 3 - (height - 6) * (value - low) / reach

    step = (width - 6) / max(len(values) - 1, 1)
    parts, strokes, is_drawing, end = [], [], False, (0.0, 0.0)
    for place, value in enumerate(values):
        if value is None:
            is_drawing = False
            continue
        end = (3 + step * place, y(value))
        strokes.append(f"{'L' if is_drawing else 'M'}{number(end[0])},{number(end[1])}")
        is_drawing = True
    if reference is not None:
        parts.append(line("ref", 0, y(reference), width, y(reference)))
    parts.append(f'<path d="{" ".join(strokes)}"/>')
    parts.append(f'<circle cx="{number(end[0])}" cy="{number(end[1])}" r="2"/>')
    return drawing("spark", width, height, label, parts)


def bar(share: float | None, *, tick: float | None = None) -> SafeString:
    """A share on its track, with a tick for where it should be; the figure stands beside it."""
    filled = 0.0 if share is None else min(max(share, 0.0), 1.0) * 100
    parts = '<rect class="track" width="100" height="6"/>'
    parts += f'<rect class="fill" width="{number(filled)}" height="6"/>'
    if tick is not None:
        at = min(max(tick, 0.0), 1.0) * 100
        parts += f'<rect class="tick" x="{number(min(at, 98.8))}" width="1.2" height="6"/>'
    box = 'viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"'
    return SafeString(f'<svg class="bar" {box}>{parts}</svg>')
