"""An issue as a page shows it: who has it, by when, how long already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.safestring import SafeString

from kaigong.coordination.life import HOLDERS, Party
from kaigong.coordination.models import Issue, IssueState
from kaigong.web.maps import place_map
from kaigong.wording import said


@dataclass(frozen=True)
class IssueRow:
    """One issue with what a line of a list says of it.

    Attributes:
        due_on: The day of the clock that runs now; none before it is assigned and after it is over.
        urgency: now, soon, or empty.
        age_days: Days since it was raised.
        is_provisional: Its day may still move with an announcement of holidays.
        notes: What other slices say of it.
    """

    issue: Issue
    ball: str
    due_on: date | None
    due: str
    urgency: str
    age_days: int
    is_provisional: bool
    notes: Sequence[str] = ()


def row_of(issue: Issue, today: date) -> IssueRow:
    raised = issue.zone.moment_there(issue.raised_at).date()
    ended = issue.zone.moment_there(issue.closed_at).date() if issue.closed_at else today
    due_on = due_now(issue)
    is_provisional = due_on is not None and is_provisional_now(issue)
    due, urgency = due_words(due_on, today, is_provisional=is_provisional)
    age_days = max(0, (ended - raised).days)
    return IssueRow(issue, ball_of(issue), due_on, due, urgency, age_days, is_provisional)


def rows_of(
    issues: Iterable[Issue], today: date, *, notes: Mapping[int, Sequence[str]] | None = None
) -> list[IssueRow]:
    said_of = notes or {}
    return [replace(row_of(issue, today), notes=said_of.get(issue.pk, ())) for issue in issues]


def place_of(issue: Issue) -> SafeString:
    """A small map of where it is; empty where nobody said."""
    if issue.longitude is None or issue.latitude is None:
        return SafeString("")
    return place_map(float(issue.longitude), float(issue.latitude), name=issue.title)


def due_now(issue: Issue) -> date | None:
    """The day of the clock that runs."""
    if issue.state == IssueState.ASSIGNED:
        return issue.acceptance_due_on
    if issue.state in {IssueState.ACCEPTED, IssueState.WORKING}:
        return issue.solution_due_on
    return None


def is_provisional_now(issue: Issue) -> bool:
    """Whether the day of the clock that runs may still move with an announcement of holidays."""
    if issue.state == IssueState.ASSIGNED:
        return issue.is_acceptance_provisional
    return issue.is_due_provisional


def ball_of(issue: Issue) -> str:
    """Who acts next."""
    holder = HOLDERS.get(issue.state)
    if holder is None:
        return ""
    if holder is Party.DISPATCH:
        return said("指挥部", "Command office")
    if holder is Party.RAISER:
        return str(issue.raised_for or issue.raised_by or said("指挥部", "Command office"))
    lead = str(issue.lead)
    return f"{lead} · {issue.owner}" if issue.owner else lead


def due_words(due_on: date | None, today: date, *, is_provisional: bool = False) -> tuple[str, str]:
    """A deadline as people say it, and how urgent it is: now, soon, or empty."""
    if due_on is None:
        return "", ""
    left = (due_on - today).days
    mark = said("（暂定）", " (provisional)") if is_provisional else ""
    if left < 0:
        return said(f"逾期 {-left} 天", f"{-left} days overdue") + mark, "now"
    if left == 0:
        return said("今天", "today") + mark, "now"
    return f"{due_on.month}-{due_on.day:02d}{mark}", "soon" if left <= 2 else ""
