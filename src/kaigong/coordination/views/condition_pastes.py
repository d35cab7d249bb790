"""Pasting a sheet of start-up conditions: its preview, what it wrote, and taking it back."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.conditions import PasteForm
from kaigong.coordination.models import Condition, ConditionPaste
from kaigong.coordination.pages.conditions import shown_cell
from kaigong.coordination.selectors.conditions import conditions_for
from kaigong.coordination.services.condition_blocks import Block, read_block
from kaigong.coordination.services.condition_pastes import (
    Tried,
    paste_conditions,
    try_paste,
    undo_paste,
)
from kaigong.errors import KaigongError
from kaigong.wording import explain, said

PASTE = "coordination.answer_conditions"
SHOWN = 10


@require_http_methods(["GET", "POST"])
@in_zone(PASTE)
def paste(request: InZone) -> HttpResponse:
    """Paste, look at what it would do, write it."""
    standing = request.standing
    if request.method == "GET":
        form = PasteForm(standing=standing, initial={"project": request.GET.get("project", "")})
        return _page(request, form)
    form = PasteForm(request.POST, standing=standing)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        block = read_block(
            form.cleaned_data["text"], standing=standing, project=form.cleaned_data["project"]
        )
        if "write" not in request.POST:
            return _page(
                request, form, block=block, tried=try_paste(block.given, standing=standing)
            )
        made, tried = paste_conditions(block.given, standing=standing, seen=_seen(request))
    except KaigongError as error:
        form.add_error("text", explain(error))
        return _page(request, form, status=422)
    if made is None:
        return _page(request, form, block=block, tried=tried, status=422)
    count, faults = made.cells.count(), sum(bool(each.fault) for each in tried)
    told = said(f"已写入 {count} 格", f"{count} cells written")
    if faults:
        told += said(f"，{faults} 格没有写", f", {faults} were not")
    messages.success(request, told)
    return redirect("coordination:condition_paste", zone=request.zone.slug, own=made.pk)


@require_GET
@in_zone(PASTE)
def one(request: InZone, own: int) -> HttpResponse:
    """What a paste wrote, as far as the reader sees it, and the way back."""
    found = get_object_or_404(ConditionPaste, pk=own, zone=request.zone, by=request.user)
    today = request.zone.today()
    cells = found.cells.select_related("condition__project", "condition__kind", "condition__owner")
    seen = set(conditions_for(request.standing).values_list("pk", flat=True))
    rows = [
        (cell, shown_cell(cell.condition.kind, cell.condition, start=None, today=today).text)
        for cell in cells
        if cell.condition_id in seen
    ]
    return render(request, "coordination/condition_paste.html", {"paste": found, "rows": rows})


@require_POST
@in_zone(PASTE)
def undo(request: InZone, own: int) -> HttpResponse:
    """Take a paste back."""
    found = get_object_or_404(ConditionPaste, pk=own, zone=request.zone, by=request.user)
    back, left = undo_paste(found, standing=request.standing)
    told = said(f"已撤回 {back} 格", f"{back} cells taken back")
    if left:
        told += said(f"；{left} 格后来有人动过，没有动", f"; {left} were moved since and stay")
    messages.success(request, told)
    return redirect("coordination:condition_paste", zone=request.zone.slug, own=found.pk)


def _page(
    request: InZone,
    form: PasteForm,
    *,
    block: Block | None = None,
    tried: list[Tried] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = tried or []
    context = {
        "form": form,
        "tried": [each for each in rows if each.fault or each.is_change],
        "is_tried": tried is not None,
        "changes": sum(each.is_change for each in rows),
        "faults": sum(bool(each.fault) for each in rows),
        "same": sum(not each.is_change and not each.fault for each in rows),
        "unread": block.unread if block else [],
        "seen": json.dumps(_versions(rows)),
        "latest": ConditionPaste.objects.filter(zone=request.zone, by=request.user)[:SHOWN],
    }
    return render(request, "coordination/condition_paste_new.html", context, status=status)


def _versions(tried: list[Tried]) -> list[list[int]]:
    """What the person has before the eyes: project, kind, version; 0 where there is no row."""
    projects = {each.given.project.pk for each in tried}
    rows = Condition.objects.filter(project__in=projects)
    known = {(p, k): v for p, k, v in rows.values_list("project", "kind", "version")}
    keys = [(each.given.project.pk, each.given.kind.pk) for each in tried]
    return [[*key, known.get(key, 0)] for key in keys]


def _seen(request: InZone) -> dict[tuple[int, int], int]:
    """The versions that the preview was made of; what is not understood is not compared."""
    try:
        told = json.loads(request.POST.get("seen", "[]"))
        return {(int(project), int(kind)): int(version) for project, kind, version in told}
    except (ValueError, TypeError):
        return {}
