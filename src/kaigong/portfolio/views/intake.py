"""The door of the ledger: bring a workbook, look at the dry run, apply it, undo it."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.errors import KaigongError
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.pages.dry_run import DryRunPage
from kaigong.portfolio.selectors.intake import import_run_for, import_runs_for
from kaigong.portfolio.services import intake
from kaigong.portfolio.services.intake.receiving import LARGEST_FILE_BYTES, content_of
from kaigong.portfolio.tasks import try_import
from kaigong.wording import explain, said

RIGHT = "portfolio.import_ledger"
NEWEST = 30


class NoFileError(KaigongError):
    code = "portfolio.no-file"
    zh = "没有选文件；请选一个 Excel、CSV 或 GeoJSON 文件。"
    en = "No file was chosen; choose an Excel, CSV or GeoJSON file."


@in_zone(RIGHT)
def door(request: InZone) -> HttpResponse:
    """Bring a file, and see those that came before."""
    if request.method == "POST":
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            raise NoFileError
        run = intake.receive_file(
            request.zone, name=file.name or "?", content=file.read(), by=request.user
        )
        try_import.enqueue(run.pk, request.user.pk, run.attempt)
        return redirect("portfolio:import_run", request.zone.slug, run.pk)
    runs = import_runs_for(request.standing)[:NEWEST]
    facts = {
        "runs": [(run, run.state_at(timezone.now()).label) for run in runs],
        "most_megabytes": LARGEST_FILE_BYTES // 2**20,
    }
    return render(request, "portfolio/import.html", facts)


@require_GET
@in_zone(RIGHT)
def show(request: InZone, number: int) -> HttpResponse:
    """Where a file stands, and what it would change."""
    run = import_run_for(request.standing, number)
    page = DryRunPage(run, request.standing, request.GET)
    template = "portfolio/import_run.html"
    if request.htmx:
        template += "#rows" if "from" in request.GET else "#run"
    return render(request, template, {"run": run, "page": page})


@require_POST
@in_zone(RIGHT)
def answer(request: InZone, number: int) -> HttpResponse:
    """Say what columns mean, which project a row is, which month and sheet; then try again."""
    run = import_run_for(request.standing, number)
    given = request.POST
    fields = _given(given, "field:")
    units = {key: text for key, text in _given(given, "unit:").items() if text}
    orders = {key: text for key, text in _given(given, "order:").items() if text}
    identities = {
        int(row): project
        for row, project in _given(given, "row:").items()
        if row.isdigit() and project != "ask"
    }
    month = given.get("month", "")
    intake.begin_attempt(run)  # first: a dry run under way must not write over the answers
    intake.answer_run(
        run,
        fields=fields,
        units=units,
        orders=orders,
        identities={row: "" if key == "new" else key for row, key in identities.items()},
        sheet=given.get("sheet"),
        month=date.fromisoformat(f"{month}-01") if len(month) == 7 else None,
        takes_faulty_rows=(given["faulty"] == "take") if "faulty" in given else None,
    )
    return _enqueued(request, run)


@require_POST
@in_zone(RIGHT)
def choose(request: InZone, number: int) -> HttpResponse:
    """Decide one conflict."""
    run = import_run_for(request.standing, number)
    row, _, rest = request.POST.get("choice", "").partition(":")
    field, _, side = rest.rpartition(":")
    if row.isdigit():
        intake.choose(run, row=int(row), field=field, side=side)
    page = DryRunPage(run, request.standing, request.GET)
    return render(request, "portfolio/import_run.html#bar", {"run": run, "page": page})


@require_POST
@in_zone(RIGHT)
def again(request: InZone, number: int) -> HttpResponse:
    """Do the dry run once more, on the ledger as it is now."""
    run = import_run_for(request.standing, number)
    intake.begin_attempt(run)
    return _enqueued(request, run)


@require_POST
@in_zone(RIGHT)
def cancel(request: InZone, number: int) -> HttpResponse:
    """End the dry run that is under way; the file's record stays."""
    run = import_run_for(request.standing, number)
    intake.cancel_run(run, by=request.user)
    return redirect("portfolio:import_run", request.zone.slug, run.pk)


@require_POST
@in_zone(RIGHT)
def apply(request: InZone, number: int) -> HttpResponse:
    """Write the file into the ledger: all of it, or the good rows."""
    run = import_run_for(request.standing, number)
    try:
        intake.apply_run(run, request.standing, good_only="good" in request.POST)
    except KaigongError as error:
        page = DryRunPage(run, request.standing, request.GET)
        facts = {"run": run, "page": page, "refusal": explain(error)}
        return render(request, "portfolio/import_run.html", facts, status=422)
    return redirect("portfolio:import_run", request.zone.slug, run.pk)


@require_POST
@in_zone(RIGHT)
def drop(request: InZone, number: int) -> HttpResponse:
    """Put the file away; the ledger stays as it is."""
    intake.drop_run(import_run_for(request.standing, number), by=request.user)
    messages.info(
        request, said("没有导入，台账没有改动。", "Not imported; the ledger is unchanged.")
    )
    return redirect("portfolio:import", request.zone.slug)


@require_POST
@in_zone(RIGHT)
def undo(request: InZone, number: int) -> HttpResponse:
    """Take the whole import back."""
    run = import_run_for(request.standing, number)
    intake.undo_run(run, request.standing)
    messages.info(request, said("已撤销这次导入。", "This import was taken back."))
    return redirect("portfolio:import_run", request.zone.slug, run.pk)


@require_GET
@in_zone(RIGHT)
def original(request: InZone, number: int) -> HttpResponse:
    """The file as it was brought."""
    run = import_run_for(request.standing, number)
    return _file(content_of(run), run.file_name)


@require_GET
@in_zone(RIGHT)
def marked(request: InZone, number: int) -> HttpResponse:
    """The same workbook with its faults marked in place."""
    run = import_run_for(request.standing, number)
    return _file(intake.marked_original(run), _beside(run, said("标错", "marked")))


@require_GET
@in_zone(RIGHT)
def filled(request: InZone, number: int) -> HttpResponse:
    """The officer's own workbook with what the ledger holds now; `?new=1` adds what is missing."""
    run = import_run_for(request.standing, number)
    is_completed = request.GET.get("new") == "1"
    made = intake.filled_original(run, request.standing, is_completed=is_completed)
    return _file(made.content, _beside(run, f"{request.zone.today():%Y-%m-%d}"))


def _beside(run: ImportRun, word: str) -> str:
    return f"{PurePath(run.file_name).stem} {word}.xlsx"


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _enqueued(request: InZone, run: ImportRun) -> HttpResponse:
    try_import.enqueue(run.pk, request.user.pk, run.attempt)
    return redirect("portfolio:import_run", request.zone.slug, run.pk)


def _given(given: object, prefix: str) -> dict[str, str]:
    items = given.items() if hasattr(given, "items") else ()
    return {
        str(key).removeprefix(prefix): str(value)
        for key, value in items
        if str(key).startswith(prefix)
    }
