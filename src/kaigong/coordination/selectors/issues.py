"""Which issues a person may see, and which wait for that person."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F, OrderBy, Q, QuerySet
from django.http import Http404

from kaigong.accounts.models import User, Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.life import OVER
from kaigong.coordination.models import (
    Issue,
    IssueCategory,
    IssueFollower,
    IssueHelp,
    IssueState,
    IssueTurn,
)
from kaigong.portfolio.selectors import projects_for


def issues_for(standing: Standing) -> QuerySet[Issue]:
    """The issues of the zone that a person may see.

    Who sees the whole zone sees all. A department sees those of its projects, those it leads or
    helps with, and those it raised or follows; a firm those that it raised, and no others of its
    projects, since an inspector's note on a firm is not the firm's.
    """
    if not standing.may("coordination.see_issues"):
        return Issue.objects.none()
    found = Issue.objects.filter(zone=standing.zone)
    if standing.reach is Reach.ZONE:
        return found
    mine = Q(raised_by=standing.user) | Q(raised_for__in=standing.organisation_ids)
    if standing.reach is not Reach.OWN:
        mine |= Q(lead__in=standing.organisation_ids)
        helped = IssueHelp.objects.filter(organisation__in=standing.organisation_ids)
        mine |= Q(pk__in=helped.values("issue"))
        followed = IssueFollower.objects.filter(organisation__in=standing.organisation_ids)
        mine |= Q(pk__in=followed.values("issue"))
        mine |= Q(project__in=projects_for(standing).values("pk"))
    return found.filter(mine)


def issue_for(standing: Standing, number: str) -> Issue:
    """One issue by its number.

    Raises:
        Http404: no such issue, or not for this person; the two cannot be told apart.
    """
    found = (
        issues_for(standing)
        .select_related("project", "category", "lead", "owner", "raised_by", "raised_for", "zone")
        .select_related("milestone")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found


def open_issues_for(standing: Standing) -> QuerySet[Issue]:
    """Those that are not over, the nearest deadline first; what has none yet comes before."""
    return issues_for(standing).exclude(state__in=OVER).order_by(*_NEAREST_FIRST)


def turns_for(standing: Standing, issue: Issue) -> QuerySet[IssueTurn]:
    """What happened to an issue, in order; a firm does not read internal remarks."""
    found = issue.turns.select_related("by", "acting_for").order_by("id")
    return found.filter(is_internal=False) if standing.reach is Reach.OWN else found


def issues_waiting_for(standing: Standing) -> QuerySet[Issue]:
    """The issues in which this person is to act next, the nearest deadline first."""
    waits = Q(pk=None)
    for strand in _strands(standing):
        waits |= strand
    return (
        Issue.objects.filter(waits, zone=standing.zone)
        .select_related(*_SHOWN_BESIDE)
        .order_by(*_NEAREST_FIRST)
    )


def first_waiting_for(standing: Standing, most: int) -> list[Issue]:
    """The first of them, as quickly as if the zone had no others, with what a duty says of them.

    Each strand is read along its own index as far as it is needed, and the rows are fetched once:
    one condition for all strands made the database walk through every open issue.
    """
    found: dict[int, tuple[bool, date | None, int, datetime, int]] = {}
    for strand in _strands(standing):
        waiting = Issue.objects.filter(strand, zone=standing.zone)
        keys = waiting.values_list("pk", "solution_due_on", "severity", "raised_at")
        for pk, due_on, severity, raised_at in keys.order_by(*_BY_DAY)[:most]:
            found[pk] = (due_on is not None, due_on, severity, raised_at, pk)
    first = sorted(found, key=lambda pk: found[pk])[:most]
    told = Issue.objects.select_related("project", "category").only(*_TOLD)
    rows = told.filter(pk__in=first).in_bulk()
    return [rows[pk] for pk in first if pk in rows]


_SHOWN_BESIDE = ["zone", "project", "category", "lead", "owner", "raised_by", "raised_for"]
_TOLD = [
    "number", "title", "state", "acceptance_due_on", "solution_due_on",
    "is_acceptance_provisional", "is_due_provisional", "project__name", "project__name_en",
    "category__name", "category__name_en",
]  # fmt: skip
_BY_DAY = ["solution_due_on", "severity", "raised_at", "pk"]
_NEAREST_FIRST: list[str | OrderBy] = [F("solution_due_on").asc(nulls_first=True), *_BY_DAY[1:]]


def _strands(standing: Standing) -> list[Q]:
    """Why an issue waits for a person: one condition for each state, so that each has an index.

    Of one strand either all have a day or none has: where those without one come in an order is
    not the same on both databases.
    """
    strands = []
    if standing.may("coordination.dispatch_issues"):
        for state in (IssueState.RAISED, IssueState.TRIAGED):
            strands += [Q(state=state, solution_due_on__isnull=each) for each in (True, False)]
        strands.append(Q(state=IssueState.VERIFIED))
        # Named one by one: as a question within, SQLite read all that is claimed.
        gone = list(User.objects.filter(is_active=False).values_list("pk", flat=True))
        strands.append(Q(state=IssueState.CLAIMED, raised_by__in=gone))
    if standing.may("coordination.answer_issues"):
        mine = Q(owner=standing.user) | Q(owner=None)
        at_work = [IssueState.ASSIGNED, IssueState.ACCEPTED, IssueState.WORKING]
        strands += [Q(state=state, lead__in=standing.organisation_ids) & mine for state in at_work]
    claimed = Q(state=IssueState.CLAIMED)
    raised_by_me = Q(raised_by=standing.user)
    if standing.may("coordination.dispatch_issues"):  # what nobody raised is verified there as well
        raised_by_me |= Q(raised_by=None)
    strands.append(claimed & raised_by_me)
    strands.append(claimed & Q(raised_for__in=standing.organisation_ids))
    return strands


def categories_of(zone: Zone) -> dict[str, IssueCategory]:
    """The categories of a zone by key, in their order, those that are closed too."""
    return {each.key: each for each in IssueCategory.objects.filter(zone=zone)}
