"""Which papers a person may read: one's own body's, and those beside what one sees."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.http import Http404

from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Issue, Paper, PaperUse
from kaigong.coordination.selectors.conditions import conditions_for
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.selectors.meetings import tasks_for
from kaigong.coordination.selectors.questions import questions_for
from kaigong.coordination.selectors.visits import visits_for
from kaigong.portfolio.selectors import projects_for

# Each says which uses a person may see; whoever gives papers another use adds one.
Readable = Callable[[Standing], Q]
READABLE: list[Readable] = [
    lambda standing: Q(issue__in=issues_for(standing).values("pk")),
    lambda standing: Q(question__in=questions_for(standing).values("pk")),
    lambda standing: _mandates_of(standing),
    lambda standing: Q(condition__in=conditions_for(standing).values("pk")),
    lambda standing: Q(task__in=tasks_for(standing).values("pk")),
    lambda standing: Q(visit__in=visits_for(standing).values("pk")),
]


def _mandates_of(standing: Standing) -> Q:
    if not standing.may("coordination.see_service"):
        return Q(pk=None)
    return Q(mandate__project__in=projects_for(standing).values("pk"))


def uses_for(standing: Standing) -> QuerySet[PaperUse]:
    """Where papers stand, as far as a person sees; a firm does not meet internal ones."""
    seen = Q(pk=None)
    for readable in READABLE:
        seen |= readable(standing)
    found = PaperUse.objects.filter(seen, paper__zone=standing.zone)
    return found.filter(is_internal=False) if standing.reach is Reach.OWN else found


def uses_beside(standing: Standing, issue: Issue) -> list[PaperUse]:
    """The papers that a person sees beside an issue, in the order in which they came."""
    found = uses_for(standing).filter(issue=issue)
    return list(found.select_related("paper", "by").order_by("at", "id"))


def papers_for(standing: Standing) -> QuerySet[Paper]:
    """The papers that a person may read."""
    mine = Q(by=standing.user) | Q(organisation__in=standing.organisation_ids)
    beside = Q(pk__in=uses_for(standing).values("paper"))
    return Paper.objects.filter(mine | beside, zone=standing.zone)


def paper_for(standing: Standing, key: int) -> Paper:
    """One paper.

    Raises:
        Http404: no such paper, or not for this person; the two cannot be told apart.
    """
    found = papers_for(standing).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def own_papers(standing: Standing) -> QuerySet[Paper]:
    """The papers that a person's own bodies gave, the newest first."""
    return Paper.objects.filter(zone=standing.zone, organisation__in=standing.organisation_ids)
