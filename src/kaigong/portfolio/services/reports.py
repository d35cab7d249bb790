"""The month: reported, corrected until it is closed, restated afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.events import month_reported
from kaigong.portfolio.models import (
    MonthClose,
    MonthlyReport,
    Project,
    ReportDraft,
    ReportState,
    WorkItem,
    WorkItemReading,
)
from kaigong.portfolio.services.proofs import keep_proof
from kaigong.web.amounts import in_words, plain

LONGEST_TYPED = 5000  # characters of one field of a draft


class FutureMonthError(KaigongError):
    code = "portfolio.future-month"
    zh = "{month} 还没到，不能报；最晚可报 {last}。"
    en = "{month} has not begun, so it cannot be reported; {last} is the last one that can."


class ClosedMonthError(KaigongError):
    code = "portfolio.closed-month"
    zh = "{month} 已签审，不能再改；要更正请找统计人员写「更正」，原数会保留在旁边。"
    en = "{month} is signed off; ask the statistician for a restatement beside the first figure."


class ReportedMeanwhileError(KaigongError):
    code = "portfolio.reported-meanwhile"
    zh = "{by} 刚报了「{project}」{month}：{amount}。你填的没有覆盖它，还在草稿里；请核对后再报。"
    en = (
        "{by} has just reported “{project}” for {month}: {amount}. Yours did not replace it and "
        "is still in your draft; compare, then report again."
    )


class NothingToRepeatError(KaigongError):
    code = "portfolio.nothing-to-repeat"
    zh = "「{project}」以前没有报过，不能报「无变化」；请填一次进展。"
    en = "“{project}” was never reported, so nothing can be unchanged; report it once."


@dataclass(frozen=True)
class ReportFault:
    """What is wrong with one field of a report."""

    field: str
    zh: str
    en: str


class RefusedReportError(KaigongError):
    """`faults` holds every `ReportFault` at once."""

    code = "portfolio.refused-report"
    zh = "「{project}」{month} 没有报上：{faults}。"
    en = "“{project}” {month} was not reported: {faults}."

    def in_language(self, language: str) -> str:
        faults = self.facts["faults"]
        assert isinstance(faults, list | tuple)  # noqa: S101  (this module raises it)
        is_zh = language.startswith("zh")
        joined = ("；" if is_zh else "; ").join(each.zh if is_zh else each.en for each in faults)
        return (self.zh if is_zh else self.en).format(**(self.facts | {"faults": joined}))


def named(month: date) -> str:
    return f"{month:%Y-%m}"


def is_closed(zone: Zone, month: date) -> bool:
    """Whether the statistician has signed a month off."""
    return MonthClose.objects.filter(zone=zone, month=month.replace(day=1)).exists()


def check_month(zone: Zone, month: date) -> date:
    """The first day of a month that may be reported on.

    Raises:
        FutureMonthError: it has not begun in the zone's own time.
    """
    first = month.replace(day=1)
    this = zone.today().replace(day=1)
    if first > this:
        raise FutureMonthError(month=named(first), last=named(this))
    return first


def mark_of(report: MonthlyReport | None) -> str:
    """A mark of what a report says. Who saw another mark has not seen what is there now."""
    if report is None:
        return "none"
    readings = sorted((each.item_id, f"{each.done_quantity:.3f}") for each in report.readings.all())
    amount = None if report.record_amount is None else f"{report.record_amount:.2f}"
    said = [amount, report.physical_progress, report.problems, report.note, readings]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


@transaction.atomic
def report_month(
    project: Project,
    *,
    month: date,
    amount: Decimal,
    by: User | None,
    physical_progress: str = "",
    problems: str = "",
    readings: Mapping[int, Decimal] | None = None,
    note: str = "",
    proofs: Sequence[File[bytes]] = (),
    seen: str | None = None,
    is_unchanged: bool = False,
    is_sample: bool = False,
) -> MonthlyReport:
    """Report what one project did in a month, or correct that report until the month is closed.

    Args:
        amount: Investment of the month, in the zone's currency unit.
        readings: Work item's id → quantity done to date; items not named keep their last reading.
        note: A word on an unusual figure: below nothing, or past the total investment.
        seen: `mark_of` the report that the person had on the screen; none asks no such question.

    Raises:
        FutureMonthError, ClosedMonthError: the month takes no report.
        ReportedMeanwhileError: somebody else reported after the person had looked.
        RefusedReportError: with all faults at once.
    """
    zone = project.zone
    first = check_month(zone, month)
    # One row for both: a report and the close of its month must not pass each other unseen.
    Zone.objects.select_for_update().get(pk=zone.pk)
    if is_closed(zone, first):
        raise ClosedMonthError(month=named(first))
    held = (
        MonthlyReport.objects.filter(project=project, month=first)
        .select_related("reported_by")
        .first()
    )
    if seen is not None and seen != mark_of(held):
        raise ReportedMeanwhileError(
            project=project,
            month=named(first),
            by=(held and held.reported_by) or "—",
            amount=in_words(held.record_amount if held else None, currency=zone.currency),
        )
    readings = dict(readings or {})
    faults = [
        *amount_faults(project, amount, before=amount_before(project, other_than=first), note=note),
        *_reading_faults(project, first, readings),
    ]
    if faults:
        raise RefusedReportError(project=project, month=named(first), faults=faults)
    before = None if held is None else held.record_amount
    report = held or MonthlyReport(zone=zone, project=project, month=first, is_sample=is_sample)
    report.record_amount = amount
    report.physical_progress, report.problems = physical_progress.strip(), problems.strip()
    report.note, report.is_unchanged = note.strip(), is_unchanged
    report.state = ReportState.REPORTED
    report.reported_by, report.reported_at = by, clock.now()
    report.save()
    _read(report, readings)
    for file in proofs:
        keep_proof(project, file=file, report=report, by=by)
    if by is not None:
        ReportDraft.objects.filter(project=project, month=first, by=by).delete()
    record(
        "portfolio.month.corrected" if held else "portfolio.month.reported",
        by=by,
        zone=zone.slug,
        subject=project.code,
        month=named(first),
        before=before,
        after=amount,
        is_unchanged=is_unchanged,
        readings={str(item): value for item, value in readings.items()},
        note=report.note,
    )
    month_reported.send(sender=MonthlyReport, zone=zone, by=by, project=project, report=report)
    return report


def amount_before(project: Project, *, other_than: date) -> Decimal:
    """All investment on record for a project, without one month."""
    reports = MonthlyReport.objects.filter(project=project).exclude(month=other_than)
    total: Decimal | None = reports.aggregate(total=Sum("record_amount"))["total"]
    return project.earlier_amount + (total or Decimal(0))


def amount_faults(
    project: Project, amount: Decimal, *, before: Decimal, note: str
) -> Iterable[ReportFault]:
    """What is unusual about a month's amount after all that was done before, and not explained."""
    if note.strip():
        return
    if amount < 0:
        yield ReportFault(
            "note", "本月完成是负数，请写明原因", "the amount is negative; say why in the note"
        )
    to_date = before + amount
    if project.total_amount is not None and amount > 0 and to_date > project.total_amount:
        currency = project.zone.currency
        done = in_words(to_date, currency=currency)
        total = in_words(project.total_amount, currency=currency)
        yield ReportFault(
            "note",
            f"累计 {done} 超过总投资 {total}；属实请写明原因，否则改数",
            f"{done} to date pass the total investment of {total}; say why, or mend the figure",
        )


