"""Roads under the war map: what lies in them, what is wrong, and proposals taken over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.audit.services import record
from kaigong.plan.models import LAYERS, Activity, Road, RoadWork
from kaigong.plan.pages.road_tables import road_tables
from kaigong.plan.pages.roads import accepted, road_page
from kaigong.plan.selectors.plans import plans_for
from kaigong.plan.selectors.roads import WITHIN_YEARS, roads_for
from kaigong.plan.services.roads import place_work, set_road, take_off
from kaigong.plan.table_workbooks import as_attachment, workbook_of
from kaigong.wording import said

YEARS = range(1, 11)


class RoadForm(forms.Form):
    name = forms.CharField(max_length=200)
    name_en = forms.CharField(max_length=200, required=False)
    length = forms.IntegerField(min_value=1, max_value=1_000_000)
    handed_over_on = forms.DateField(required=False)


class WorkForm(forms.Form):
    code = forms.CharField(max_length=80)
    key = forms.CharField(max_length=40)
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    layer = forms.ChoiceField(choices=LAYERS)


def _years(given: Any) -> int:
    text = str(given.get("years", ""))
    return int(text) if text.isdigit() and int(text) in YEARS else WITHIN_YEARS


@require_GET
@in_zone("plan.see_plans")
def roads(request: InZone) -> HttpResponse:
    """All roads with their works; `?years=` until when a second opening is looked for."""
    years, today = _years(request.GET), request.zone.today()
    opened = roads_for(request.standing, within_years=years)
    context = {
        "roads": [road_page(each, today=today) for each in opened],
        "years": years,
        "all_years": YEARS,
        "layers": LAYERS,
        "today": today,
        "may_set": request.standing.may("plan.set_fronts"),
        "may_edit": request.standing.may("plan.edit_plans"),
        "is_print": request.GET.get("print") == "1",
    }
    return render(request, "plan/roads.html", context)


@require_GET
@in_zone("plan.see_plans")
def workbook(request: InZone) -> FileResponse:
    """The works of all roads, and what is to be settled between them, in Excel."""
    opened = roads_for(request.standing, within_years=_years(request.GET))
    today = request.zone.today()
    tables = road_tables(opened, today=today)
    rows = sum(len(table.rows) for table in tables)
    record("plan.roads.exported", by=request.user, zone=request.zone.slug, rows=rows)
    name = said("道路施工", "works-in-roads")
    return as_attachment(workbook_of(tables), f"{name}-{today}.xlsx")


@require_POST
@in_zone("plan.set_fronts")
def set_one(request: InZone) -> HttpResponse:
    """Set a road, or change the one of the same name."""
    form = RoadForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    road = set_road(request.zone, by=request.user, **form.cleaned_data)
    messages.success(request, said(f"已存「{road}」", f"“{road}” is kept"))
    return redirect("plan:roads", zone=request.zone.slug)


@require_POST
@in_zone("plan.edit_plans")
def place(request: InZone, road: int) -> HttpResponse:
    """Say where an activity of a plan lies in a road."""
    found = get_object_or_404(Road, zone=request.zone, pk=road)
    form = WorkForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    given = form.cleaned_data
    row = Activity.objects.filter(
        sub_plan__in=plans_for(request.standing),
        sub_plan__project__code=given["code"],
        key=given["key"],
        children=None,
    ).first()
    if row is None:
        messages.error(
            request,
            said(
                f"没有找到「{given['code']}」的工作「{given['key']}」；请填项目编码和工作编号，汇总行不行。",
                f"“{given['code']}” has no activity “{given['key']}”; give the project's code and"
                " that of an activity, not of a summary.",
            ),
        )
        return redirect("plan:roads", zone=request.zone.slug)
    place_work(
        found, row, start=given["start"], end=given["end"], layer=given["layer"], by=request.user
    )
    messages.success(request, said(f"「{row}」标在「{found}」", f"“{row}” lies in “{found}”"))
    return redirect("plan:roads", zone=request.zone.slug)


@require_POST
@in_zone("plan.edit_plans")
def remove(request: InZone, road: int, road_work: int) -> HttpResponse:
    """An activity lies in no road any more."""
    placed = get_object_or_404(
        RoadWork,
        pk=road_work,
        road=road,
        road__zone=request.zone,
        sub_plan__in=plans_for(request.standing),
    )
    take_off(placed, by=request.user)
    messages.success(request, said("已取消标注", "It lies in no road any more"))
    return redirect("plan:roads", zone=request.zone.slug)


@require_POST
@in_zone("plan.edit_plans")
def accept(request: InZone, road: int) -> HttpResponse:
    """Take a proposal into the plans it is about, exactly as it was shown."""
    key, years = request.POST.get("proposal", ""), _years(request.POST)
    if accepted(request.standing, road, key, within_years=years) is None:
        raise Http404
    messages.success(
        request,
        said("已写入计划，可在各计划里撤销", "Taken into the plans; each can undo it"),
    )
    return redirect("plan:roads", zone=request.zone.slug)


def _refused(request: InZone, form: forms.Form) -> HttpResponse:
    for faults in form.errors.values():
        for fault in faults:
            messages.error(request, str(fault))
    return redirect("plan:roads", zone=request.zone.slug)
