"""The headline figures of a zone: each dated, compared, explained, and open to its rows."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.utils import translation

from kaigong.accounts.models import Membership, Role, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.batches import batch_name
from kaigong.portfolio.models import LevelThreshold
from kaigong.portfolio.moments import Look
from kaigong.portfolio.numbers import (
    BATCHED,
    OWED,
    REPORTED,
    STARTED,
    Numbers,
    numbers_of,
    year_filters,
)
from kaigong.portfolio.selectors.origins import latest_plan_year, lowest_level
from kaigong.portfolio.sheet import CrossedSheet, Filters, View
from kaigong.web.amounts import Shown, in_words, shown_amount
from kaigong.wording import CHINESE, ENGLISH, said


class Unit(StrEnum):
    COUNT = "count"
    AMOUNT = "amount"  # exact, in the zone's currency unit
    SHARE = "share"  # a fraction, 1 is 100 %


@dataclass(frozen=True)
class Figure:
    """One figure of a day: what it says, how it is computed, which rows it counts.

    `filters` opens the rows in the ledger; they are the filters the figure itself was summed by.
    """

    key: str
    zh: str
    en: str
    unit: Unit
    value: Decimal | None
    formula_zh: str
    formula_en: str
    filters: Filters
    month: date
    column: str = ""  # of the ledger, whose sum it is
    last_month: Decimal | None = None
    last_year: Decimal | None = None
    row_count: int = 0

    @property
    def label(self) -> str:
        return said(self.zh, self.en)

    @property
    def formula(self) -> str:
        return said(self.formula_zh, self.formula_en)


def shown_figure(figure: Figure, currency: str, value: Decimal | None = None) -> Shown:
    """The value of a figure, or another one in its unit, as people read it."""
    value = figure.value if value is None else value
    if value is None:
        return Shown(said("没有记录", "no record"), "")
    if figure.unit is Unit.AMOUNT:
        return shown_amount(value, currency=currency)
    if figure.unit is Unit.SHARE:
        return Shown(f"{value * 100:,.1f}", "%")
    return Shown(f"{value:,.0f}", said("个", ""))


def month_in_view(standing: Standing, look: Look) -> date:
    """The month that figures run to.

    The current one once half of those that owe it have reported, else the one before: a month
    that only a few have reported would make the whole zone look late. A year without any plan gives
    way to the latest that has one, seen from its December.
    """
    year = latest_plan_year(standing.zone, until=look.today.year)
    if year is not None and year < look.today.year:
        return date(year, 12, 1)
    month = look.month
    if month.month == 1:
        return month
    cube = CrossedSheet(standing, View(month, OWED, as_of=look.as_of)).cube(
        (), marks={"reported": REPORTED}
    )
    if 0 < cube.count <= 2 * cube.marked("reported").count:
        return month
    return _month_before(month)


def time_share(month: date, today: date) -> Decimal:
    """The part of the year that has passed (序时进度): the day of the year over its days."""
    if month.year < today.year:
        return Decimal(1)
    days = 366 if calendar.isleap(today.year) else 365
    return Decimal(today.timetuple().tm_yday) / days


class Headline:
    """All headline figures of one look, from a handful of queries.

    `grouping` is the column of the table beside them, whose lines come from the same reading.
    """

    def __init__(
        self,
        standing: Standing,
        look: Look,
        *,
        month: date | None = None,
        grouping: str = "sector",
    ) -> None:
        self.standing, self.look = standing, look
        self.zone = standing.zone
        self.month = month or month_in_view(standing, look)
        self.grouping = grouping

    @cached_property
    def level(self) -> LevelThreshold | None:
        return lowest_level(self.zone, self.month.year, as_of=self.look.as_of)

    @cached_property
    def filters(self) -> Filters:
        return year_filters(self.zone, self.month.year, as_of=self.look.as_of)

    @cached_property
    def numbers(self) -> Numbers:
        return numbers_of(
            self.standing,
            self.month,
            as_of=self.look.as_of,
            by=(self.grouping, "lamp"),
            marks={"owed": OWED, "reported": REPORTED, "sample": {"is_sample": {"in": ["true"]}}},
        )

    @cached_property
    def before(self) -> Headline:
        """The month before, as it was on record at its end."""
        month = _month_before(self.month)
        last_day = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        moment = min(self.zone.end_of(last_day), self.look.as_of or self.zone.end_of(last_day))
        look = Look(last_day, moment, moment)
        return Headline(self.standing, look, month=month, grouping=self.grouping)

    @cached_property
    def last_month(self) -> Numbers:
        return self.before.numbers

    @cached_property
    def last_year(self) -> Numbers:
        """The same month of the year before, as it is on record now."""
        month = self.month.replace(year=self.month.year - 1)
        return numbers_of(self.standing, month, as_of=self.look.as_of)

    @cached_property
    def time_share(self) -> Decimal:
        return time_share(self.month, self.look.today)

    @property
    def owed(self) -> int:
        """How many projects owe a report for the month."""
        return self.numbers.cube.marked("owed").count

    @property
    def reported(self) -> int:
        """How many of those that owe a report for the month have given it."""
        return self.numbers.cube.marked("owed").marked("reported").count

    @property
    def samples(self) -> int:
        """How many of the year's projects are samples."""
        return self.numbers.year.marked("sample").count

    # --- the figures ------------------------------------------------------------------------

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """All figures by key, in the order in which they are told."""
        return {figure.key: figure for figure in (*self._size(), *self._new(), *self._pace())}

    def _figure(
        self,
        key: str,
        names: tuple[str, str],
        unit: Unit,
        formula: tuple[str, str],
        *,
        column: str = "",
        filters: Filters | None = None,
        rows: int | None = None,
    ) -> Figure:
        value, last_month, last_year = (
            self._value(key, numbers) for numbers in (self.numbers, self.last_month, self.last_year)
        )
        return Figure(
            key=key, zh=names[0], en=names[1], unit=unit, value=value,
            formula_zh=formula[0], formula_en=formula[1],
            filters=self.filters if filters is None else filters,
            month=self.month, column=column, last_month=last_month, last_year=last_year,
            row_count=self.numbers.count if rows is None else rows,
        )  # fmt: skip

    def _value(self, key: str, numbers: Numbers) -> Decimal | None:
        """A figure of some numbers; nothing where no project is on record there."""
        batch = numbers.batch
        if key.startswith("batch"):
            if batch is None:
                return None
            return {
                "batch_planned": Decimal(batch.planned),
                "batch_started": Decimal(batch.started),
                "batch_start_rate": _share(batch.started, batch.planned),
                "batch_total": batch.total,
                "batch_plan": batch.plan,
            }[key]
        if not numbers.count:
            return None
        new, plan = numbers.new, numbers.sum("planned_amount")
        new_plan = new.sum("planned_amount") if new else Decimal(0)
        done, target = numbers.sum("year_amount"), numbers.sum("target_amount")
        return {
            "year_projects": Decimal(numbers.count),
            "total_investment": numbers.sum("counted_amount"),
            "year_plan": plan,
            "new_projects": Decimal(new.count if new else 0),
            "new_share": _share(new.count if new else 0, numbers.count),
            "new_plan": new_plan,
            "new_plan_share": _share(new_plan, plan),
            "done_to_date": done,
            "plan_to_date": target if target else None,
            "month_plan_share": _share(done, target),
            "completion_share": _share(done, plan),
            "time_share": self.time_share,
        }[key]

    def _size(self) -> list[Figure]:
        level_zh, level_en = "", ""
        if self.level is not None:
            level_zh = f"（{self._worded(self.level.from_amount, CHINESE)}以上）"
            level_en = f" from {self._worded(self.level.from_amount, ENGLISH)}"
        year = self.month.year
        rows = (
            f"{year} 年度计划内、总投资达到最低级别的项目，联合项目只计一次",
            f"projects of the {year} plan from the lowest level up, a joint project once",
        )
        return [
            self._figure(
                "year_projects",
                (f"年度项目{level_zh}", f"Projects{level_en}"),
                Unit.COUNT,
                (f"项目数 = {rows[0]}", f"Number of {rows[1]}"),
            ),
            self._figure(
                "total_investment",
                ("项目总投资", "Total investment"),
                Unit.AMOUNT,
                (
                    f"Σ 计入总投资（扩建项目只计增加部分）；{rows[0]}",
                    f"Σ counted total (of an enlarged project only the increase); {rows[1]}",
                ),
                column="counted_amount",
            ),
            self._figure(
                "year_plan",
                ("年度计划投资", "Plan of the year"),
                Unit.AMOUNT,
                (f"Σ 年计划；{rows[0]}", f"Σ plan of the year; {rows[1]}"),
                column="planned_amount",
            ),
        ]

    def _worded(self, amount: Decimal, language: str) -> str:
        with translation.override(language):
            return in_words(amount, currency=self.zone.currency)

    def _new(self) -> list[Figure]:
        filters = {**self.filters, "kind": {"in": ["new"]}}
        rows = self.numbers.new.count if self.numbers.new else 0
        found = [
            ("new_projects", ("新建项目", "New projects"), Unit.COUNT,
             ("年度项目中类型为新建的项目数", "Projects of the year whose kind is new"), ""),
            ("new_share", ("新建项目占比", "Share of new projects"), Unit.SHARE,
             ("新建项目数 ÷ 年度项目数", "New projects ÷ projects of the year"), ""),
            ("new_plan", ("新建项目计划投资", "Plan of new projects"), Unit.AMOUNT,
             ("Σ 新建项目年计划", "Σ plan of the year of new projects"), "planned_amount"),
            ("new_plan_share", ("新建计划占比", "Share of the plan in new projects"), Unit.SHARE,
             ("新建项目计划投资 ÷ 年度计划投资", "Plan of new projects ÷ plan of the year"),
             "planned_amount"),
        ]  # fmt: skip
        return [
            self._figure(key, names, unit, formula, column=column, filters=filters, rows=rows)
            for key, names, unit, formula, column in found
        ]

    def _pace(self) -> list[Figure]:
        month = self.month.month
        upto_zh = f"1 至 {month} 月" if month > 1 else "1 月"
        upto_en = f"January to {calendar.month_name[month]}" if month > 1 else "January"
        batch = self.numbers.batch
        name = batch_name(batch.name) if batch else said("批次", "Batch")
        planned = {"batch": {"in": [batch.name]}} if batch else BATCHED
        begun = {**planned, "stage": {"in": STARTED}}
        found: list[tuple[str, tuple[str, str], Unit, tuple[str, str], str, Filters, int]] = [
            ("batch_planned", (f"{name}：计划", f"{name}: planned"), Unit.COUNT,
             ("年计划中属于这一批次的项目数", "Projects of the year's plan in this batch"), "",
             planned, batch.planned if batch else 0),
            ("batch_started", (name, name), Unit.COUNT,
             ("批次中已开工、在建、竣工或投产的项目数",
              "Projects of the batch that are started, under construction, completed or in "
              "production"), "", begun, batch.started if batch else 0),
            ("batch_start_rate", (f"{name}：开工率", f"{name}: start rate"), Unit.SHARE,
             ("已开工 ÷ 计划开工，可以超过 100 %", "Started ÷ planned; it may exceed 100 %"), "",
             planned, batch.planned if batch else 0),
            ("batch_total", (f"{name}：总投资", f"{name}: total investment"), Unit.AMOUNT,
             ("Σ 批次项目总投资", "Σ total investment of the batch"), "total_amount",
             planned, batch.planned if batch else 0),
            ("batch_plan", (f"{name}：年计划", f"{name}: plan of the year"), Unit.AMOUNT,
             ("Σ 批次项目年计划", "Σ plan of the year of the batch"), "planned_amount",
             planned, batch.planned if batch else 0),
            ("done_to_date", (f"{upto_zh}完成投资", f"Done, {upto_en}"), Unit.AMOUNT,
             ("Σ 月报记录数，1 月到所看的月份", "Σ reports of record, from January to the month"),
             "year_amount", self.filters, self.numbers.count),
            ("plan_to_date", (f"{upto_zh}计划投资", f"Planned, {upto_en}"), Unit.AMOUNT,
             ("Σ 月度计划，1 月到所看的月份", "Σ monthly plan, January to the month in view"),
             "target_amount", self.filters, self.numbers.count),
            ("month_plan_share", ("为月计划", "Of the monthly plan"), Unit.SHARE,
             ("完成投资 ÷ 同期月度计划", "Done ÷ monthly plan of the same months"), "year_amount",
             self.filters, self.numbers.count),
            ("completion_share", ("完成占年计划", "Done of the year's plan"), Unit.SHARE,
             ("完成投资 ÷ 年度计划投资", "Done ÷ plan of the year"), "year_amount", self.filters,
             self.numbers.count),
            ("time_share", ("序时进度", "Time passed"), Unit.SHARE,
             ("今天是一年中的第几天 ÷ 全年天数", "Day of the year ÷ days of the year"), "",
             self.filters, self.numbers.count),
        ]  # fmt: skip
        return [
            self._figure(key, names, unit, formula, column=column, filters=filters, rows=rows)
            for key, names, unit, formula, column, filters, rows in found
        ]


def _share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def _month_before(month: date) -> date:
    if month.month == 1:
        return month.replace(year=month.year - 1, month=12)
    return month.replace(month=month.month - 1)


def office_standing(zone: Zone) -> Standing:
    """The zone as its command office sees it, for commands that nobody is signed in for."""
    return Standing(User(), zone, [Membership(role=Role.COMMAND)])
