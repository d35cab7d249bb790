"""What an edit of a plan may not do."""

from __future__ import annotations

from kaigong.plan.crossing import called, hidden_among, nameless
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import (
    AwaitedElsewhereError,
    PlanChangedMeanwhileError,
    ReasonMissingError,
)
from kaigong.plan.models import Link, SubPlan
from kaigong.plan.promises import refuse_far_promise
from kaigong.plan.row_changes import Row, RowKey, touched

EARLY = 2  # how many of them say when it can be done


def refuse_overlap(plan: SubPlan, seen_version: int, changes: list[Row]) -> None:
    mine = touched(changes)
    for edit in plan.edits.filter(number__gt=seen_version).select_related("by"):
        if common := sorted(mine & touched(edit.changes)):
            raise PlanChangedMeanwhileError(who=edit.by or "—", activity=common[0])


def refuse_awaited(draft: Draft, before: dict[RowKey, Row]) -> None:
    """What other plans wait for can be neither taken out nor made a summary."""
    gone = {key for table, key in before if table == "activity"} - set(draft.activities)
    awaited = Link.objects.filter(
        is_across=True,
        before__sub_plan=draft.plan,
        before__key__in=gone | draft.summaries(),
    ).select_related("before", "after__sub_plan__project")
    for link in awaited[:1]:
        other = link.after.sub_plan.project
        hidden = draft.standing and hidden_among(draft.standing, [called(other.code, "")])
        raise AwaitedElsewhereError(
            activity=link.before, whose=nameless() if hidden else f"{other}"
        )


def refuse_far_promises(draft: Draft, before: dict[RowKey, Row]) -> None:
    """A promise that is new lies within the plan; one of yesterday may be late, and is told so."""
    for row in draft.in_order():
        was = before.get(("activity", row.key))
        if row.committed is not None and (was is None or was["committed"] != row.committed):
            refuse_far_promise(row, row.committed, start=draft.plan.start)


def refuse_without_reason(draft: Draft, before: dict[str, tuple[object, ...]]) -> None:
    summaries, after = draft.summaries(), draft.reckoned()
    moved = [
        row
        for row in draft.in_order()
        if row.key not in summaries
        and row.key in before
        and before[row.key][:EARLY] != after[row.key][:EARLY]
    ]
    if moved:
        raise ReasonMissingError(activity=moved[0], count=len(moved))
