"""Issues over the API: listed, read, raised, moved, spoken under, given papers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from kaigong.accounts.models import Organisation, Scope
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.asked import VIEWS, Asked
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.models import (
    HelpState,
    Issue,
    IssueCategory,
    IssueHelp,
    IssueState,
    IssueTurn,
    Severity,
)
from kaigong.coordination.pages.firm import firms_of
from kaigong.coordination.parties import speaks_for
from kaigong.coordination.selectors import issues_for, turns_for
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.services.helps import answer_for_help, ask_for_help
from kaigong.coordination.services.issues import move_issue, raise_issue, remark_on_issue
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.coordination.services.questions import ask_firm
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
Words = Annotated[str, Field(max_length=2000)]


class UnknownBodyError(KaigongError):
    code = "coordination.unknown-body"
    zh = "园区里没有能办理的部门「{name}」；请写它的中文全名。"
    en = "No body of this zone that solves issues is called “{name}”; give its full Chinese name."


class UnknownCategoryError(KaigongError):
    code = "coordination.unknown-category"
    zh = "没有类别「{key}」；现有：{known}。"
    en = "There is no category “{key}”; there are: {known}."


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
    found = _seen(standing, number)
    turns = list(turns_for(standing, found))
    papers = uses_for(standing).filter(issue=found).select_related("paper")
    is_inside = standing.reach is not Reach.OWN
    helps = list(found.helps.select_related("organisation")) if is_inside else []
    questions = found.questions.filter(withdrawn_at=None)
    detail = IssueDetailOut(
        **issue_out(found).model_dump(),
        turns=[_turn(each) for each in turns],
        helps=[help_out(each) for each in helps],
        questions=[
            QuestionOut(
                text=each.text, due_on=each.due_on, asked_at=each.asked_at, answer=each.answer,
                answered_at=each.answered_at,
            )
            for each in questions
        ],
        papers=[
            PaperOut(
                id=use.paper.pk, name=use.paper.name, media_type=use.paper.media_type,
                sha256=use.paper.sha256, size_bytes=use.paper.size_bytes,
            )
            for use in papers
        ],
    )  # fmt: skip
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
    found = _seen(standing, number)
    lead = _body(standing, body.lead) if body.lead else None

    def act() -> IssueOut:
        held = Issue.objects.select_for_update().get(pk=found.pk)
        _compare(held, if_match, wanted=body.move)
        move_issue(found, body.move, standing=standing, lead=lead, words=body.words)
        return issue_out(_seen(standing, number))

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
    found = _seen(standing, number)
    is_internal = body.is_internal and standing.reach is not Reach.OWN
    return once(
        request,
        idempotency_key,
        lambda: _turn(
            remark_on_issue(found, standing=standing, words=body.words, is_internal=is_internal)
        ),
    )


@router.post(
    "/issues/{number}/helps", response={201: HelpOut, **WRITE_TROUBLES}, operation_id="ask_help"
)
@needs("coordination.answer_issues", Scope.WRITE)
def ask_help(
    request: HttpRequest,
    zone: Slug,
    number: Number,
    body: HelpIn,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Ask a department for its part / 请部门配合"""
    standing = enter(request, zone, ask_help)
    found = _seen(standing, number)
    of = _body(standing, body.organisation)
    return once(
        request,
        idempotency_key,
        lambda: help_out(
            ask_for_help(found, of=of, task=body.task, due_on=body.due_on, standing=standing)
        ),
    )


@router.post(
    "/issues/{number}/helps/answer",
    response={201: HelpOut, **WRITE_TROUBLES},
    operation_id="answer_help",
)
@needs("coordination.answer_issues", Scope.WRITE)
def answer_help(
    request: HttpRequest,
    zone: Slug,
    number: Number,
    body: HelpAnswerIn,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Answer for a department's part / 答复配合"""
    standing = enter(request, zone, answer_help)
    found = _seen(standing, number)
    of = _body(standing, body.organisation)
    return once(
        request,
        idempotency_key,
        lambda: help_out(
            answer_for_help(
                found, of=of, state=HelpState(body.state), words=body.words, standing=standing
            )
        ),
    )


@router.post(
    "/issues/{number}/questions",
    response={201: QuestionOut, **WRITE_TROUBLES},
    operation_id="ask_firm",
)
@needs("coordination.ask_firms", Scope.WRITE)
def ask(
    request: HttpRequest,
    zone: Slug,
    number: Number,
    body: QuestionIn,
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    """Ask the firm of an issue something, due on a day / 问企业"""
    standing = enter(request, zone, ask)
    found = _seen(standing, number)

    def act() -> QuestionOut:
        made = ask_firm(issue=found, text=body.text, due_on=body.due_on, standing=standing)
        return QuestionOut(
            text=made.text, due_on=made.due_on, asked_at=made.asked_at, answer="", answered_at=None
        )

    return once(request, idempotency_key, act)


@router.post(
    "/issues/{number}/papers", response={201: PaperOut, **WRITE_TROUBLES}, operation_id="add_paper"
)
@needs("coordination.see_issues", Scope.WRITE)
def add_paper(
    request: HttpRequest, zone: Slug, number: Number, file: File[UploadedFile]
) -> Status[PaperOut]:
    """Put a paper beside an issue; the same content twice is one paper / 附上材料"""
    standing = enter(request, zone, add_paper)
    found = _seen(standing, number)
    firms = firms_of(standing)
    with transaction.atomic():
        kept = keep_paper(
            standing.zone, file=file, by=standing.user, organisation=firms[0] if firms else None
        )
        put_beside(kept, found, by=standing.user)
    made = PaperOut(
        id=kept.pk, name=kept.name, media_type=kept.media_type, sha256=kept.sha256,
        size_bytes=kept.size_bytes,
    )  # fmt: skip
    return Status(201, made)


def _with_names(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    return rows.select_related("category", "project", "lead", "owner", "raised_by", "raised_for")


def _seen(standing: Standing, number: str) -> Issue:
    found = _with_names(issues_for(standing)).filter(number=number).first()
    if found is None:
        raise NotFoundError
    return found


def _body(standing: Standing, name: str) -> Organisation:
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


def _name(who: object) -> str | None:
    return getattr(who, "username", None)


def issue_out(found: Issue) -> IssueOut:
    """An issue as programs read it; the same in the API and in webhooks."""
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


def _turn(turn: IssueTurn) -> TurnOut:
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
