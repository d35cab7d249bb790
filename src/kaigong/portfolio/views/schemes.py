"""The page of sector schemes: one taxonomy a time, and how the one before leads into it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.audit.selectors import entries_about
from kaigong.portfolio.models import Sector, SectorScheme
from kaigong.portfolio.pages.schemes import SchemePage
from kaigong.portfolio.pages.setting_acts import acts_in_words
from kaigong.portfolio.selectors.sectors import scheme_after, sectors_subject
from kaigong.portfolio.services import sectors as services
from kaigong.portfolio.settings_forms import (
    EARLIEST,
    LATEST,
    NamesForm,
    SchemeForm,
    SectorsForm,
    WayForm,
)
from kaigong.portfolio.views.answers import led_to, refused
from kaigong.web.amounts import ledger_unit
from kaigong.web.asof import day_asked, moment_asked, on_the_same_day
from kaigong.wording import said

SEE, CHANGE = "portfolio.see_settings", "portfolio.change_settings"
LATEST_ACTS = 20  # acts that the page tells; the audit page holds all


def _page(request: InZone) -> SchemePage:
    day = day_asked(request) or request.zone.today()
    moment = moment_asked(request, request.zone)
    return SchemePage(request.standing, day=day, moment=moment)


def year_asked(request: InZone) -> int:
    """The year of `?year=`, or the running one."""
    asked = request.GET.get("year", "")
    is_year = asked.isascii() and asked.isdigit() and EARLIEST <= int(asked) <= LATEST
    return int(asked) if is_year else request.zone.today().year


@require_GET
@in_zone(SEE)
def in_force(request: InZone) -> HttpResponse:
    """The scheme in force in the year asked for; without any, a page that says what to do first."""
    page = _page(request)
    found = page.scheme_of(year_asked(request)) or next(iter(page.schemes), None)
    if found is not None:
        address = reverse("portfolio:scheme", args=[request.zone.slug, found.first_year])
        return redirect(on_the_same_day(request, address))
    may_change = request.standing.may(CHANGE)
    context = {"may_change": may_change, "next_year": request.zone.today().year}
    return render(request, "portfolio/no_scheme.html", context)


@require_GET
@in_zone(SEE)
def scheme(request: InZone, year: int) -> HttpResponse:
    """One scheme: its sectors with their projects, and where those of the scheme before went."""
    page = _page(request)
    one = next((each for each in page.schemes if each.first_year == year), None)
    if one is None:
        raise Http404
    ways = page.ways_into(one)
    is_open = [way.before.pk for way in ways if way.state == "open"]
    is_split = [way.before.pk for way in ways if way.state == "split"]
    sectors = page.shown(one)
    acts = entries_about(request.zone.slug, sectors_subject(year))
    if moment := moment_asked(request, request.zone):
        acts = acts.filter(at__lte=moment)
    context = {
        "scheme": one,
        "schemes": page.schemes,
        "last_year": page.last_year_of(one),
        "older": page.before(one),
        "sectors": sectors,
        "total": page.rows(sorted({key for each in sectors for key in each.keys})),
        "without_sector": page.without_sector(),
        "ways": ways,
        "open_count": len(is_open),
        "open_rows": page.rows(is_open),
        "split_count": len(is_split),
        "split_rows": page.rows(is_split),
        "acts": acts_in_words(acts[:LATEST_ACTS], currency=request.zone.currency),
        "unit": ledger_unit(request.zone.currency),
        "as_of": day_asked(request),
        "may_change": request.standing.may(CHANGE) and day_asked(request) is None,
        "is_last": one == page.schemes[-1],
        "next_year": max(request.zone.today().year, page.schemes[-1].first_year) + 1,
    }
    return render(request, "portfolio/scheme.html", context)


def _scheme(request: InZone, year: int) -> SectorScheme:
    return get_object_or_404(SectorScheme, zone=request.zone, first_year=year)


def _sector(request: InZone, sector: int) -> Sector:
    found = Sector.objects.filter(scheme__zone=request.zone).select_related("scheme__zone")
    return get_object_or_404(found, pk=sector)


def _there(request: InZone, year: int, told: str, anchor: str = "") -> HttpResponse:
    url = reverse("portfolio:scheme", args=[request.zone.slug, year])
    return led_to(request, url + anchor, told)


@require_POST
@in_zone(CHANGE)
def open_one(request: InZone) -> HttpResponse:
    """Draw up the scheme of a coming year from the last one."""
    form = SchemeForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    made = services.open_next_scheme(request.zone, by=request.user, **form.cleaned_data)
    told = said(f"已设立 {made.first_year} 年口径", f"The scheme of {made.first_year} is drawn up")
    return _there(request, made.first_year, told)


@require_POST
@in_zone(CHANGE)
def rename(request: InZone, year: int) -> HttpResponse:
    """Another name of a scheme."""
    form = NamesForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    services.rename_scheme(_scheme(request, year), by=request.user, **form.cleaned_data)
    return _there(request, year, said("口径已改名", "The scheme is renamed"))


@require_POST
@in_zone(CHANGE)
def withdraw(request: InZone, year: int) -> HttpResponse:
    """Take the last scheme back while nothing uses it."""
    services.withdraw_scheme(_scheme(request, year), by=request.user)
    told = said(f"已撤销 {year} 年口径", f"The scheme of {year} is withdrawn")
    return led_to(request, reverse("portfolio:settings", args=[request.zone.slug]), told)


@require_POST
@in_zone(CHANGE)
def redraw(request: InZone, year: int) -> HttpResponse:
    """Names and order of all sectors."""
    one = _scheme(request, year)
    form = SectorsForm(request.POST, sectors=list(one.sectors.all()))
    if not form.is_valid():
        return refused(request, form)
    count = services.redraw_sectors(one, form.drawn(), by=request.user)
    return _there(request, year, said(f"已保存 {count} 个产业", f"{count} sectors saved"))


@require_POST
@in_zone(CHANGE)
def add(request: InZone, year: int) -> HttpResponse:
    """One more sector."""
    form = NamesForm(request.POST)
    if not form.is_valid():
        return refused(request, form)
    made = services.add_sector(_scheme(request, year), by=request.user, **form.cleaned_data)
    return _there(request, year, said(f"已新增「{made}」", f"“{made}” is added"))


@require_POST
@in_zone(CHANGE)
def close(request: InZone, sector: int) -> HttpResponse:
    """Offer a sector no more."""
    one = services.close_sector(_sector(request, sector), by=request.user)
    return _there(request, one.scheme.first_year, said(f"「{one}」已停用", f"“{one}” is closed"))


@require_POST
@in_zone(CHANGE)
def reopen(request: InZone, sector: int) -> HttpResponse:
    """Offer a closed sector again."""
    one = services.reopen_sector(_sector(request, sector), by=request.user)
    return _there(request, one.scheme.first_year, said(f"「{one}」已恢复", f"“{one}” is open"))


@require_POST
@in_zone(CHANGE)
def delete(request: InZone, sector: int) -> HttpResponse:
    """Delete a sector that nothing uses."""
    one = _sector(request, sector)
    services.delete_sector(one, by=request.user)
    return _there(request, one.scheme.first_year, said(f"已删除「{one}」", f"“{one}” is deleted"))


@require_POST
@in_zone(CHANGE)
def map_one(request: InZone, sector: int) -> HttpResponse:
    """Say where the projects of an old sector stand in the next scheme."""
    before = _sector(request, sector)
    following = scheme_after(before.scheme)
    if following is None:
        raise services.NothingFollowsError(year=before.scheme.first_year)
    form = WayForm(request.POST, sectors=following.sectors.all())
    if not form.is_valid():
        return refused(request, form)
    services.map_sector(before, by=request.user, **form.cleaned_data)
    told = said(f"已保存「{before}」的对应", f"Where “{before}” leads is saved")
    return _there(request, following.first_year, told, "#ways")
