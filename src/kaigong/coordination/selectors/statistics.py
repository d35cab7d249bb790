"""What issues cost in days: how long until they close, where they wait, and what comes again.

All lengths are calendar days of the zone. An issue that is still open has waited until today and no
longer (`engines.waiting`); one that was withdrawn waited until then and was never solved, so it
counts like an open one. Days late are those after the day of solution, until the close or today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

import numpy as np
from django.db.models import Count, Max, QuerySet
from numpy.typing import NDArray

from kaigong.accounts.models import Zone
from kaigong.coordination.life import HOLDERS, Party
from kaigong.coordination.models import Issue, IssueState
from kaigong.engines.waiting import WaitingCurve, waiting_curve

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_REPEATED = 20


@dataclass(frozen=True)
class Waits:
    """The waits of some issues, one place each.

    Attributes:
        days: From raised to closed, withdrawn or today, shape (issues,).
        is_closed: Closed with proof, shape (issues,).
        is_over: Closed or withdrawn, shape (issues,).
        late: Days after the day of solution, 0 in time, shape (issues,).
        categories, leads: Keys of rows, shape (issues,); 0 where there is no lead yet.
        seasons: Year and quarter raised, as 4 x year + quarter - 1, shape (issues,).
    """

    days: Ints
    is_closed: Bools
    is_over: Bools
    late: Ints
    categories: Ints
    leads: Ints
    seasons: Ints

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True)
class Group:
    """What one cause, department or season cost.

    Attributes:
        key: Of the row that stands for the group, or the season.
        median, ninth: Days by which half and nine tenths have closed; None: not so many have.
        days: Days that its issues stood in the way, all together.
        late: How many passed their day of solution; late_days: by how many days together.
    """

    key: int
    count: int
    open: int
    median: float | None
    ninth: float | None
    days: int
    late: int
    late_days: int


@dataclass(frozen=True)
class Hand:
    """How long a body had issues in its hands, in days, and how many."""

    hand: Party
    lead_id: int | None
    count: int
    days: float


@dataclass(frozen=True)
class Repeated:
    """A project and a category that were raised more than once."""

    project_id: int
    category_id: int
    count: int
    latest: datetime


def waits_of(issues: QuerySet[Issue], zone: Zone, today: date) -> Waits:
    """Read the waits of some issues, in one query."""
    rows = issues.order_by().values_list(
        "raised_at", "closed_at", "state", "solution_due_on", "category_id", "lead_id"
    )
    now = today.toordinal()
    raised, ended, closed, over, due, category, lead, season = [], [], [], [], [], [], [], []
    for raised_at, closed_at, state, due_on, category_id, lead_id in rows:
        day = zone.moment_there(raised_at).date()
        is_over = state in {IssueState.CLOSED, IssueState.WITHDRAWN}
        end = zone.moment_there(closed_at).date().toordinal() if is_over and closed_at else now
        raised.append(day.toordinal())
        ended.append(max(end, raised[-1]))
        closed.append(state == IssueState.CLOSED)
        over.append(is_over)
        due.append(due_on.toordinal() if due_on else end)
        category.append(category_id)
        lead.append(lead_id or 0)
        season.append(4 * day.year + (day.month - 1) // 3)
    begin, end_ = np.array(raised, dtype=np.int64), np.array(ended, dtype=np.int64)
    is_closed, withdrawn = np.array(closed, dtype=np.bool_), np.array(over, dtype=np.bool_)
    late = np.maximum(end_ - np.array(due, dtype=np.int64), 0)
    late[withdrawn & ~is_closed] = 0  # what was withdrawn was nobody's to keep
    columns = [np.array(each, dtype=np.int64) for each in (category, lead, season)]
    return Waits(end_ - begin, is_closed, withdrawn, late, *columns)


def curve_of(waits: Waits) -> WaitingCurve:
    """The share still open after a number of days."""
    return waiting_curve(waits.days, waits.is_closed)


def grouped(waits: Waits, keys: Ints, *, by_cost: bool = True) -> list[Group]:
    """One row for each key, the dearest in days late first; else in the order of the keys."""
    groups = []
    for key in np.unique(keys):
        among = keys == key
        days, closed = waits.days[among], waits.is_closed[among]
        curve = waiting_curve(days, closed)
        late = waits.late[among]
        groups.append(
            Group(
                int(key), int(among.sum()), int((~waits.is_over[among]).sum()),
                curve.time_until(0.5), curve.time_until(0.9), int(days.sum()),
                int((late > 0).sum()), int(late.sum()),
            )
        )  # fmt: skip
    if by_cost:
        groups.sort(key=lambda group: (-group.late_days, -group.days, group.key))
    return groups


def hands_of(issues: QuerySet[Issue], now: datetime) -> list[Hand]:
    """Where the days went: the office's hands, each lead department's, those who raised them.

    Read from the history of the rows: each line says in which state and with which lead an issue
    was from a moment on, until the next line or now. The longest first.
    """
    lines = (
        Issue.history.filter(id__in=issues.order_by().values("pk"))
        .order_by("id", "history_id")
        .values_list("id", "state", "lead_id", "moved_at")
    )
    seconds: dict[tuple[Party, int | None], float] = {}
    whose: dict[tuple[Party, int | None], set[int]] = {}
    read = [*lines, (0, "", None, now)]
    for (issue, state, lead_id, since), (other, _, _, until) in pairwise(read):
        hand = HOLDERS.get(state)
        if hand is None:
            continue
        key = (hand, lead_id if hand is Party.LEAD else None)
        ended = until if other == issue else now
        seconds[key] = seconds.get(key, 0.0) + max(0.0, (ended - since).total_seconds())
        whose.setdefault(key, set()).add(issue)
    hands = [
        Hand(hand, lead, len(whose[hand, lead]), spent / 86400)
        for (hand, lead), spent in seconds.items()
    ]
    return sorted(hands, key=lambda each: (-each.days, each.hand, each.lead_id or 0))


def repeated(issues: QuerySet[Issue]) -> list[Repeated]:
    """What comes again: projects and categories raised more than once, the most often first."""
    found = (
        issues.order_by()
        .filter(project__isnull=False)
        .exclude(state=IssueState.WITHDRAWN)
        .values_list("project_id", "category_id")
        .annotate(times=Count("pk"), latest=Max("raised_at"))
        .filter(times__gt=1)
        .order_by("-times", "-latest", "project_id")[:MOST_REPEATED]
    )
    return [Repeated(*row) for row in found]
