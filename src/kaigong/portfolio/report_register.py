"""Who owes a monthly report 在库: one rule, as SQL, for round, lamps, ledger and API.

A project stands on the register (在库) of a month, and owes its report, when it is neither in the
reserve pool nor a joint part (its main project reports for it), is not over, and

- stands in the plan of the month's year, begun or not; or
- is being built, and began in that year by the end of the month, or has reported that month or one
  before.

Over is what is suspended, cancelled, completed or in production; a project that was completed in
the month itself or later still owes that month. What is on record as being built since an earlier
year, stands in no plan of the year and never reported is not on the register: whether it is still
being built has to be confirmed first (待核实).

The text names the aliases `p` (project) and `a` (its plan of the month's year). Nothing in it comes
from a person: dates and numbers are our own.
"""

# ruff: noqa: S608, S611 - the SQL is put together of our own words, dates and numbers

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models
from django.db.models.expressions import RawSQL

from kaigong.portfolio.models import AnnualPlan, MonthlyReport, Project, ProjectKind, Stage
from kaigong.portfolio.on_record import rows_of
from kaigong.wording import say

BUILDING = (Stage.STARTED, Stage.CONSTRUCTION)
DONE = (Stage.COMPLETED, Stage.PRODUCTION)
FINISHED = (*DONE, Stage.SUSPENDED, Stage.CANCELLED)


class ReportDuty(models.TextChoices):
    """What the register says of a project in a month."""

    OWED = "owed", say("应报", "Owed")
    UNCONFIRMED = "unconfirmed", say("待核实", "To confirm")


@dataclass(frozen=True)
class MonthInSql:
    """A month as a statement names it: its first day, the first of the next, its year's first."""

    first: str
    after: str
    january: str
    reported: str  # a condition: the project reported this month or one before

    @classmethod
    def of(cls, month: date, *, is_past: bool = False) -> MonthInSql:
        """A month in dates of our own; the reports of now, or those at `%(moment)s`."""
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        first = f"'{month:%Y-%m}-01'"
        return cls(
            first=first,
            after=f"'{after:%Y-%m-%d}'",
            january=f"'{month:%Y}-01-01'",
            reported=has_reported(first, is_past=is_past),
        )


def has_reported(first: str, *, is_past: bool) -> str:
    """The condition that a project `p` reported a month or one before it."""
    rows = rows_of(MonthlyReport, f"project_id = p.id AND month <= {first}", is_past=is_past)
    return f"EXISTS ({rows})"


def _among(stages: tuple[Stage, ...]) -> str:
    return ", ".join(f"'{stage.value}'" for stage in stages)


_REPORTS_ITSELF = f"p.kind <> '{ProjectKind.RESERVE.value}' AND p.counts_in_id IS NULL"


def owed(month: MonthInSql) -> str:
    """The condition that a project owes the report of a month."""
    # With no unknown in it: `NULL AND EXISTS (…)` would ask the reports of each to no purpose.
    completed = f"(p.completed_on IS NOT NULL AND p.completed_on >= {month.first})"
    done_later = f"(p.stage IN ({_among(DONE)}) AND {completed})"
    return (
        f"({_REPORTS_ITSELF} AND ("
        f"(a.id IS NOT NULL AND (p.stage NOT IN ({_among(FINISHED)}) OR {done_later})) OR "
        f"((p.stage IN ({_among(BUILDING)}) OR {done_later}) AND "
        f"((p.started_on >= {month.january} AND p.started_on < {month.after}) OR "
        f"{month.reported}))))"
    )


def unconfirmed(month: MonthInSql) -> str:
    """The condition that somebody has to find out first whether a project is still being built."""
    return (
        f"({_REPORTS_ITSELF} AND p.stage IN ({_among(BUILDING)}) AND a.id IS NULL "
        f"AND (p.started_on IS NULL OR p.started_on < {month.january}) AND NOT {month.reported})"
    )


def duty_sql(month: MonthInSql) -> str:
    """What the register says of a project: `ReportDuty`, or an empty text."""
    return (
        f"CASE WHEN {owed(month)} THEN '{ReportDuty.OWED.value}' "
        f"WHEN {unconfirmed(month)} THEN '{ReportDuty.UNCONFIRMED.value}' ELSE '' END"
    )


def ids_with(
    duty: ReportDuty, *, zone_id: int, month: date, moment: datetime | None = None
) -> RawSQL:
    """The ids of a zone's projects with a duty in a month, on record now or at a past moment."""
    is_past = moment is not None
    said = {ReportDuty.OWED: owed, ReportDuty.UNCONFIRMED: unconfirmed}[duty]
    projects = rows_of(Project, f"zone_id = {int(zone_id)}", is_past=is_past)
    plans = rows_of(
        AnnualPlan, f"zone_id = {int(zone_id)} AND year = {month.year}", is_past=is_past
    )
    sql = (
        f"SELECT p.id FROM ({projects}) p LEFT JOIN ({plans}) a ON a.project_id = p.id "
        f"WHERE {said(MonthInSql.of(month, is_past=is_past))}"
    )
    return at_moment(sql, moment)


def reported_ids(*, zone_id: int, month: date, moment: datetime | None = None) -> RawSQL:
    """The ids of the projects that have reported a month, on record now or at a past moment."""
    rows = rows_of(
        MonthlyReport,
        f"zone_id = {int(zone_id)} AND month = '{month:%Y-%m}-01'",
        is_past=moment is not None,
    )
    return at_moment(f"SELECT e.project_id FROM ({rows}) e", moment)


def at_moment(sql: str, moment: datetime | None) -> RawSQL:
    """A statement of our own as a part of a query set, with its moment filled in."""
    places = sql.count("%(moment)s")
    given = None if moment is None else connection.ops.adapt_datetimefield_value(moment)
    return RawSQL(sql.replace("%(moment)s", "%s"), [given] * places)
