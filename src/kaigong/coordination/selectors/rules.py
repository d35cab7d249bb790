"""The rules of escalation of a zone, and where its desk stands."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.coordination.models import EscalationDesk, EscalationRule

MONTH = timedelta(days=30)


def rules_in(zone: Zone) -> QuerySet[EscalationRule]:
    """The rules of a zone, with how many messages each said inside the house in thirty days."""
    since = zone.today() - MONTH
    inside = Q(messages__delivery=None, messages__said_on__gt=since)
    return (
        EscalationRule.objects.filter(zone=zone, closed_at=None)
        .select_related("channel", "zone")
        .annotate(said_lately=Count("messages", filter=inside))
        .order_by("place", "id")
    )


def desk_of(zone: Zone) -> EscalationDesk:
    """Where a zone's escalation stands; one that never ran has its hours all the same."""
    return EscalationDesk.objects.filter(zone=zone).first() or EscalationDesk(zone=zone)
