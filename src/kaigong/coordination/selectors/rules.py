"""The rules of escalation of a zone, and where its desk stands."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import OuterRef, QuerySet

from kaigong.accounts.models import Zone
from kaigong.coordination.models import EscalationCall, EscalationDesk, EscalationRule
from kaigong.coordination.selectors.messages import counted

MONTH = timedelta(days=30)


def rules_in(zone: Zone) -> QuerySet[EscalationRule]:
    """The rules of a zone, with how many messages each said inside the house in thirty days."""
    lately = EscalationCall.objects.filter(rule=OuterRef("pk"), said_on__gt=zone.today() - MONTH)
    inside = lately.filter(audience__listeners__person__isnull=False)
    return (
        EscalationRule.objects.filter(zone=zone, closed_at=None)
        .select_related("channel", "zone")
        .annotate(said_lately=counted(inside))
        .order_by("place", "id")
    )


def desk_of(zone: Zone) -> EscalationDesk:
    """Where a zone's escalation stands; one that never ran has its hours all the same."""
    return EscalationDesk.objects.filter(zone=zone).first() or EscalationDesk(zone=zone)
