"""Issues to take away: the list as Excel or Word, one issue as Word, and the office's layouts."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.asked import Asked
from kaigong.coordination.models import Issue, IssuePaper
from kaigong.coordination.selectors import issue_for
from kaigong.coordination.services.issue_lists import issue_workbook
from kaigong.coordination.services.issue_sheets import (
    issue_sheet,
    issue_table,
    keep_issue_layout,
    layout_of,
    withdraw_issue_layouts,
)
from kaigong.web.word import MEDIA_TYPE as DOCX
from kaigong.wording import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@in_zone("coordination.see_issues")
def issues_xlsx(request: InZone) -> HttpResponse:
    """The issues in view as an Excel workbook: the same address as the page's, the same rows."""
    rows = _in_view(request, Asked.of(request.GET.dict()))
    content = issue_workbook(rows.iterator(chunk_size=2000), request.standing, count=rows.count())
    return _taken(content, name=f"{_list_name(request)}.xlsx", kind=XLSX)


@require_GET
@in_zone("coordination.see_issues")
def issues_docx(request: InZone) -> HttpResponse:
    """The issues in view as a table in Word, for a meeting."""
    asked = Asked.of(request.GET.dict())
    content = issue_table(_in_view(request, asked), asked, request.standing)
    return _taken(content, name=f"{_list_name(request)}.docx", kind=DOCX)


@require_GET
@in_zone("coordination.see_issues")
def issue_docx(request: InZone, issue: str) -> HttpResponse:
    """One issue as a sheet in Word, to hand on."""
    found = issue_for(request.standing, issue)
    name = f"{found.number} {found.title[:40]}.docx"
    return _taken(issue_sheet(found, request.standing), name=name, kind=DOCX)


@require_http_methods(["GET", "POST"])
@in_zone("coordination.dispatch_issues")
def layouts(request: InZone) -> HttpResponse:
    """The office's own layouts of the sheet and the table."""
    if request.method == "POST":
        _change_layout(request)
        return redirect("coordination:issue_layouts", zone=request.zone.slug)
    papers = [(paper, layout_of(request.zone, paper)) for paper in IssuePaper]
    return render(request, "coordination/issue_layouts.html", {"papers": papers})


def _change_layout(request: InZone) -> None:
    asked, file = request.POST.get("paper", ""), request.FILES.get("file")
    paper = IssuePaper(asked) if asked in IssuePaper.values else None
    if paper is not None and file is not None:
        kept = keep_issue_layout(paper, file=file, standing=request.standing)
        messages.success(request, said(f"以后用「{kept}」", f"“{kept}” is in use"))
    elif paper is not None and request.POST.get("withdraw"):
        withdraw_issue_layouts(paper, standing=request.standing)
        messages.success(request, said("用回默认格式", "The default layout is in use"))
    else:
        messages.error(request, said("请选择一个 Word 文件", "Choose a Word file"))


def _in_view(request: InZone, asked: Asked) -> QuerySet[Issue]:
    return asked.rows(request.standing).select_related(
        "zone", "project", "category", "lead", "owner", "raised_by", "raised_for"
    )


def _list_name(request: InZone) -> str:
    day = f"{request.zone.today():%Y-%m-%d}"
    return said(f"{request.zone} 问题台账 {day}", f"{request.zone} issues {day}")


def _taken(content: bytes, *, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
