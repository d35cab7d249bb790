"""The annual plan: drawn up project by project, and locked as numbered versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from kaigong.accounts.models import Membership, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio import bulk
from kaigong.portfolio.events import plan_locked, plan_set, plans_set
from kaigong.portfolio.models import AnnualPlan, LockedPlan, MonthlyTarget, PlanLock, Project
from kaigong.web.amounts import in_words

MONTHS = range(1, 13)


class MonthsDoNotAddUpError(KaigongError):
    code = "portfolio.months-do-not-add-up"
    zh = "「{project}」{year} 年各月计划合计 {months}，年度计划是 {planned}，差 {gap}；请改到相等。"
    en = (
        "“{project}” {year}: the months add up to {months}, the plan of the year is {planned}, "
        "{gap} apart; make them equal."
    )


class NegativePlanError(KaigongError):
    code = "portfolio.negative-plan"
    zh = "「{project}」{year} 年的计划出现负数；计划只能是 0 或更大。"
    en = "The {year} plan of “{project}” holds a negative amount; a plan is 0 or more."


class EmptyPlanError(KaigongError):
    code = "portfolio.empty-plan"
    zh = "{year} 年还没有一个计划内项目，没有可锁定的内容；请先编计划。"
    en = "No project stands in the plan of {year} yet, so there is nothing to lock; plan first."


class NothingChangedError(KaigongError):
    code = "portfolio.plan-unchanged"
    zh = "{year} 年计划与第 {number} 版完全相同，不必再锁一版。"
    en = "The plan of {year} equals version {number}; there is nothing new to lock."


class LockWithoutReasonError(KaigongError):
    code = "portfolio.lock-without-reason"
    zh = "锁定 {year} 年计划要写明依据，例如「管委会第 3 次主任办公会议定」。"
    en = "Locking the plan of {year} needs a reason, for example the meeting that agreed on it."


class ApproverWithoutRightError(KaigongError):
    code = "portfolio.approver-without-right"
    zh = "{approver} 无权批准年度计划；请选领导或指挥部的人。"
    en = "{approver} may not approve the annual plan; choose a leader or the command office."


@transaction.atomic
def set_plan(
    project: Project,
    *,
    year: int,
    planned_amount: Decimal | None,
    by: User | None,
    month_amounts: Mapping[int, Decimal] | None = None,
    is_start_planned: bool = False,
    is_completion_planned: bool = False,
    batch: str = "",
    expected_amount: Decimal | None = None,
    is_outside_plan: bool | None = None,
    is_sample: bool = False,
) -> AnnualPlan:
    """Say what a project shall do in a year; months not given stay as they are.

    A project taken up after the year's plan was locked stands outside it, unless told otherwise.

    Raises:
        MonthsDoNotAddUpError, NegativePlanError: nothing changed.
    """
    held = AnnualPlan.objects.select_for_update().filter(project=project, year=year).first()
    kept = {month.month: month.planned_amount for month in held.months.all()} if held else {}
    months = kept if month_amounts is None else {m: a for m, a in month_amounts.items() if a}
    _check(project, year, planned_amount, months)
    before = _as_facts(held, kept) if held else None
    if is_outside_plan is None:
        is_outside_plan = held.is_outside_plan if held else is_locked(project.zone, year)
    plan = held or AnnualPlan(zone=project.zone, project=project, year=year, is_sample=is_sample)
    plan.planned_amount, plan.expected_amount = planned_amount, expected_amount
    plan.is_start_planned, plan.is_completion_planned = is_start_planned, is_completion_planned
    plan.batch, plan.is_outside_plan = batch, is_outside_plan
    after = _as_facts(plan, months)
    if before == after:
        return plan
    plan.save()
    _set_months(plan, months)
    record(
        "portfolio.plan.set",
        by=by,
        zone=project.zone.slug,
        subject=project.code,
        year=year,
        before=before,
        after=after,
    )
    plan_set.send(sender=AnnualPlan, zone=project.zone, by=by, project=project, plan=plan)
    return plan


class PlannedAlreadyError(KaigongError):
    code = "portfolio.planned-already"
    zh = "{year} 年已有 {count} 个项目编了计划（如 {example}）；这些请逐个改，其余可以成批编。"
    en = "{count} projects are planned for {year} already (such as {example}); change them singly."


@dataclass(frozen=True)
class PlannedProject:
    """What one project shall do in a year that has no plan of it yet."""

    project: Project
    planned_amount: Decimal
    month_amounts: Mapping[int, Decimal] = field(default_factory=dict)
    is_start_planned: bool = False
    is_completion_planned: bool = False
    batch: str = ""
    is_sample: bool = False


@transaction.atomic
def set_plans(
    zone: Zone,
    *,
    year: int,
    planned: Sequence[PlannedProject],
    by: User | None,
    is_outside_plan: bool | None = None,
) -> list[AnnualPlan]:
    """Draw up the plan of a year for many projects in a handful of statements: all or none.

    Raises:
        PlannedAlreadyError: a project has a plan of that year; `set_plan` changes it.
        MonthsDoNotAddUpError, NegativePlanError: nothing changed.
    """
    if is_outside_plan is None:
        is_outside_plan = is_locked(zone, year)
    by_project = {each.project.pk: each for each in planned}
    held = AnnualPlan.objects.filter(zone=zone, year=year, project__in=by_project)
    codes = list(held.values_list("project__code", flat=True))
    if codes:
        raise PlannedAlreadyError(year=year, count=len(codes), example=codes[0])
    for each in planned:
        _check(each.project, year, each.planned_amount, each.month_amounts)
    plans = [
        AnnualPlan(
            zone=zone,
            project=each.project,
            year=year,
            planned_amount=each.planned_amount,
            is_start_planned=each.is_start_planned,
            is_completion_planned=each.is_completion_planned,
            is_outside_plan=is_outside_plan,
            batch=each.batch,
            is_sample=each.is_sample,
        )
        for each in planned
    ]
    bulk.create_rows(plans, by=by)
    targets = [
        MonthlyTarget(plan=plan, month=month, planned_amount=amount)
        for plan in plans
        for month, amount in sorted(by_project[plan.project_id].month_amounts.items())
        if amount
    ]
    bulk.create_rows(targets, by=by)
    record(
        "portfolio.plans.set",
        by=by,
        zone=zone.slug,
        subject=f"{year}",
        projects=len(planned),
        planned_amount=sum((each.planned_amount for each in planned), Decimal(0)),
        is_outside_plan=is_outside_plan,
    )
    plans_set.send(sender=AnnualPlan, zone=zone, by=by, project_ids=list(by_project))
    return list(plans)


def is_locked(zone: Zone, year: int) -> bool:
    """Whether a version of the year's plan has been locked."""
    return PlanLock.objects.filter(zone=zone, year=year).exists()


