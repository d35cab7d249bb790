"""Workbooks too large for a request: asked for, written by the worker, kept for some days."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.http import Http404
from django.utils.translation import get_language, override

from kaigong.accounts.selectors import Standing, standing_in
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError, NoRoomError, is_full_disk
from kaigong.portfolio.models import ExportJob
from kaigong.portfolio.models.papers import ExportState
from kaigong.portfolio.selectors.papers import layout_for
from kaigong.portfolio.services.exports import Export, note_export
from kaigong.portfolio.services.layouts import in_layout
from kaigong.portfolio.services.workbooks import write_workbook
from kaigong.portfolio.sheet import Sheet, View

# What a request writes while somebody waits; a web process does nothing else meanwhile.
LARGEST_IN_REQUEST = 20_000
KEPT = timedelta(days=7)
# A worker that died leaves its job half written; nothing writes longer than this.
PATIENCE = timedelta(hours=2)
OPEN = (ExportState.WAITING, ExportState.WRITING)


class NotOpenError(KaigongError):
    code = "portfolio.export-not-open"
    zh = "这个导出现在是「{state}」，不能取消。"
    en = "This export is “{state}” and cannot be cancelled."


class _Cancelled(Exception):  # noqa: N818  (not an error: somebody changed their mind)
    pass


def is_large(standing: Standing, view: View) -> bool:
    """Whether a view has more rows than a request is to write."""
    return Sheet(standing, view).count() > LARGEST_IN_REQUEST


@transaction.atomic
def ask_for_export(export: Export, *, layout: str = "") -> ExportJob:
    """Note that somebody wants a workbook; the caller gives it to the worker."""
    view = export.view
    job = ExportJob.objects.create(
        zone=export.zone,
        by=export.standing.user,
        at=clock.now(),
        view={
            "month": view.month.isoformat(),
            "filters": {key: dict(condition) for key, condition in view.filters.items()},
            "sort": list(view.sort),
            "group": view.group,
            "as_of": view.as_of.isoformat() if view.as_of else None,
        },
        columns=list(export.keys),
        layout=layout,
        language=get_language() or "zh-hans",
        row_count=Sheet(export.standing, view).count(),
        file_name=f"{export.base}.xlsx",
    )
    record(
        "portfolio.export.asked", by=job.by, zone=job.zone.slug, subject=job.file_name,
        rows=job.row_count, layout=layout,
    )  # fmt: skip
    return job


def write_export(job: ExportJob) -> None:
    """Write the workbook of a job, as the one who asked sees the ledger when it is written.

    A reader who lost the right meanwhile gets nothing. What people can put right, a full disk too,
    is kept in words; anything else is loud, and the job says that it failed.
    """
    began = ExportJob.objects.filter(pk=job.pk, state=ExportState.WAITING)
    if not began.update(state=ExportState.WRITING):
        return  # cancelled before it began, or taken up by another worker
    try:
        with override(job.language):
            _write(job)
    except _Cancelled:
        return
    except KaigongError as error:
        _close(job, ExportState.FAILED, {lang: error.in_language(lang) for lang in ("zh", "en")})
    except Http404:
        _close(job, ExportState.FAILED, {
            "zh": "版式已被删除，或你已没有导出的权限；请回项目大表看看还能怎样导出。",
            "en": "The layout was put away, or you may no longer export; see on the ledger page "
            "what can be exported.",
        })  # fmt: skip
    except BaseException as error:
        if is_full_disk(error):
            _close(job, ExportState.FAILED, {"zh": NoRoomError.zh, "en": NoRoomError.en})
            return
        _close(job, ExportState.FAILED, {
            "zh": "写文件时出错，已记入日志；请再导出一次。",
            "en": "Something went wrong while writing; it is in the log. Please export again.",
        })  # fmt: skip
        raise


def _write(job: ExportJob) -> None:
    standing = standing_in(job.by, job.zone.slug)
    if not standing.may("portfolio.export_ledger"):
        raise Http404
    held = job.view
    as_of = datetime.fromisoformat(held["as_of"]) if held["as_of"] else None
    view = View(
        month=date.fromisoformat(held["month"]), filters=held["filters"], sort=held["sort"],
        group=held["group"], as_of=as_of,
    )  # fmt: skip
    export = Export(standing, view, job.columns)

    def reach(rows: int) -> None:
        job.rows_done = min(rows, job.row_count)
        open_one = ExportJob.objects.filter(pk=job.pk, state=ExportState.WRITING)
        if not open_one.update(rows_done=job.rows_done):
            raise _Cancelled

    def advance(rows: int) -> None:
        reach(job.rows_done + rows)

    facts: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="kaigong-export-") as folder:
        path = Path(folder) / "ledger.xlsx"
        if job.layout:
            made = in_layout(
                layout_for(standing, job.layout), export,
                told=lambda share: reach(int(share * job.row_count)),
            )  # fmt: skip
            path.write_bytes(made.content)
            facts = made.words
        else:
            write_workbook(export, path, advance=advance)
        advance(0)
        with path.open("rb") as written:
            job.file.save(f"{job.pk}.xlsx", File(written), save=False)
    job.rows_done = job.row_count
    if not _close(job, ExportState.DONE, facts, file=job.file.name):
        job.file.delete(save=False)  # cancelled at the last moment
        return
    note_export(export, "layout" if job.layout else "xlsx")


def _close(job: ExportJob, state: ExportState, words: dict[str, str], *, file: str = "") -> bool:
    open_one = ExportJob.objects.filter(pk=job.pk, state=ExportState.WRITING)
    return bool(
        open_one.update(
            state=state, said=words, file=file, rows_done=job.rows_done, finished_at=clock.now()
        )
    )


def cancel_export(job: ExportJob) -> None:
    """Stop a job; the worker finds out at its next thousand rows.

    Raises:
        NotOpenError: it has ended already.
    """
    open_one = ExportJob.objects.filter(pk=job.pk, state__in=OPEN)
    if not open_one.update(state=ExportState.CANCELLED, finished_at=clock.now()):
        job.refresh_from_db()
        raise NotOpenError(state=ExportState(job.state).label)
    record("portfolio.export.cancelled", by=job.by, zone=job.zone.slug, subject=job.file_name)


def sweep_exports() -> int:
    """Clear files away that were kept long enough, and close what a dead worker left; how many."""
    now = clock.now()
    swept = 0
    for job in ExportJob.objects.filter(state=ExportState.DONE, finished_at__lt=now - KEPT):
        job.file.delete(save=False)
        job.file, job.state = "", ExportState.EXPIRED
        job.save(update_fields=["file", "state"])
        swept += 1
    left = ExportJob.objects.filter(state=ExportState.WRITING, at__lt=now - PATIENCE)
    words = {"zh": "写到一半中断了；请再导出一次。",
             "en": "It was interrupted half-way; please export again."}  # fmt: skip
    return swept + left.update(state=ExportState.FAILED, said=words, finished_at=now)
