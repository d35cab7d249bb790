"""What the lamps are judged by, gathered for a whole zone in a handful of queries.

SQL by hand, and columns instead of objects: 100,000 projects with three years of reports are judged
in seconds. Only standard SQL that SQLite and PostgreSQL share is used.
"""

# ruff: noqa: S608 - the SQL is put together of our own words and numbers; what is given is a parameter

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection

from kaigong.accounts.models import Zone
from kaigong.engines.lamps import ProjectFacts
from kaigong.portfolio.models import ProjectKind, Stage
from kaigong.portfolio.report_register import MonthInSql, owed, unconfirmed

TO_START = {Stage.LEAD, Stage.NEGOTIATION, Stage.SIGNED, Stage.LAND, Stage.APPROVAL}
UNDER_WAY = {Stage.STARTED, Stage.CONSTRUCTION, Stage.SUSPENDED}
OVER = {Stage.COMPLETED, Stage.PRODUCTION, Stage.CANCELLED}
DAY = "datetime64[D]"


@dataclass(frozen=True)
class ZoneFacts:
    """The ids of a zone's projects and, in the same order, what is on record of them."""

    project_ids: list[int]
    projects: ProjectFacts


def last_due_month(zone: Zone, on: date) -> int:
    """The last month of the day's year whose report was due before that day; 0 in January."""
    last_day = calendar.monthrange(on.year, on.month)[1]
    is_due = on.day > min(zone.reports_due_day, last_day)
    return on.month if is_due else on.month - 1


def facts_of(zone: Zone, on: date, *, only: Sequence[int] | None = None) -> ZoneFacts:
    """The facts of a zone's projects, all or some by id, on record now and seen from a day."""
    owes_months, is_unsure = _report_duties(zone, on)
    rows = _rows(
        "SELECT p.id, p.stage, p.kind, p.planned_start_on, p.started_on, p.planned_completion_on, "
        f"p.completed_on, p.counts_in_id, {owes_months}, {is_unsure} FROM portfolio_project p "
        "LEFT JOIN portfolio_annualplan a ON a.project_id = p.id AND a.year = %(year)s "
        f"WHERE p.zone_id = %(zone)s{_among('p.id', only)} ORDER BY p.id",
        zone=zone.pk,
        year=on.year,
    )
    ids = [int(row[0]) for row in rows]
    place = {project: number for number, project in enumerate(ids)}
    stages, started = [row[1] for row in rows], _days(row[4] for row in rows)
    is_over = _flags(stage in OVER for stage in stages)
    is_under_way = (_flags(stage in UNDER_WAY for stage in stages) | ~np.isnat(started)) & ~is_over
    is_reserve = _flags(row[2] == ProjectKind.RESERVE for row in rows)
    is_to_start = _flags(stage in TO_START for stage in stages) & ~is_under_way & ~is_reserve
    is_part = _flags(row[7] is not None for row in rows)
    year = _YearOnRecord(zone, on, place, only)
    # The last report of a project that is completed is chased with its month, not by a lamp.
    owes = np.where(is_over, 0, np.array([int(row[8]) for row in rows], dtype=np.int64))
    missing, first_missing = year.missing(owes)
    is_unconfirmed = _flags(row[9] for row in rows) & year.reports_by_month
    due, names, names_en, passed = _milestones(zone, on, place, is_over, only)
    return ZoneFacts(
        ids,
        ProjectFacts(
            is_to_start=is_to_start,
            is_under_way=is_under_way,
            has_own_figures=is_under_way & ~is_part & ~is_reserve,
            is_unconfirmed=is_unconfirmed,
            planned_start=_days(row[3] for row in rows),
            started=started,
            planned_completion=_days(row[5] for row in rows),
            completed=_days(row[6] for row in rows),
            done_to_date=year.done,
            plan_to_date=year.plan_to_date(),
            compared_month=year.last_month.astype(DAY),
            missing_reports=missing,
            first_missing_month=first_missing.astype(DAY),
            last_figure=year.last_figure(),
            milestone_due=due,
            milestone_name=names,
            milestone_name_en=names_en,
            milestones_passed=passed,
        ),
    )