def _check(
    project: Project, year: int, planned: Decimal | None, months: Mapping[int, Decimal]
) -> None:
    if any(amount < 0 for amount in [planned or Decimal(0), *months.values()]):
        raise NegativePlanError(project=project, year=year)
    if not months:
        return
    whole, total = planned or Decimal(0), sum(months.values(), Decimal(0))
    if total != whole:
        currency = project.zone.currency
        raise MonthsDoNotAddUpError(
            project=project,
            year=year,
            months=in_words(total, currency=currency),
            planned=in_words(whole, currency=currency),
            gap=in_words(abs(total - whole), currency=currency),
        )


def _as_facts(plan: AnnualPlan, months: Mapping[int, Decimal]) -> dict[str, object]:
    return {
        "planned_amount": _plain(plan.planned_amount),
        "expected_amount": _plain(plan.expected_amount),
        "is_start_planned": plan.is_start_planned,
        "is_completion_planned": plan.is_completion_planned,
        "is_outside_plan": plan.is_outside_plan,
        "batch": plan.batch,
        "months": {str(month): _plain(months[month]) for month in sorted(months)},
    }


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _set_months(plan: AnnualPlan, months: Mapping[int, Decimal]) -> None:
    held = {target.month: target for target in plan.months.all()}
    for month in MONTHS:
        target, amount = held.get(month), months.get(month)
        if amount is None:
            if target:
                target.delete()
        elif target is None:
            MonthlyTarget.objects.create(plan=plan, month=month, planned_amount=amount)
        elif target.planned_amount != amount:
            target.planned_amount = amount
            target.save(update_fields=["planned_amount"])


