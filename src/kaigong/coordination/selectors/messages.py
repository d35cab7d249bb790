"""A person's messages, and what went out of the house."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Delivery, DeliveryState, EscalationCall, Notice, ReadMark
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.selectors.meetings import meetings_for

Told = TypeVar("Told", EscalationCall, Notice)


def messages_for(standing: Standing) -> QuerySet[EscalationCall]:
    """What the rules said to a person, of issues that the person may still see; newest first.

    Each knows whether it `is_for_you` and `is_read`.
    """
    found = _heard_by(standing).filter(issue__in=issues_for(standing).values("pk"))
    return (
        found.annotate(
            is_for_you=F("audience__listeners__is_for_you"),
            is_read=_is_read(standing, EscalationCall),
        )
        .select_related("rule", "issue__zone", "issue__project")
        .order_by("-said_on", "-is_for_you", "issue__severity", "-id")
    )


def notices_for(standing: Standing) -> QuerySet[Notice]:
    """What happened that a person was told of, as far as he or she may still see it."""
    seen = Q(meeting__in=meetings_for(standing).values("pk"))
    seen |= Q(issue__in=issues_for(standing).values("pk"))
    seen |= Q(brought__isnull=False)  # how many wait for oneself, and in which list
    found = _told_to(standing).filter(seen).annotate(is_read=_is_read(standing, Notice))
    return found.select_related("zone", "meeting__zone", "issue__zone", "brought").order_by("-id")


def unread_for(standing: Standing) -> int:
    """How many messages a person has not looked at, by an index and without what they tell of."""
    calls, notices = _heard_by(standing), _told_to(standing)
    return unread_of(calls, standing).count() + unread_of(notices, standing).count()


def unread_of(found: QuerySet[Told], standing: Standing) -> QuerySet[Told]:
    """Those of a person's messages or notices that the person has not looked at."""
    return found.filter(pk__gt=_read_until(standing, found.model))


def _heard_by(standing: Standing) -> QuerySet[EscalationCall]:
    return EscalationCall.objects.filter(
        audience__zone=standing.zone, audience__listeners__person=standing.user
    )


def _told_to(standing: Standing) -> QuerySet[Notice]:
    return Notice.objects.filter(zone=standing.zone, person=standing.user, delivery=None)


def _read_until(standing: Standing, model: type[Model]) -> Coalesce:
    what = "call" if model is EscalationCall else "notice"
    mark = ReadMark.objects.filter(zone=standing.zone, person=standing.user)
    return Coalesce(Subquery(mark.values(what)[:1]), 0)


def _is_read(standing: Standing, model: type[Model]) -> Combinable:
    read: LessThanOrEqual[Any] = LessThanOrEqual(F("pk"), _read_until(standing, model))
    return ExpressionWrapper(read, output_field=BooleanField())


def deliveries_in(zone: Zone) -> QuerySet[Delivery]:
    """What went out of a zone, or did not; the caller has checked who asks."""
    calls = EscalationCall.objects.filter(audience__listeners__digest=OuterRef("key"))
    notices = Notice.objects.filter(delivery=OuterRef("key"))
    return (
        Delivery.objects.filter(zone=zone)
        .select_related("channel", "person")
        .annotate(lines=counted(calls) + counted(notices))
        .order_by("-next_at", "-id")
    )


def counted(found: QuerySet[Any]) -> Coalesce:
    """How many rows a query finds that asks the outer row."""
    number = found.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
    return Coalesce(Subquery(number.values("n")), 0)


def troubled_in(zone: Zone) -> int:
    """How many deliveries wait for a person: failed, or perhaps sent."""
    return Delivery.objects.filter(
        zone=zone, state__in=[DeliveryState.FAILED, DeliveryState.UNSURE]
    ).count()
