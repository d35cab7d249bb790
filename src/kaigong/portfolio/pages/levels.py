"""What the page of levels shows: a ladder of thresholds, and how many projects stand on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from kaigong.accounts.selectors import Standing
from kaigong.engines.counting import levels_of
from kaigong.portfolio.pages.doors import Filters, rows_url
from kaigong.portfolio.selectors.origins import latest_plan_year
from kaigong.portfolio.services.levels import Level
from kaigong.portfolio.sheet import Sheet, View
from kaigong.wording import said

CENT = Decimal("0.01")
IN_PLAN: Filters = {"is_outside_plan": {"in": ["false"]}, "counted_amount": {"empty": False}}


@dataclass(frozen=True)
class Step:
    """One step of a ladder with the projects of a year that stand on it; the lowest has no level.

    `from_amount` is none below the lowest threshold, and where a project has no total investment.
    """

    name: str
    from_amount: Decimal | None
    count: int
    amount: Decimal
    url: str


class YearsProjects:
    """The projects of a year's plan, a joint one once, by their total investment: read once."""

    def __init__(self, standing: Standing, year: int, *, as_of: date | None = None) -> None:
        zone = standing.zone
        self.zone = zone
        self._as_of = as_of
        moment = zone.end_of(as_of) if as_of else None
        self.year = latest_plan_year(zone, until=year) or year
        today = as_of or zone.today()
        number = today.month if self.year == today.year else 12 if self.year < today.year else 1
        self._month = date(self.year, number, 1)
        found = Sheet(standing, View(self._month, filters=IN_PLAN, as_of=moment)).every_row(
            ["total_amount"]
        )
        column = found.keys.index("total_amount")
        self._cents = np.array(
            [int(Decimal(str(row[column])) * 100) for row in found.rows], dtype=np.int64
        )
        nothing = {"is_outside_plan": IN_PLAN["is_outside_plan"], "total_amount": {"empty": True}}
        self._unknown = Step(
            said("没有总投资，不分级", "no total investment, no level"),
            None,
            Sheet(standing, View(self._month, filters=nothing, as_of=moment)).count(),
            Decimal(0),
            rows_url(zone, nothing, month=self._month, as_of=as_of),
        )

    @property
    def count(self) -> int:
        return len(self._cents) + self._unknown.count

    def on(self, ladder: Sequence[Level]) -> list[Step]:
        """The steps of a ladder, highest first, then what stands below it. They add up to all."""
        edges = [int(amount * 100) for amount, _ in ladder]
        places = levels_of(self._cents, edges)
        steps = []
        for place in range(len(ladder) - 1, -2, -1):
            here = self._cents[places == place]
            low = ladder[place][0] if place >= 0 else None
            high = ladder[place + 1][0] - CENT if place + 1 < len(ladder) else None
            names = ladder[place][1] if place >= 0 else ("低于最低一档", "below the lowest level")
            steps.append(
                Step(
                    said(names[0], names[1] or names[0]),
                    low,
                    len(here),
                    Decimal(int(here.sum())) / 100,
                    self._url(low, high),
                )
            )
        return [*steps, self._unknown] if self._unknown.count else steps

    def _url(self, low: Decimal | None, high: Decimal | None) -> str:
        between: dict[str, object] = {"from": str(low) if low is not None else ""}
        between["to"] = str(high) if high is not None else ""
        filters = {**IN_PLAN, "total_amount": between}
        return rows_url(self.zone, filters, month=self._month, as_of=self._as_of)
