"""What belongs to an issue, over the API: the parts of departments, questions, papers."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status
from ninja.files import UploadedFile

from kaigong.accounts.models import Scope
from kaigong.coordination.api.issue_shapes import (
    HelpAnswerIn,
    HelpIn,
    HelpOut,
    PaperOut,
    QuestionIn,
    QuestionOut,
    help_out,
    paper_out,
    question_out,
)
from kaigong.coordination.api.issues import Number, body_named, seen_issue
from kaigong.coordination.models import HelpState
from kaigong.coordination.pages.firm import firms_of
from kaigong.coordination.services.helps import answer_for_help, ask_for_help
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.coordination.services.questions import ask_firm
from kaigong.portfolio.api.asked import IdempotencyKey, Slug
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.once import once
from kaigong.web.api.troubles import WRITE_TROUBLES

router = Router()


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
    found = seen_issue(standing, number)
    of = body_named(standing, body.organisation)
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
    found = seen_issue(standing, number)
    of = body_named(standing, body.organisation)
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
    found = seen_issue(standing, number)

    return once(
        request,
        idempotency_key,
        lambda: question_out(
            ask_firm(issue=found, text=body.text, due_on=body.due_on, standing=standing)
        ),
    )


@router.post(
    "/issues/{number}/papers", response={201: PaperOut, **WRITE_TROUBLES}, operation_id="add_paper"
)
@needs("coordination.see_issues", Scope.WRITE)
def add_paper(
    request: HttpRequest, zone: Slug, number: Number, file: File[UploadedFile]
) -> Status[PaperOut]:
    """Put a paper beside an issue; the same content twice is one paper / 附上材料"""
    standing = enter(request, zone, add_paper)
    found = seen_issue(standing, number)
    firms = firms_of(standing)
    with transaction.atomic():
        kept = keep_paper(
            standing.zone, file=file, by=standing.user, organisation=firms[0] if firms else None
        )
        put_beside(kept, found, by=standing.user)
    return Status(201, paper_out(kept))
