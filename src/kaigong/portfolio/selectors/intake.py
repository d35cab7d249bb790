"""Files that came in, for who may import."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import ImportRun


def import_runs_for(standing: Standing) -> QuerySet[ImportRun]:
    """The files that were brought to a zone, newest first."""
    if not standing.may("portfolio.import_ledger"):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(zone=standing.zone).select_related("by", "change_set")


def import_run_for(standing: Standing, key: int) -> ImportRun:
    """One file by its number.

    Raises:
        Http404: no such file, or not for this person.
    """
    run = import_runs_for(standing).filter(pk=key).first()
    if run is None:
        raise Http404
    return run
