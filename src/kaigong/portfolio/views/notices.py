"""The page of working days: the notices of a zone, and one form for a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.audit.facts import lines_told
from kaigong.audit.selectors import entries_of
from kaigong.portfolio.models import HolidayNotice
from kaigong.portfolio.selectors.calendars import calendar_of, lacking_notices, notices_of
from kaigong.portfolio.services.notices import begin_notices, keep_notice, withdraw_notice
from kaigong.portfolio.settings_forms import NoticeForm
from kaigong.portfolio.views.schemes import SEE
from kaigong.wording import said

KEEP = "portfolio.keep_notices"
LATEST = 20


@require_GET
@in_zone(SEE)
def notices(request: InZone) -> HttpResponse:
    """The notices in force, the latest year first, and from when days are provisional."""
    return _shown(request, NoticeForm(initial={"year": request.zone.today().year + 1}))


@require_POST
@in_zone(KEEP)
def keep(request: InZone) -> HttpResponse:
    """Enter a notice; deadlines that it touches are reckoned anew with it."""
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    row = keep_notice(request.zone, text=form.text(), by=request.user)
    messages.success(
        request,
        said(
            f"已录入 {row.year} 年放假安排，未销号问题的期限已重算",
            f"Holidays of {row.year} entered; open deadlines are reckoned anew",
        ),
    )
    return redirect("portfolio:notices", request.zone.slug)


@require_POST
@in_zone(KEEP)
def take_over(request: InZone) -> HttpResponse:
    """Take over what came with the house and the zone lacks."""
    made = begin_notices(request.zone, by=request.user)
    count = len(made)
    messages.success(request, said(f"已补上 {count} 份通知", f"{count} notices taken over"))
    return redirect("portfolio:notices", request.zone.slug)


@require_POST
@in_zone(KEEP)
def withdraw(request: InZone, notice: int) -> HttpResponse:
    """Go by a mistyped notice no more."""
    found = get_object_or_404(notices_of(request.zone), pk=notice)
    withdraw_notice(found, by=request.user)
    messages.success(request, said(f"已撤下「{found}」", f"“{found}” withdrawn"))
    return redirect("portfolio:notices", request.zone.slug)


def _shown(request: InZone, form: NoticeForm, *, status: int = 200) -> HttpResponse:
    calendar = calendar_of(request.zone)
    entries = entries_of(request.zone.slug, "portfolio.notice", "coordination.deadlines")[:LATEST]
    rows: list[HolidayNotice] = list(notices_of(request.zone))
    context = {
        "rows": rows,
        "form": form,
        "provisional_from": calendar.provisional_from,
        "lacking": lacking_notices(request.zone),
        "may_change": request.standing.may(KEEP),
        "lines": lines_told(entries, request.standing),
    }
    return render(request, "portfolio/notices.html", context, status=status)
