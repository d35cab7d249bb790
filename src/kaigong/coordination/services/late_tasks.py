"""Decisions whose day has passed: noted once for each day, so that it is told once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.coordination import events
from kaigong.coordination.models import MeetingTask, TaskState


def late_tasks(zone: Zone) -> QuerySet[MeetingTask]:
    """The open decisions of a zone that passed their day since anybody was told."""
    return MeetingTask.objects.filter(
        ~Q(late_for=F("due_on")) | Q(late_for=None),
        zone=zone, state=TaskState.OPEN, due_on__lt=zone.today(),
    )  # fmt: skip


def note_all_late_tasks() -> int:
    """The same for every zone, each by its own day; for the worker's rounds."""
    return sum(note_late_tasks(zone) for zone in Zone.objects.all() if late_tasks(zone).exists())


@transaction.atomic
def note_late_tasks(zone: Zone) -> int:
    """Tell whoever listens of the decisions that passed their day; how many they were.

    A decision that got a later day can pass that one too, and is told of again then.
    """
    found = list(late_tasks(zone).select_for_update().order_by("id"))
    late_tasks(zone).filter(pk__in=[task.pk for task in found]).update(late_for=F("due_on"))
    for task in found:
        events.task_late.send(sender=MeetingTask, zone=zone, task=task, by=None)
    return len(found)
