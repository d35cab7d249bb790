"""A person's messages, and what went out of the house."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Delivery, DeliveryState, EscalationMessage
from kaigong.coordination.selectors.issues import issues_for


def messages_for(standing: Standing) -> QuerySet[EscalationMessage]:
    """What the rules said to a person, of issues that the person may still see; newest first."""
    found = EscalationMessage.objects.filter(
        zone=standing.zone, person=standing.user, delivery=None,
        issue__in=issues_for(standing).values("pk"),
    )  # fmt: skip
    return found.select_related("rule", "issue__zone", "issue__project").order_by(
        "-said_on", "-is_for_you", "issue__severity", "-id"
    )


def unread_for(standing: Standing) -> int:
    """How many messages a person has not looked at, by an index and without the issues."""
    return EscalationMessage.objects.filter(
        zone=standing.zone, person=standing.user, delivery=None, read_at=None
    ).count()


def deliveries_in(zone: Zone) -> QuerySet[Delivery]:
    """What went out of a zone, or did not; the caller has checked who asks."""
    return (
        Delivery.objects.filter(zone=zone)
        .select_related("channel", "person")
        .annotate(lines=Count("messages"))
        .order_by("-next_at", "-id")
    )


def troubled_in(zone: Zone) -> int:
    """How many deliveries wait for a person: failed, or perhaps sent."""
    return Delivery.objects.filter(
        zone=zone, state__in=[DeliveryState.FAILED, DeliveryState.UNSURE]
    ).count()
