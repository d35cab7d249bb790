"""Work of the ledger that is longer than a request."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from zoneinfo import ZoneInfo

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import standing_in
from kaigong.audit import clock
from kaigong.portfolio.bulk import refresh_statistics
from kaigong.portfolio.models import ExportJob, ImportRun
from kaigong.portfolio.models.intake import RunState
from kaigong.portfolio.services.export_jobs import sweep_exports, write_export
from kaigong.portfolio.services.intake import AttemptEndedError, try_run
from kaigong.portfolio.services.lamps import judge_zone


@task()
def try_import(run_id: int, user_id: int, attempt: int) -> None:
    """Do the dry run of a file that was received, unless it was cancelled or asked for anew."""
    run = ImportRun.objects.select_related("zone").get(pk=run_id)
    if (run.attempt, run.state) != (attempt, RunState.READING):
        return
    with contextlib.suppress(AttemptEndedError):
        try_run(run, standing_in(User.objects.get(pk=user_id), run.zone.slug))


@task()
def write_large_export(job_id: int) -> None:
    """Write a workbook that is too large for a request."""
    write_export(ExportJob.objects.select_related("zone", "by").get(pk=job_id))


# Who waits for SQLite to write looks again every 0.1 s; a shorter pause may pass unseen.
OTHERS_WRITE_SECONDS = 0.12


@task()
def judge_lamps(zone_id: int) -> int:
    """Judge all lamps of a zone; how many turned. The database counts its rows again first.

    Many rows at once ask for that themselves; a ledger that grows by small steps never would.
    """
    refresh_statistics()
    return judge_zone(Zone.objects.get(pk=zone_id), pause_seconds=OTHERS_WRITE_SECONDS).turned


# A round that failed, or died with its worker, is tried again after this while.
ROUND_PATIENCE = timedelta(hours=1)


def enqueue_rounds_due() -> list[str]:
    """Have the lamps judged in each zone where none of today's rounds did it; their slugs.

    Lamps turn with the calendar alone: a promised day passes, a report grows stale. Today is the
    zone's own; what the queue has done is the record of it, so that no clock but its own is kept.
    Two workers that ask at once may both have a zone judged, which writes nothing a second time.
    Files of exports that were kept long enough go by the way.
    """
    sweep_exports()
    now = clock.now()
    rounds = DBTaskResult.objects.filter(
        task_path=judge_lamps.module_path, enqueued_at__gt=now - timedelta(days=2)
    ).values_list("args_kwargs", "status", "enqueued_at", "finished_at")
    known = [(held["args"], *rest) for held, *rest in rounds]
    due = []
    for zone in Zone.objects.all():
        midnight = now.astimezone(ZoneInfo(zone.timezone)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        own = [rest for args, *rest in known if args == [zone.pk]]
        is_settled = any(
            status == TaskResultStatus.READY
            or (enqueued_at > now - ROUND_PATIENCE and status != TaskResultStatus.SUCCESSFUL)
            or (status == TaskResultStatus.SUCCESSFUL and finished_at >= midnight)
            for status, enqueued_at, finished_at in own
        )
        if not is_settled:
            judge_lamps.enqueue(zone.pk)
            due.append(zone.slug)
    return due
