"""Downloads of the ledger: exactly the rows, columns and order that the page shows."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path, PurePath

from django.http import FileResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.portfolio.feeds.asked import columns_asked, view_asked
from kaigong.portfolio.selectors.papers import LAST_IMPORT, layout_for
from kaigong.portfolio.services import oc4ids
from kaigong.portfolio.services.export_jobs import ask_for_export, is_large
from kaigong.portfolio.services.exports import Export, ledger_csv, note_export
from kaigong.portfolio.services.layouts import in_layout
from kaigong.portfolio.services.workbooks import write_workbook
from kaigong.portfolio.tasks import write_large_export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _export(request: InZone) -> Export:
    return Export(request.standing, view_asked(request), columns_asked(request))


@require_GET
@in_zone("portfolio.export_ledger")
def ledger_xlsx(request: InZone) -> HttpResponseBase:
    """The view as a workbook that can be changed offline and brought back.

    A large one is written by the worker; who asked is led to the page that shows how far it is.
    """
    export = _export(request)
    if is_large(request.standing, export.view):
        return _in_background(request, export)
    # A file without a name: it is gone when the response has been sent, even after a crash.
    file = tempfile.TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
    with tempfile.TemporaryDirectory(prefix="kaigong-export-") as folder:
        path = Path(folder) / "ledger.xlsx"
        write_workbook(export, path)
        with path.open("rb") as written:
            while chunk := written.read(1 << 20):
                file.write(chunk)
    file.seek(0)
    note_export(export, "xlsx")
    return FileResponse(file, as_attachment=True, filename=f"{export.base}.xlsx", content_type=XLSX)


@require_GET
@in_zone("portfolio.export_layout")
def ledger_in_layout(request: InZone) -> HttpResponseBase:
    """The view in the office's own workbook, `?layout=` its number, its name or `last`.

    Who names none is led to where they are listed.
    """
    if not request.GET.get("layout"):
        return redirect("portfolio:exports", request.zone.slug)
    layout = layout_for(request.standing, request.GET["layout"])
    export = _export(request)
    if is_large(request.standing, export.view):
        return _in_background(request, export, layout=str(layout.pk or LAST_IMPORT))
    made = in_layout(layout, export)
    note_export(export, "layout")
    stem = PurePath(layout.file_name).stem
    day = export.view.as_of.date() if export.view.as_of else request.zone.today()
    return FileResponse(
        BytesIO(made.content), as_attachment=True, filename=f"{stem} {day}.xlsx", content_type=XLSX
    )


def _in_background(request: InZone, export: Export, *, layout: str = "") -> HttpResponseBase:
    job = ask_for_export(export, layout=layout)
    write_large_export.enqueue(job.pk)
    return redirect("portfolio:export_job", request.zone.slug, job.pk)


@require_GET
@in_zone("portfolio.export_ledger")
def ledger_csv_file(request: InZone) -> HttpResponseBase:
    """The view as CSV, sent line by line."""
    export = _export(request)
    note_export(export, "csv")
    response = StreamingHttpResponse(ledger_csv(export), content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=f"{export.base}.csv")
    response["Content-Disposition"] = disposition or "attachment"
    return response


@require_GET
@in_zone("portfolio.export_ledger")
def ledger_oc4ids(request: InZone) -> HttpResponseBase:
    """All projects in sight as an OC4IDS package."""
    export = _export(request)
    package = oc4ids.package(request.standing, as_of=export.view.as_of, year=export.view.month.year)
    note_export(export, "oc4ids")
    response = JsonResponse(package, json_dumps_params={"ensure_ascii": False, "indent": 1})
    disposition = content_disposition_header(as_attachment=True, filename=f"{export.base}.json")
    response["Content-Disposition"] = disposition or "attachment"
    return response
