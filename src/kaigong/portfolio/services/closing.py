"""The statistician signs a month off; whatever is found later stands beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines.counting import counts_once
from kaigong.errors import KaigongError
from kaigong.portfolio.events import month_closed, month_restated
from kaigong.portfolio.models import (
    MonthClose,
    MonthlyReport,
    Project,
    ReportState,
    Restatement,
)
from kaigong.portfolio.selectors.months import projects_to_report
from kaigong.portfolio.services.reports import ClosedMonthError, check_month, is_closed, named


class MissingReportsError(KaigongError):
    code = "portfolio.missing-reports"
    zh = "{month} 还有 {missing} 个项目没报；先催报，或写明为什么不等。"
    en = "{missing} projects have not reported {month}; chase them, or say why you do not wait."


class OpenMonthError(KaigongError):
    code = "portfolio.open-month"
    zh = "{month} 还没签审，直接改月报即可，不用「更正」。"
    en = "{month} is not signed off; correct the report itself, no restatement is needed."


class RestatedWithoutReasonError(KaigongError):
    code = "portfolio.restated-without-reason"
    zh = "更正「{project}」{month} 的数要写明原因和依据。"
    en = "Restating “{project}” for {month} needs a reason and its source."


class SameFigureError(KaigongError):
    code = "portfolio.same-figure"
    zh = "「{project}」{month} 在案的就是这个数，没有可更正的。"
    en = "That is the figure on record for “{project}” in {month}; nothing to restate."


@transaction.atomic
def close_month(zone: Zone, *, month: date, by: User, note: str = "") -> MonthClose:
    """Sign a month off: its figures are frozen as first figures, all of them or none.

    Raises:
        FutureMonthError, ClosedMonthError: the month cannot be closed.
        MissingReportsError: reports are missing and no note says why that is accepted.
    """
    first = check_month(zone, month)
    Zone.objects.select_for_update().get(pk=zone.pk)
    if is_closed(zone, first):
        raise ClosedMonthError(month=named(first))
    reports = list(
        MonthlyReport.objects.filter(zone=zone, month=first)
        .select_related("project")
        .order_by("id")
    )
    reported = {report.project_id for report in reports}
    missing = projects_to_report(zone, first).exclude(pk__in=reported).count()
    if missing and not note.strip():
        raise MissingReportsError(month=named(first), missing=missing)
    # One statement and one batch of history rows: a bulk update would spell out every row.
    MonthlyReport.objects.filter(zone=zone, month=first).update(
        first_amount=F("record_amount"), state=ReportState.CLOSED
    )
    for report in reports:
        report.first_amount, report.state = report.record_amount, ReportState.CLOSED
    history: Any = MonthlyReport.history
    history.bulk_history_create(
        reports, batch_size=500, update=True, default_user=by, default_date=clock.now()
    )
    close = MonthClose.objects.create(
        zone=zone,
        month=first,
        closed_by=by,
        closed_at=clock.now(),
        reported_count=len(reports),
        missing_count=missing,
        total_amount=counted_total(reports),
        note=note.strip(),
    )
    record(
        "portfolio.month.closed",
        by=by,
        zone=zone.slug,
        subject=named(first),
        reported=len(reports),
        missing=missing,
        total_amount=close.total_amount,
        note=close.note,
    )
    month_closed.send(sender=MonthClose, zone=zone, by=by, close=close)
    return close


def counted_total(reports: list[MonthlyReport]) -> Decimal:
    """The sum of some reports of one month, joint projects once."""
    ids = np.array([report.project_id for report in reports], dtype=np.int64)
    counts_in = np.array([report.project.counts_in_id or 0 for report in reports], dtype=np.int64)
    once = counts_once(ids, counts_in)
    return sum(
        (
            report.record_amount or Decimal(0)
            for report, counts in zip(reports, once, strict=True)
            if counts
        ),
        Decimal(0),
    )


@transaction.atomic
def restate_month(
    project: Project,
    *,
    month: date,
    amount: Decimal,
    reason: str,
    by: User,
    physical_progress: str | None = None,
) -> Restatement:
    """Correct a closed month: the first figure stays, the figure of record follows the correction.

    A report that comes after the close is a restatement of nothing: its first figure stays empty.

    Raises:
        OpenMonthError: the month is not closed; correct the report itself.
        RestatedWithoutReasonError, SameFigureError: nothing changed.
    """
    first = month.replace(day=1)
    zone = project.zone
    if not reason.strip():
        raise RestatedWithoutReasonError(project=project, month=named(first))
    Zone.objects.select_for_update().get(pk=zone.pk)
    if not is_closed(zone, first):
        raise OpenMonthError(month=named(first))
    report = MonthlyReport.objects.filter(project=project, month=first).first()
    if report is None:
        report = MonthlyReport(
            zone=zone,
            project=project,
            month=first,
            first_amount=None,
            reported_by=by,
            reported_at=clock.now(),
        )
    before = report.record_amount
    if before == amount:
        raise SameFigureError(project=project, month=named(first))
    report.record_amount, report.state = amount, ReportState.CLOSED
    if physical_progress is not None:
        report.physical_progress = physical_progress
    report.save()
    restatement = Restatement.objects.create(
        report=report,
        before_amount=before,
        after_amount=amount,
        reason=reason.strip(),
        by=by,
        at=clock.now(),
    )
    record(
        "portfolio.month.restated",
        by=by,
        zone=zone.slug,
        subject=project.code,
        month=named(first),
        first=report.first_amount,
        before=before,
        after=amount,
        reason=restatement.reason,
    )
    month_restated.send(
        sender=Restatement,
        zone=zone,
        by=by,
        project=project,
        report=report,
        restatement=restatement,
    )
    return restatement
