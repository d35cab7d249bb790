"""Issues to take away: the list as Excel or Word, one issue as Word."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.asked import Asked
from kaigong.coordination.models import Issue
from kaigong.coordination.selectors import issue_for
from kaigong.coordination.services.issue_lists import issue_workbook
from kaigong.coordination.services.issue_sheets import issue_sheet, issue_table
from kaigong.coordination.views.taking import as_word, taken
from kaigong.wording import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@in_zone("coordination.see_issues")
def issues_xlsx(request: InZone) -> HttpResponse:
    """The issues in view as an Excel workbook: the same address as the page's, the same rows."""
    rows = _in_view(request, Asked.of(request.GET.dict()))
    content = issue_workbook(rows.iterator(chunk_size=2000), request.standing, count=rows.count())
    return taken(content, name=f"{_list_name(request)}.xlsx", kind=XLSX)


@require_GET
@in_zone("coordination.see_issues")
def issues_docx(request: InZone) -> HttpResponse:
    """The issues in view as a table in Word, for a meeting."""
    asked = Asked.of(request.GET.dict())
    rows, name = _in_view(request, asked), f"{_list_name(request)}.docx"
    return as_word(
        request,
        lambda is_plain: issue_table(rows, asked, request.standing, is_plain=is_plain),
        name=name,
    )


@require_GET
@in_zone("coordination.see_issues")
def issue_docx(request: InZone, issue: str) -> HttpResponse:
    """One issue as a sheet in Word, to hand on."""
    found = issue_for(request.standing, issue)
    name = f"{found.number} {found.title[:40]}.docx"
    return as_word(
        request,
        lambda is_plain: issue_sheet(found, request.standing, is_plain=is_plain),
        name=name,
    )


def _in_view(request: InZone, asked: Asked) -> QuerySet[Issue]:
    return asked.rows(request.standing).select_related(
        "zone", "project", "category", "lead", "owner", "raised_by", "raised_for"
    )


def _list_name(request: InZone) -> str:
    day = f"{request.zone.today():%Y-%m-%d}"
    return said(f"{request.zone} 问题台账 {day}", f"{request.zone} issues {day}")
