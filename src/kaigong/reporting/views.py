"""The briefing on a month: looked at, and taken along as Word or PDF."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.audit.services import record
from kaigong.portfolio.feeds.asked import UnreadableMonthError
from kaigong.reporting.briefing import Briefing, briefing_of
from kaigong.reporting.printing import briefing_pdf
from kaigong.reporting.word import briefing_docx
from kaigong.web.word import MEDIA_TYPE


def _month(request: InZone) -> date:
    text = request.GET.get("month", "").strip()
    if not text:
        return request.zone.today().replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise UnreadableMonthError(text=text[:20]) from error


def _later(month: date, by: int) -> str:
    count = month.year * 12 + month.month - 1 + by
    return f"{count // 12}-{count % 12 + 1:02d}"


@require_GET
@in_zone("reporting.write_briefing")
def briefing(request: InZone) -> HttpResponse:
    """The briefing as it would be printed, every number with its note."""
    month = _month(request)
    last = request.zone.today().replace(day=1)
    context = {
        "briefing": briefing_of(request.standing, month),
        "month": month,
        "before": _later(month, -1),
        "after": _later(month, 1) if month < last else "",
    }
    return render(request, "reporting/briefing.html", context)


@require_GET
@in_zone("reporting.write_briefing")
def briefing_word(request: InZone) -> HttpResponse:
    """The briefing as a Word file."""
    found = briefing_of(request.standing, _month(request))
    return _taken(request, found, briefing_docx(found), ending="docx", kind=MEDIA_TYPE)


@require_GET
@in_zone("reporting.write_briefing")
def briefing_print(request: InZone) -> HttpResponse:
    """The briefing as PDF."""
    found = briefing_of(request.standing, _month(request))
    return _taken(request, found, briefing_pdf(found), ending="pdf", kind="application/pdf")


def _taken(
    request: InZone, found: Briefing, content: bytes, *, ending: str, kind: str
) -> HttpResponse:
    record(
        "reporting.briefing.taken", by=request.user, zone=request.zone.slug,
        month=f"{found.month:%Y-%m}", form=ending,
    )  # fmt: skip
    response = HttpResponse(content, content_type=kind)
    name = f"{found.zone_name}-{found.title}.{ending}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
