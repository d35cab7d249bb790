"""Reading the chain."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kaigong.audit.models import Entry


def entries_about(zone: str, subject: str) -> QuerySet[Entry]:
    """What was done to one thing of a zone, newest first; the caller has checked who asks."""
    return Entry.objects.filter(zone=zone, subject=subject).select_related("actor").order_by("-id")


def entries_of(zone: str, *beginnings: str) -> QuerySet[Entry]:
    """What was done in a zone by acts that begin so, newest first; who asks is checked already."""
    wanted = Q(pk=None)
    for beginning in beginnings:
        wanted |= Q(act__startswith=beginning)
    return Entry.objects.filter(wanted, zone=zone).select_related("actor").order_by("-id")
