"""A round of the month: one person reports many projects at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio import bulk
from kaigong.portfolio.events import round_reported
from kaigong.portfolio.models import MonthlyReport, Project, ReportState
from kaigong.portfolio.services.reports import (
    ClosedMonthError,
    RefusedReportError,
    amount_faults,
    check_month,
    is_closed,
    named,
)


class ReportedAlreadyError(KaigongError):
    code = "portfolio.reported-already"
    zh = "{month} 已有 {count} 个项目报过（如 {example}）；要改请逐个改，没报的可以成批报。"
    en = "{count} projects have reported {month} already (such as {example}); correct them singly."


@dataclass(frozen=True)
class RoundReport:
    """What one project did in the month, as one line of a round."""

    project: Project
    amount: Decimal
    physical_progress: str = ""
    problems: str = ""
    note: str = ""
    is_sample: bool = False


@transaction.atomic
def report_round(
    zone: Zone, *, month: date, reports: Sequence[RoundReport], by: User | None
) -> list[MonthlyReport]:
    """Report a month for many projects in a handful of statements: all of them or none.

    Raises:
        FutureMonthError, ClosedMonthError: the month takes no report.
        ReportedAlreadyError: a project has reported; `report_month` corrects it.
        RefusedReportError: of the first project whose figure needs a word.
    """
    first = check_month(zone, month)
    Zone.objects.select_for_update().get(pk=zone.pk)
    if is_closed(zone, first):
        raise ClosedMonthError(month=named(first))
    ids = [each.project.pk for each in reports]
    held = MonthlyReport.objects.filter(project__in=ids, month=first)
    codes = list(held.values_list("project__code", flat=True))
    if codes:
        raise ReportedAlreadyError(month=named(first), count=len(codes), example=codes[0])
    _check(reports, first)
    made = [
        MonthlyReport(
            zone=zone,
            project=each.project,
            month=first,
            record_amount=each.amount,
            physical_progress=each.physical_progress.strip(),
            problems=each.problems.strip(),
            note=each.note.strip(),
            state=ReportState.REPORTED,
            reported_by=by,
            reported_at=clock.now(),
            is_sample=each.is_sample,
        )
        for each in reports
    ]
    bulk.create_rows(made, by=by)
    record(
        "portfolio.round.reported",
        by=by,
        zone=zone.slug,
        subject=named(first),
        amounts={each.project.code: each.amount for each in reports},
    )
    round_reported.send(sender=MonthlyReport, zone=zone, by=by, month=first, project_ids=ids)
    return list(made)


def _check(reports: Iterable[RoundReport], month: date) -> None:
    done = dict(
        MonthlyReport.objects.filter(project__in=[each.project.pk for each in reports])
        .exclude(month=month)
        .order_by()
        .values_list("project")
        .annotate(total=Sum("record_amount"))
    )
    for each in reports:
        before = each.project.earlier_amount + (done.get(each.project.pk) or Decimal(0))
        faults = list(amount_faults(each.project, each.amount, before=before, note=each.note))
        if faults:
            raise RefusedReportError(project=each.project, month=named(month), faults=faults)
