"""Reading the chain."""

from __future__ import annotations

from django.db.models import QuerySet

from kaigong.audit.models import Entry


def entries_about(zone: str, subject: str) -> QuerySet[Entry]:
    """What was done to one thing of a zone, newest first; the caller has checked who asks."""
    return Entry.objects.filter(zone=zone, subject=subject).select_related("actor").order_by("-id")
