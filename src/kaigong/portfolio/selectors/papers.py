"""Layouts of the office and exports in the background, for who may have them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import ExportJob, ImportRun, Layout
from kaigong.portfolio.models.intake import RunState
from kaigong.wording import said

LAST_IMPORT = "last"  # the key of the workbook that was applied last


def layouts_for(standing: Standing) -> QuerySet[Layout]:
    """The layouts that a zone keeps."""
    if not standing.may("portfolio.export_layout"):
        return Layout.objects.none()
    return Layout.objects.filter(zone=standing.zone).select_related("by")


def last_import_for(standing: Standing) -> Layout | None:
    """The workbook that was applied last, as a layout that nobody had to keep."""
    if not standing.may("portfolio.export_layout"):
        return None
    run = (
        ImportRun.objects.filter(zone=standing.zone, state=RunState.APPLIED)
        .exclude(change_set__undone_by__isnull=False)
        .exclude(file_name__iendswith=".json")
        .order_by("-at", "-id")
        .first()
    )
    if run is None:
        return None
    return layout_of(run, name=said("上次导入的原表", "The last imported workbook"))


def layout_of(run: ImportRun, *, name: str) -> Layout:
    """The file of an import as a layout, not kept."""
    return Layout(
        zone=run.zone, name=name, file_name=run.file_name, file=run.file.name, sheet=run.sheet,
        answers=run.answers, by=run.by, at=run.at,
    )  # fmt: skip


def layout_for(standing: Standing, key: str) -> Layout:
    """A layout by its number, its name, or `last`.

    Raises:
        Http404: no such layout, or not for this person.
    """
    if key == LAST_IMPORT:
        found = last_import_for(standing)
    else:
        layouts = layouts_for(standing)
        found = layouts.filter(name=key).first()
        if found is None and key.isdigit() and len(key) < 18:
            found = layouts.filter(pk=int(key)).first()
    if found is None:
        raise Http404
    return found


def export_jobs_for(standing: Standing) -> QuerySet[ExportJob]:
    """The exports that a person asked for in a zone; nobody else's."""
    return ExportJob.objects.filter(zone=standing.zone, by=standing.user).select_related("zone")


def export_job_for(standing: Standing, key: int) -> ExportJob:
    """One of the person's own exports.

    Raises:
        Http404: no such export, or somebody else's.
    """
    found = export_jobs_for(standing).filter(pk=key).first()
    if found is None:
        raise Http404
    return found
