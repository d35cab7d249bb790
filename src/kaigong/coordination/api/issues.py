"""Issues over the API: listed, read, raised, moved, spoken under, given papers."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from kaigong.accounts.models import Organisation, Scope
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.api.issue_shapes import (
    IssueDetailOut,
    IssueIn,
    IssueOut,
    MoveIn,
    RemarkIn,
    TurnOut,
    help_out,
    issue_out,
    paper_out,
    question_out,
    turn_out,
)
from kaigong.coordination.asked import VIEWS, Asked
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.models import (
    Issue,
    IssueCategory,
    IssueState,
    Severity,
)
from kaigong.coordination.parties import speaks_for
from kaigong.coordination.selectors import issues_for, turns_for
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.services.issues import move_issue, raise_issue, remark_on_issue
from kaigong.errors import KaigongError
from kaigong.portfolio.api.asked import Cursor, Day, IdempotencyKey, Limit, Slug, seen_project
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.once import once
from kaigong.web.api.paging import Page, place_asked
from kaigong.web.api.tags import IfMatch, is_of_version, version_tag
from kaigong.web.api.troubles import (
    READ_TROUBLES,
    WRITE_TROUBLES,
    Fault,
    MovedOnError,
    NotFoundError,
)

router = Router()
Number = Annotated[str, Path(max_length=20, description="W-2021-0042")]


class UnknownBodyError(KaigongError):
    code = "coordination.unknown-body"
    zh = "园区里没有能办理的部门「{name}」；请写它的中文全名。"
    en = "No body of this zone that solves issues is called “{name}”; give its full Chinese name."


class UnknownCategoryError(KaigongError):
    code = "coordination.unknown-category"
    zh = "没有类别「{key}」；现有：{known}。"
    en = "There is no category “{key}”; there are: {known}."


@router.get("/issues", response={200: Page[IssueOut], **READ_TROUBLES}, operation_id="issues")
@needs("coordination.see_issues")
def issues(
    request: HttpRequest,
    zone: Slug,
    limit: Limit,
    cursor: Cursor,
    view: Annotated[str, Query("", max_length=10, description=", ".join(VIEWS))],
    category: Annotated[str, Query("", max_length=40)],
    project: Annotated[str, Query("", max_length=60, description="code")],
    state: Annotated[str, Query("", max_length=20, description=", ".join(IssueState.values))],
    since: Annotated[Day | None, Query(None, description="raised on or after")],
    until: Annotated[Day | None, Query(None, description="raised on or before")],
    late: Annotated[bool, Query(False, description="only those past their day of solution")],
    q: Annotated[str, Query("", max_length=100, description="in title, number or project")],
) -> Page[IssueOut]:
    """Issues in the order of their numbers / 问题"""
    standing = enter(request, zone, issues)
    place = place_asked(standing.zone, cursor=cursor, limit=limit, as_of=None)
    asked = Asked(
        view=view if view in VIEWS else "all", category=category, project=project, since=since,
        until=until, is_late=late, text=q.strip(),
    )  # fmt: skip
    rows = asked.rows(standing)
    if state:
        rows = rows.filter(state=state)
    total = rows.count()
    # By the row's own number, so that what is raised meanwhile comes on the last page.
    page = _with_names(rows.order_by("id"))[place.offset : place.offset + place.limit]
    return Page(items=[issue_out(each) for each in page], total=total, next=place.next(total))


@router.get(
    "/issues/{number}", response={200: IssueDetailOut, **READ_TROUBLES}, operation_id="issue"
)
@needs("coordination.see_issues")
def issue(
    request: HttpRequest, response: HttpResponse, zone: Slug, number: Number
) -> IssueDetailOut:
    """One issue with its turns; its ETag is what a move refers to / 单个问题"""
    standing = enter(request, zone, issue)
    found = seen_issue(standing, number)
    turns = list(turns_for(standing, found))
    papers = uses_for(standing).filter(issue=found).select_related("paper")
    is_inside = standing.reach is not Reach.OWN
    helps = list(found.helps.select_related("organisation")) if is_inside else []
    questions = found.questions.filter(withdrawn_at=None)
    detail = IssueDetailOut(
        **issue_out(found).model_dump(),
        turns=[turn_out(each) for each in turns],
        helps=[help_out(each) for each in helps],
        questions=[question_out(each) for each in questions],
        papers=[paper_out(use.paper) for use in papers],
    )
    response.headers["ETag"] = version_tag(found.version, detail)
    return detail


@router.post("/issues", response={201: IssueOut, **WRITE_TROUBLES}, operation_id="raise_issue")
@needs("coordination.raise_issue", Scope.WRITE)
def add(
    request: HttpRequest, zone: Slug, body: IssueIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Raise an issue / 提出问题"""
    standing = enter(request, zone, add)
    project = seen_project(standing, body.project) if body.project else None
    category = _category(standing, body.category)

    def act() -> IssueOut:
        made = raise_issue(
            standing.zone, title=body.title, category=category, by=standing.user, project=project,
            raised_for=speaks_for(standing), text=body.text, severity=Severity(body.severity),
            location=body.location,
        )  # fmt: skip
        return issue_out(made)

    return once(request, idempotency_key, act)


