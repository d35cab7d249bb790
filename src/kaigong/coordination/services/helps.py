"""Helping departments 配合部门: each has its part, and the return of one stops nobody else."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kaigong.accounts.models import Organisation
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.errors import (
    MissingForMoveError,
    NoHelpAskedError,
    NotYourMoveError,
)
from kaigong.coordination.life import ASKS_LABELS, PARTY_LABELS, Asks, Party
from kaigong.coordination.models import HelpState, Issue, IssueHelp
from kaigong.coordination.parties import parties_of
from kaigong.wording import say

_ASK = say("请部门配合", "Ask a department to help")


@transaction.atomic
def ask_for_help(
    issue: Issue, *, of: Organisation, task: str, due_on: date, standing: Standing
) -> IssueHelp:
    """Ask a department for its part, or ask it anew for another one.

    Raises:
        NotYourMoveError: neither of the lead department nor of the command office.
        MissingForMoveError: it is not said what is asked.
    """
    if not {Party.LEAD, Party.DISPATCH} & parties_of(issue, standing):
        whom = f"{PARTY_LABELS[Party.LEAD]}、{PARTY_LABELS[Party.DISPATCH]}"
        raise NotYourMoveError(move=_ASK, number=issue.number, whom=whom)
    if not task.strip():
        raise MissingForMoveError(
            move=_ASK, number=issue.number, missing=str(ASKS_LABELS[Asks.REASON])
        )
    found = IssueHelp.objects.select_for_update().filter(issue=issue, organisation=of).first()
    help_ = found or IssueHelp(issue=issue, organisation=of)
    help_.task, help_.due_on, help_.state = task.strip()[:300], due_on, HelpState.ASKED
    help_.answer, help_.answered_by, help_.answered_at = "", None, None
    help_.save()
    record(
        "coordination.help.asked",
        by=standing.user,
        zone=standing.zone.slug,
        subject=issue.number,
        organisation=of.name,
        task=help_.task,
        due_on=due_on,
    )
    events.help_asked.send(
        sender=IssueHelp, zone=standing.zone, issue=issue, by=standing.user, help=help_
    )
    return help_


@transaction.atomic
def answer_for_help(
    issue: Issue, *, of: Organisation, state: str, words: str, standing: Standing
) -> IssueHelp:
    """Take a part, do it, or return it with a reason.

    Raises:
        NoHelpAskedError: this department was not asked.
        NotYourMoveError: not of that department.
        MissingForMoveError: returned without a reason, or done without a word.
    """
    help_ = IssueHelp.objects.select_for_update().filter(issue=issue, organisation=of).first()
    if help_ is None:
        raise NoHelpAskedError(number=issue.number, organisation=of.name)
    if of.pk not in standing.organisation_ids:
        raise NotYourMoveError(move=HelpState(state).label, number=issue.number, whom=of.name)
    if state != HelpState.TAKEN and not words.strip():
        raise MissingForMoveError(
            move=HelpState(state).label,
            number=issue.number,
            missing=str(ASKS_LABELS[Asks.REASON if state == HelpState.RETURNED else Asks.PROOF]),
        )
    help_.state, help_.answer = HelpState(state), words.strip()[:300]
    help_.answered_by, help_.answered_at = standing.user, clock.now()
    help_.save()
    record(
        "coordination.help.answered",
        by=standing.user,
        zone=standing.zone.slug,
        subject=issue.number,
        organisation=of.name,
        state=help_.state,
        words=help_.answer,
    )
    events.help_answered.send(
        sender=IssueHelp, zone=standing.zone, issue=issue, by=standing.user, help=help_
    )
    return help_
