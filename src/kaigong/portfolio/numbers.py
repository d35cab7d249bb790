"""What the ledger of a year sums up to in one look, read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.selectors.origins import lowest_level
from kaigong.portfolio.sheet import CrossedSheet, Cube, Filters, View

STARTED = ["started", "construction", "completed", "production"]
AMOUNTS = ("counted_amount", "planned_amount", "year_amount", "target_amount")
BATCHED: Filters = {"batch": {"empty": False}}
PLANNED: Filters = {"is_outside_plan": {"in": ["false"]}}
OWED: Filters = {"report_duty": {"in": ["owed"]}}
REPORTED: Filters = {"month_state": {"empty": False}}


def year_filters(zone: Zone, year: int, *, as_of: datetime | None = None) -> Filters:
    """The projects of the year: in the annual plan, from the lowest level up, each counted once."""
    level = lowest_level(zone, year, as_of=as_of)
    if level is None:
        return PLANNED
    return {
        **PLANNED,
        "total_amount": {"from": str(level.from_amount)},
        "counted_amount": {"empty": False},
    }


@dataclass(frozen=True)
class Batch:
    """A batch of starts, for example 春季开复工: planned, started, amounts."""

    name: str
    planned: int
    started: int
    total: Decimal
    plan: Decimal


@dataclass(frozen=True)
class Numbers:
    """All projects in sight, crossed; from it the year's projects by kind, and the batches.

    `cube` knows the marks `year` (the projects of the year), `begun` and `batched`, and those that
    a caller added.
    """

    cube: Cube = field(default_factory=Cube)

    @cached_property
    def year(self) -> Cube:
        return self.cube.marked("year")

    @cached_property
    def kinds(self) -> Mapping[str, Cube]:
        return {str(kind): part for kind, part in self.year.per("kind").items()}

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        return tuple(
            Batch(
                name=str(name),
                planned=part.count,
                started=part.marked("begun").count,
                total=part.sum("total_amount"),
                plan=part.sum("planned_amount"),
            )
            for name, part in self.cube.per("batch").items()
            if name
        )

    @property
    def count(self) -> int:
        return self.year.count

    def sum(self, column: str) -> Decimal:
        return self.year.sum(column)

    @property
    def new(self) -> Cube | None:
        return self.kinds.get("new")

    @property
    def batch(self) -> Batch | None:
        """The largest batch, which is the one that the year is measured by."""
        return max(
            self.batches, key=lambda batch: (batch.planned, batch.plan, batch.name), default=None
        )


def numbers_of(
    standing: Standing,
    month: date,
    *,
    as_of: datetime | None,
    by: Sequence[str] = (),
    marks: Mapping[str, Filters] | None = None,
) -> Numbers:
    """The numbers of a month's year, on record now or at a past moment.

    Args:
        by: Columns to cross by, beside kind and batch.
        marks: More marks, name → filters.
    """
    known: dict[str, Filters] = {
        "year": year_filters(standing.zone, month.year, as_of=as_of),
        "begun": {"stage": {"in": STARTED}},
        "batched": BATCHED,
    }
    sheet = CrossedSheet(standing, View(month, as_of=as_of))
    return Numbers(
        sheet.cube(
            ("kind", "batch", *by),
            marks=known | dict(marks or {}),
            summed=(*AMOUNTS, "total_amount"),
        )
    )
