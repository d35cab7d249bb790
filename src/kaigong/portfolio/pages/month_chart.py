"""A year's investment by month: plan hollow, actual solid, drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from kaigong.portfolio.selectors.dossier import MonthOfYear
from kaigong.web.amounts import Unit
from kaigong.web.charts import drawing, line, number, text, ticks
from kaigong.wording import said

WIDTH, HEIGHT = 820.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 812.0, 10.0, 130.0
PLAN_WIDTH, DONE_WIDTH = 22.0, 14.0
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_chart(months: Sequence[MonthOfYear], *, unit: Unit) -> SafeString:
    """The twelve months as pairs of bars; a table with the same facts stands beside it."""
    planned = [_in(row.planned, unit) for row in months]
    done = [_in(row.done, unit) for row in months]
    known = [value for value in [*planned, *done] if value is not None]
    highest = max([*known, 0.0]) or 1.0
    lowest = min([*known, 0.0])
    scale = (BOTTOM - TOP) / (highest - lowest)
    ground = TOP + highest * scale

    def y(value: float) -> float:
        return ground - value * scale

    parts = []
    for tick in ticks(highest):
        parts.append(line("gridline" if tick else "axis", LEFT, y(tick), RIGHT, y(tick)))
        parts.append(text(LEFT - 6, y(tick) + 4, f"{tick:g}", anchor="end"))
    step = (RIGHT - LEFT) / 12
    for place in range(12):
        middle = LEFT + step * (place + 0.5)
        for kind, width, value in (
            ("planbar", PLAN_WIDTH, planned[place]),
            ("actbar", DONE_WIDTH, done[place]),
        ):
            if value is not None:
                parts.append(_bar(kind, middle, width, y(value), ground))
        name = said(f"{place + 1}月", ENGLISH[place])
        parts.append(text(middle, HEIGHT - 5, name, anchor="middle"))
    year = months[0].month.year
    label = said(
        f"{year} 年逐月投资，计划与实际，单位 {unit.name}",
        f"Investment by month of {year}, plan and actual, {unit.name}",
    )
    return drawing("chart", WIDTH, HEIGHT, label, parts)


def _in(amount: Decimal | None, unit: Unit) -> float | None:
    return None if amount is None else float(amount / unit.size)


def _bar(kind: str, middle: float, width: float, end: float, ground: float) -> str:
    """A bar from the ground to its end; a negative month hangs below."""
    return (
        f'<rect class="{kind}" x="{number(middle - width / 2)}" y="{number(min(end, ground))}" '
        f'width="{number(width)}" height="{number(abs(end - ground))}"/>'
    )
