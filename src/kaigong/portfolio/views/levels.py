"""The page of levels: from which total investment a project stands on which level, by year."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.audit.selectors import entries_about
from kaigong.portfolio.models import LevelThreshold
from kaigong.portfolio.pages.levels import YearsProjects
from kaigong.portfolio.pages.report_form import in_unit
from kaigong.portfolio.pages.setting_acts import acts_in_words
from kaigong.portfolio.selectors.projects import held_on
from kaigong.portfolio.selectors.sectors import last_act_on_levels, levels_subject
from kaigong.portfolio.services.levels import (
    Level,
    check_levels,
    levels_set_in,
    mark_of_levels,
    set_thresholds,
    take_back_thresholds,
)
from kaigong.portfolio.settings_forms import MOST_LEVELS, LevelsForm
from kaigong.portfolio.views.answers import led_to, refused
from kaigong.portfolio.views.schemes import CHANGE, LATEST_ACTS, SEE, year_asked
from kaigong.web.amounts import ledger_unit
from kaigong.web.asof import day_asked, moment_asked, on_the_same_day
from kaigong.wording import said

EMPTY_LINES = 2  # for new levels, below those that there are


@require_GET
@in_zone(SEE)
def this_year(request: InZone) -> HttpResponse:
    """The levels of the running year; `?year=` leads to another one."""
    address = reverse("portfolio:year_levels", args=[request.zone.slug, year_asked(request)])
    return redirect(on_the_same_day(request, address))


@require_GET
@in_zone(SEE)
def year_levels(request: InZone, year: int) -> HttpResponse:
    """The levels in force in a year, with the projects that stand on each."""
    return _shown(request, year)


@require_POST
@in_zone(CHANGE)
def set_levels(request: InZone, year: int) -> HttpResponse:
    """Try a set of levels on the year's projects, or save it."""
    form = LevelsForm(request.POST, unit=ledger_unit(request.zone.currency))
    if not form.is_valid():
        return refused(request, form)
    ladder = check_levels(form.levels())
    if request.POST.get("act") != "save":
        return _shown(request, year, tried=ladder, seen=form.cleaned_data["seen"])
    set_thresholds(
        request.zone, first_year=year, levels=ladder, by=request.user,
        seen=form.cleaned_data["seen"],
    )  # fmt: skip
    return _there(request, year, said(f"{year} 年起的级别标准已保存", f"Levels from {year} saved"))


@require_POST
@in_zone(CHANGE)
def undo(request: InZone, year: int) -> HttpResponse:
    """Take the last change back."""
    take_back_thresholds(request.zone, first_year=year, by=request.user)
    told = said(f"{year} 年级别标准的上一次改动已撤销", f"The last change of {year} is undone")
    return _there(request, year, told)


def _there(request: InZone, year: int, told: str) -> HttpResponse:
    return led_to(request, reverse("portfolio:year_levels", args=[request.zone.slug, year]), told)


def _shown(
    request: InZone, year: int, *, tried: list[Level] | None = None, seen: str = ""
) -> HttpResponse:
    zone = request.zone
    moment = moment_asked(request, zone)
    rows = held_on(LevelThreshold, moment, zone=zone.pk)
    years = sorted({row.first_year for row in rows})
    since = max((each for each in years if each <= year), default=None)
    ladder: list[Level] = [
        (row.from_amount, (row.name, row.name_en))
        for row in sorted(rows, key=lambda row: row.from_amount)
        if row.first_year == since
    ]
    projects = YearsProjects(request.standing, year, as_of=day_asked(request))
    acts = [
        entry
        for each in {year, since or year}
        for entry in entries_about(zone.slug, levels_subject(each))[:LATEST_ACTS]
        if moment is None or entry.at <= moment
    ]
    acts.sort(key=lambda entry: -entry.pk)
    unit = ledger_unit(zone.currency)
    shown = [
        (names[0], names[1], in_unit(amount, unit))
        for amount, names in (ladder if tried is None else tried)
    ]
    lines = [*shown, *[("", "", "")] * min(EMPTY_LINES, MOST_LEVELS - len(shown))]
    now = projects.on(ladder)
    context = {
        "year": year,
        "years": sorted({*years, year}),
        "since": since,
        "until": min((each for each in years if since and each > since), default=None),
        "projects": projects,
        "then": tried is not None,
        "both": [now] if tried is None else [now, projects.on(tried)],
        "lines": list(enumerate(lines)),
        "seen": seen or mark_of_levels(levels_set_in(zone, year)),
        "unit": unit,
        "acts": acts_in_words(acts, currency=zone.currency),
        "as_of": day_asked(request),
        "may_change": request.standing.may(CHANGE) and moment is None,
        "can_undo": moment is None and last_act_on_levels(zone, year) is not None,
    }
    return render(request, "portfolio/levels.html", context)
