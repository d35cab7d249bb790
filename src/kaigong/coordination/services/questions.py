"""What officers ask of a firm, and what the firm answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction

from kaigong.accounts.models import Organisation, OrganisationKind
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.life import OVER
from kaigong.coordination.models import Issue, Paper, Question
from kaigong.coordination.parties import acting_for
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.errors import KaigongError

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


class NoFirmToAskError(KaigongError):
    code = "coordination.no-firm-to-ask"
    zh = "这里没有可问的企业：先在台账里填项目的投资主体。"
    en = "There is no firm to ask: enter the project's investor in the ledger first."


class EmptyQuestionError(KaigongError):
    code = "coordination.empty-question"
    zh = "请写明要问什么。"
    en = "Say what you ask."


class EmptyAnswerError(KaigongError):
    code = "coordination.empty-answer"
    zh = "请写答复，或附上材料。"
    en = "Write an answer, or put a paper with it."


class DueInThePastError(KaigongError):
    code = "coordination.due-in-the-past"
    zh = "答复期限 {due_on} 已经过去；请定今天或以后的日子。"
    en = "The day {due_on} is over; choose today or a later one."


class QuestionOverError(KaigongError):
    code = "coordination.question-over"
    zh = "这个问题已经答复或收回，不用再答。"
    en = "This question was answered or taken back; nothing is asked any more."


class IssueOverError(KaigongError):
    code = "coordination.issue-over"
    zh = "{number} 已了结，不能再向企业提问；先重新打开。"
    en = "{number} is over, so nothing can be asked in it; reopen it first."


class NotAskedError(KaigongError):
    code = "coordination.not-asked"
    zh = "这个问题不是问你的，不能由你答复或收回。"
    en = "This question is not yours to answer or take back."


def firm_to_ask(issue: Issue | None, project: Project | None) -> Organisation | None:
    """Whom a question goes to: the firm that raised the issue, else the project's investor."""
    if issue is not None and issue.raised_for and issue.raised_for.kind == OrganisationKind.FIRM:
        return issue.raised_for
    of = issue.project if issue is not None else project
    investor = of.investor if of is not None else None
    return investor if investor and investor.kind == OrganisationKind.FIRM else None


@transaction.atomic
def ask_firm(
    *,
    text: str,
    due_on: date,
    standing: Standing,
    issue: Issue | None = None,
    project: Project | None = None,
) -> Question:
    """Ask a firm something within an issue, or about a project.

    Raises:
        NoFirmToAskError, EmptyQuestionError, DueInThePastError, IssueOverError: nothing was asked.
    """
    firm = firm_to_ask(issue, project)
    if firm is None:
        raise NoFirmToAskError
    if not text.strip():
        raise EmptyQuestionError
    if due_on < standing.zone.today():
        raise DueInThePastError(due_on=due_on)
    if issue is not None:
        if issue.state in OVER:
            raise IssueOverError(number=issue.number)
        project = issue.project
    mine = [each.organisation for each in standing.memberships]
    question = Question.objects.create(
        zone=standing.zone, organisation=firm, project=project, issue=issue, text=text.strip(),
        due_on=due_on, asked_by=standing.user, asked_at=clock.now(),
        asked_for=acting_for(issue, standing) if issue is not None else next(iter(mine), None),
    )  # fmt: skip
    _touch(question)
    record(
        "coordination.question.asked",
        by=standing.user,
        zone=standing.zone.slug,
        subject=_about(question),
        organisation=firm.name,
        task=question.text,
        due_on=due_on,
    )
    events.question_asked.send(
        sender=Question, zone=standing.zone, question=question, by=standing.user
    )
    return question


@transaction.atomic
def answer_question(
    question: Question,
    *,
    words: str,
    standing: Standing,
    papers: Sequence[Paper] = (),
    files: Sequence[File[bytes]] = (),
) -> Question:
    """Answer for the firm, in words, by papers that it has given before, or by new ones.

    Raises:
        NotAskedError, QuestionOverError, EmptyAnswerError: nothing was answered.
        ProofTooLargeError, ProofKindError, EmptyProofError: a file cannot be kept.
    """
    held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk, zone=standing.zone)
    if held.organisation_id not in standing.organisation_ids:
        raise NotAskedError
    if not held.is_open:
        raise QuestionOverError
    given = [
        *papers,
        *(
            keep_paper(standing.zone, file=file, by=standing.user, organisation=held.organisation)
            for file in files
        ),
    ]
    if not words.strip() and not given:
        raise EmptyAnswerError
    held.answer, held.answered_by, held.answered_at = words.strip(), standing.user, clock.now()
    held.save()
    for paper in given:
        put_beside(paper, held, by=standing.user)
    _touch(held)
    record(
        "coordination.question.answered",
        by=standing.user,
        zone=standing.zone.slug,
        subject=_about(held),
        organisation=held.organisation.name,
        words=held.answer,
    )
    events.question_answered.send(
        sender=Question, zone=standing.zone, question=held, by=standing.user
    )
    return held


@transaction.atomic
def withdraw_question(question: Question, *, standing: Standing) -> Question:
    """Take back what was asked: the body that asked, or the command office.

    Raises:
        NotAskedError, QuestionOverError: it stands.
    """
    held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk, zone=standing.zone)
    is_mine = held.asked_by_id == standing.user.pk or held.asked_for_id in standing.organisation_ids
    if not (is_mine or standing.may("coordination.dispatch_issues")):
        raise NotAskedError
    if not held.is_open:
        raise QuestionOverError
    held.withdrawn_at = clock.now()
    held.save()
    record(
        "coordination.question.withdrawn",
        by=standing.user,
        zone=standing.zone.slug,
        subject=_about(held),
        organisation=held.organisation.name,
        task=held.text,
    )
    return held


def _touch(question: Question) -> None:
    """Asking and answering are movement of the issue."""
    if question.issue_id is not None:
        Issue.objects.filter(pk=question.issue_id).update(moved_at=clock.now())


def _about(question: Question) -> str:
    if question.issue is not None:
        return question.issue.number
    return question.project.code if question.project else ""
