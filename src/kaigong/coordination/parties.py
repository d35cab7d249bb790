"""What a person is to an issue: who raised it, who leads it, who dispatches."""

from __future__ import annotations

from kaigong.accounts.models import Organisation, OrganisationKind
from kaigong.accounts.selectors import Standing
from kaigong.coordination.life import Move, Party, moves_from
from kaigong.coordination.models import Issue, IssueState


def parties_of(issue: Issue, standing: Standing) -> set[Party]:
    """What a person is to an issue; several at once, or nothing.

    An issue that no person raised (a sensor, a satellite, somebody who has left) is verified by
    the command office.
    """
    parties = set()
    is_dispatch = standing.may("coordination.dispatch_issues")
    if is_dispatch:
        parties.add(Party.DISPATCH)
    is_raiser = issue.raised_by_id == standing.user.pk
    if is_raiser or issue.raised_for_id in standing.organisation_ids:
        parties.add(Party.RAISER)
    if is_dispatch and (issue.raised_by is None or not issue.raised_by.is_active):
        parties.add(Party.RAISER)
    if issue.lead_id in standing.organisation_ids and standing.may("coordination.answer_issues"):
        parties.add(Party.LEAD)
    return parties


def moves_for(issue: Issue, standing: Standing) -> list[Move]:
    """The moves that a person can make now, the usual one first."""
    parties = parties_of(issue, standing)
    found = [move for move in moves_from(issue.state) if parties & set(move.parties)]
    # To give it to another lead, or only to look it through, is the exception.
    rare = {"triage"} | ({"assign"} if issue.state == IssueState.ASSIGNED else set())
    return sorted(found, key=lambda move: move.key in rare)


def speaks_for(standing: Standing) -> Organisation | None:
    """The body whose issue it is when a person raises one: a firm or utility, else the first."""
    bodies = [each.organisation for each in standing.memberships]
    outside = {OrganisationKind.FIRM, OrganisationKind.UTILITY}
    return next((each for each in bodies if each.kind in outside), bodies[0] if bodies else None)


def acting_for(issue: Issue, standing: Standing) -> Organisation | None:
    """The body that a person speaks for: its lead or its raiser where the person belongs there."""
    mine = {each.organisation_id: each.organisation for each in standing.memberships}
    for key in (issue.lead_id, issue.raised_for_id):
        if key in mine:
            return mine[key]
    return next(iter(mine.values()), None)
