"""What planners do in the outline and on the bars: new rows, levels, order, drags, links."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kaigong.accounts.selectors import Standing
from kaigong.engines.scheduling.worktime import worktime_of
from kaigong.plan import outline
from kaigong.plan.calendars import definitions_of
from kaigong.plan.drafting import redrawing
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import LinkedSummaryError, StartedBarMovedError
from kaigong.plan.models import Activity, ConstraintKind, SubPlan
from kaigong.plan.moments import begin_of, end_of, finish_day, moment_of, start_day
from kaigong.plan.progress_words import done_in
from kaigong.plan.services.activities import (
    ActivityWords,
    add_activity,
    give_duration,
    report_progress,
)
from kaigong.wording import said

_NUMBERED = re.compile(r"(.*?)(\d+)$")
_DAY = 24 * 60


@dataclass(frozen=True)
class Asking:
    """Who edits, what they had before the eyes, and why they do it."""

    standing: Standing
    seen_version: int | None = None
    reason: str = ""
    why: str = ""


def next_key(keys: Collection[str], after: str) -> str:
    """A free code in the manner of the one above: A10 is followed by A20, P7 by P8."""
    found = _NUMBERED.fullmatch(after)
    stem, number = (found[1], found[2]) if found else (after, "")
    step = 10 if number and int(number) % 10 == 0 else 1
    count = int(number or 1)
    while True:
        count += step
        key = f"{stem}{count:0{len(number)}d}"
        if key not in keys:
            return key


def add_below(plan: SubPlan, after: str, *, per_day: int, by: Asking) -> Activity:
    """A new activity of one day under a line: first below a summary, else beside the line.

    Args:
        after: Key of the line; empty for the end of the plan.
        per_day: Working minutes of that day.

    Raises:
        NoSuchActivityError: there is no such line.
        ReasonMissingError: it moves dates of a locked plan.
    """
    draft = Draft.of(plan)
    line = draft.activity(after) if after else None
    is_first = line is not None and after in draft.summaries()
    above = line if is_first else line.parent if line else None
    name = said("新工作", "New activity")
    return add_activity(
        plan,
        next_key(draft.activities.keys(), after or "A0"),
        ActivityWords(
            name,
            per_day,
            trade=line.trade if line else "works",
            calendar=line.calendar if line else None,
        ),
        standing=by.standing,
        below=above.key if above else "",
        after_line=after,
        seen_version=by.seen_version,
        reason=by.reason,
        why=by.why,
    )


def indent_activities(plan: SubPlan, keys: Sequence[str], *, by: Asking) -> None:
    """Put rows below the row of their level above them.

    Raises:
        NowhereToIndentError, BecomesSummaryError: nothing was kept.
    """
    with _redrawing(plan, "move", by) as draft:
        outline.indent(draft, keys)


def outdent_activities(plan: SubPlan, keys: Sequence[str], *, by: Asking) -> None:
    """Put rows one level up, behind their summary.

    Raises:
        NowhereToOutdentError: they lie at the top; nothing was kept.
    """
    with _redrawing(plan, "move", by) as draft:
        outline.outdent(draft, keys)


def move_activities(plan: SubPlan, keys: Sequence[str], *, is_up: bool, by: Asking) -> None:
    """Change places with the row beside, each with what lies below it."""
    with _redrawing(plan, "move", by) as draft:
        outline.move(draft, keys, is_up=is_up)


def draw_link(plan: SubPlan, before: str, after: str, kind: str, *, by: Asking) -> None:
    """Let one activity wait for another, without a lag.

    Raises:
        LinkedSummaryError: one of the two is a summary.
        LoopError: they wait for each other already.
    """
    with _redrawing(plan, "change", by) as draft:
        for key in (before, after):
            if draft.activity(key).key in draft.summaries():
                raise LinkedSummaryError(name=draft.activity(key))
        draft.links.setdefault((before, after, kind), 0)


def drag_activity(plan: SubPlan, key: str, *, start: int, finish: int, by: Asking) -> None:
    """What it means that a bar was dragged to new ends.

    A bar moved whole starts no earlier than the day it was put on: its links still push it on, and
    moved back it starts when they let it. The right end is the duration. The left end moved is
    both: another day to start, and the same to finish. That is how MS Project takes a drag; a
    drag in P6 shows and keeps nothing. What has started keeps its start, a fact is not dragged.

    Args:
        start, finish: Minutes of the wall clock where the bar's ends were let go.

    Raises:
        StartedBarMovedError: it has started, and its start was moved.
        LinkedSummaryError: a summary has no bar of its own.
    """
    with _redrawing(plan, "change", by) as draft:
        row = draft.activity(key)
        if key in draft.summaries():
            raise LinkedSummaryError(name=row)
        has_start_moved = start != row.early_start
        is_whole = has_start_moved and finish != row.early_finish
        if has_start_moved and row.started is not None:
            raise StartedBarMovedError(name=row)
        if has_start_moved:
            row.constraint = ConstraintKind.START_NO_EARLIER
            row.constraint_at = begin_of(start_day(start))
        if not is_whole:
            _stretch(draft, row, start, finish)


def report_done(plan: SubPlan, row: Activity, text: str, *, by: Asking) -> None:
    """Progress as it is typed into a cell: "50%", or the quantity done of an activity that has one.

    Without an actual start the activity started on its early start, today at the latest; all
    done it finished today. Nothing typed takes the progress back.

    Raises:
        UnreadableProgressError: it is neither a share nor a quantity.
    """
    done = done_in(text, whole=row.quantity)
    today = by.standing.zone.today()
    started = finished = None
    if done is not None:
        known = row.early_start if row.started is None else row.started
        started = min(today, start_day(known)) if known is not None else today
    if done is not None and done.share >= 1:
        finished = today if row.finished is None else finish_day(row.finished)
    report_progress(
        plan,
        row.key,
        standing=by.standing,
        started_on=started,
        finished_on=finished,
        share=done.share if done else None,
        quantity_done=done.quantity if done else None,
        seen_version=by.seen_version,
        reason=by.reason,
        why=by.why,
    )


def _stretch(draft: Draft, row: Activity, start: int, finish: int) -> None:
    """As much work as lies between two moments, a day at least; what is done stays done."""
    calendars = definitions_of(draft.plan.project.zone, plans=[draft.plan])
    calendar = calendars[row.calendar_id or draft.plan.calendar_id]
    origin = moment_of(start - start % _DAY)
    days = (end_of(finish_day(finish)) - start) // _DAY + 2
    worktime = worktime_of([calendar], origin=origin, days=days)
    end = worktime.instant(moment_of(end_of(finish_day(finish))))
    begin = worktime.instant(moment_of(start))
    give_duration(row, max(calendar.minutes_per_day, int(worktime.between(0, begin, end))))


def _redrawing(plan: SubPlan, verb: str, by: Asking) -> AbstractContextManager[Draft]:
    return redrawing(
        plan,
        standing=by.standing,
        verb=verb,
        seen_version=by.seen_version,
        reason=by.reason,
        words=by.why,
    )
