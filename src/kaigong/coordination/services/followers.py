"""Joining an issue that was raised already instead of raising it once more."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from kaigong.accounts.models import OrganisationKind
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.errors import MoveNotPossibleError
from kaigong.coordination.life import OVER, moves_from
from kaigong.coordination.models import Issue, IssueFollower, IssueState, IssueTurn, Paper
from kaigong.coordination.parties import speaks_for
from kaigong.coordination.selectors.issues import issue_for
from kaigong.coordination.services.issues import remark_on_issue
from kaigong.wording import say

_JOIN = say("并入", "Join")


@transaction.atomic
def join_issue(
    issue: Issue, *, standing: Standing, words: str, papers: Sequence[Paper] = ()
) -> IssueTurn:
    """Say that one met the same as an issue: words and papers go there, and the body follows it.

    Only what a person sees can be joined. A firm sees its own issues without following them, and
    follows none: somebody of two firms must not show the one what the other raised.

    Raises:
        Http404: no such issue for this person.
        MoveNotPossibleError: it is over; reopen it, or raise it anew.
        MissingForMoveError: neither words nor a paper.
    """
    seen = issue_for(standing, issue.number)
    if seen.state in OVER:
        raise MoveNotPossibleError(
            number=seen.number,
            state=IssueState(seen.state).label,
            move=_JOIN,
            possible="、".join(str(each.label) for each in moves_from(seen.state)) or "—",
        )
    turn = remark_on_issue(seen, standing=standing, words=words, papers=papers)
    body = speaks_for(standing)
    is_firm = body is not None and body.kind == OrganisationKind.FIRM
    if body is not None and not is_firm and body.pk != seen.raised_for_id:
        IssueFollower.objects.get_or_create(
            issue=seen, organisation=body, defaults={"by": standing.user, "at": clock.now()}
        )
    record(
        "coordination.issue.joined",
        by=standing.user,
        zone=standing.zone.slug,
        subject=seen.number,
        organisation=body.name if body else "",
    )
    events.issue_joined.send(
        sender=Issue, zone=standing.zone, issue=seen, by=standing.user, turn=turn
    )
    return turn
