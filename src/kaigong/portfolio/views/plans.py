"""The plan of a year: its table, its locked versions, and what differs between them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import Role, User
from kaigong.accounts.rights import RIGHTS
from kaigong.accounts.selectors import people_in
from kaigong.engines.counting import time_share
from kaigong.portfolio.forms import LockForm, PlanForm
from kaigong.portfolio.pages.report_form import in_unit
from kaigong.portfolio.selectors.plans import (
    PLAN_FIELDS,
    PlanRow,
    plan_at_day,
    plan_differences,
    plan_locks,
    plan_rows,
)
from kaigong.portfolio.selectors.projects import project_for
from kaigong.portfolio.services.plans import lock_plan, set_plan
from kaigong.portfolio.views.answers import led_to, refused
from kaigong.web.amounts import ledger_unit
from kaigong.web.asof import day_asked, moment_asked
from kaigong.wording import said


@require_GET
@in_zone("portfolio.see_ledger")
def this_year(request: InZone) -> HttpResponse:
    """The plan of the running year."""
    return redirect("portfolio:plan", request.zone.slug, request.zone.today().year)


def _version(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


@require_GET
@in_zone("portfolio.see_ledger")
def plan(request: InZone, year: int) -> HttpResponse:
    """A year's plan as it stands, its versions, and the differences asked for."""
    zone, may = request.zone, request.standing.may
    moment = moment_asked(request, zone)
    rows = plan_rows(request.standing, year, moment=moment)
    inside = [row for row in rows if not row.plan.is_outside_plan]
    outside = [row for row in rows if row.plan.is_outside_plan]
    locks = [lock for lock in plan_locks(zone, year) if moment is None or lock.locked_at <= moment]
    before = _version(request.GET.get("before")) or (locks[-1].number if locks else None)
    after = _version(request.GET.get("after"))
    day = min(day_asked(request) or zone.today(), zone.today(), date(year, 12, 31))
    context: dict[str, object] = {
        "year": year,
        "as_of": day_asked(request),
        "rows": [(row.plan, row.months) for row in rows],
        "inside": _totals(inside),
        "outside": _totals(outside),
        "at_day": plan_at_day(inside, year=year, on=day),
        "time_share": time_share(day, year=year),
        "day": day,
        "locks": locks,
        "before": before,
        "after": after,
        "differences": (
            plan_differences(request.standing, year, before=before, after=after, moment=moment)
            if before
            else []
        ),
        "fields": PLAN_FIELDS,
        "unit": ledger_unit(zone.currency),
        "months": range(1, 13),
        "may_plan": may("portfolio.plan_year") and moment is None,
        "may_lock": may("portfolio.lock_plan") and moment is None,
        "chosen": _chosen(request, rows) if moment is None else None,
    }
    if context["may_lock"]:
        context["approvers"] = _approvers(request)
    else:
        context["lockers"] = _roles_that_lock()
    return render(request, "portfolio/plan.html", context)


def _totals(plans: list[PlanRow]) -> dict[str, object]:
    rows = [each.plan for each in plans]
    return {
        "count": len(rows),
        "amount": sum((row.planned_amount or Decimal(0) for row in rows), Decimal(0)),
        "starts": sum(row.is_start_planned for row in rows),
        "completions": sum(row.is_completion_planned for row in rows),
        "without_amount": sum(row.planned_amount is None for row in rows),
    }


def _chosen(request: InZone, rows: list[PlanRow]) -> dict[str, object] | None:
    """The project whose plan is open for change, with its values as they are typed."""
    code = request.GET.get("project")
    if not code or not request.standing.may("portfolio.plan_year"):
        return None
    project = project_for(request.standing, code)
    found = next((each for each in rows if each.plan.project_id == project.pk), None)
    unit = ledger_unit(request.zone.currency)
    row, months = (found.plan, found.months) if found else (None, {})
    return {
        "project": project,
        "plan": row,
        "amount": in_unit(row.planned_amount, unit) if row else "",
        "expected": in_unit(row.expected_amount, unit) if row else "",
        "months": [(month, in_unit(months.get(month), unit)) for month in range(1, 13)],
    }


def _roles_that_lock() -> str:
    """Whom the rights table lets lock a plan, in words."""
    roles = RIGHTS["portfolio.lock_plan"].roles
    return said("、", ", ").join(str(role.label) for role in Role if role in roles)


def _approvers(request: InZone) -> list[User]:
    """The people of the zone who may approve a plan."""
    roles = RIGHTS["portfolio.lock_plan"].roles
    found = people_in(request.zone).filter(
        memberships__role__in=[role.value for role in roles],
        memberships__organisation__zone=request.zone,
    )
    return list(found.distinct())


@require_POST
@in_zone("portfolio.lock_plan")
def lock(request: InZone, year: int) -> HttpResponse:
    """Freeze the plan as its next version."""
    form = LockForm(request.POST, people=people_in(request.zone))
    if not form.is_valid():
        return refused(request, form)
    made = lock_plan(request.zone, year=year, by=request.user, **form.cleaned_data)
    told = said(f"{year} 年计划第 {made.number} 版已锁定", f"Version {made.number} is locked")
    return _there(request, year, told)


@require_POST
@in_zone("portfolio.plan_year")
def set_one(request: InZone, year: int, code: str) -> HttpResponse:
    """Say what one project shall do in the year."""
    project = project_for(request.standing, code)
    form = PlanForm(request.POST, unit=ledger_unit(request.zone.currency))
    if not form.is_valid():
        return refused(request, form)
    set_plan(project, year=year, by=request.user, **form.given())
    return _there(request, year, said(f"已存「{project}」的计划", f"“{project}” is planned"))


def _there(request: InZone, year: int, told: str) -> HttpResponse:
    return led_to(request, reverse("portfolio:plan", args=[request.zone.slug, year]), told)
