"""What the worker does for plans by itself."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kaigong.accounts.models import Zone
from kaigong.audit import clock
from kaigong.plan.models import YearForecast
from kaigong.plan.services.forecasts import make_forecast
from kaigong.plan.services.mornings import reckon_plans, stale_plans

# A run that has not begun or ended after this while died with its worker.
RUN_PATIENCE = timedelta(hours=1)
# One that had nothing to say, or went wrong, is not asked again all the time.
FORECAST_PATIENCE = timedelta(hours=6)


@task()
def reckon_zone_plans(zone_id: int) -> int:
    """Reckon the plans of a zone whose dates are of another day; how many."""
    return reckon_plans(Zone.objects.get(pk=zone_id))


@task()
def forecast_zone(zone_id: int) -> bool:
    """Make the day's forecast of a zone; whether there was something to forecast."""
    return make_forecast(Zone.objects.get(pk=zone_id)) is not None


def enqueue_reckoning_due() -> list[str]:
    """Put a run into the queue for each zone that has stale plans and none running; their slugs."""
    running = _running(reckon_zone_plans.module_path)
    due = []
    for zone in Zone.objects.all():
        if zone.pk not in running and stale_plans(zone).exists():
            reckon_zone_plans.enqueue(zone.pk)
            due.append(zone.slug)
    return due


def enqueue_forecasts_due() -> list[str]:
    """Put a forecast into the queue for each zone that was not asked today; their slugs.

    One whose plans are still to be reckoned for the day waits for them.
    """
    due = []
    for zone in Zone.objects.all():
        if zone.pk in _asked_today(zone) or stale_plans(zone).exists():
            continue
        if not YearForecast.objects.filter(zone=zone, on=zone.today()).exists():
            forecast_zone.enqueue(zone.pk)
            due.append(zone.slug)
    return due


def _running(path: str) -> set[int]:
    """The zones for which a task waits or runs."""
    held = DBTaskResult.objects.filter(
        task_path=path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        enqueued_at__gt=clock.now() - RUN_PATIENCE,
    )
    return {each["args"][0] for each in held.values_list("args_kwargs", flat=True)}


def _asked_today(zone: Zone) -> set[int]:
    """The zone, if its forecast is in the queue or was tried in the last hours."""
    held = DBTaskResult.objects.filter(
        task_path=forecast_zone.module_path, enqueued_at__gt=clock.now() - FORECAST_PATIENCE
    )
    args = held.values_list("args_kwargs", flat=True)
    return {each["args"][0] for each in args if each["args"][0] == zone.pk}
