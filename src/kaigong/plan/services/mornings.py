"""Dates of plans move with the day alone: what is not done yet cannot lie in the past."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.errors import KaigongError
from kaigong.plan.drafting import lock_together, others_of, promises_in, tell_slips
from kaigong.plan.drafts import Draft
from kaigong.plan.keeping import keep_dates
from kaigong.plan.models import SubPlan
from kaigong.plan.moments import begin_of
from kaigong.plan.together import reckon_together
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.wording import CHINESE, ENGLISH


def stale_plans(zone: Zone) -> QuerySet[SubPlan]:
    """The plans whose dates were reckoned for another day, or for other calendars."""
    today = begin_of(zone.today())
    found = SubPlan.objects.filter(project__zone=zone)
    return found.filter(Q(reckoned_for=None) | ~Q(reckoned_for=today))


def forget_dates(zone: Zone) -> None:
    """Other calendars, other dates: the worker reckons the zone's plans anew."""
    SubPlan.objects.filter(project__zone=zone).update(reckoned_for=None)


def reckon_plans(zone: Zone) -> int:
    """Reckon the stale plans of a zone, each by itself, and judge their lamps; how many.

    One that cannot be reckoned keeps its dates and says why.
    """
    done: set[int] = set()
    for plan in stale_plans(zone):
        done |= reckon_with_others(plan)
    if done:
        judge_zone(zone, only=sorted(done))
    return len(done)


@transaction.atomic
def reckon_with_others(stale: SubPlan) -> set[int]:
    """Reckon a plan for today, and those that wait with it; the projects of all that were.

    Where one of them cannot be reckoned each is by itself, beside the others as they stand.
    """
    if not SubPlan.objects.filter(pk=stale.pk).exists():
        return set()
    plan = lock_together(stale)
    if plan.reckoned_for == begin_of(plan.project.zone.today()):
        return set()  # reckoned with another one just now
    drafts = [Draft.of(plan)]
    drafts += others_of(drafts[0])
    before = {draft.plan.pk: draft.reckoned() for draft in drafts}
    promised = {draft.plan.pk: promises_in(draft) for draft in drafts}
    try:
        reckon_together(drafts)
    except KaigongError as wrong:
        if len(drafts) > 1:
            drafts = [Draft.of(plan)]
            try:
                reckon_together(drafts)
            except KaigongError as own:
                _put_fault(plan, own)
        else:
            _put_fault(plan, wrong)
    for draft in drafts:
        keep_dates(draft, before[draft.plan.pk])
        tell_slips(draft, promised[draft.plan.pk])
    return {draft.plan.project_id for draft in drafts}


def _put_fault(plan: SubPlan, wrong: KaigongError) -> None:
    plan.reckoned_for = begin_of(plan.project.zone.today())
    plan.fault = wrong.in_language(CHINESE)[:300]
    plan.fault_en = wrong.in_language(ENGLISH)[:300]
