"""Dates of plans move with the day alone: what is not done yet cannot lie in the past."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.errors import KaigongError
from kaigong.plan.drafting import DATES, Draft
from kaigong.plan.models import SubPlan
from kaigong.plan.moments import begin_of
from kaigong.plan.reckoning import reckon
from kaigong.portfolio import bulk
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
    done = [plan.project_id for plan in stale_plans(zone) if _reckon_one(plan)]
    if done:
        judge_zone(zone, only=done)
    return len(done)


@transaction.atomic
def _reckon_one(stale: SubPlan) -> bool:
    plan = SubPlan.objects.select_for_update().filter(pk=stale.pk).first()
    if plan is None:
        return False
    draft = Draft.of(plan)
    rows = draft.in_order()
    try:
        reckon(plan, rows, draft.links)
    except KaigongError as wrong:
        plan.reckoned_for = begin_of(plan.project.zone.today())
        plan.fault = wrong.in_language(CHINESE)[:300]
        plan.fault_en = wrong.in_language(ENGLISH)[:300]
    else:
        bulk.overwrite_rows(dict.fromkeys(rows, DATES))
    plan.save(update_fields=["reckoned_for", "reckoned_at", "fault", "fault_en"])
    return True
