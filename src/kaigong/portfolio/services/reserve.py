"""The reserve pool: how ripe a project is, and its recorded move into the plan of a year."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from kaigong.accounts.models import User
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.events import taken_into_plan
from kaigong.portfolio.models import AnnualPlan, Project, ProjectKind, ReserveMaturity
from kaigong.portfolio.services.plans import set_plan


class NotInReserveError(KaigongError):
    code = "portfolio.not-in-reserve"
    zh = "「{project}」不是储备项目（现为{kind}），不能从储备库转入；请直接编年度计划。"
    en = "“{project}” is not in the reserve pool (it is: {kind}); plan its year directly."


class UnripeError(KaigongError):
    code = "portfolio.unripe"
    zh = "「{project}」还没有「要素齐备」（现为「{maturity}」）；仍要转入请写明原因。"
    en = "“{project}” is not ready yet (it is at “{maturity}”); to take it in, give the reason."


@transaction.atomic
def set_maturity(project: Project, *, maturity: ReserveMaturity, by: User | None) -> Project:
    """Note how far a project of the reserve pool has ripened.

    Raises:
        NotInReserveError: the project is not in the pool.
    """
    held = _held(project)
    before, held.maturity = held.maturity, maturity
    if before != maturity:
        held.version += 1
        held.save(update_fields=["maturity", "version"])
        record(
            "portfolio.reserve.ripened",
            by=by,
            zone=held.zone.slug,
            subject=held.code,
            before=before,
            after=maturity.value,
        )
    project.refresh_from_db()
    return held


@transaction.atomic
def take_into_plan(
    project: Project,
    *,
    year: int,
    planned_amount: Decimal | None,
    by: User | None,
    is_start_planned: bool = True,
    batch: str = "",
    reason: str = "",
) -> AnnualPlan:
    """Take a project from the reserve pool into the plan of a year.

    Raises:
        NotInReserveError: the project is not in the pool.
        UnripeError: its conditions are not in place and no reason was given.
    """
    held = _held(project)
    if held.maturity != ReserveMaturity.READY and not reason.strip():
        maturity = ReserveMaturity(held.maturity).label if held.maturity else "—"
        raise UnripeError(project=held, maturity=maturity)
    held.kind = ProjectKind.NEW
    held.version += 1
    held.save(update_fields=["kind", "version"])
    plan = set_plan(
        held,
        year=year,
        planned_amount=planned_amount,
        is_start_planned=is_start_planned,
        batch=batch,
        by=by,
    )
    record(
        "portfolio.reserve.taken_into_plan",
        by=by,
        zone=held.zone.slug,
        subject=held.code,
        year=year,
        maturity=held.maturity,
        planned_amount=planned_amount,
        is_outside_plan=plan.is_outside_plan,
        reason=reason,
    )
    taken_into_plan.send(sender=Project, zone=held.zone, by=by, project=held, plan=plan)
    project.refresh_from_db()
    return plan


def _held(project: Project) -> Project:
    held = Project.objects.select_for_update().get(pk=project.pk)
    if held.kind != ProjectKind.RESERVE:
        raise NotInReserveError(project=held, kind=ProjectKind(held.kind).label)
    return held
