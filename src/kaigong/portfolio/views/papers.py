"""Pages of what leaves the house: layouts of the office, and one's own large exports."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.portfolio.models.papers import ExportState
from kaigong.portfolio.selectors.intake import import_run_for
from kaigong.portfolio.selectors.papers import (
    export_job_for,
    export_jobs_for,
    last_import_for,
    layouts_for,
)
from kaigong.portfolio.services.export_jobs import (
    KEPT,
    LARGEST_IN_REQUEST,
    OPEN,
    cancel_export,
)
from kaigong.portfolio.services.layouts import drop_layout, keep_layout, keep_run_as_layout
from kaigong.portfolio.views.exports import XLSX
from kaigong.portfolio.views.intake import NoFileError
from kaigong.wording import is_chinese, said

NEWEST = 30


@require_GET
@in_zone("portfolio.export_ledger")
def exports(request: InZone) -> HttpResponse:
    """The layouts at hand and the large exports that one asked for."""
    standing = request.standing
    facts = {
        "layouts": layouts_for(standing),
        "last": last_import_for(standing),
        "may_layout": standing.may("portfolio.export_layout"),
        "may_keep": standing.may("portfolio.import_ledger"),
        "jobs": export_jobs_for(standing)[:NEWEST],
        "kept_days": KEPT.days,
        "largest": LARGEST_IN_REQUEST,
    }
    return render(request, "portfolio/exports.html", facts)


@require_GET
@in_zone("portfolio.export_ledger")
def job(request: InZone, own: int) -> HttpResponse:
    """How far a large export is, and where its file is."""
    found = export_job_for(request.standing, own)
    facts = {
        "job": found,
        "is_open": found.state in OPEN,
        "is_done": found.state == ExportState.DONE,
        "percent": 100 * found.rows_done // max(found.row_count, 1),
        "words": found.said.get("zh" if is_chinese() else "en", ""),
        "kept_days": KEPT.days,
    }
    template = "portfolio/export_job.html" + ("#job" if request.htmx else "")
    return render(request, template, facts)


@require_GET
@in_zone("portfolio.export_ledger")
def job_file(request: InZone, own: int) -> HttpResponseBase:
    """The file of a large export, while it is kept."""
    found = export_job_for(request.standing, own)
    if found.state != ExportState.DONE or not found.file:
        return redirect("portfolio:export_job", request.zone.slug, found.pk)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, as_attachment=True, filename=found.file_name, content_type=XLSX)


@require_POST
@in_zone("portfolio.export_ledger")
def cancel(request: InZone, own: int) -> HttpResponse:
    """Stop a large export."""
    cancel_export(export_job_for(request.standing, own))
    return redirect("portfolio:export_job", request.zone.slug, own)


@require_POST
@in_zone("portfolio.import_ledger")
def keep(request: InZone) -> HttpResponse:
    """Keep a workbook as a layout: one that is brought, or that of an import."""
    name, run = request.POST.get("name", ""), request.POST.get("run", "")
    if run.isdigit() and len(run) < 18:
        layout = keep_run_as_layout(
            request.standing, import_run_for(request.standing, int(run)), name=name
        )
    else:
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            raise NoFileError
        layout = keep_layout(
            request.standing, name=name, content=file.read(), file_name=file.name or "?"
        )
    messages.success(
        request, said(f"已存为版式「{layout.name}」", f"Kept as the layout “{layout.name}”")
    )
    return redirect("portfolio:exports", request.zone.slug)


@require_POST
@in_zone("portfolio.import_ledger")
def drop(request: InZone, layout: int) -> HttpResponse:
    """Put a layout away."""
    found = layouts_for(request.standing).filter(pk=layout).first()
    if found is None:
        raise Http404
    drop_layout(found, by=request.user)
    messages.info(request, said("版式已删除", "The layout was put away"))
    return redirect("portfolio:exports", request.zone.slug)
