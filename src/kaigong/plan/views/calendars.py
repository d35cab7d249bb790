"""The work calendars of a zone among its settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.engines.scheduling import Calendar
from kaigong.plan.calendars import calendars_for, shipped_calendars
from kaigong.plan.forms import CalendarForm
from kaigong.plan.models import WorkCalendar
from kaigong.plan.services.calendars import begin_calendars, set_calendar
from kaigong.wording import said


@require_GET
@in_zone("plan.see_plans")
def calendars(request: InZone) -> HttpResponse:
    """When which kind of work is done; shown also before the zone has calendars of its own."""
    kept = list(calendars_for(request.zone))
    rows = kept or shipped_calendars(request.zone)
    context = {
        "rows": [(row, Calendar.weekly(row.week).minutes_per_day / 60) for row in rows],
        "is_begun": bool(kept),
        "may_set": request.standing.may("plan.set_fronts"),
    }
    return render(request, "plan/calendars.html", context)


@require_POST
@in_zone("plan.set_fronts")
def begin(request: InZone) -> HttpResponse:
    """Keep the calendars that every zone begins with, to be changed."""
    begin_calendars(request.zone, by=request.user)
    return redirect("plan:calendars", zone=request.zone.slug)


@require_POST
@in_zone("plan.set_fronts")
def change(request: InZone, key: str) -> HttpResponse:
    """Change one calendar."""
    calendar = get_object_or_404(WorkCalendar, zone=request.zone, key=key)
    form = CalendarForm(request.POST)
    if form.is_valid():
        made = set_calendar(calendar, by=request.user, **form.cleaned_data)
        messages.success(request, said(f"已存「{made}」", f"“{made}” is kept"))
    else:
        for faults in form.errors.values():
            for fault in faults:
                messages.error(request, str(fault))
    return redirect("plan:calendars", zone=request.zone.slug)