@router.post(
    "/issues/{number}/moves", response={201: IssueOut, **WRITE_TROUBLES}, operation_id="move_issue"
)
@needs("coordination.see_issues", Scope.WRITE)
def move(
    request: HttpRequest,
    zone: Slug,
    number: Number,
    body: MoveIn,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch,
) -> HttpResponse:
    """One move of an issue's life; who may make it hangs on what one is to it / 推进问题"""
    standing = enter(request, zone, move)
    found = seen_issue(standing, number)
    lead = body_named(standing, body.lead) if body.lead else None

    def act() -> IssueOut:
        held = Issue.objects.select_for_update().get(pk=found.pk)
        _compare(held, if_match, wanted=body.move)
        move_issue(found, body.move, standing=standing, lead=lead, words=body.words)
        return issue_out(seen_issue(standing, number))

    return once(request, idempotency_key, act)


@router.post(
    "/issues/{number}/remarks", response={201: TurnOut, **WRITE_TROUBLES}, operation_id="remark"
)
@needs("coordination.see_issues", Scope.WRITE)
def remark(
    request: HttpRequest,
    zone: Slug,
    number: Number,
    body: RemarkIn,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Say something under an issue / 留言"""
    standing = enter(request, zone, remark)
    found = seen_issue(standing, number)
    is_internal = body.is_internal and standing.reach is not Reach.OWN
    return once(
        request,
        idempotency_key,
        lambda: turn_out(
            remark_on_issue(found, standing=standing, words=body.words, is_internal=is_internal)
        ),
    )


def _with_names(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    return rows.select_related("category", "project", "lead", "owner", "raised_by", "raised_for")


def seen_issue(standing: Standing, number: str) -> Issue:
    """Raises: NotFoundError: no such issue, or not for this person."""
    found = _with_names(issues_for(standing)).filter(number=number).first()
    if found is None:
        raise NotFoundError
    return found


def body_named(standing: Standing, name: str) -> Organisation:
    """Raises: UnknownBodyError: no body that solves issues has this name."""
    found = solvers(standing).filter(name=name).order_by("id").first()
    if found is None:
        raise UnknownBodyError(name=name)
    return found


def _category(standing: Standing, key: str) -> IssueCategory:
    categories = IssueCategory.objects.filter(zone=standing.zone)
    found = categories.filter(key=key).first()
    if found is None:
        known = ", ".join(categories.filter(closed_at=None).values_list("key", flat=True))
        raise UnknownCategoryError(key=key, known=known or "—")
    return found


def _compare(held: Issue, tag: str, *, wanted: str) -> None:
    """Refuse a move by who has read an older version."""
    if is_of_version(tag, held.version):
        return
    fault = Fault(
        where="state", zh="现在的状态与你要做的一步", en="the state now, and your move",
        theirs=held.state, yours=wanted,
    )  # fmt: skip
    raise MovedOnError(subject=held.number, faults=[fault])
