"""A person's messages, and what went out of the house."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Delivery, DeliveryState, EscalationMessage, Notice
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.selectors.meetings import meetings_for


def messages_for(standing: Standing) -> QuerySet[EscalationMessage]:
    """What the rules said to a person, of issues that the person may still see; newest first."""
    found = EscalationMessage.objects.filter(
        zone=standing.zone, person=standing.user, delivery=None,
        issue__in=issues_for(standing).values("pk"),
    )  # fmt: skip
    return found.select_related("rule", "issue__zone", "issue__project").order_by(
        "-said_on", "-is_for_you", "issue__severity", "-id"
    )


def notices_for(standing: Standing) -> QuerySet[Notice]:
    """What happened that a person was told of, as far as he or she may still see it."""
    seen = Q(meeting__in=meetings_for(standing).values("pk"))
    seen |= Q(issue__in=issues_for(standing).values("pk"))
    seen |= Q(brought__isnull=False)  # how many wait for oneself, and in which list
    found = Notice.objects.filter(seen, zone=standing.zone, person=standing.user, delivery=None)
    return found.select_related("zone", "meeting__zone", "issue__zone", "brought").order_by("-id")


def unread_for(standing: Standing) -> int:
    """How many messages a person has not looked at, by an index and without what they tell of."""
    mine = {"zone": standing.zone, "person": standing.user, "delivery": None, "read_at": None}
    return EscalationMessage.objects.filter(**mine).count() + Notice.objects.filter(**mine).count()


def deliveries_in(zone: Zone) -> QuerySet[Delivery]:
    """What went out of a zone, or did not; the caller has checked who asks."""
    return (
        Delivery.objects.filter(zone=zone)
        .select_related("channel", "person")
        .annotate(lines=Count("messages", distinct=True) + Count("notices", distinct=True))
        .order_by("-next_at", "-id")
    )


def troubled_in(zone: Zone) -> int:
    """How many deliveries wait for a person: failed, or perhaps sent."""
    return Delivery.objects.filter(
        zone=zone, state__in=[DeliveryState.FAILED, DeliveryState.UNSURE]
    ).count()
