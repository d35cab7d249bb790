"""Work of coordination that is longer than a request, and what the worker does by itself."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.coordination.models import (
    Delivery,
    DeliveryState,
    EscalationDesk,
    EscalationRule,
)
from kaigong.coordination.services.deadlines import reckon_deadlines
from kaigong.coordination.services.escalating import decide
from kaigong.coordination.services.sending import PATIENCE, send_due

# How often the rules are asked on a day; a refusal does not wait for it.
PAUSE = timedelta(hours=1)
# A run that has not begun or ended after this while died with its worker.
RUN_PATIENCE = timedelta(hours=1)


@task()
def escalate_zone(zone_id: int) -> int:
    """Ask the rules of a zone where an hour has gone, and send what is due; messages said."""
    zone = Zone.objects.get(pk=zone_id)
    said = decide(zone).messages if _is_round_due(zone) else 0
    send_due(zone)
    return said


@task()
def escalate_issue(zone_id: int, issue_id: int) -> int:
    """Ask the rules about one issue that was refused this moment."""
    zone = Zone.objects.get(pk=zone_id)
    said = decide(zone, only=[issue_id]).messages
    send_due(zone)
    return said


@task()
def reckon_zone(zone_id: int, user_id: int | None) -> int:
    """Reckon the deadlines of a large zone anew; how many moved."""
    by = User.objects.get(pk=user_id) if user_id else None
    return reckon_deadlines(Zone.objects.get(pk=zone_id), by=by).moved


def enqueue_escalation_due() -> list[str]:
    """Put a run into the queue for each zone where rules or messages wait for one; their slugs."""
    now = clock.now()
    rules = EscalationRule.objects.filter(zone=OuterRef("pk"), is_on=True, closed_at=None)
    waiting = Delivery.objects.filter(
        Q(state=DeliveryState.WAITING, next_at__lte=now)
        | Q(state=DeliveryState.SENDING, claimed_at__lt=now - PATIENCE),
        zone=OuterRef("pk"),
    )
    zones = Zone.objects.annotate(has_rules=Exists(rules), has_waiting=Exists(waiting))
    running = {
        held["args"][0]
        for held in DBTaskResult.objects.filter(
            task_path=escalate_zone.module_path,
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
            enqueued_at__gt=now - RUN_PATIENCE,
        ).values_list("args_kwargs", flat=True)
    }
    due = []
    for zone in zones:
        is_due = zone.has_waiting or (zone.has_rules and _is_round_due(zone))
        if is_due and zone.pk not in running:
            escalate_zone.enqueue(zone.pk)
            due.append(zone.slug)
    return due


def _is_round_due(zone: Zone) -> bool:
    desk = EscalationDesk.objects.filter(zone=zone).first()
    if desk is None or desk.decided_at is None or desk.decided_until != zone.today():
        return True
    return desk.decided_at <= clock.now() - PAUSE
