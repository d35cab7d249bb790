"""Work of the ledger that is longer than a request."""

from __future__ import annotations

from django_tasks import task

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import standing_in
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.services.intake import try_run
from kaigong.portfolio.services.lamps import judge_zone


@task()
def try_import(run_id: int, user_id: int) -> None:
    """Do the dry run of a file that was received."""
    run = ImportRun.objects.select_related("zone").get(pk=run_id)
    try_run(run, standing_in(User.objects.get(pk=user_id), run.zone.slug))


@task()
def judge_lamps(zone_id: int) -> int:
    """Judge all lamps of a zone; how many turned."""
    return judge_zone(Zone.objects.get(pk=zone_id)).turned
