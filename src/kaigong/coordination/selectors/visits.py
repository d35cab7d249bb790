"""Which site visits a person may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import SiteVisit
from kaigong.portfolio.selectors import projects_for


def visits_for(standing: Standing) -> QuerySet[SiteVisit]:
    """The visits to projects that a person sees, and one's own; a firm sees none."""
    if not standing.may("coordination.see_visits") or standing.reach is Reach.OWN:
        return SiteVisit.objects.none()
    found = SiteVisit.objects.filter(zone=standing.zone)
    if standing.reach is Reach.ZONE:
        return found
    return found.filter(Q(by=standing.user) | Q(project__in=projects_for(standing).values("pk")))


def visit_for(standing: Standing, key: int) -> SiteVisit:
    """One visit.

    Raises:
        Http404: no such visit, or not for this person; the two cannot be told apart.
    """
    found = visits_for(standing).select_related("zone", "project", "by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found
