"""The year of a view by month: what was planned, what was done, and how the projects stand to it.

Built on the one query of the ledger, so a past moment and a person's limits hold here as well.
"""

# ruff: noqa: S608 - put together of the ledger's own words; what a person gives is a parameter

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from kaigong.portfolio.models import MonthlyReport, MonthlyTarget
from kaigong.portfolio.sheet.statements import Statement

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class YearByMonth:
    """Sums of the projects in a view, January to December, in the zone's currency unit.

    `reported` counts the projects with a report of the month; `done` is what they have on record.
    """

    planned: tuple[Decimal, ...]
    done: tuple[Decimal, ...]
    reported: tuple[int, ...]


@dataclass(frozen=True)
class Paces:
    """One value per project of a view: done this year, planned to the month, planned after it."""

    done: Floats
    plan_to_date: Floats
    plan_left: Floats


class Trend(Statement):
    """A view of the ledger, read by month instead of by row."""

    def by_month(self) -> YearByMonth:
        """Plan and record of every month of the view's year, in one query each."""
        where, needs = self._where()
        rows = f"SELECT p.id {self._projects(needs)} WHERE {where}"
        months = "zone_id = %(zone)s AND month >= %(january)s AND month <= %(month)s"
        found = self._kept(
            "SELECT reports.month, SUM(reports.record_amount), COUNT(*) FROM "
            f"({self._sources.rows(MonthlyReport, months)}) reports "
            f"WHERE reports.project_id IN ({rows}) GROUP BY reports.month",
            needs,
        )
        done, reported = [Decimal(0)] * 12, [0] * 12
        for month, amount, count in found:
            place = int(str(month)[5:7]) - 1
            done[place] = Decimal(str(amount or 0))
            reported[place] = int(count)
        planned = [Decimal(0)] * 12
        targets = self._sources.rows(MonthlyTarget, "plan_id IN (SELECT id FROM plan)")
        found = self._kept(
            "SELECT targets.month, SUM(targets.planned_amount) FROM plan a "
            f"JOIN ({targets}) targets ON targets.plan_id = a.id "
            f"WHERE a.project_id IN ({rows}) GROUP BY targets.month",
            needs | {"plan"},
        )
        for month, amount in found:
            planned[int(month) - 1] = Decimal(str(amount or 0))
        return YearByMonth(tuple(planned), tuple(done), tuple(reported))

    def paces(self) -> Paces:
        """How each project stands to its own plan, for the estimate of the year's end."""
        where, needs = self._where()
        needs |= {"plan", "year", "target"}
        found = self._kept(
            "SELECT COALESCE(y.amount, 0), COALESCE(t.amount, 0), "
            # Nothing planned up to this month: all that is not done is left, as for a later start.
            "COALESCE(a.planned_amount, 0) - COALESCE(t.amount, y.amount, 0) "
            f"{self._projects(needs)} WHERE {where} ORDER BY p.id",
            needs,
        )
        table = np.array([[float(value) for value in row] for row in found]).reshape(-1, 3)
        return Paces(table[:, 0], table[:, 1], np.maximum(table[:, 2], 0))
