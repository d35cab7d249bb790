"""Deadlines after the working days have changed: all open ones at once, by columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.life import OVER
from kaigong.coordination.models import Issue, IssueState, IssueTurn
from kaigong.engines.calendars import WorkCalendar
from kaigong.portfolio import bulk
from kaigong.portfolio.selectors.calendars import calendar_of

_FIELDS = (
    "acceptance_due_on", "is_acceptance_provisional", "solution_due_on", "is_due_provisional",
)  # fmt: skip


@dataclass(frozen=True)
class Reckoned:
    """What came of it: open issues with a deadline, days that moved, and days now certain."""

    issues: int
    moved: int
    settled: int


@transaction.atomic
def reckon_deadlines(zone: Zone, *, by: User | None) -> Reckoned:
    """Reckon every open deadline of a zone by its working days of today.

    A day that somebody set by hand stays; only whether it is provisional is asked anew. Who
    reads an issue finds the change among what happened to it.
    """
    calendar = calendar_of(zone)
    issues = list(
        Issue.objects.select_for_update(of=("self",))
        .filter(zone=zone)
        .exclude(state__in=OVER)
        .exclude(acceptance_due_on=None, solution_due_on=None)
        .order_by("pk")
    )
    before = {issue.pk: (issue.acceptance_due_on, issue.solution_due_on) for issue in issues}
    was_provisional = {issue.pk: _provisional(issue) for issue in issues}
    _accept(issues, calendar, ZoneInfo(zone.timezone))
    _solve(issues, calendar)
    moved = [
        issue
        for issue in issues
        if before[issue.pk] != (issue.acceptance_due_on, issue.solution_due_on)
    ]
    other = [issue for issue in issues if _provisional(issue) != was_provisional[issue.pk]]
    changed = {issue.pk: issue for issue in (*moved, *other)}
    moment = clock.now()
    for issue in changed.values():
        issue.version += 1
    bulk.update_rows(dict.fromkeys(changed.values(), (*_FIELDS, "version")), by=by)
    _tell(moved, before, by, moment)
    settled = sum(not any(_provisional(issue)) for issue in other)
    record(
        "coordination.deadlines.reckoned", by=by, zone=zone.slug, issues=len(issues),
        moved=len(moved), settled=settled,
    )  # fmt: skip
    return Reckoned(len(issues), len(moved), settled)


def _provisional(issue: Issue) -> tuple[bool, bool]:
    return issue.is_acceptance_provisional, issue.is_due_provisional


def _accept(issues: Sequence[Issue], calendar: WorkCalendar, place: ZoneInfo) -> None:
    rows = [
        issue
        for issue in issues
        if issue.state == IssueState.ASSIGNED
        and issue.assigned_at is not None
        and issue.acceptance_days is not None
    ]
    starts = [issue.assigned_at.astimezone(place).date() for issue in rows if issue.assigned_at]
    dues, provisional = _due_of(calendar, starts, [issue.acceptance_days or 0 for issue in rows])
    for issue, due, is_provisional in zip(rows, dues, provisional, strict=True):
        issue.acceptance_due_on, issue.is_acceptance_provisional = due, is_provisional


def _solve(issues: Sequence[Issue], calendar: WorkCalendar) -> None:
    rows = [
        issue
        for issue in issues
        if issue.solution_from is not None and issue.solution_days is not None
    ]
    starts = [issue.solution_from for issue in rows if issue.solution_from]
    dues, provisional = _due_of(calendar, starts, [issue.solution_days or 0 for issue in rows])
    for issue, due, is_provisional in zip(rows, dues, provisional, strict=True):
        issue.solution_due_on, issue.is_due_provisional = due, is_provisional
    for issue in issues:
        if issue.solution_days is None and issue.solution_due_on is not None:
            issue.is_due_provisional = issue.solution_due_on >= calendar.provisional_from


def _due_of(
    calendar: WorkCalendar, starts: Sequence[date], days: Sequence[int]
) -> tuple[list[date], list[bool]]:
    ends, provisional = calendar.due_of(
        np.array(starts, dtype="datetime64[D]"), np.array(days, dtype=np.int64)
    )
    return ends.tolist(), provisional.tolist()


def _tell(
    moved: Sequence[Issue],
    before: dict[int, tuple[date | None, date | None]],
    by: User | None,
    moment: datetime,
) -> None:
    """One turn in the life of each issue whose day moved."""
    turns = []
    for issue in moved:
        _, old = before[issue.pk]
        if old == issue.solution_due_on:
            continue
        words = f"{old} → {issue.solution_due_on}"
        turns.append(
            IssueTurn(
                issue=issue, move="", before=issue.state, after=issue.state, at=moment, by=by,
                words=f"放假通知变了，办结期限 {words}。 Working days changed, solve by {words}.",
            )
        )  # fmt: skip
    IssueTurn.objects.bulk_create(turns, batch_size=1000)
