"""Dated promises with an owner: set, moved with a reason, done with proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.files.base import File
from django.db import transaction

from kaigong.accounts.models import User
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.events import milestone_done, milestone_set
from kaigong.portfolio.models import Milestone, Project
from kaigong.portfolio.services.proofs import keep_proof


class MovedWithoutReasonError(KaigongError):
    code = "portfolio.moved-without-reason"
    zh = "节点「{name}」已承诺 {before}，改到 {after} 要写明原因。"
    en = "“{name}” is promised for {before}; moving it to {after} needs a reason."


class NamelessMilestoneError(KaigongError):
    code = "portfolio.nameless-milestone"
    zh = "节点要有名称；请写明承诺完成什么。"
    en = "A milestone needs a name; say what is promised."


class DoneInFutureError(KaigongError):
    code = "portfolio.done-in-future"
    zh = "节点「{name}」的完成日期 {on} 在今天之后；请填实际完成的那天。"
    en = "“{name}” cannot be done on {on}, which lies after today; enter the actual day."


class DoneAlreadyError(KaigongError):
    code = "portfolio.done-already"
    zh = "节点「{name}」已于 {on} 完成，不能再改日期；如登记有误，请先撤回完成。"
    en = "“{name}” was done on {on}, so its date stays; if that is wrong, reopen it first."


@transaction.atomic
def set_milestone(
    project: Project,
    *,
    name: str,
    due_on: date,
    owner: User | None,
    by: User | None,
    name_en: str | None = None,
    reason: str = "",
    source: str = "",
    is_sample: bool = False,
) -> Milestone:
    """Promise something for a day, or move the promise of that name, which needs a reason.

    Without an owner it is kept, and shown as a fault: a date needs a person. An English name that
    is None, or a source that is not given, stays as it is; an empty English name takes it away.

    Raises:
        NamelessMilestoneError, MovedWithoutReasonError, DoneAlreadyError: nothing changed.
    """
    name = name.strip()
    if not name:
        raise NamelessMilestoneError()
    held = Milestone.objects.select_for_update().filter(project=project, name=name).first()
    before = held.due_on if held else None
    if held and before != due_on:
        if held.done_on:
            raise DoneAlreadyError(name=name, on=held.done_on)
        if not reason.strip():
            raise MovedWithoutReasonError(name=name, before=before, after=due_on)
    milestone = held or Milestone(project=project, name=name, is_sample=is_sample)
    milestone.due_on, milestone.owner = due_on, owner
    milestone.name_en = milestone.name_en if name_en is None else name_en.strip()
    milestone.source = source or milestone.source
    milestone.save()
    record(
        "portfolio.milestone.set",
        by=by,
        zone=project.zone.slug,
        subject=project.code,
        name=name,
        name_en=milestone.name_en,
        before=before,
        after=due_on,
        owner=owner.username if owner else None,
        reason=reason,
    )
    milestone_set.send(
        sender=Milestone, zone=project.zone, by=by, project=project, milestone=milestone
    )
    return milestone


@transaction.atomic
def complete_milestone(
    milestone: Milestone, *, on: date, by: User | None, proof: File[bytes] | None = None
) -> Milestone:
    """Note the day on which a promise was kept, with its proof.

    Raises:
        DoneInFutureError: the day lies after today.
        DoneAlreadyError: it was done on another day.
    """
    held = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("project__zone")
        .get(pk=milestone.pk)
    )
    project = held.project
    if on > project.zone.today():
        raise DoneInFutureError(name=held.name, on=on)
    if held.done_on and held.done_on != on:
        raise DoneAlreadyError(name=held.name, on=held.done_on)
    held.done_on = on
    held.save(update_fields=["done_on"])
    if proof is not None:
        keep_proof(project, file=proof, milestone=held, by=by)
    record(
        "portfolio.milestone.done",
        by=by,
        zone=project.zone.slug,
        subject=project.code,
        name=held.name,
        name_en=held.name_en,
        due_on=held.due_on,
        on=on,
    )
    milestone_done.send(sender=Milestone, zone=project.zone, by=by, project=project, milestone=held)
    milestone.refresh_from_db()
    return held


@transaction.atomic
def reopen_milestone(milestone: Milestone, *, reason: str, by: User | None) -> Milestone:
    """Take back that a promise was kept.

    Raises:
        MovedWithoutReasonError: no reason given.
    """
    held = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("project__zone")
        .get(pk=milestone.pk)
    )
    if not reason.strip():
        raise MovedWithoutReasonError(name=held.name, before=held.done_on, after=held.due_on)
    before, held.done_on = held.done_on, None
    held.save(update_fields=["done_on"])
    record(
        "portfolio.milestone.reopened",
        by=by,
        zone=held.project.zone.slug,
        subject=held.project.code,
        name=held.name,
        name_en=held.name_en,
        before=before,
        reason=reason,
    )
    milestone.refresh_from_db()
    return held


@transaction.atomic
def pass_milestones_on(
    milestone_ids: Sequence[int], *, owner: User, to: User, by: User | None, reason: str
) -> list[int]:
    """Give promises that are not kept yet to another owner; their days stay.

    Args:
        milestone_ids: Of any projects; what is done, or owned by somebody else, is left as it is.
        owner: Who has them now.

    Returns:
        The keys of those that moved.
    """
    held = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("project__zone")
        .filter(pk__in=milestone_ids, owner=owner, done_on=None)
        .order_by("project__code", "due_on", "id")
    )
    moved = []
    for milestone in held:
        milestone.owner = to
        milestone.save(update_fields=["owner"])
        moved.append(milestone.pk)
        project = milestone.project
        record(
            "portfolio.milestone.passed-on", by=by, zone=project.zone.slug, subject=project.code,
            name=milestone.name, name_en=milestone.name_en, due_on=milestone.due_on,
            before=owner.username, after=to.username, reason=reason,
        )  # fmt: skip
        milestone_set.send(
            sender=Milestone, zone=project.zone, by=by, project=project, milestone=milestone
        )
    return moved
