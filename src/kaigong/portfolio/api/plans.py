"""The annual plan over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope
from kaigong.portfolio.api.asked import (
    Amount,
    AsOf,
    Code,
    Cursor,
    Limit,
    Slug,
    Year,
    seen_project,
)
from kaigong.portfolio.models import AnnualPlan, MonthlyTarget, Project
from kaigong.portfolio.selectors.projects import projects_for, rows_at
from kaigong.portfolio.services.plans import set_plan
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.paging import Page, place_asked
from kaigong.web.api.troubles import READ_TROUBLES, WRITE_TROUBLES

router = Router()
MonthNumber = Annotated[str, Field(pattern=r"^([1-9]|1[0-2])$")]


class PlanOut(Schema):
    """What a project shall do in a year; amounts in whole currency units."""

    project: str
    year: int
    planned_amount: str | None
    expected_amount: str | None
    is_start_planned: bool
    is_completion_planned: bool
    is_outside_plan: bool
    batch: str
    months: dict[str, str]


class PlanIn(Schema):
    planned_amount: Amount | None
    expected_amount: Amount | None = None
    is_start_planned: bool = False
    is_completion_planned: bool = False
    batch: str = Field("", max_length=100)
    months: dict[MonthNumber, Amount] | None = None


def amount_text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _plan(plan: AnnualPlan, code: str, months: dict[int, Decimal]) -> PlanOut:
    return PlanOut(
        project=code,
        year=plan.year,
        planned_amount=amount_text(plan.planned_amount),
        expected_amount=amount_text(plan.expected_amount),
        is_start_planned=plan.is_start_planned,
        is_completion_planned=plan.is_completion_planned,
        is_outside_plan=plan.is_outside_plan,
        batch=plan.batch,
        months={str(month): f"{amount:.2f}" for month, amount in sorted(months.items())},
    )


@router.get("/plans", response={200: Page[PlanOut], **READ_TROUBLES}, operation_id="plans")
@needs("portfolio.see_ledger")
def plans(
    request: HttpRequest,
    zone: Slug,
    year: Annotated[Year | None, Query(None)],
    as_of: AsOf,
    limit: Limit,
    cursor: Cursor,
) -> Page[PlanOut]:
    """The plans of a year / 年度计划"""
    standing = enter(request, zone, plans)
    place = place_asked(standing.zone, cursor=cursor, limit=limit, as_of=as_of)
    wanted = year or (as_of or standing.zone.today()).year
    codes = dict(projects_for(standing).values_list("pk", "code"))
    rows = rows_at(AnnualPlan, place.moment).filter(
        zone_id=standing.zone.pk, year=wanted, project_id__in=projects_for(standing).values("pk")
    )
    ordered = sorted(rows, key=lambda plan: (codes[plan.project_id], plan.pk))
    page = ordered[place.offset : place.offset + place.limit]
    months: dict[int, dict[int, Decimal]] = {}
    targets = rows_at(MonthlyTarget, place.moment).filter(plan_id__in=[each.pk for each in page])
    for target in targets:
        months.setdefault(target.plan_id, {})[target.month] = target.planned_amount
    items = [_plan(each, codes[each.project_id], months.get(each.pk, {})) for each in page]
    return Page(items=items, total=len(ordered), next=place.next(len(ordered)))


@router.put(
    "/plans/{year}/{path:code}", response={200: PlanOut, **WRITE_TROUBLES},
    operation_id="set_plan",
)  # fmt: skip
@needs("portfolio.plan_year", Scope.WRITE)
def put(
    request: HttpRequest,
    zone: Slug,
    year: Annotated[int, Path(ge=1950, le=2150)],
    code: Code,
    body: PlanIn,
) -> PlanOut:
    """Say what a project shall do in a year / 编年度计划"""
    standing = enter(request, zone, put)
    project: Project = seen_project(standing, code)
    months = body.months
    plan = set_plan(
        project,
        year=year,
        planned_amount=body.planned_amount,
        expected_amount=body.expected_amount,
        month_amounts=None if months is None else {int(key): each for key, each in months.items()},
        is_start_planned=body.is_start_planned,
        is_completion_planned=body.is_completion_planned,
        batch=body.batch,
        by=standing.user,
    )
    plan.refresh_from_db()
    return _plan(plan, code, {each.month: each.planned_amount for each in plan.months.all()})