@transaction.atomic
def lock_plan(zone: Zone, *, year: int, reason: str, approver: User, by: User) -> PlanLock:
    """Freeze the plan of a year as its next version: 1 is the plan, 2 its first revision.

    Projects outside the plan stay outside the version; take one in by `set_plan` first.

    Raises:
        LockWithoutReasonError, ApproverWithoutRightError, EmptyPlanError, NothingChangedError.
    """
    if not reason.strip():
        raise LockWithoutReasonError(year=year)
    _check_approver(zone, approver)
    Zone.objects.select_for_update().get(pk=zone.pk)  # two locks at once must get two numbers
    rows = _rows_to_lock(zone, year)
    if not rows:
        raise EmptyPlanError(year=year)
    number = PlanLock.objects.filter(zone=zone, year=year).aggregate(top=Max("number"))["top"] or 0
    if number and _version(zone, year, number) == _comparable(rows):
        raise NothingChangedError(year=year, number=number)
    lock = PlanLock.objects.create(
        zone=zone,
        year=year,
        number=number + 1,
        reason=reason.strip(),
        approver=approver,
        locked_by=by,
        locked_at=clock.now(),
    )
    for row in rows:
        row.lock = lock
    LockedPlan.objects.bulk_create(rows, batch_size=500)
    record(
        "portfolio.plan.locked",
        by=by,
        zone=zone.slug,
        subject=f"{year}",
        number=lock.number,
        reason=lock.reason,
        approver=approver.username,
        projects=len(rows),
        planned_amount=sum((row.planned_amount or Decimal(0) for row in rows), Decimal(0)),
    )
    plan_locked.send(sender=PlanLock, zone=zone, by=by, lock=lock)
    return lock


def _check_approver(zone: Zone, approver: User) -> None:
    memberships = Membership.objects.filter(user=approver, organisation__zone=zone)
    if not Standing(approver, zone, memberships).may("portfolio.lock_plan"):
        raise ApproverWithoutRightError(approver=approver)


def _rows_to_lock(zone: Zone, year: int) -> list[LockedPlan]:
    plans = (
        AnnualPlan.objects.filter(zone=zone, year=year, is_outside_plan=False)
        .select_related("project")
        .prefetch_related("months")
    )
    return [
        LockedPlan(
            project=plan.project,
            planned_amount=plan.planned_amount,
            is_start_planned=plan.is_start_planned,
            is_completion_planned=plan.is_completion_planned,
            batch=plan.batch,
            planned_start_on=plan.project.planned_start_on,
            planned_completion_on=plan.project.planned_completion_on,
            month_amounts={
                str(target.month): f"{target.planned_amount:.2f}" for target in plan.months.all()
            },
        )
        for plan in plans
    ]


LockedFacts = tuple[Decimal | None, bool, bool, str, date | None, date | None, tuple[object, ...]]


def _comparable(rows: list[LockedPlan]) -> dict[int, LockedFacts]:
    return {
        row.project_id: (
            row.planned_amount,
            row.is_start_planned,
            row.is_completion_planned,
            row.batch,
            row.planned_start_on,
            row.planned_completion_on,
            tuple(sorted(row.month_amounts.items())),
        )
        for row in rows
    }


def _version(zone: Zone, year: int, number: int) -> dict[int, LockedFacts]:
    rows = LockedPlan.objects.filter(lock__zone=zone, lock__year=year, lock__number=number)
    return _comparable(list(rows))
