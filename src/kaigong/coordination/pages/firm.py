"""What the firm's own page shows: its projects with who acts next, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from kaigong.accounts.models import Organisation, OrganisationKind
from kaigong.accounts.selectors import Standing
from kaigong.coordination.life import OVER
from kaigong.coordination.models import Issue, IssueState, Question
from kaigong.coordination.pages.issues import ball_of, due_now
from kaigong.coordination.pages.waits import Waits, waits_of
from kaigong.coordination.selectors.questions import questions_about
from kaigong.coordination.services.questions import firm_to_ask
from kaigong.coordination.services.ratings import may_rate
from kaigong.portfolio import registries
from kaigong.portfolio.registries import Duty
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

# Stages in which nobody acts next.
FINISHED = frozenset({"completed", "production", "cancelled"})
HELD_SINCE = {
    IssueState.ASSIGNED: "assigned_at",
    IssueState.ACCEPTED: "accepted_at",
    IssueState.WORKING: "accepted_at",
    IssueState.CLAIMED: "claimed_at",
    IssueState.VERIFIED: "verified_at",
}


@dataclass(frozen=True)
class ProjectRow:
    """One project of a firm: who acts next, on what, since when, until when.

    Attributes:
        is_ours: The firm itself acts next.
        ball: Empty where the project is finished and nothing is open.
        until: None where nobody has named a day.
    """

    project: Project
    ball: str
    what: str
    since: date | None
    until: date | None
    is_ours: bool = False
    is_late: bool = False


def firms_of(standing: Standing) -> list[Organisation]:
    """The firms for which a person acts."""
    bodies = {each.organisation_id: each.organisation for each in standing.memberships}
    return [each for each in bodies.values() if each.kind == OrganisationKind.FIRM]


def duties_here(standing: Standing, today: date) -> list[Duty]:
    """All that waits for this person, the nearest day first."""
    found = [each for source in registries.duties for each in source.duties(standing, today)]
    return sorted(found, key=lambda each: (each.due_on or date.max, each.what))


def project_rows(
    projects: Iterable[Project], issues: Sequence[Issue], questions: Sequence[Question], today: date
) -> list[ProjectRow]:
    """The rows of a firm's projects, what waits for the firm first.

    Args:
        projects: With their milestones and steps fetched.
        issues: The firm's open issues.
        questions: Those open to the firm.
    """
    rows = [
        _row(
            project,
            [each for each in issues if each.project_id == project.pk],
            [each for each in questions if each.project_id == project.pk],
            today,
        )
        for project in projects
    ]
    return sorted(rows, key=_nearest)


def _nearest(row: ProjectRow) -> tuple[bool, bool, date, str]:
    return (not row.is_ours, not row.ball, row.until or date.max, str(row.project))


def _row(
    project: Project, issues: Sequence[Issue], questions: Sequence[Question], today: date
) -> ProjectRow:
    """Who has the ball: what the firm was asked comes first, then its issues, then the promise."""

    def row(
        ball: str,
        what: str,
        since: datetime | date | None,
        until: date | None,
        *,
        ours: bool = False,
    ) -> ProjectRow:
        day = project.zone.moment_there(since).date() if isinstance(since, datetime) else since
        return ProjectRow(
            project, ball, what, day, until, is_ours=ours, is_late=bool(until and until < today)
        )

    us = said("贵企业", "you")
    if questions:
        first = min(questions, key=lambda each: (each.due_on, each.pk))
        return row(us, first.text, first.asked_at, first.due_on, ours=True)
    if claimed := [each for each in issues if each.state == IssueState.CLAIMED]:
        what = said(f"核实：{claimed[0].title}", f"verify: {claimed[0].title}")
        return row(us, what, claimed[0].claimed_at, None, ours=True)
    if issues:
        issue = min(issues, key=lambda each: (due_now(each) or date.max, each.severity, each.pk))
        name = HELD_SINCE.get(IssueState(issue.state), "moved_at")
        return row(ball_of(issue), issue.title, getattr(issue, name), due_now(issue))
    if project.stage in FINISHED:
        return row("", "", None, None)
    steps = [each for each in project.steps.all() if each.taken_back_at is None]
    since = max((each.entered_on for each in steps), default=None)
    left = [each for each in project.milestones.all() if each.done_on is None]
    body = project.lead_department or project.task_force or project.service_officer
    if left:
        promise = min(left, key=lambda each: (each.due_on, each.pk))
        return row(str(promise.owner or body or us), str(promise), since, promise.due_on)
    return row(str(body or us), "", since, None)


@dataclass(frozen=True)
class FirmPart:
    """What an issue's page says of the firm: what it was asked, how long it was waited for."""

    questions: list[Question]
    waits: Waits
    may_ask: bool
    may_rate: bool
    own_rating: object | None
    rating: object | None  # for the command office


def firm_part(issue: Issue, standing: Standing, today: date) -> FirmPart:
    questions = list(questions_about(standing, issue=issue))
    rating = issue.ratings.first()
    is_rater = may_rate(issue, standing)
    return FirmPart(
        questions=questions,
        waits=waits_of(issue, issue.turns.order_by("id"), issue.questions.all(), today=today),
        may_ask=standing.may("coordination.ask_firms")
        and issue.state not in OVER
        and firm_to_ask(issue, None) is not None,
        may_rate=is_rater,
        own_rating=rating if is_rater else None,
        rating=rating if standing.may("coordination.dispatch_issues") else None,
    )
