"""Start-up conditions: the wall chart, one project's conditions, and what is done to them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.condition_life import Side, condition_move_called
from kaigong.coordination.condition_sides import condition_moves_for, sides_of
from kaigong.coordination.forms.conditions import (
    ConditionIssueForm,
    ConditionKindForm,
    ConditionMoveForm,
    ConditionRemarkForm,
    ask_forms,
    asked_in,
)
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.models import Condition, ConditionKind, ConditionState
from kaigong.coordination.pages.conditions import ShownCell, quantity, shown_row
from kaigong.coordination.pages.wall_chart import WallChart
from kaigong.coordination.selectors import issues_for
from kaigong.coordination.selectors.conditions import (
    ProjectConditions,
    condition_kinds_of,
    conditions_of,
    usual_owners,
)
from kaigong.coordination.services.condition_kinds import set_condition_kind
from kaigong.coordination.services.condition_workbooks import wall_workbook
from kaigong.coordination.services.conditions import (
    ask_conditions,
    move_condition,
    raise_issue_from,
    remark_on_condition,
)
from kaigong.coordination.views.taking import taken
from kaigong.wording import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@in_zone("coordination.see_conditions")
def conditions(request: InZone) -> HttpResponse:
    """The wall chart; `?screen=1` for the big screen, `?print=1` for paper."""
    chart = WallChart(request.standing, condition_kinds_of(request.zone), request.GET)
    template = "coordination/wall_chart.html"
    if request.GET.get("screen") == "1":
        template = "coordination/wall_chart_screen.html"
    elif request.GET.get("print") == "1":
        template = "coordination/wall_chart_print.html"
    context = {
        "chart": chart,
        "may_set": request.standing.may("coordination.set_conditions"),
        "may_paste": request.standing.may("coordination.answer_conditions"),
    }
    return render(request, template, context)


@require_GET
@in_zone("coordination.see_conditions")
def conditions_xlsx(request: InZone) -> HttpResponse:
    """The wall chart as a workbook: the same rows and filters."""
    chart = WallChart(
        request.standing, condition_kinds_of(request.zone), request.GET, is_paged=False
    )
    content = wall_workbook(chart, standing=request.standing)
    name = said("开工要素", "start-up-conditions")
    return taken(content, name=f"{name}-{request.zone.today()}.xlsx", kind=XLSX)


@require_GET
@in_zone("coordination.see_conditions")
def project_conditions(request: InZone, code: str) -> HttpResponse:
    """One project's conditions: where each stands, what happened, and what this person can do."""
    return _page(request, conditions_of(request.standing, code))


def _page(
    request: InZone, found: ProjectConditions, *, posted: object = None, status: int = 200
) -> HttpResponse:
    standing, today = request.standing, request.zone.today()
    row = shown_row(found, today=today)
    may_ask = _may_ask(request, found)
    unasked = [kind for kind, held in found.cells if _is_unasked(kind, held)]
    owners = usual_owners(request.zone, unasked) if may_ask else {}
    visible = set(
        issues_for(standing)
        .filter(of_condition__condition__project=found.project)
        .values_list("pk", flat=True)
    )
    context = {
        "found": found,
        "project": found.project,
        "row": row,
        "cards": [
            _card(request, found, cell, cell.condition, visible)
            for cell in sorted(
                row.cells, key=lambda each: bool(each.condition and each.condition.is_met)
            )
            if cell.condition is not None
        ],
        "asks": ask_forms(posted, kinds=unasked, owners=owners, standing=standing)
        if may_ask
        else [],
        "solvers": solvers(standing),
        "today": today,
    }
    return render(request, "coordination/conditions.html", context, status=status)


def _is_unasked(kind: ConditionKind, held: Condition | None) -> bool:
    is_new = held is None or held.state == ConditionState.UNASKED
    return is_new and kind.closed_at is None


def _may_ask(request: InZone, found: ProjectConditions) -> bool:
    may = request.standing.may
    return found.is_of_ledger and (
        may("coordination.ask_conditions") or may("coordination.dispatch_conditions")
    )


def _card(
    request: InZone,
    found: ProjectConditions,
    cell: ShownCell,
    condition: Condition,
    visible: set[int],
) -> dict[str, object]:
    standing = request.standing
    sides = sides_of(condition, standing, is_of_project=found.is_of_ledger)
    moves = condition_moves_for(condition, standing, is_of_project=found.is_of_ledger)
    if condition.state == ConditionState.UNASKED:
        moves = [move for move in moves if move.key != "ask"]  # the form above asks
    kind = condition.kind
    return {
        "cell": cell,
        "condition": condition,
        "kind": kind,
        "moves": [(move, set(move.needs)) for move in moves],
        "may_remark": bool(sides),
        "answers_for": Side.OWNER not in sides and Side.COMMAND in sides and not condition.is_met,
        "issues": [link.issue for link in condition.issue_links.all() if link.issue_id in visible],
        "issue_title": said(
            f"{condition.project}：{kind}未到位", f"{condition.project}: no {str(kind).lower()}"
        )[:200],
        "may_raise": standing.may("coordination.raise_issue") and not condition.is_met,
        "asked": quantity(condition.capacity_asked),
        "given": quantity(condition.capacity_given),
        "turns": [(turn, condition_move_called(turn.move)) for turn in condition.turns.all()],
    }


