"""Kept ways of looking at the ledger."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kaigong.accounts.models import OrganisationKind
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import SavedView


def saved_views_for(standing: Standing) -> QuerySet[SavedView]:
    """A person's own views, those of the person's offices, and those of the whole zone."""
    return SavedView.objects.filter(
        Q(user=standing.user)
        | Q(organisation__in=standing.organisation_ids)
        | Q(user__isnull=True, organisation__kind=OrganisationKind.ZONE),
        zone=standing.zone,
    )
