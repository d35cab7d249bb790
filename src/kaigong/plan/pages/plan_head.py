"""What a leader reads of a plan first: the promise, the days missing, what must start next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from kaigong.plan.models import Activity
from kaigong.plan.moments import begin_of, finish_day, start_day, whole_days
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.web.asof import day_asked
from kaigong.wording import said

NEXT = 5
LATER = 40  # steps behind them that are listed folded; the table has all


@dataclass(frozen=True)
class Promise:
    """One commitment: the day promised, the day that comes out, working days left or short."""

    row: Activity
    promised_on: date
    comes_on: date | None
    days_left: int | None

    @property
    def short(self) -> int:
        """Working days that have to be won; none where the promise holds."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True)
class PlanHead:
    """Attributes:
    ends_on: When all of it is done as things stand.
    next_starts, later_starts: Unstarted work by the day it must start, the nearest first.
    beyond_starts: How much of it is not listed.
    overdue: How many of all unstarted activities should have started by today.
    """

    promises: Sequence[Promise]
    ends_on: date | None
    next_starts: Sequence[tuple[date, Activity]]
    later_starts: Sequence[tuple[date, Activity]]
    beyond_starts: int
    overdue: int
    critical: int
    assumed: int
    done: int
    of: int

    @property
    def worst(self) -> Promise | None:
        """The promise with the fewest days left."""
        known = [promise for promise in self.promises if promise.days_left is not None]
        return min(known, key=lambda promise: promise.days_left or 0, default=None)


def head_of(opened: OpenPlan) -> PlanHead:
    """The head of a plan's page."""
    today = begin_of(opened.today)
    work = opened.work
    promises = [
        Promise(
            row,
            finish_day(row.committed),
            finish_day(row.early_finish) if row.early_finish is not None else None,
            None
            if row.total_float is None
            else whole_days(row.total_float, per_day=opened.per_day(row)),
        )
        for row in work
        if row.committed is not None
    ]
    waiting = sorted(
        (row for row in work if row.started is None and row.late_start is not None),
        key=lambda row: (row.late_start or 0, row.place),
    )
    starts = [(start_day(row.late_start or 0), row) for row in waiting[: NEXT + LATER]]
    return PlanHead(
        promises=promises,
        ends_on=max(
            (finish_day(row.early_finish) for row in work if row.early_finish is not None),
            default=None,
        ),
        next_starts=starts[:NEXT],
        later_starts=starts[NEXT : NEXT + LATER],
        beyond_starts=max(0, len(waiting) - NEXT - LATER),
        overdue=sum((row.late_start or 0) < today for row in waiting),
        critical=sum(row.is_critical for row in work),
        assumed=sum(row.duration_source == "assumed" for row in work),
        done=sum(row.finished is not None for row in work),
        of=len(work),
    )


def past_context(request: HttpRequest, opened: OpenPlan) -> dict[str, object]:
    """What a page of a plan says of the day that it is looked at; see `plan/day.html`."""
    day = day_asked(request)
    return {
        "as_of": day,
        "as_of_said": said(f"你在看 {opened.today} 的计划", f"Plan as of {opened.today}"),
        "on": f"as_of={day.isoformat()}&" if day else "",
        "today": opened.today,
        "last_day": opened.standing.zone.today(),
    }
