"""What a zone's year is measured by, as far as Kaigong reckons it from its own rows.

A slice that stands above registers an indicator of its own from its `extensions.py`: what each
project owes of it. One that no project carries stands in the target tree with a target that nobody
broke down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kaigong.portfolio.headline import Unit
from kaigong.portfolio.numbers import Numbers
from kaigong.portfolio.registries import Registry
from kaigong.portfolio.selectors.prospects import Prospect
from kaigong.wording import say

if TYPE_CHECKING:
    from kaigong.accounts.selectors import Standing

MONTHS = range(1, 13)
NO_MONTHS = (0,) * 12
ONE = 100  # a number of one, in hundredths


def cents(amount: Decimal | None) -> int:
    """Whole hundredths of an amount or a number."""
    return int((amount or Decimal(0)) * 100)


@dataclass(frozen=True)
class Share:
    """What one project owes of an indicator in a year, and has done; whole hundredths.

    Attributes:
        months: The target by month; what falls on no month stands in the year alone.
        done_months: By the month in which it was done.
    """

    target: int
    done: int
    months: tuple[int, ...] = NO_MONTHS
    done_months: tuple[int, ...] = NO_MONTHS


@dataclass(frozen=True)
class Indicator:
    """A figure of the year with a target.

    Attributes:
        shares: What each of the year's projects owes, by the project's number; a project without a
            share has none of it.
        told: What is counted, and what counts as done.
        forecast: The one of a forecast's figures that says where it will end: amount, starts,
            completions; empty where none does.
        ledger: The same figure as the ledger itself sums it up, target and done, to prove against.
        by_work: Which works of a project's plan carry it: amounts, the start, the end, or none.
    """

    key: str
    order: int
    label: str
    told: str
    unit: Unit
    shares: Callable[[Standing, date, Sequence[Prospect]], Mapping[int, Share]]
    forecast: str = ""
    ledger: Callable[[Numbers], tuple[Decimal, Decimal | None]] | None = None
    by_work: str = ""
    has_months: bool = True


def _by_month(amounts: Mapping[int, Decimal]) -> tuple[int, ...]:
    return tuple(cents(amounts.get(month)) for month in MONTHS)


def _on(day: date | None, year: int, *, before: int = 0) -> tuple[int, ...]:
    """One in the month of a day; a day of an earlier year counts in the month `before`."""
    month = 0 if day is None or day.year > year else day.month if day.year == year else before
    return tuple(ONE * (each == month) for each in MONTHS)


def invested(_standing: Standing, _month: date, rows: Sequence[Prospect]) -> dict[int, Share]:
    """The plan of the year and the reports of record."""
    return {
        each.project.pk: Share(
            cents(each.plan.planned_amount),
            cents(sum(each.done.values(), Decimal(0))),
            _by_month(each.months),
            _by_month(each.done),
        )
        for each in rows
    }


def started(_standing: Standing, month: date, rows: Sequence[Prospect]) -> dict[int, Share]:
    """Projects that are to start or to resume this year."""
    return {
        each.project.pk: Share(
            ONE,
            ONE * each.has_begun,
            _on(each.project.planned_start_on, month.year, before=1),
            _on(each.project.started_on, month.year, before=1) if each.has_begun else NO_MONTHS,
        )
        for each in rows
        if each.plan.is_start_planned
    }


def completed(_standing: Standing, month: date, rows: Sequence[Prospect]) -> dict[int, Share]:
    """Projects that are to be completed this year."""
    return {
        each.project.pk: Share(
            ONE,
            ONE * each.is_completed,
            _on(each.project.planned_completion_on, month.year, before=1),
            _on(each.project.completed_on, month.year, before=1)
            if each.is_completed
            else NO_MONTHS,
        )
        for each in rows
        if each.plan.is_completion_planned
    }


def under_way(_standing: Standing, _month: date, rows: Sequence[Prospect]) -> dict[int, Share]:
    """All projects of the year; those that stand under way are done."""
    return {each.project.pk: Share(ONE, ONE * each.has_begun) for each in rows}


indicators: Registry[Indicator] = Registry("indicators")
indicators.register(
    Indicator(
        "investment", 1, say("完成投资", "Investment"),
        say("年计划；完成数按月报记录", "plan of the year; done by the reports of record"),
        Unit.AMOUNT, invested, forecast="amount", by_work="amounts",
        ledger=lambda numbers: (numbers.sum("planned_amount"), numbers.sum("year_amount")),
    )
)  # fmt: skip
indicators.register(
    Indicator(
        "starts", 2, say("开工（含复工）", "Starts"),
        say("计划今年开工或复工的项目；已开工的算完成",
            "projects to start or resume this year; done once started"),
        Unit.COUNT, started, forecast="starts", by_work="start",
    )
)  # fmt: skip
indicators.register(
    Indicator(
        "completions", 3, say("竣工", "Completions"),
        say("计划今年竣工的项目；已竣工的算完成",
            "projects to be completed this year; done once completed"),
        Unit.COUNT, completed, forecast="completions", by_work="end",
    )
)  # fmt: skip
indicators.register(
    Indicator(
        "projects", 4, say("年度项目", "Projects of the year"),
        say("年度计划内的项目；已开工、在建的算完成",
            "projects in the plan of the year; done once under way"),
        Unit.COUNT, under_way, has_months=False,
        ledger=lambda numbers: (Decimal(numbers.count), None),
    )
)  # fmt: skip
