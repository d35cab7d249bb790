"""For whom an issue waited: each of its days belongs to who had it at the end of that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kaigong.accounts.models import OrganisationKind
from kaigong.coordination.life import HOLDERS, Party
from kaigong.coordination.models import Issue, IssueState, IssueTurn, Question


@dataclass(frozen=True)
class Waits:
    """Days by who had the issue; their sum is its age.

    Attributes:
        firm: A question of the firm was open, or its verification was waited for.
        department: The lead department had it and nothing was asked of the firm.
        command: It was to be assigned or closed, or to be verified by somebody who is no firm.
    """

    firm: int = 0
    department: int = 0
    command: int = 0


def waits_of(
    issue: Issue, turns: Iterable[IssueTurn], questions: Iterable[Question], *, today: date
) -> Waits:
    """Count the days of an issue by who had it.

    Args:
        turns: All turns of the issue, in order.
        questions: Those asked within it; one that was taken back counts until then.
    """
    there = issue.zone.moment_there
    states = {there(issue.raised_at).date(): str(IssueState.RAISED)}
    for turn in turns:
        states[there(turn.at).date()] = turn.after
    asked = [
        (
            there(each.asked_at).date(),
            there(over).date() if (over := each.answered_at or each.withdrawn_at) else None,
        )
        for each in questions
    ]
    is_firms = bool(issue.raised_for and issue.raised_for.kind == OrganisationKind.FIRM)
    end = there(issue.closed_at).date() if issue.closed_at else today
    days = {"firm": 0, "department": 0, "command": 0}
    day, state = there(issue.raised_at).date(), str(IssueState.RAISED)
    while day < end:
        state = states.get(day, state)
        is_asked = any(since <= day and (until is None or day < until) for since, until in asked)
        if is_asked or (HOLDERS.get(state) is Party.RAISER and is_firms):
            days["firm"] += 1
        elif HOLDERS.get(state) is Party.LEAD:
            days["department"] += 1
        else:
            days["command"] += 1
        day += timedelta(days=1)
    return Waits(**days)
