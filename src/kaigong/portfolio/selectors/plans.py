"""Reading the annual plan: as it stands, as a version locked it, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from django.db.models import Prefetch, QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.engines.counting import plan_to_date, time_share
from kaigong.portfolio.models import AnnualPlan, LockedPlan, MonthlyTarget, PlanLock, Project
from kaigong.portfolio.selectors.projects import held_on, projects_for
from kaigong.wording import say

CENT = Decimal("0.01")
PLAN_FIELDS = {
    "planned_amount": say("计划投资", "Planned investment"),
    "is_start_planned": say("今年开工", "Start this year"),
    "is_completion_planned": say("今年竣工", "Completion this year"),
    "batch": say("批次", "Batch"),
    "planned_start_on": say("计划开工", "Planned start"),
    "planned_completion_on": say("计划竣工", "Planned completion"),
    "months": say("月度计划", "Monthly plan"),
}
PlanValue = Decimal | bool | str | date | None | dict[str, str]


def plan_locks(zone: Zone, year: int) -> QuerySet[PlanLock]:
    """The locked versions of a year's plan, first to last."""
    return (
        PlanLock.objects.filter(zone=zone, year=year)
        .select_related("approver", "locked_by")
        .order_by("number")
    )


def locked_plan_for(zone: Zone, year: int, *, number: int | None = None) -> PlanLock | None:
    """A locked version of a year's plan with its rows; the newest, unless one is named."""
    rows = LockedPlan.objects.select_related("project")
    locks = plan_locks(zone, year).prefetch_related(Prefetch("rows", queryset=rows))
    return (locks.filter(number=number) if number is not None else locks.reverse()).first()


def plans_for(standing: Standing, year: int) -> QuerySet[AnnualPlan]:
    """The plans of a year that a person may see, by the project's code."""
    return (
        AnnualPlan.objects.filter(
            zone=standing.zone, year=year, project__in=projects_for(standing).values("pk")
        )
        .select_related("project__sector", "project__service_officer")
        .prefetch_related("months")
        .order_by("is_outside_plan", "project__code")
    )


@dataclass(frozen=True)
class PlanRow:
    """One project's plan with its monthly targets."""

    plan: AnnualPlan
    months: dict[int, Decimal]


def plan_rows(standing: Standing, year: int, *, moment: datetime | None = None) -> list[PlanRow]:
    """The plans of a year that a person may see, now or as they stood at a moment."""
    if moment is None:
        return [
            PlanRow(plan, {each.month: each.planned_amount for each in plan.months.all()})
            for plan in plans_for(standing, year)
        ]
    visible = {project.pk: project for project in projects_for(standing)}
    found = held_on(AnnualPlan, moment, zone=standing.zone, year=year)
    plans = [plan for plan in found if plan.project_id in visible]
    months: dict[int, dict[int, Decimal]] = {plan.pk: {} for plan in plans}
    for target in held_on(MonthlyTarget, moment, plan__in=list(months)):
        months[target.plan_id][target.month] = target.planned_amount
    for plan in plans:
        plan.project = visible[plan.project_id]
    plans.sort(key=lambda plan: (plan.is_outside_plan, plan.project.code))
    return [PlanRow(plan, months[plan.pk]) for plan in plans]


@dataclass(frozen=True)
class PlanDifference:
    """What became of one project's plan from one version to another."""

    project: Project
    kind: str  # added, dropped or changed
    cells: dict[str, tuple[PlanValue, PlanValue]] = field(default_factory=dict)


Rows = Mapping[int, tuple[Project, dict[str, PlanValue]]]


def plan_differences(
    standing: Standing,
    year: int,
    *,
    before: int,
    after: int | None,
    moment: datetime | None = None,
) -> list[PlanDifference]:
    """What differs between two versions of a plan; `after` is none for the plan as it stands.

    Projects out of the person's sight are left out.
    """
    seen = set(projects_for(standing).values_list("pk", flat=True))
    old = _version_rows(standing.zone, year, before)
    if after:
        new = _version_rows(standing.zone, year, after)
    else:
        new = _standing_rows(plan_rows(standing, year, moment=moment))
    found = []
    for key in sorted(seen & (old.keys() | new.keys())):
        if key not in old:
            found.append(PlanDifference(new[key][0], "added", _cells({}, new[key][1])))
        elif key not in new:
            found.append(PlanDifference(old[key][0], "dropped", _cells(old[key][1], {})))
        elif cells := _cells(old[key][1], new[key][1]):
            found.append(PlanDifference(new[key][0], "changed", cells))
    return sorted(found, key=lambda each: each.project.code)


def _cells(
    before: Mapping[str, PlanValue], after: Mapping[str, PlanValue]
) -> dict[str, tuple[PlanValue, PlanValue]]:
    return {
        key: (before.get(key), after.get(key))
        for key in PLAN_FIELDS
        if (before.get(key) or None) != (after.get(key) or None)
    }


def _version_rows(zone: Zone, year: int, number: int) -> Rows:
    rows = LockedPlan.objects.filter(lock__zone=zone, lock__year=year, lock__number=number)
    return {
        row.project_id: (
            row.project,
            {key: getattr(row, key) for key in PLAN_FIELDS if key != "months"}
            | {"months": dict(row.month_amounts)},
        )
        for row in rows.select_related("project")
    }


def _standing_rows(rows: Iterable[PlanRow]) -> Rows:
    found: dict[int, tuple[Project, dict[str, PlanValue]]] = {}
    for row in rows:
        plan, project = row.plan, row.plan.project
        if plan.is_outside_plan:
            continue
        values: dict[str, PlanValue] = {
            "planned_amount": plan.planned_amount,
            "is_start_planned": plan.is_start_planned,
            "is_completion_planned": plan.is_completion_planned,
            "batch": plan.batch,
            "planned_start_on": project.planned_start_on,
            "planned_completion_on": project.planned_completion_on,
            "months": {str(month): f"{row.months[month]:.2f}" for month in sorted(row.months)},
        }
        found[plan.project_id] = (project, values)
    return found


@dataclass(frozen=True)
class PlanAtDay:
    """How far a year has come on a day, in time and in plan."""

    time_share: float  # 序时进度
    planned: Decimal
    due: Decimal  # what the plan says should be done by now

    @property
    def plan_share(self) -> float | None:
        return float(self.due / self.planned) if self.planned else None


def plan_at_day(plans: Iterable[PlanRow], *, year: int, on: date) -> PlanAtDay:
    """The time share of a year and the plan to date, by monthly targets, else by days."""
    rows = [row for row in plans if row.plan.planned_amount is not None]
    months = np.zeros((len(rows), 12), dtype=np.int64)
    has_months = np.array([bool(row.months) for row in rows], dtype=np.bool_)
    for place, row in enumerate(rows):
        for month, amount in row.months.items():
            months[place, month - 1] = _cents(amount)
    planned = np.array([_cents(row.plan.planned_amount or Decimal(0)) for row in rows], np.int64)
    due = plan_to_date(planned, months, has_months, on=on, year=year)
    return PlanAtDay(
        time_share=time_share(on, year=year),
        planned=Decimal(int(planned.sum())) * CENT,
        due=Decimal(int(due.sum())) * CENT,
    )


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
