"""What the worker does for plans by itself."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kaigong.accounts.models import Zone
from kaigong.audit import clock
from kaigong.plan.services.mornings import reckon_plans, stale_plans

# A run that has not begun or ended after this while died with its worker.
RUN_PATIENCE = timedelta(hours=1)


@task()
def reckon_zone_plans(zone_id: int) -> int:
    """Reckon the plans of a zone whose dates are of another day; how many."""
    return reckon_plans(Zone.objects.get(pk=zone_id))


def enqueue_reckoning_due() -> list[str]:
    """Put a run into the queue for each zone that has stale plans and none running; their slugs."""
    running = {
        held["args"][0]
        for held in DBTaskResult.objects.filter(
            task_path=reckon_zone_plans.module_path,
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
            enqueued_at__gt=clock.now() - RUN_PATIENCE,
        ).values_list("args_kwargs", flat=True)
    }
    due = []
    for zone in Zone.objects.all():
        if zone.pk not in running and stale_plans(zone).exists():
            reckon_zone_plans.enqueue(zone.pk)
            due.append(zone.slug)
    return due
