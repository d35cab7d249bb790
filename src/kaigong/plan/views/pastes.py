"""Pasting rows from Excel into a plan: what they would do, then doing it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kaigong.accounts.doors import InZone, in_zone
from kaigong.errors import KaigongError
from kaigong.plan.forms import PasteForm
from kaigong.plan.models import ReasonCode
from kaigong.plan.pasted_cells import MOST_ROWS, PastedTable, read_pasted
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services.outline import Asking
from kaigong.plan.services.pastes import OUTCOMES, PasteTrial, paste_rows, try_rows
from kaigong.wording import explain, said, say

SHOWN = 500  # rows of a preview; all are counted
OUTCOME_WORDS = {
    "new": say("新", "new"),
    "changed": say("改", "changed"),
    "same": say("同", "same"),
    "rejected": say("拒", "refused"),
}


@require_http_methods(["GET", "POST"])
@in_zone("plan.edit_plans")
def paste(request: InZone, code: str) -> HttpResponse:
    """Paste, look at what it would do, keep it as one edit."""
    opened = open_plan(request.standing, code)
    if request.method == "GET":
        return _page(request, opened, PasteForm())
    form = PasteForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, form, status=422)
    given = form.cleaned_data
    try:
        table = read_pasted(given["text"])
        if "write" not in request.POST:
            trial = try_rows(opened.plan, table, after=given["after"], standing=request.standing)
            return _page(request, opened, form, table=table, trial=trial)
        by = Asking(request.standing, given["version"], given["reason"], given["why"])
        rows = paste_rows(opened.plan, table, after=given["after"], by=by)
    except KaigongError as refused:
        form.add_error(None, explain(refused))
        return _page(request, opened, form, status=422)
    kept = sum(row.outcome in ("new", "changed") for row in rows)
    messages.success(
        request, said(f"已粘贴 {kept} 行，可撤销", f"{kept} rows pasted; it can be undone")
    )
    return redirect(reverse("plan:schedule", args=[request.zone.slug, code]))


def _page(
    request: InZone,
    opened: OpenPlan,
    form: forms.Form,
    *,
    table: PastedTable | None = None,
    trial: PasteTrial | None = None,
    status: int = 200,
) -> HttpResponse:
    counts = trial.counts if trial else {}
    context = {
        "project": opened.project,
        "plan": opened.plan,
        "form": form,
        "table": table,
        "trial": trial,
        "rows": _first(trial) if trial else [],
        "hidden": max(0, len(trial.rows) - SHOWN) if trial else 0,
        "counts": [(OUTCOME_WORDS[each], counts[each], each) for each in OUTCOMES if trial],
        "kept": counts.get("new", 0) + counts.get("changed", 0),
        "most": MOST_ROWS,
        "lines": opened.rows,
        "is_locked": bool(opened.baselines),
        "reasons": ReasonCode.choices,
    }
    return render(request, "plan/paste.html", context, status=status)


def _first(trial: PasteTrial) -> list[tuple[object, object]]:
    """The rows that somebody has to look at first: refused ones, then the rest in their order."""
    rows = sorted(trial.rows, key=lambda row: row.outcome != "rejected")
    return [(row, OUTCOME_WORDS[row.outcome]) for row in rows[:SHOWN]]