def _reading_faults(
    project: Project, month: date, readings: Mapping[int, Decimal]
) -> Iterable[ReportFault]:
    if not readings:
        return
    items = {item.pk: item for item in WorkItem.objects.filter(project=project)}
    around = WorkItemReading.objects.filter(report__project=project, item__in=items).exclude(
        report__month=month
    )
    lowest: dict[int, Decimal] = {}
    highest: dict[int, Decimal] = {}
    for reading in around.select_related("report"):
        if reading.report.month < month:
            lowest[reading.item_id] = max(
                lowest.get(reading.item_id, Decimal(0)), reading.done_quantity
            )
        else:
            highest[reading.item_id] = min(
                highest.get(reading.item_id, reading.done_quantity), reading.done_quantity
            )
    for key, value in readings.items():
        item = items.get(key)
        if item is None:
            yield ReportFault(f"item-{key}", "没有这个工序", "there is no such work item")
            continue
        low = lowest.get(key, Decimal(0))
        # A quantity restated below what was reported leaves what was reported possible.
        high = highest.get(key, max(item.quantity, low))
        yield from _out_of_range(item, value, low=low, high=high)


def _out_of_range(
    item: WorkItem, value: Decimal, *, low: Decimal, high: Decimal
) -> Iterable[ReportFault]:
    field, unit = f"item-{item.pk}", item.unit
    if value < low:
        yield ReportFault(
            field,
            f"{item.name}上期已到 {plain(low)} {unit}，不能退到 {plain(value)}",
            f"{item.name} stood at {plain(low)} {unit} before and cannot fall to {plain(value)}",
        )
    elif value > high:
        yield ReportFault(
            field,
            f"{item.name}填了 {plain(value)} {unit}，最多 {plain(high)}",
            f"{item.name} is given as {plain(value)} {unit}, the most is {plain(high)}",
        )


def _read(report: MonthlyReport, readings: Mapping[int, Decimal]) -> None:
    for item, value in readings.items():
        WorkItemReading.objects.update_or_create(
            report=report, item_id=item, defaults={"done_quantity": value}
        )


def last_report_before(project: Project, month: date) -> MonthlyReport | None:
    """The newest report of a project from before a month: what the next one is filled from."""
    return (
        MonthlyReport.objects.filter(project=project, month__lt=month.replace(day=1))
        .prefetch_related("readings")
        .order_by("-month")
        .first()
    )


@transaction.atomic
def report_unchanged(
    project: Project, *, month: date, by: User | None, seen: str | None = None
) -> MonthlyReport:
    """Report with one act that nothing moved: no investment, the last words and readings stand.

    Raises:
        NothingToRepeatError: the project was never reported before.
        And everything that `report_month` raises.
    """
    last = last_report_before(project, month)
    if last is None:
        raise NothingToRepeatError(project=project)
    return report_month(
        project,
        month=month,
        amount=Decimal(0),
        physical_progress=last.physical_progress,
        problems=last.problems,
        readings={each.item_id: each.done_quantity for each in last.readings.all()},
        seen=seen,
        is_unchanged=True,
        by=by,
    )


def keep_draft(project: Project, *, month: date, typed: Mapping[str, str], by: User) -> ReportDraft:
    """Keep what somebody types, as typed. No audit line: nothing was said yet."""
    first = check_month(project.zone, month)
    draft, _ = ReportDraft.objects.update_or_create(
        project=project,
        month=first,
        by=by,
        defaults={
            "typed": {key[:60]: text[:LONGEST_TYPED] for key, text in list(typed.items())[:100]},
            "saved_at": clock.now(),
        },
    )
    return draft
