"""An issue is raised, and moves from hand to hand until it is closed with proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Length

from kaigong.accounts.models import Organisation, OrganisationKind, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination import events
from kaigong.coordination.errors import (
    ClosedCategoryError,
    MissingForMoveError,
    MovedMeanwhileError,
    MoveNotPossibleError,
    NamelessIssueError,
    NotYourMoveError,
)
from kaigong.coordination.life import (
    ASKS_LABELS,
    PARTY_LABELS,
    Asks,
    Move,
    move_called,
    moves_from,
)
from kaigong.coordination.models import Issue, IssueCategory, IssueState, IssueTurn, Paper, Severity
from kaigong.coordination.parties import acting_for, parties_of
from kaigong.coordination.services.papers import put_all_beside
from kaigong.portfolio.selectors.calendars import calendar_of
from kaigong.wording import say

if TYPE_CHECKING:
    from kaigong.portfolio.models import Milestone, Project


@transaction.atomic
def raise_issue(
    zone: Zone,
    *,
    title: str,
    category: IssueCategory,
    by: User | None,
    project: Project | None = None,
    milestone: Milestone | None = None,
    raised_for: Organisation | None = None,
    text: str = "",
    severity: int = Severity.ORDINARY,
    location: str = "",
    point: tuple[Decimal, Decimal] | None = None,
    papers: Sequence[Paper] = (),
    is_sample: bool = False,
) -> Issue:
    """Put on record what stands in the way.

    Args:
        raised_for: The body that the person speaks for, such as the firm.
        point: Longitude and latitude, CGCS2000 degrees.
        papers: Photos and papers that show it, kept already.

    Raises:
        NamelessIssueError, ClosedCategoryError: nothing is on record.
    """
    if not title.strip():
        raise NamelessIssueError()
    if category.closed_at is not None:
        raise ClosedCategoryError(category=str(category))
    moment = clock.now()
    longitude, latitude = point or (None, None)
    issue = Issue(
        zone=zone, number=next_numbers(zone, 1)[0], project=project, milestone=milestone,
        title=title.strip(), text=text.strip(), category=category, severity=severity,
        location=location.strip(), longitude=longitude, latitude=latitude,
        raised_by=by, raised_for=raised_for, raised_at=moment, moved_at=moment,
        is_sample=is_sample,
    )  # fmt: skip
    issue.full_clean(exclude=["zone", "project", "milestone", "category", "raised_by"])
    issue.save()
    put_all_beside(papers, issue, by=by)
    record(
        "coordination.issue.raised",
        by=by,
        zone=zone.slug,
        subject=issue.number,
        title=issue.title,
        project=project.code if project else "",
        category=category.key,
        severity=int(severity),
    )
    events.issue_raised.send(sender=Issue, zone=zone, issue=issue, by=by)
    return issue


@transaction.atomic
def move_issue(
    issue: Issue,
    key: str,
    *,
    standing: Standing,
    lead: Organisation | None = None,
    words: str = "",
    papers: Sequence[Paper] = (),
    seen_version: int | None = None,
) -> Issue:
    """Make one move of the life of an issue.

    Args:
        key: Of `coordination.life.MOVES`.
        lead: To whom it is assigned; for that move only.
        words: The reason, or what was done; kept with the turn.
        papers: Photos and papers that prove it, kept already.
        seen_version: The version that the person had before the eyes; None when not told.

    Raises:
        MoveNotPossibleError, NotYourMoveError, MissingForMoveError, MovedMeanwhileError: nothing
            has moved.
    """
    held = (
        Issue.objects.select_for_update(of=("self",))
        .select_related("zone", "category", "lead", "raised_for")
        .get(pk=issue.pk, zone=standing.zone)
    )
    move = _possible(held, key, seen_version)
    if not set(move.parties) & parties_of(held, standing):
        whom = "、".join(str(PARTY_LABELS[party]) for party in move.parties)
        raise NotYourMoveError(move=move.label, number=held.number, whom=whom)
    given = {
        Asks.LEAD: lead is not None,
        Asks.REASON: words.strip(),
        Asks.PROOF: words.strip() or papers,
    }
    if missing := [str(ASKS_LABELS[each]) for each in move.asks if not given[each]]:
        raise MissingForMoveError(move=move.label, number=held.number, missing="、".join(missing))
    before = held.state
    held.state = move.after
    _stamp(held, move, standing=standing, lead=lead)
    held.version += 1
    held.save()
    turn = _turn(held, move.key, before, standing=standing, words=words)
    put_all_beside(papers, held, by=standing.user, turn=turn)
    record(
        _ACTS[move.key],
        by=standing.user,
        zone=held.zone.slug,
        subject=held.number,
        before=before,
        after=held.state,
        lead=held.lead.name if held.lead else "",
        words=words.strip(),
        solution_due_on=held.solution_due_on,
    )
    events.issue_moved.send(
        sender=Issue, zone=held.zone, issue=held, by=standing.user, move=move.key, before=before
    )
    issue.refresh_from_db()
    return held


@transaction.atomic
def remark_on_issue(
    issue: Issue,
    *,
    standing: Standing,
    words: str,
    papers: Sequence[Paper] = (),
    is_internal: bool = False,
) -> IssueTurn:
    """Say or show something about an issue without moving it.

    Args:
        is_internal: Not for firms; what a firm itself says never is.

    Raises:
        MissingForMoveError: nothing is said.
    """
    if not words.strip() and not papers:
        raise MissingForMoveError(move=_REMARK, number=issue.number, missing=str(_WORDS))
    held = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk, zone=standing.zone)
    held.moved_at = clock.now()
    held.save(update_fields=["moved_at"])
    turn = _turn(held, "", held.state, standing=standing, words=words, is_internal=is_internal)
    put_all_beside(papers, held, by=standing.user, turn=turn)
    record(
        "coordination.issue.remarked",
        by=standing.user,
        zone=standing.zone.slug,
        subject=held.number,
        internal=turn.is_internal,
    )
    events.issue_remarked.send(
        sender=Issue, zone=standing.zone, issue=held, by=standing.user, turn=turn
    )
    return turn


@transaction.atomic
def move_deadline(issue: Issue, *, to: date, reason: str, standing: Standing) -> Issue:
    """Give an issue another day to be solved by, with a reason that stays beside it.

    Raises:
        MissingForMoveError: no reason is given.
        MoveNotPossibleError: it has no deadline yet, or is over.
    """
    held = (
        Issue.objects.select_for_update(of=("self",))
        .select_related("zone")
        .get(pk=issue.pk, zone=standing.zone)
    )
    if not reason.strip():
        raise MissingForMoveError(
            move=_DEADLINE, number=held.number, missing=str(ASKS_LABELS[Asks.REASON])
        )
    if held.solution_due_on is None or held.state in {IssueState.CLOSED, IssueState.WITHDRAWN}:
        raise _not_possible(held, _DEADLINE)
    before, held.solution_due_on = held.solution_due_on, to
    held.solution_from = held.solution_days = None
    held.is_due_provisional = to >= calendar_of(held.zone).provisional_from
    held.moved_at = clock.now()
    held.version += 1
    held.save()
    _turn(held, "", held.state, standing=standing, words=f"{before} → {to}: {reason.strip()}")
    record(
        "coordination.issue.due-moved",
        by=standing.user,
        zone=held.zone.slug,
        subject=held.number,
        before=before,
        after=to,
        reason=reason.strip(),
    )
    events.deadline_moved.send(sender=Issue, zone=held.zone, issue=held, by=standing.user)
    issue.refresh_from_db()
    return held


_DEADLINE = say("改期", "Move the deadline")
_REMARK, _WORDS = say("留言", "Remark"), say("要说的话，或照片", "Words, or a photo")
# Written out, so that a test can read which acts there are.
_ACTS = {
    "triage": "coordination.issue.triage",
    "assign": "coordination.issue.assign",
    "accept": "coordination.issue.accept",
    "refuse": "coordination.issue.refuse",
    "begin": "coordination.issue.begin",
    "hand_back": "coordination.issue.hand_back",
    "claim": "coordination.issue.claim",
    "verify": "coordination.issue.verify",
    "send_back": "coordination.issue.send_back",
    "close": "coordination.issue.close",
    "reopen": "coordination.issue.reopen",
    "withdraw": "coordination.issue.withdraw",
}


def next_numbers(zone: Zone, count: int) -> list[str]:
    """The next numbers of a zone's issues, one after the other, for the transaction under way."""
    # The zone's row is held, so that two people at once do not get one number.
    Zone.objects.select_for_update().get(pk=zone.pk)
    head = f"W-{zone.today().year}-"
    last = (
        Issue.objects.filter(zone=zone, number__startswith=head)
        .order_by(Length("number").desc(), "-number")
        .values_list("number", flat=True)
        .first()
    )
    begin = int(last.removeprefix(head)) + 1 if last else 1
    return [f"{head}{number:04d}" for number in range(begin, begin + count)]


