"""Progress as it is told on the page of the week, cell by cell, through the edits of a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kaigong.accounts.selectors import Standing
from kaigong.plan.day_words import day_in
from kaigong.plan.drafting import redrawing
from kaigong.plan.duration_words import minutes_in
from kaigong.plan.errors import NothingToUndoError, UnreadableEditError
from kaigong.plan.models import Activity, EditVerb, ReasonCode, SubPlan
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.progress_words import done_in
from kaigong.plan.services.activities import Happened, put_progress, undo_edit


@dataclass(frozen=True)
class Told:
    """The cells that were written, as text; what is none was not touched."""

    started: str | None = None
    finished: str | None = None
    done: str | None = None
    remaining: str | None = None
    late_reason: str | None = None
    remark: str | None = None


CELLS = ("started", "finished", "done", "remaining", "late_reason", "remark")


def tell_progress(
    plan: SubPlan,
    key: str,
    told: Told,
    *,
    per_day: int,
    standing: Standing,
    seen_version: int | None = None,
) -> None:
    """Write some cells of an activity's week; all others stay as they are.

    A share done of what has no start yet began on its early start, today at the latest; all done
    it finished today. A start taken away takes the progress back.

    Args:
        per_day: Working minutes of the activity's day.
        seen_version: The version of the plan that the row was shown with.

    Raises:
        UnreadableDayError, UnreadableProgressError, UnreadableSpanError: a cell cannot be read.
        ProgressOutOfOrderError: it cannot have happened so.
        PlanChangedMeanwhileError: somebody else has told of the same activity since.
    """
    today = standing.zone.today()
    if told.late_reason is not None and told.late_reason not in ReasonCode.values:
        raise UnreadableEditError(what="reason")
    with redrawing(
        plan,
        standing=standing,
        verb=EditVerb.PROGRESS,
        seen_version=seen_version,
        reason=told.late_reason or "",
        words=told.remark or "",
    ) as draft:
        row = draft.activity(key)
        put_progress(draft, row, _happened(row, told, per_day, today), today=today)
        if told.late_reason is not None:
            row.late_reason = told.late_reason
        if told.remark is not None:
            row.remark = told.remark.strip()[:300]


def undo_progress(plan: SubPlan, number: int, *, standing: Standing) -> None:
    """Take one's own report back.

    Raises:
        NothingToUndoError: it is none, or somebody else's.
        EditUndoneError, EditOverlaidError: it was taken back before, or told anew since.
    """
    own = plan.edits.filter(number=number, by=standing.user, verb=EditVerb.PROGRESS)
    if not own.exists():
        raise NothingToUndoError()
    undo_edit(plan, number, standing=standing)


def _happened(row: Activity, told: Told, per_day: int, today: date) -> Happened:
    """What the row says after some of its cells were written."""
    known = Happened(
        started_on=None if row.started is None else start_day(row.started),
        finished_on=None if row.finished is None else finish_day(row.finished),
        remaining=row.remaining,
        quantity_done=row.quantity_done,
    )
    if told.started is not None:
        known = replace(known, started_on=day_in(told.started, today=today))
    if told.remaining is not None:
        remaining = minutes_in(told.remaining, per_day=per_day) if told.remaining.strip() else None
        known = replace(known, remaining=remaining, quantity_done=None)
    if told.done is not None:
        known = _with_done(known, told.done, row, today)
    if told.finished is not None:
        finished = day_in(told.finished, today=today)
        reopened = finished is None and row.finished is not None and told.done is None
        known = replace(known, finished_on=finished)
        if reopened and told.remaining is None:
            known = replace(known, remaining=None)
    if known.started_on is None and told.started is not None:
        return Happened()  # it has not begun, so nothing of it is done
    return known


def _with_done(known: Happened, text: str, row: Activity, today: date) -> Happened:
    done = done_in(text, whole=row.quantity)
    if done is None:
        return replace(known, remaining=None, quantity_done=None)
    started = known.started_on
    if started is None:
        started = today if row.early_start is None else min(today, start_day(row.early_start))
    finished = (known.finished_on or today) if done.share >= 1 else None
    return Happened(started, finished, share=done.share, quantity_done=done.quantity)
