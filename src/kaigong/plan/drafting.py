"""The one way to change a plan: open a draft, change its rows; what differs is kept as an edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.plan import events, outline
from kaigong.plan.crossing import activities_called
from kaigong.plan.draft_rules import (
    refuse_awaited,
    refuse_far_promises,
    refuse_overlap,
    refuse_without_reason,
)
from kaigong.plan.drafts import Draft
from kaigong.plan.keeping import keep_dates, keep_rows
from kaigong.plan.models import EditVerb, JointLevelling, PlanEdit, SubPlan
from kaigong.plan.moments import begin_of, finish_day
from kaigong.plan.row_changes import differences
from kaigong.plan.together import plans_together, reckon_together
from kaigong.portfolio.selectors import projects_for

# What a planner decides; facts that are reported and edits put back bring their own reason.
DECIDED = {EditVerb.ADD, EditVerb.CHANGE, EditVerb.REMOVE, EditVerb.MOVE, EditVerb.PASTE}


@contextmanager
def redrawing(
    plan: SubPlan,
    *,
    standing: Standing,
    verb: str,
    seen_version: int | None = None,
    reason: str = "",
    words: str | tuple[str, str] = "",
    undoes: PlanEdit | None = None,
    jointly: JointLevelling | None = None,
) -> Iterator[Draft]:
    """Change a plan: its rows are locked, the dates reckoned anew, and the edit kept.

    With nothing changed nothing is kept. Two people who change different rows do not disturb
    each other; of the same row the second is told.

    Args:
        verb: Of EditVerb.
        words: What is said of it: as somebody typed it, or in Chinese and in English.
        seen_version: The version that the person had before the eyes; None when not told.

    Raises:
        PlanChangedMeanwhileError: somebody else has changed a row of this edit since.
        ReasonMissingError: dates of a locked plan were moved, and no reason was given.
        KaigongError: the plan cannot be reckoned; nothing was kept.
    """
    told, told_en = (each[:300] for each in ((words, "") if isinstance(words, str) else words))
    with transaction.atomic():
        held = lock_together(plan)
        draft = Draft.of(held)
        draft.standing = standing
        before, reckoned = draft.snapshot(), draft.reckoned()
        dates = _dates_as_planned(draft) if verb in DECIDED and not reason else None
        promised = promises_in(draft)
        yield draft
        outline.settle(draft)
        draft.forget_needs()
        changes = differences(before, draft.snapshot())
        if not changes:
            return
        if seen_version is not None and seen_version < held.version:
            refuse_overlap(held, seen_version, changes)
        refuse_awaited(draft, before)
        if verb != EditVerb.UNDO:
            refuse_far_promises(draft, before)
        others = others_of(draft)
        dates_of_others = {other.plan.pk: other.reckoned() for other in others}
        promised_by_others = {other.plan.pk: promises_in(other) for other in others}
        reckon_together([draft, *others], seen_codes=_seen_codes(standing, [draft, *others]))
        if dates is not None:
            refuse_without_reason(draft, dates)
        changed = {change["key"] for change in changes}
        keep_rows(draft, before, changed, reckoned=reckoned)
        held.version += 1
        held.moved_by = None
        held.save()
        edit = PlanEdit.objects.create(
            sub_plan=held,
            number=held.version,
            at=clock.now(),
            by=standing.user,
            verb=verb,
            reason=reason,
            words=told,
            words_en=told_en,
            changes=changes,
            undoes=undoes,
            jointly=jointly,
        )
        for other in others:
            keep_dates(other, dates_of_others[other.plan.pk], moved_by=edit)
        record(
            "plan.plan.edited",
            by=standing.user,
            zone=standing.zone.slug,
            subject=held.project.code,
            verb=verb,
            edit=held.version,
            rows=len(changes),
            reason=reason,
            words=told,
        )
        plan.version = held.version
        events.plan_edited.send(SubPlan, plan=held, edit=edit)
        tell_slips(draft, promised, edit=edit)
        for other in others:
            tell_slips(other, promised_by_others[other.plan.pk], edit=edit)


def lock_together(plan: SubPlan) -> SubPlan:
    """Lock a plan and all that links lead to, always in one order; the plan as it is now."""
    numbers = plans_together(plan)
    held = SubPlan.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    return next(each for each in held if each.pk == plan.pk)


def others_of(draft: Draft) -> list[Draft]:
    """The plans that are reckoned with one: those it was linked with, and those it is now."""
    across = {before for before, _, _ in draft.links if before not in draft.activities}
    linked = activities_called(draft.plan.project.zone, across)
    numbers = plans_together(draft.plan, also={row.sub_plan_id for row in linked.values()})
    others = SubPlan.objects.select_for_update(of=("self",)).filter(pk__in=numbers)
    return [
        Draft.of(each)
        for each in others.exclude(pk=draft.plan.pk).select_related("project__zone").order_by("pk")
    ]


def _seen_codes(standing: Standing, drafts: list[Draft]) -> set[str]:
    """The projects among them that a person may see."""
    asked = projects_for(standing).filter(sub_plan__in=[draft.plan for draft in drafts])
    return set(asked.values_list("code", flat=True))


def _dates_as_planned(draft: Draft) -> dict[str, tuple[object, ...]] | None:
    """The dates before an edit of a locked plan, as of today; none where it is not locked.

    Dates of another day are reckoned anew first: what a new morning moves is not the edit's doing.
    """
    plan = draft.plan
    if not plan.baselines.exists():
        return None
    if plan.reckoned_for != begin_of(plan.project.zone.today()):
        try:
            reckon_together([draft, *others_of(draft)])
        except KaigongError:
            return None  # it has no dates of today, and the edit may be what gives it some
    return draft.reckoned()


def promises_in(draft: Draft) -> dict[str, int]:
    """When what was promised comes out, by key."""
    return {
        key: row.early_finish
        for key, row in draft.activities.items()
        if row.committed is not None and row.early_finish is not None
    }


def tell_slips(draft: Draft, before: dict[str, int], *, edit: PlanEdit | None = None) -> None:
    """Tell of the promises that come out on a later day than before, and after what was promised.

    Args:
        edit: What moved them; none is the day alone.
    """
    slips = [
        events.Slip(row, finish_day(before[key]) if key in before else None, finish_day(comes))
        for key, comes in promises_in(draft).items()
        for row in [draft.activities[key]]
        if comes > (row.committed or 0)
        and row.finished is None
        and (key not in before or finish_day(comes) > finish_day(before[key]))
    ]
    if slips:
        events.promises_slipped.send(SubPlan, plan=draft.plan, slips=slips, edit=edit)
