"""What other systems are told of plans, by the webhooks of coordination (decision 0014).

Letters about one plan go in their order: its row is held by whoever changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from kaigong.coordination.hooks import EVENTS
from kaigong.coordination.sending import tell
from kaigong.plan import events
from kaigong.plan.events import Slip
from kaigong.plan.models import Activity, Baseline, PlanEdit, SubPlan
from kaigong.plan.moments import finish_day, moment_of
from kaigong.wording import say

Facts = dict[str, Any]
MOST_ACTIVITIES = 500
# What of a row says what happened, and not what was planned.
FACTS = ("started", "finished", "remaining", "quantity_done", "told", "late_reason", "remark")

EVENTS.update(
    {
        "plan.promise_slipped": say("计划推算晚于承诺", "A plan comes out later than promised"),
        "plan.locked": say("锁定施工计划", "A plan was locked as approved"),
        "plan.progress": say("填施工进度", "Progress of activities was told"),
    }
)


def subject_of(plan: SubPlan) -> str:
    """What letters about a plan are ordered by."""
    return f"plan-{plan.pk}"


@receiver(events.promises_slipped, dispatch_uid="webhooks")
def on_slipped(plan: SubPlan, slips: Sequence[Slip], edit: PlanEdit | None, **_: object) -> None:
    def facts() -> Facts:
        cause = None
        if edit is not None:
            cause = {"project": edit.sub_plan.project.code, **_edit(edit)}
        return {**_plan(plan), "edit": cause, "promises": [_slip(each) for each in slips]}

    tell(
        plan.project.zone, "plan.promise_slipped", subject=subject_of(plan),
        by=edit.by if edit else None, facts=facts,
    )  # fmt: skip


@receiver(events.plan_locked, dispatch_uid="webhooks")
def on_locked(plan: SubPlan, baseline: Baseline, **_: object) -> None:
    def facts() -> Facts:
        promised = plan.activities.exclude(committed=None).order_by("place")
        return {
            **_plan(plan),
            "baseline": {
                "number": baseline.number,
                "version": baseline.version,
                "reason": baseline.reason,
                "at": baseline.at.isoformat(),
            },
            "promises": [
                {
                    **_named(row),
                    "promised_on": _day(row.committed),
                    "comes_on": _day(row.early_finish),
                }
                for row in promised
            ],
        }

    tell(
        plan.project.zone, "plan.locked", subject=subject_of(plan), by=baseline.approved_by,
        facts=facts,
    )  # fmt: skip


@receiver(events.plan_edited, dispatch_uid="webhooks")
def on_edited(plan: SubPlan, edit: PlanEdit, **_: object) -> None:
    """Whatever the verb: an undo and a file that is brought in tell of progress, too."""
    told = [str(change["key"]) for change in edit.changes if _is_of_progress(change)]
    if not told:
        return

    def facts() -> Facts:
        rows = plan.activities.filter(key__in=told[:MOST_ACTIVITIES]).order_by("place")
        return {
            **_plan(plan),
            "edit": _edit(edit),
            "activities": [_progress(row) for row in rows],
            "count": len(told),
        }

    tell(plan.project.zone, "plan.progress", subject=subject_of(plan), by=edit.by, facts=facts)


def _is_of_progress(change: dict[str, Any]) -> bool:
    before, after = change["before"] or {}, change["after"]
    if change["table"] != "activity" or after is None:
        return False
    return any(before.get(name) != after.get(name) for name in FACTS if after.get(name) or before)


def _plan(plan: SubPlan) -> Facts:
    return {"project": plan.project.code, "name": plan.project.name, "version": plan.version}


def _edit(edit: PlanEdit) -> Facts:
    return {
        "number": edit.number,
        "verb": str(edit.verb),
        "reason": str(edit.reason),
        "why": edit.words,
        "why_en": edit.words_en,  # where the program said it; none where a person did
    }


def _named(row: Activity) -> Facts:
    return {"key": row.key, "name": row.name, "name_en": row.name_en}


def _slip(slip: Slip) -> Facts:
    return {
        **_named(slip.row),
        "promised_on": _day(slip.row.committed),
        "before": slip.before.isoformat() if slip.before else None,
        "comes_on": slip.after.isoformat(),
        "total_float": slip.row.total_float,
    }


def _progress(row: Activity) -> Facts:
    return {
        **_named(row),
        "started": None if row.started is None else moment_of(row.started).isoformat(),
        "finished": None if row.finished is None else moment_of(row.finished).isoformat(),
        "duration": row.duration,
        "remaining": row.remaining,
        "quantity": None if row.quantity is None else str(row.quantity),
        "quantity_done": None if row.quantity_done is None else str(row.quantity_done),
        "unit": row.unit,
        "late_reason": str(row.late_reason),
        "remark": row.remark,
        "comes_on": _day(row.early_finish),
    }


def _day(minute: int | None) -> str | None:
    return None if minute is None else finish_day(minute).isoformat()
