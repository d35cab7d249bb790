"""Monthly reports over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from kaigong.accounts.models import Scope
from kaigong.portfolio.api.asked import (
    Amount,
    AsOf,
    Cursor,
    IdempotencyKey,
    Limit,
    MonthText,
    Slug,
    first_day,
    month_in_view,
    seen_project,
)
from kaigong.portfolio.api.plans import amount_text
from kaigong.portfolio.models import MonthlyReport
from kaigong.portfolio.selectors.projects import projects_for, rows_at
from kaigong.portfolio.services.reports import report_month
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.once import once
from kaigong.web.api.paging import Page, place_asked
from kaigong.web.api.troubles import READ_TROUBLES, WRITE_TROUBLES

router = Router()


class ReportOut(Schema):
    """One project's month: the first figure, and the figure of record beside it."""

    project: str
    month: str
    first_amount: str | None
    record_amount: str | None
    physical_progress: str
    problems: str
    note: str
    state: str
    reported_at: datetime | None


class ReportIn(Schema):
    project: str = Field(max_length=60)
    month: MonthText
    amount: Amount
    physical_progress: str = Field("", max_length=5000)
    problems: str = Field("", max_length=5000)
    note: str = Field("", max_length=300)


def _report(report: MonthlyReport, code: str) -> ReportOut:
    return ReportOut(
        project=code,
        month=f"{report.month:%Y-%m}",
        first_amount=amount_text(report.first_amount),
        record_amount=amount_text(report.record_amount),
        physical_progress=report.physical_progress,
        problems=report.problems,
        note=report.note,
        state=report.state,
        reported_at=report.reported_at,
    )


@router.get("/reports", response={200: Page[ReportOut], **READ_TROUBLES}, operation_id="reports")
@needs("portfolio.see_ledger")
def reports(
    request: HttpRequest,
    zone: Slug,
    month: Annotated[MonthText | None, Query(None)],
    as_of: AsOf,
    limit: Limit,
    cursor: Cursor,
) -> Page[ReportOut]:
    """The reports of a month / 月报"""
    standing = enter(request, zone, reports)
    place = place_asked(standing.zone, cursor=cursor, limit=limit, as_of=as_of)
    codes = dict(projects_for(standing).values_list("pk", "code"))
    rows = rows_at(MonthlyReport, place.moment).filter(
        zone_id=standing.zone.pk,
        month=month_in_view(standing, month, as_of),
        project_id__in=projects_for(standing).values("pk"),
    )
    ordered = sorted(rows, key=lambda report: (codes[report.project_id], report.pk))
    page = ordered[place.offset : place.offset + place.limit]
    items = [_report(each, codes[each.project_id]) for each in page]
    return Page(items=items, total=len(ordered), next=place.next(len(ordered)))


@router.post("/reports", response={201: ReportOut, **WRITE_TROUBLES}, operation_id="report_month")
@needs("portfolio.report_month", Scope.WRITE)
def add(
    request: HttpRequest, zone: Slug, body: ReportIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Report what a project did in a month, or correct it until the month is closed / 报月度进展"""
    standing = enter(request, zone, add)
    project = seen_project(standing, body.project)

    def act() -> ReportOut:
        report = report_month(
            project,
            month=first_day(body.month),
            amount=body.amount,
            physical_progress=body.physical_progress,
            problems=body.problems,
            note=body.note,
            by=standing.user,
        )
        return _report(report, project.code)

    return once(request, idempotency_key, act)
