"""Decisions of meetings over the API: listed and read as on their pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import MeetingTask, TaskState
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.selectors.meetings import TASK_VIEWS, tasks_for, tasks_in_view
from kaigong.coordination.selectors.papers import uses_for
from kaigong.portfolio.api.asked import Cursor, Day, Limit, Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.paging import Page, place_asked
from kaigong.web.api.troubles import READ_TROUBLES, NotFoundError

router = Router()
Key = Annotated[int, Path(ge=1, le=2**53, description="the number in the decision's address")]


class MeetingOfDecisionOut(Schema):
    id: int
    kind: str
    year: int
    number: int
    title: str
    planned_at: datetime
    state: str


class DecisionOut(Schema):
    id: int
    number: int = Field(description="in its meeting")
    words: str
    meeting: MeetingOfDecisionOut
    item: str = Field(description="what was spoken of")
    organisation: str
    person: str | None = Field(description="the name to sign in with")
    due_on: date
    is_late: bool = Field(description="open, and its day has passed")
    state: str
    project: str | None = Field(description="code")
    issue: str | None = Field(description="number; null too where you do not see the issue")
    act: str = Field(description="what it did to the issue at once; empty for nothing")
    is_internal: bool = Field(description="not for firms")
    decided_at: datetime
    decided_by: str | None
    claim: str = Field(description="what was done, in words")
    claimed_at: datetime | None
    answer: str = Field(description="why it was sent back or withdrawn")
    confirmed_at: datetime | None
    replaced_by: int | None


class PaperOfDecisionOut(Schema):
    id: int
    name: str
    media_type: str
    sha256: str
    size_bytes: int


class DecisionDetailOut(DecisionOut):
    papers: list[PaperOfDecisionOut]


@router.get(
    "/decisions", response={200: Page[DecisionOut], **READ_TROUBLES}, operation_id="decisions"
)
@needs("coordination.see_meetings")
def decisions(
    request: HttpRequest,
    zone: Slug,
    limit: Limit,
    cursor: Cursor,
    view: Annotated[str, Query("", max_length=10, description=", ".join(TASK_VIEWS))],
    state: Annotated[str, Query("", max_length=20, description=", ".join(TaskState.values))],
    meeting: Annotated[int | None, Query(None, ge=1, le=2**53, description="id")],
    issue: Annotated[str, Query("", max_length=20, description="number")],
    project: Annotated[str, Query("", max_length=60, description="code")],
    organisation: Annotated[str, Query("", max_length=200, description="its full Chinese name")],
    since: Annotated[Day | None, Query(None, description="due on or after")],
    until: Annotated[Day | None, Query(None, description="due on or before")],
) -> Page[DecisionOut]:
    """Decisions of meetings in the order in which they were taken / 议定事项"""
    standing = enter(request, zone, decisions)
    place = place_asked(standing.zone, cursor=cursor, limit=limit, as_of=None)
    rows = tasks_in_view(standing, view) if view in TASK_VIEWS else tasks_for(standing)
    narrowed = {
        "state": state, "meeting": meeting, "project__code": project,
        "organisation__name": organisation, "due_on__gte": since, "due_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    if issue:
        # Who does not see an issue does not learn by asking for it what was decided on it.
        rows = rows.filter(issue__in=issues_for(standing).filter(number=issue).values("pk"))
    total = rows.count()
    page = _with_names(rows.order_by("id"))[place.offset : place.offset + place.limit]
    found = list(page)
    seen = _seen_issues(standing, found)
    items = [decision_out(each, standing.zone, seen=seen) for each in found]
    return Page(items=items, total=total, next=place.next(total))


@router.get(
    "/decisions/{decision}",
    response={200: DecisionDetailOut, **READ_TROUBLES},
    operation_id="decision",
)
@needs("coordination.see_meetings")
def decision(request: HttpRequest, zone: Slug, decision: Key) -> DecisionDetailOut:
    """One decision with its papers / 单个议定事项"""
    standing = enter(request, zone, _decision)
    found = _with_names(tasks_for(standing)).filter(pk=decision).first()
    if found is None:
        raise NotFoundError
    out = decision_out(found, standing.zone, seen=_seen_issues(standing, [found]))
    uses = uses_for(standing).filter(task=found).select_related("paper").order_by("id")
    papers = [
        PaperOfDecisionOut(
            id=use.paper.pk, name=use.paper.name, media_type=use.paper.media_type,
            sha256=use.paper.sha256, size_bytes=use.paper.size_bytes,
        )
        for use in uses
    ]  # fmt: skip
    return DecisionDetailOut(**out.model_dump(), papers=papers)


_decision = decision  # its argument has the same name


def decision_out(task: MeetingTask, zone: Zone, *, seen: set[int] | None = None) -> DecisionOut:
    """A decision as programs read it; the same in the API and in webhooks.

    Args:
        seen: The issues that the reader sees; None is all.
    """
    meeting, issue = task.meeting, task.issue
    return DecisionOut(
        id=task.pk, number=task.number, words=task.words,
        meeting=MeetingOfDecisionOut(
            id=meeting.pk, kind=str(meeting.kind), year=meeting.year, number=meeting.number,
            title=str(meeting), planned_at=meeting.planned_at, state=str(meeting.state),
        ),
        item=str(task.item), organisation=task.organisation.name,
        person=task.person.username if task.person else None, due_on=task.due_on,
        is_late=task.state == TaskState.OPEN and task.due_on < zone.today(),
        state=str(task.state), project=task.project.code if task.project else None,
        issue=issue.number if issue and (seen is None or issue.pk in seen) else None,
        act=task.act, is_internal=task.is_internal, decided_at=task.decided_at,
        decided_by=task.decided_by.username if task.decided_by else None, claim=task.claim,
        claimed_at=task.claimed_at, answer=task.answer, confirmed_at=task.confirmed_at,
        replaced_by=task.replaced_by_id,
    )  # fmt: skip


def _with_names(rows: QuerySet[MeetingTask]) -> QuerySet[MeetingTask]:
    return rows.select_related(
        "meeting", "item", "organisation", "person", "project", "issue", "decided_by"
    )


def _seen_issues(standing: Standing, tasks: list[MeetingTask]) -> set[int]:
    keys = [each.issue_id for each in tasks if each.issue_id]
    return set(issues_for(standing).filter(pk__in=keys).values_list("pk", flat=True))
