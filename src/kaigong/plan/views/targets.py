"""The zone's one plan from the year's target down to measures: its page, setting, undo, Excel."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.indicators import Indicator, indicators
from kaigong.plan.models import QUANTITY, TargetEdit
from kaigong.plan.pages.quantities import QuantitiesPage
from kaigong.plan.pages.target_form import TargetForm, TargetOf, edit_lines
from kaigong.plan.pages.targets import TargetsPage
from kaigong.plan.selectors.targets import target_edits_for
from kaigong.plan.services.targets import set_targets, take_targets_back
from kaigong.plan.table_workbooks import as_attachment
from kaigong.plan.target_workbooks import targets_workbook
from kaigong.plan.target_years import TargetYear
from kaigong.web.asof import day_asked
from kaigong.wording import said

EDITS_SHOWN = 12


def _asked(given: Any) -> Indicator:
    known = {each.key: each for each in indicators}
    return known.get(given.get("indicator", ""), next(iter(indicators)))


@require_GET
@in_zone("plan.see_targets")
def targets(request: InZone) -> HttpResponse:
    """The target tree; `?indicator=`, `?front=`, `?all=1` works and measures of all fronts,
    `?sum=1` months up to their end; `?indicator=quantity` quantities; `?as_of=` a past day,
    `?screen=1` the wall."""
    year = TargetYear(request.standing, day=day_asked(request))
    day = year.day
    front = request.GET.get("front") or None
    is_summed, is_whole = request.GET.get("sum") == "1", request.GET.get("all") == "1"
    may_set = request.standing.may("plan.set_targets") and day is None
    is_quantity = request.GET.get("indicator") == QUANTITY
    page = TargetsPage(
        year, _asked(request.GET), front=front, is_whole=is_whole, is_summed=is_summed,
        may_set=may_set,
    )  # fmt: skip
    kept = {
        "indicator": QUANTITY if is_quantity else page.indicator.key,
        "front": front or "",
        "all": "1" if is_whole else "",
        "sum": "1" if is_summed else "",
    }
    context = {
        "page": page,
        "quantities": QuantitiesPage(year, front=front, is_summed=is_summed, may_set=may_set)
        if is_quantity
        else None,
        "kept": kept,
        "query": urlencode({name: value for name, value in kept.items() if value}),
        "fronts": year.fronts,
        "has_rest": None in year.of_front,
        "months": range(1, 13),
        "may_set": may_set,
        "today": day or request.zone.today(),
        "as_of": day,
        "as_of_said": said(f"你在看 {day} 的目标分解", f"Target tree as of {day}"),
        "on": page.on,
        "then": f"?as_of={day}" if day else "",
        "asked": [(name, value) for name, value in kept.items() if value],
        "last_day": request.zone.today(),
    }
    is_screen = request.GET.get("screen") == "1"
    return render(request, f"plan/targets{'_screen' * is_screen}.html", context)


@require_http_methods(["GET", "POST"])
@in_zone("plan.set_targets")
def set_one(request: InZone) -> HttpResponse:
    """The targets of the zone, of a front, or of an activity, month by month."""
    year = TargetYear(request.standing)
    found = _whose(request, year)
    form = TargetForm(request.POST or None, target=found)
    if request.method == "POST" and form.is_valid():
        edit = set_targets(
            request.zone, year.year, indicator=found.indicator, whose=found.whose,
            values=form.values(), reason=form.cleaned_data["reason"], named=found.code,
            by=request.user,
        )  # fmt: skip
        if edit is None:
            messages.info(request, said("没有改动", "Nothing was changed"))
        else:
            messages.success(request, said("目标已设", "The targets are set"))
        return redirect(f"{reverse('plan:set_targets', args=[request.zone.slug])}?{found.query}")
    edits = target_edits_for(request.zone, year.year)[:EDITS_SHOWN]
    context = {
        "year": year,
        "found": found,
        "form": form,
        "edits": edit_lines(year, edits),
        "back": f"{reverse('plan:targets', args=[request.zone.slug])}?{found.back}",
    }
    return render(request, "plan/set_targets.html", context, status=422 if form.errors else 200)


@require_POST
@in_zone("plan.set_targets")
def take_back(request: InZone, target_edit: int) -> HttpResponse:
    """What an edit set no longer holds."""
    found = get_object_or_404(TargetEdit, zone=request.zone, pk=target_edit)
    take_targets_back(found, by=request.user)
    messages.success(request, said("已撤销，恢复原来的目标", "Taken back; what held before holds"))
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(_home(request)) else _home(request))


@require_GET
@in_zone("plan.see_targets")
def workbook(request: InZone) -> FileResponse:
    """The same in Excel, all indicators to their works; `?as_of=` a past day."""
    year = TargetYear(request.standing, day=day_asked(request))
    day = f"-{year.day}" if year.day else ""
    name = f"{request.zone.slug}-{year.year}-{said('目标分解', 'targets')}{day}.xlsx"
    return as_attachment(targets_workbook(year), name)


def _home(request: InZone) -> str:
    return reverse("plan:targets", args=[request.zone.slug])


def _whose(request: InZone, year: TargetYear) -> TargetOf:
    """What the address asks for: the zone, `?front=`, or `?project=&activity=`."""
    asked = {name: request.GET.get(name, "") for name in ("front", "project", "activity")}
    found = TargetOf.asked(year, indicator=_asked(request.GET).key, **asked)
    if found is None:
        raise Http404
    return found