def _possible(issue: Issue, key: str, seen_version: int | None) -> Move:
    move = move_called(key)
    if move is not None and issue.state in move.before:
        if seen_version is None or seen_version == issue.version:
            return move
        latest = issue.turns.select_related("by").last()
        raise MovedMeanwhileError(
            number=issue.number,
            who=latest.by if latest and latest.by else "?",
            state=IssueState(issue.state).label,
        )
    raise _not_possible(issue, move.label if move else key)


def _not_possible(issue: Issue, wanted: str) -> MoveNotPossibleError:
    return MoveNotPossibleError(
        number=issue.number,
        state=IssueState(issue.state).label,
        move=wanted,
        possible="、".join(str(each.label) for each in moves_from(issue.state)) or "—",
    )


def _stamp(issue: Issue, move: Move, *, standing: Standing, lead: Organisation | None) -> None:
    """Set what a move changes beside the state: moments, owner, clocks."""
    moment = issue.moved_at = clock.now()
    today = issue.zone.today()
    calendar = calendar_of(issue.zone)
    if move.key in {"assign", "reopen"}:
        issue.lead = lead or issue.lead
        issue.owner, issue.assigned_at, issue.accepted_at = None, moment, None
        issue.refused_at, issue.acceptance_days = None, issue.category.acceptance_days
        accept = calendar.due(today, issue.acceptance_days)
        issue.acceptance_due_on, issue.is_acceptance_provisional = accept.on, accept.is_provisional
        if issue.solution_due_on is None or move.key == "reopen":
            issue.solution_from = today
            issue.solution_days = issue.category.days_for(issue.severity)
            solve = calendar.due(today, issue.solution_days)
            issue.solution_due_on, issue.is_due_provisional = solve.on, solve.is_provisional
    if move.key == "accept":
        issue.owner, issue.accepted_at = standing.user, moment
    if move.key in {"refuse", "hand_back"}:
        issue.refusals += 1
        issue.owner, issue.refused_at = None, moment
    if move.key in {"send_back", "reopen"}:
        issue.claimed_at = issue.verified_at = issue.closed_at = None
    if move.key == "reopen":
        issue.reopenings += 1
    if move.key == "claim":
        issue.claimed_at = moment
    if move.key == "verify":
        issue.verified_at = moment
    if move.key in {"close", "withdraw"}:
        issue.closed_at = moment


def _turn(
    issue: Issue,
    move: str,
    before: str,
    *,
    standing: Standing,
    words: str,
    is_internal: bool = False,
) -> IssueTurn:
    body = acting_for(issue, standing)
    return IssueTurn.objects.create(
        issue=issue,
        move=move,
        before=before,
        after=issue.state,
        at=issue.moved_at,
        by=standing.user,
        acting_for=body,
        words=words.strip(),
        is_internal=is_internal and not (body and body.kind == OrganisationKind.FIRM),
    )
