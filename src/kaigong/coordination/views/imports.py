"""An office's list of issues: brought, tried, put in, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.imports import ImportForm
from kaigong.coordination.models import IssueImport
from kaigong.coordination.pages.imports import ImportPage
from kaigong.coordination.services.import_errors import (
    IssuesMovedError,
    MovedSinceImportError,
    NothingToBringError,
    NotOpenImportError,
    TooLargeListError,
)
from kaigong.coordination.services.import_undoing import undo_import
from kaigong.coordination.services.imports import (
    answer_import,
    apply_import,
    marked_list,
    receive_list,
    try_import,
)
from kaigong.coordination.views.lists import XLSX
from kaigong.coordination.views.taking import taken
from kaigong.engines.ledgers import LedgerError
from kaigong.errors import KaigongError
from kaigong.wording import explain, said

IMPORT = "coordination.import_issues"
RUNS = 30


@require_http_methods(["GET", "POST"])
@in_zone(IMPORT)
def door(request: InZone) -> HttpResponse:
    """Bring a list; the next page shows what it would raise."""
    runs = IssueImport.objects.filter(zone=request.zone).select_related("by").defer("report")
    latest = runs.first()
    form = (
        ImportForm(request.POST, request.FILES)
        if request.method == "POST"
        else ImportForm(initial={"list_name": latest.list_name if latest else ""})
    )
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = receive_list(
                request.zone, content=file.read(), name=file.name, standing=request.standing,
                list_name=form.cleaned_data["list_name"],
            )  # fmt: skip
        except TooLargeListError as error:
            form.add_error("file", explain(error))
        else:
            return _to(request, run)
    context = {"form": form, "runs": runs[:RUNS]}
    status = 422 if form.errors else 200
    return render(request, "coordination/issue_imports.html", context, status=status)


@require_GET
@in_zone(IMPORT)
def show(request: InZone, issue_import: int) -> HttpResponse:
    """What a list would raise, what is an issue already, and what is at fault."""
    return _page(request, _run(request, issue_import))


@require_POST
@in_zone(IMPORT)
def answer(request: InZone, issue_import: int) -> HttpResponse:
    """Say what the columns are; the dry run goes again."""
    run = _run(request, issue_import)
    fields, orders = _told(request, "field:"), _told(request, "order:")
    try:
        answer_import(
            run, standing=request.standing, sheet=request.POST.get("sheet", ""), fields=fields,
            orders={key: order for key, order in orders.items() if order},
        )  # fmt: skip
    except NotOpenImportError as error:
        return _page(request, run, error)
    return _to(request, run)


@require_POST
@in_zone(IMPORT)
def apply(request: InZone, issue_import: int) -> HttpResponse:
    """Raise an issue for each new row."""
    run = _run(request, issue_import)
    try:
        count = apply_import(run, standing=request.standing)
    except IssuesMovedError as error:
        try_import(run, standing=request.standing)
        return _page(request, run, error)
    except (NotOpenImportError, NothingToBringError, LedgerError) as error:
        return _page(request, run, error)
    messages.success(request, said(f"导入了 {count} 个问题", f"{count} issues came in"))
    return _to(request, run)


@require_POST
@in_zone(IMPORT)
def undo(request: InZone, issue_import: int) -> HttpResponse:
    """Take all issues of an import away again."""
    run = _run(request, issue_import)
    try:
        count = undo_import(run, standing=request.standing)
    except (NotOpenImportError, MovedSinceImportError) as error:
        return _page(request, run, error)
    messages.success(request, said(f"撤销了 {count} 个问题", f"{count} issues were taken back"))
    return _to(request, run)


@require_GET
@in_zone(IMPORT)
def marked(request: InZone, issue_import: int) -> HttpResponse:
    """The list as it was brought, with its faults marked in it."""
    run = _run(request, issue_import)
    try:
        content = marked_list(run)
    except LedgerError as error:
        return _page(request, run, error)
    stem = run.name.rpartition(".")[0] or run.name
    name = said(f"{stem}（问题标注）.xlsx", f"{stem} (faults marked).xlsx")
    return taken(content, name=name, kind=XLSX)


def _run(request: InZone, issue_import: int) -> IssueImport:
    return get_object_or_404(IssueImport, pk=issue_import, zone=request.zone)


def _to(request: InZone, run: IssueImport) -> HttpResponse:
    return redirect("coordination:issue_import", zone=request.zone.slug, issue_import=run.pk)


def _told(request: InZone, prefix: str) -> dict[str, str]:
    """What was posted under names that begin so, by the rest of the name."""
    return {
        name.removeprefix(prefix): value
        for name, value in request.POST.items()
        if name.startswith(prefix) and isinstance(value, str)
    }


def _page(request: InZone, run: IssueImport, error: KaigongError | None = None) -> HttpResponse:
    context = {"run": run, "page": ImportPage(run), "error": explain(error) if error else ""}
    status = 409 if error else 200
    return render(request, "coordination/issue_import.html", context, status=status)
