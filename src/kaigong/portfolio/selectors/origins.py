"""Where the figures of a zone come from: thresholds, years, and the last acts that changed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from kaigong.accounts.models import Zone
from kaigong.portfolio.models import (
    AnnualPlan,
    ChangeSet,
    LevelThreshold,
    MonthlyReport,
    Project,
)
from kaigong.portfolio.selectors.sectors import thresholds_of


@dataclass(frozen=True)
class Origin:
    """An act that changed rows: when, by whom, of what kind, from which file."""

    at: datetime
    by: str
    kind: str
    note: str
    cell_count: int


def lowest_level(zone: Zone, year: int, *, as_of: datetime | None = None) -> LevelThreshold | None:
    """The threshold from which a project counts in a year; none where the zone has set none.

    On record now, or at a past moment.
    """
    return next(iter(thresholds_of(zone, year, moment=as_of)), None)


def latest_plan_year(zone: Zone, *, until: int) -> int | None:
    """The latest year up to one for which there are annual plans."""
    found = AnnualPlan.objects.filter(zone=zone, year__lte=until)
    year: int | None = found.aggregate(latest=Max("year"))["latest"]
    return year


def planned_years(zone: Zone) -> list[int]:
    """The years for which there are annual plans, in their order.

    From each year to the next by the index: a plain DISTINCT reads every plan there is.
    """
    table = AnnualPlan._meta.db_table
    later = f"SELECT MIN(year) FROM {table} WHERE zone_id = %s"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE years(year) AS ({later} UNION ALL "  # noqa: S608
            f"SELECT ({later} AND year > years.year) FROM years WHERE years.year IS NOT NULL) "
            "SELECT year FROM years WHERE year IS NOT NULL",
            [zone.pk, zone.pk],
        )
        return [int(year) for (year,) in cursor.fetchall()]


def last_recorded_at(zone: Zone, *, as_of: datetime | None = None) -> datetime | None:
    """When a project, a plan or a report of the zone was last put on record."""
    moments = []
    for model in (Project, AnnualPlan, MonthlyReport):
        history: Any = model.history
        rows = history.filter(zone=zone)
        if as_of is not None:
            rows = rows.filter(history_date__lte=as_of)
        newest = rows.order_by("-history_date").values_list("history_date", flat=True).first()
        if newest:
            moments.append(newest)
    return max(moments, default=None)


def origins_of(zone: Zone, *, as_of: datetime | None = None, limit: int = 8) -> list[Origin]:
    """The last change sets of a zone: imports with their file, pastes, edits, undos."""
    found = ChangeSet.objects.filter(zone=zone)
    if as_of is not None:
        found = found.filter(at__lte=as_of)
    return [
        Origin(
            at=each.at,
            by=str(each.by or ""),
            kind=each.get_source_display(),
            note=each.note,
            cell_count=each.cell_count,
        )
        for each in found.select_related("by")[:limit]
    ]