def _report_duties(zone: Zone, on: date) -> tuple[str, str]:
    """The due months of the year that a project owes a report for, as bits; and whether its stage
    has to be confirmed first."""
    months = (date(on.year, month + 1, 1) for month in range(last_due_month(zone, on)))
    bits = (
        f"CASE WHEN {owed(MonthInSql.of(month))} THEN {1 << (month.month - 1)} ELSE 0 END"
        for month in months
    )
    unsure = unconfirmed(MonthInSql.of(on.replace(day=1)))
    return " + ".join(("0", *bits)), f"CASE WHEN {unsure} THEN 1 ELSE 0 END"


class _YearOnRecord:
    """Reports and monthly plans of the day's year, laid into columns of the zone's projects."""

    def __init__(
        self, zone: Zone, on: date, place: dict[int, int], only: Sequence[int] | None
    ) -> None:
        self._zone, self._on, self._place, self._only = zone, on, place, only
        count = len(place)
        self.done = np.full(count, np.nan)
        self.last_month = np.full(count, np.datetime64("NaT"), dtype="datetime64[M]")
        self._targets = np.zeros((count, 12))
        self._has_targets = np.zeros(count, dtype=np.bool_)
        self._reported = np.zeros(count, dtype=np.int64)  # bit n is set: month n + 1 was reported
        self._read_reports()
        self._read_plans()

    def _read_reports(self) -> None:
        months = [date(self._on.year, month, 1) for month in range(1, self._on.month + 1)]
        bits = " ".join(
            f"WHEN month = %(m{month.month})s THEN {1 << (month.month - 1)}" for month in months
        )
        rows = _rows(
            f"SELECT project_id, SUM(CASE {bits} ELSE 0 END), SUM(record_amount), "
            "MAX(CASE WHEN record_amount IS NOT NULL THEN month END) FROM portfolio_monthlyreport "
            "WHERE zone_id = %(zone)s AND month >= %(first)s AND month <= %(last)s"
            f"{_among('project_id', self._only)} GROUP BY project_id",
            zone=self._zone.pk,
            first=months[0],
            last=months[-1],
            **{f"m{month.month}": month for month in months},
        )
        for project, reported, done, last in rows:
            at = self._place[project]
            self._reported[at] = reported
            if last is not None:
                self.done[at] = float(done)
                self.last_month[at] = np.datetime64(str(last)[:7], "M")

    def _read_plans(self) -> None:
        pivot = ", ".join(
            f"SUM(CASE WHEN t.month = {month} THEN t.planned_amount ELSE 0 END)"
            for month in range(1, 13)
        )
        rows = _rows(
            f"SELECT a.project_id, COUNT(t.id), {pivot} FROM portfolio_annualplan a "
            "LEFT JOIN portfolio_monthlytarget t ON t.plan_id = a.id "
            "WHERE a.zone_id = %(zone)s AND a.year = %(year)s"
            f"{_among('a.project_id', self._only)} GROUP BY a.project_id",
            zone=self._zone.pk,
            year=self._on.year,
        )
        for project, targets, *amounts in rows:
            at = self._place[project]
            self._has_targets[at] = targets > 0
            self._targets[at] = [float(amount) for amount in amounts]

    def plan_to_date(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The plan of the months up to each project's own last figure."""
        is_known = self._has_targets & ~np.isnat(self.last_month)
        january = np.datetime64(f"{self._on.year}-01", "M")
        months = np.where(is_known, (self.last_month - january).astype(np.int64), 0)
        sums = np.cumsum(self._targets, axis=1)[np.arange(len(months)), months]
        return np.where(is_known, sums, np.nan)

    def missing(self, owes: Any) -> tuple[Any, Any]:
        """How many reports of the year are due and missing, and the first of them.

        A zone in which nobody has reported for a year does not report by the month (a yearly
        portfolio, for example), so nothing is missing there.

        Args:
            owes: The due months that each project owes, as bits.
        """
        months = np.arange(last_due_month(self._zone, self._on))
        open_bits = owes & ~self._reported if self.reports_by_month else np.zeros_like(owes)
        absent = (open_bits[:, None] >> months[None, :]) & 1 == 1
        first = np.argmax(absent, axis=1) if len(months) else np.zeros_like(owes)
        january = np.datetime64(f"{self._on.year}-01", "M")
        return absent.sum(axis=1).astype(np.float64), january + first

    @cached_property
    def reports_by_month(self) -> bool:
        """Whether anybody in the zone has reported a month in the year up to the day."""
        return bool(
            _rows(
                "SELECT 1 FROM portfolio_monthlyreport WHERE zone_id = %(zone)s "
                "AND month >= %(since)s AND month <= %(today)s LIMIT 1",
                zone=self._zone.pk,
                since=date(self._on.year - 1, self._on.month, 1),
                today=self._on,
            )
        )

    def last_figure(self) -> Any:
        """The last day of the month of each project's last figure, of this year or before."""
        months = self.last_month.copy()
        january = date(self._on.year, 1, 1)
        # Only the projects without a figure this year are looked up further back.
        rows = _rows(
            "SELECT r.project_id, MAX(r.month) FROM portfolio_monthlyreport r "
            "WHERE r.zone_id = %(zone)s AND r.month < %(january)s AND r.record_amount IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM portfolio_monthlyreport n WHERE n.project_id = "
            "r.project_id AND n.month >= %(january)s AND n.record_amount IS NOT NULL)"
            f"{_among('r.project_id', self._only)} GROUP BY r.project_id",
            zone=self._zone.pk,
            january=january,
        )
        for project, last in rows:
            months[self._place[project]] = np.datetime64(str(last)[:7], "M")
        return (months + 1).astype(DAY) - 1


def _milestones(
    zone: Zone,
    on: date,
    place: dict[int, int],
    is_over: np.ndarray[Any, np.dtype[np.bool_]],
    only: Sequence[int] | None,
) -> tuple[Any, tuple[str, ...], tuple[str, ...], Any]:
    """Of each project the earliest milestone that is passed and not done, and how many are."""
    due = np.full(len(place), np.datetime64("NaT"), dtype=DAY)
    names, names_en = [""] * len(place), [""] * len(place)
    passed = np.zeros(len(place))
    rows = _rows(
        "SELECT m.project_id, m.name, m.name_en, m.due_on FROM portfolio_milestone m "
        "JOIN portfolio_project p ON p.id = m.project_id WHERE p.zone_id = %(zone)s "
        "AND m.done_on IS NULL AND m.due_on < %(today)s"
        f"{_among('m.project_id', only)} ORDER BY m.due_on DESC, m.id DESC",
        zone=zone.pk,
        today=on,
    )
    for project, name, name_en, day in rows:  # the earliest comes last and stays
        at = place[project]
        if not is_over[at]:
            due[at] = np.datetime64(str(day)[:10])
            names[at], names_en[at] = str(name), str(name_en)
            passed[at] += 1
    return due, tuple(names), tuple(names_en), passed


def _rows(sql: str, **given: object) -> Sequence[tuple[Any, ...]]:
    adapted: dict[str, Any] = {
        name: connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
        for name, value in given.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, adapted)
        return list(cursor.fetchall())


def _among(column: str, only: Sequence[int] | None) -> str:
    """Whole numbers of our own need no parameter, and their count has no limit."""
    if only is None:
        return ""
    return f" AND {column} IN ({', '.join(str(int(each)) for each in only) or 'NULL'})"


def _days(found: Any) -> Any:
    return np.array(["NaT" if day is None else str(day)[:10] for day in found], dtype=DAY)


def _flags(found: Any) -> Any:
    return np.array(list(found), dtype=np.bool_)