def _back(
    request: InZone, code: str, kind: str = "", *, told: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """To the conditions again: with what was done, or with what is wrong in what was typed."""
    if form is not None:
        for faults in form.errors.values():
            for fault in faults:
                messages.error(request, str(fault))
    elif told:
        messages.success(request, told)
    page = reverse("coordination:conditions_of", args=[request.zone.slug, code])
    return redirect(f"{page}#{kind}" if kind else page)


def _kind_called(found: ProjectConditions, key: str) -> tuple[ConditionKind, Condition | None]:
    for kind, held in found.cells:
        if kind.key == key:
            return kind, held
    raise Http404


@require_POST
@in_zone("coordination.ask_conditions")
def ask(request: InZone, code: str) -> HttpResponse:
    """Ask for several conditions of a project at once."""
    found = conditions_of(request.standing, code)
    if not found.is_of_ledger:
        raise Http404
    unasked = [kind for kind, held in found.cells if _is_unasked(kind, held)]
    asks = ask_forms(request.POST, kinds=unasked, owners={}, standing=request.standing)
    if not all(form.is_valid() for form in asks):
        return _page(request, found, posted=request.POST, status=422)
    wanted = asked_in(asks)
    if wanted:
        ask_conditions(found.project, wanted, standing=request.standing)
    count = len(wanted)
    return _back(request, code, told=said(f"已提请 {count} 项", f"{count} asked for"))


@require_POST
@in_zone("coordination.see_conditions")
def move(request: InZone, code: str, kind: str, move: str) -> HttpResponse:
    """One move; who may make it hangs on what one is to the condition."""
    found = conditions_of(request.standing, code)
    of_kind, _held = _kind_called(found, kind)
    known = condition_move_called(move)
    if known is None:
        raise Http404
    form = ConditionMoveForm(request.POST, request.FILES, standing=request.standing)
    if not form.is_valid():
        return _back(request, code, kind, form=form)
    given = form.cleaned_data
    move_condition(
        found.project,
        of_kind,
        known.key,
        standing=request.standing,
        owner=given["owner"],
        day=given["day"],
        capacity=given["capacity"],
        words=given["words"],
        file=given["file"],
        seen_version=given["version"],
    )
    return _back(
        request, code, kind, told=said(f"{of_kind}：{known.label}", f"{of_kind}: {known.label}")
    )


@require_POST
@in_zone("coordination.see_conditions")
def remark(request: InZone, code: str, kind: str) -> HttpResponse:
    """One line beside a condition."""
    found = conditions_of(request.standing, code)
    _kind, held = _kind_called(found, kind)
    form = ConditionRemarkForm(request.POST)
    if held is None:
        raise Http404
    if not form.is_valid():
        return _back(request, code, kind, form=form)
    remark_on_condition(held, standing=request.standing, words=form.cleaned_data["words"])
    return _back(request, code, kind, told=said("已备注", "Remarked"))


@require_POST
@in_zone("coordination.raise_issue")
def raise_from(request: InZone, code: str, kind: str) -> HttpResponse:
    """Raise an issue because a condition is late or missing."""
    found = conditions_of(request.standing, code)
    _kind, held = _kind_called(found, kind)
    if held is None:
        raise Http404
    form = ConditionIssueForm(request.POST)
    if not form.is_valid():
        return _back(request, code, kind, form=form)
    made = raise_issue_from(held, standing=request.standing, **form.cleaned_data)
    return _back(request, code, kind, told=said(f"已提出：{made.number}", f"Raised: {made.number}"))


@require_http_methods(["GET", "POST"])
@in_zone("coordination.set_conditions")
def kinds(request: InZone) -> HttpResponse:
    """The kinds of conditions of the zone: units, usual owners, days."""
    held = condition_kinds_of(request.zone, with_closed=True)
    key = request.POST.get("kind", "")
    chosen = next((each for each in held if each.key == key), None)
    if request.method == "POST":
        form = ConditionKindForm(request.POST, standing=request.standing)
        if form.is_valid():
            made = set_condition_kind(request.zone, chosen, by=request.user, **form.cleaned_data)
            messages.success(request, said(f"已存「{made}」", f"“{made}” is kept"))
            return redirect("coordination:condition_kinds", zone=request.zone.slug)
        for faults in form.errors.values():
            for fault in faults:
                messages.error(request, str(fault))
        return redirect("coordination:condition_kinds", zone=request.zone.slug)
    rows = [
        (
            each,
            ConditionKindForm(
                auto_id=False,
                standing=request.standing,
                initial={
                    "name": each.name,
                    "name_en": each.name_en,
                    "unit": each.unit,
                    "unit_en": each.unit_en,
                    "usual_owner": each.usual_owner_id,
                    "answer_days": each.answer_days,
                    "warn_days": each.warn_days,
                    "is_closed": each.closed_at is not None,
                },
            ),
        )
        for each in held
    ]
    context = {"rows": rows, "new": ConditionKindForm(auto_id=False, standing=request.standing)}
    return render(request, "coordination/condition_kinds.html", context)
