"""The list of issues to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.asked import Asked
from kaigong.coordination.services.issue_lists import issue_workbook
from kaigong.wording import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@in_zone("coordination.see_issues")
def issues_xlsx(request: InZone) -> HttpResponse:
    """The issues in view as an Excel workbook: the same address as the page's, the same rows."""
    rows = Asked.of(request.GET.dict()).rows(request.standing)
    named = rows.select_related(
        "zone", "project", "category", "lead", "owner", "raised_by", "raised_for"
    )
    content = issue_workbook(named.iterator(chunk_size=2000), request.standing, count=rows.count())
    day = f"{request.zone.today():%Y-%m-%d}"
    name = said(f"{request.zone} 问题台账 {day}.xlsx", f"{request.zone} issues {day}.xlsx")
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
