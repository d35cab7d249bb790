"""Issues as programs read and write them; the same in the API and in webhooks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from kaigong.coordination.models import Issue, IssueHelp, IssueTurn, Paper, Question
from kaigong.portfolio.api.asked import Day

Words = Annotated[str, Field(max_length=2000)]


class IssueOut(Schema):
    number: str
    title: str
    text: str
    category: str
    severity: int = Field(description="1 grave, 2 serious, 3 ordinary")
    state: str
    project: str | None = Field(description="code")
    location: str
    longitude: Decimal | None = Field(description="CGCS2000 degrees")
    latitude: Decimal | None
    raised_by: str | None = Field(description="the name to sign in with")
    raised_for: str | None
    raised_at: datetime
    lead: str | None
    owner: str | None = Field(description="the name to sign in with")
    acceptance_due_on: date | None
    solution_due_on: date | None
    is_acceptance_provisional: bool = Field(
        description="its day lies in a year whose holidays are not announced"
    )
    is_due_provisional: bool = Field(description="the same of the day of solution")
    accepted_at: datetime | None
    claimed_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    refusals: int
    reopenings: int
    version: int


class TurnOut(Schema):
    move: str = Field(description="empty for a remark")
    before: str
    after: str
    at: datetime
    by: str | None
    acting_for: str | None
    words: str
    is_internal: bool


class HelpOut(Schema):
    organisation: str
    task: str
    due_on: date
    state: str
    answer: str


class QuestionOut(Schema):
    text: str
    due_on: date
    asked_at: datetime
    answer: str
    answered_at: datetime | None


class PaperOut(Schema):
    id: int
    name: str
    media_type: str
    sha256: str
    size_bytes: int


class IssueDetailOut(IssueOut):
    turns: list[TurnOut]
    helps: list[HelpOut] = Field(description="empty for firms")
    questions: list[QuestionOut]
    papers: list[PaperOut]


class IssueIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    category: str = Field(max_length=40, description="key; see the pages' list of categories")
    text: str = Field("", max_length=5000)
    severity: int = Field(3, ge=1, le=3)
    project: str = Field("", max_length=60, description="code")
    location: str = Field("", max_length=200)


class MoveIn(Schema):
    move: str = Field(max_length=20, description="a key of docs/reference/issue-life.md")
    words: Words = ""
    lead: str = Field("", max_length=200, description="the department's name; to assign only")


class RemarkIn(Schema):
    words: Words
    is_internal: bool = Field(False, description="not for firms")


class HelpIn(Schema):
    organisation: str = Field(max_length=200)
    task: str = Field(min_length=1, max_length=300)
    due_on: Day


class HelpAnswerIn(Schema):
    organisation: str = Field(max_length=200)
    state: str = Field(pattern="^(taken|returned|done)$")
    words: str = Field("", max_length=300)


class QuestionIn(Schema):
    text: str = Field(min_length=1, max_length=2000)
    due_on: Day


def _name(who: object) -> str | None:
    return getattr(who, "username", None)


def issue_out(found: Issue) -> IssueOut:
    """An issue as programs read it."""
    return IssueOut(
        number=found.number, title=found.title, text=found.text, category=found.category.key,
        severity=int(found.severity), state=str(found.state),
        project=found.project.code if found.project else None, location=found.location,
        longitude=found.longitude, latitude=found.latitude, raised_by=_name(found.raised_by),
        raised_for=found.raised_for.name if found.raised_for else None, raised_at=found.raised_at,
        lead=found.lead.name if found.lead else None, owner=_name(found.owner),
        acceptance_due_on=found.acceptance_due_on, solution_due_on=found.solution_due_on,
        is_acceptance_provisional=found.is_acceptance_provisional,
        is_due_provisional=found.is_due_provisional, accepted_at=found.accepted_at,
        claimed_at=found.claimed_at, verified_at=found.verified_at, closed_at=found.closed_at,
        refusals=found.refusals, reopenings=found.reopenings, version=found.version,
    )  # fmt: skip


def turn_out(turn: IssueTurn) -> TurnOut:
    """A move or a remark as programs read it."""
    return TurnOut(
        move=turn.move, before=str(turn.before), after=str(turn.after), at=turn.at,
        by=_name(turn.by), acting_for=turn.acting_for.name if turn.acting_for else None,
        words=turn.words, is_internal=turn.is_internal,
    )  # fmt: skip


def help_out(help_: IssueHelp) -> HelpOut:
    """A department's part as programs read it."""
    return HelpOut(
        organisation=help_.organisation.name, task=help_.task, due_on=help_.due_on,
        state=str(help_.state), answer=help_.answer,
    )  # fmt: skip


def question_out(question: Question) -> QuestionOut:
    """What a firm was asked, and its answer."""
    return QuestionOut(
        text=question.text, due_on=question.due_on, asked_at=question.asked_at,
        answer=question.answer, answered_at=question.answered_at,
    )  # fmt: skip


def paper_out(paper: Paper) -> PaperOut:
    """A paper without its content."""
    return PaperOut(
        id=paper.pk, name=paper.name, media_type=paper.media_type, sha256=paper.sha256,
        size_bytes=paper.size_bytes,
    )  # fmt: skip
