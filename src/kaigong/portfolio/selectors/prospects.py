"""What the projects of a year promised and did, month by month: what a forecast begins with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import AnnualPlan, MonthlyReport, MonthlyTarget, Project
from kaigong.portfolio.numbers import STARTED, year_filters
from kaigong.portfolio.selectors.projects import held_on
from kaigong.portfolio.sheet import Sheet, View

COMPLETED = ("completed", "production")


@dataclass(frozen=True)
class Prospect:
    """One project of the year. Amounts are in the zone's currency unit.

    Attributes:
        months: Planned amounts by month, 1 to 12.
        done: Of record by month, those that were reported.
        invested: All that was invested in it up to the month in view, of all years.
    """

    project: Project
    plan: AnnualPlan
    months: Mapping[int, Decimal]
    done: Mapping[int, Decimal]
    invested: Decimal

    @property
    def has_begun(self) -> bool:
        return self.project.stage in STARTED

    @property
    def is_completed(self) -> bool:
        return self.project.stage in COMPLETED


def prospects_of(
    standing: Standing, month: date, *, as_of: datetime | None = None
) -> list[Prospect]:
    """The projects that a year is measured by, as the headline counts them, by code.

    Args:
        month: The first day of the month in view; later reports do not count.
        as_of: What was on record at a past moment.
    """
    filters = year_filters(standing.zone, month.year, as_of=as_of)
    found = Sheet(standing, View(month, filters, as_of=as_of)).every_row(["code"])
    ids = [int(str(row[0])) for row in found.rows]
    if as_of is not None:
        return _prospects_then(standing, ids, month, as_of)
    plans = (
        AnnualPlan.objects.filter(zone=standing.zone, year=month.year, project__in=ids)
        .select_related("project__sector")
        .prefetch_related("months")
        .order_by("project__code")
    )
    reports = MonthlyReport.objects.filter(project__in=ids, month__lte=month)
    done: dict[int, dict[int, Decimal]] = defaultdict(dict)
    this_year = reports.filter(month__year=month.year)
    for project_id, day, amount in this_year.values_list("project", "month", "record_amount"):
        if amount is not None:
            done[project_id][day.month] = amount
    all_time: dict[int, Decimal] = {}
    for project_id, total in (
        reports.order_by().values_list("project").annotate(total=Sum("record_amount"))
    ):
        all_time[project_id] = total or Decimal(0)
    return [
        Prospect(
            project=plan.project,
            plan=plan,
            months={each.month: each.planned_amount for each in plan.months.all()},
            done=done[plan.project_id],
            invested=plan.project.earlier_amount + all_time.get(plan.project_id, Decimal(0)),
        )
        for plan in plans
    ]


def _prospects_then(
    standing: Standing, ids: Sequence[int], month: date, moment: datetime
) -> list[Prospect]:
    projects = {each.pk: each for each in held_on(Project, moment, id__in=ids)}
    held = held_on(AnnualPlan, moment, zone=standing.zone.pk, year=month.year)
    plans = {each.pk: each for each in held if each.project_id in projects}
    months: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for target in held_on(MonthlyTarget, moment, plan__in=list(plans)):
        months[target.plan_id][target.month] = target.planned_amount
    done: dict[int, dict[int, Decimal]] = defaultdict(dict)
    all_time: dict[int, Decimal] = defaultdict(Decimal)
    for report in held_on(MonthlyReport, moment, project__in=ids, month__lte=month):
        all_time[report.project_id] += report.record_amount or Decimal(0)
        if report.month.year == month.year and report.record_amount is not None:
            done[report.project_id][report.month.month] = report.record_amount
    found = []
    for plan in plans.values():
        plan.project = project = projects[plan.project_id]
        project.zone = standing.zone
        invested = project.earlier_amount + all_time[project.pk]
        found.append(Prospect(project, plan, months[plan.pk], done[project.pk], invested))
    return sorted(found, key=lambda each: each.project.code)


def starts_of_record(standing: Standing) -> list[tuple[date, date | None]]:
    """The planned and the actual start of every project that had a planned one."""
    found = Project.objects.filter(zone=standing.zone, planned_start_on__isnull=False)
    rows = found.order_by("code").values_list("planned_start_on", "started_on", "stage")
    return [
        (planned, started)
        for planned, started, stage in rows
        if planned is not None and (started is not None or stage not in STARTED)
    ]


def completions_of_record(standing: Standing) -> list[tuple[date, date | None]]:
    """The planned and the actual completion of every project that had a planned one."""
    found = Project.objects.filter(zone=standing.zone, planned_completion_on__isnull=False)
    rows = found.order_by("code").values_list("planned_completion_on", "completed_on", "stage")
    return [
        (planned, completed)
        for planned, completed, stage in rows
        if planned is not None and (completed is not None or stage not in COMPLETED)
    ]
