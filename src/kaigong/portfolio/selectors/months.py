"""The month's round: who has to report, who has, and what the next report is filled from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.engines.counting import counts_once, month_before, year_before
from kaigong.portfolio.models import (
    MonthClose,
    MonthlyReport,
    MonthlyTarget,
    Project,
    ReportDraft,
    ReportState,
    WorkItem,
    WorkItemReading,
)
from kaigong.portfolio.report_register import ReportDuty, ids_with, reported_ids
from kaigong.portfolio.selectors.projects import (
    held_on,
    looked_after_by,
    looked_after_in_zone,
    projects_for,
)
from kaigong.wording import said


def projects_to_report(
    zone: Zone, month: date, *, moment: datetime | None = None
) -> QuerySet[Project]:
    """The projects that owe a report for a month, on record now or at a past moment."""
    owed = ids_with(ReportDuty.OWED, zone_id=zone.pk, month=month, moment=moment)
    return Project.objects.filter(zone=zone, pk__in=owed)


def round_of(
    standing: Standing, month: date, *, everybody: bool = False, moment: datetime | None = None
) -> QuerySet[Project]:
    """The projects of a person's round: those that owe a report, and those that gave one anyway.

    A service officer's round holds one's own projects, everybody else's all that are in sight;
    `everybody` shows an officer these too.
    """
    zone = standing.zone
    owed = ids_with(ReportDuty.OWED, zone_id=zone.pk, month=month, moment=moment)
    reported = reported_ids(zone_id=zone.pk, month=month, moment=moment)
    seen = projects_for(standing).filter(Q(pk__in=owed) | Q(pk__in=reported))
    return seen if everybody else _own_first(seen, standing)


@dataclass(frozen=True)
class RoundCount:
    """How far a person's round of a month is.

    Attributes:
        of: The projects in the round.
        done: Those of them that have reported.
    """

    of: int
    done: int


def rounds_counted(standing: Standing, months: Sequence[date]) -> list[RoundCount]:
    """How far a person's rounds of some months are: as `round_of`, all of them counted at once."""
    zone = standing.zone
    seen = projects_for(standing)
    asked: dict[str, Count] = {}
    whose = {"all": Q()}
    # Most people look after none, and need not be told from the others.
    if seen.filter(looked_after_by(standing)).exists():
        whose["own"] = Q(pk__in=looked_after_in_zone(standing).values("pk"))
    for place, month in enumerate(months):
        reported = Q(pk__in=reported_ids(zone_id=zone.pk, month=month))
        owed = Q(pk__in=ids_with(ReportDuty.OWED, zone_id=zone.pk, month=month))
        for name, mine in whose.items():
            asked[f"{name}_of_{place}"] = Count("pk", filter=(owed | reported) & mine)
            asked[f"{name}_done_{place}"] = Count("pk", filter=reported & mine)
    counts = seen.aggregate(**asked)
    return [
        RoundCount(counts[f"{name}_of_{place}"], counts[f"{name}_done_{place}"])
        for place in range(len(months))
        for name in ["own" if counts.get(f"own_of_{place}") else "all"]
    ]


def works_to_confirm(
    standing: Standing, month: date, *, everybody: bool = False
) -> QuerySet[Project]:
    """The works on record as being built that nobody can ask for a report (待核实).

    Whose they are is as in the round.
    """
    found = ids_with(ReportDuty.UNCONFIRMED, zone_id=standing.zone.pk, month=month)
    seen = projects_for(standing).filter(pk__in=found)
    return seen if everybody else _own_first(seen, standing)


def _own_first(seen: QuerySet[Project], standing: Standing) -> QuerySet[Project]:
    # Most people look after none; who owes a report is the longer question of the two.
    if not projects_for(standing).filter(looked_after_by(standing)).exists():
        return seen
    own = seen.filter(looked_after_by(standing))
    return own if own.exists() else seen


@dataclass(frozen=True)
class RoundLine:
    """One line of the round's list."""

    project: Project
    amount: Decimal | None
    first_amount: Decimal | None
    state: str  # reported, closed, draft, or empty
    is_unchanged: bool = False

    @property
    def is_in(self) -> bool:
        return self.state in (ReportState.REPORTED, ReportState.CLOSED)


def round_lines(
    projects: Iterable[Project], month: date, *, user: User, moment: datetime | None = None
) -> list[RoundLine]:
    """The list of a round, in two queries; at a past moment with the reports of that moment."""
    rows = list(projects)
    if not rows:
        return []
    # By zone and month, not by a list of ids: databases limit how many a query may name.
    found = held_on(MonthlyReport, moment, zone=rows[0].zone_id, month=month)
    reports = {report.project_id: report for report in found}
    drafts = set(ReportDraft.objects.filter(month=month, by=user).values_list("project", flat=True))
    lines = []
    for project in rows:
        report = reports.get(project.pk)
        state = report.state if report else "draft" if project.pk in drafts else ""
        lines.append(
            RoundLine(
                project,
                amount=report.record_amount if report else None,
                first_amount=report.first_amount if report else None,
                state=state,
                is_unchanged=bool(report and report.is_unchanged),
            )
        )
    return lines


@dataclass(frozen=True)
class MonthSum:
    """One line of the statistician's sums: a task force, or the whole zone."""

    name: str
    due: int
    reported: int
    amount: Decimal | None  # none where nothing was reported: that is not 0
    before: Decimal | None  # the month before
    last_year: Decimal | None  # 同期


def month_sums(standing: Standing, month: date) -> list[MonthSum]:
    """What came in for a month by task force, the whole last; joint projects count once."""
    rows = list(
        projects_for(standing).values_list(
            "pk", "counts_in", "task_force__name", "task_force__name_en"
        )
    )
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    once = counts_once(ids, np.array([row[1] or 0 for row in rows], dtype=np.int64))
    counted = {row[0] for row, counts in zip(rows, once, strict=True) if counts}
    force = {row[0]: said(row[2] or "", row[3] or row[2] or "") for row in rows}
    due = set(projects_to_report(standing.zone, month).values_list("pk", flat=True)) & force.keys()
    reports = MonthlyReport.objects.filter(
        zone=standing.zone, project__in=projects_for(standing).values("pk")
    )
    now, before, last_year = (
        _amounts(reports.filter(month=each), counted)
        for each in (month, month_before(month), year_before(month))
    )
    reported = set(reports.filter(month=month).values_list("project", flat=True))

    def sums(name: str, members: set[int]) -> MonthSum:
        return MonthSum(
            name,
            due=len(due & members),
            reported=len(due & reported & members),
            amount=_sum_of(now, members),
            before=_sum_of(before, members),
            last_year=_sum_of(last_year, members),
        )

    names = sorted(set(force.values()), key=lambda name: (not name, name))
    by_force = [sums(name, {key for key, own in force.items() if own == name}) for name in names]
    return [*(row for row in by_force if row.due or row.amount), sums("", set(force))]


def _amounts(reports: QuerySet[MonthlyReport], counted: set[int]) -> dict[int, Decimal]:
    return {
        project: amount or Decimal(0)
        for project, amount in reports.values_list("project", "record_amount")
        if project in counted
    }


def _sum_of(amounts: dict[int, Decimal], members: set[int]) -> Decimal | None:
    known = [amount for key, amount in amounts.items() if key in members]
    return sum(known, Decimal(0)) if known else None


def close_of(zone: Zone, month: date) -> MonthClose | None:
    """The sign-off of a month, if it has one."""
    return (
        MonthClose.objects.filter(zone=zone, month=month.replace(day=1))
        .select_related("closed_by")
        .first()
    )


@dataclass(frozen=True)
class ItemInRound:
    """A work item with what was read last and what is reported now."""

    item: WorkItem
    last: Decimal | None
    now: Decimal | None


@dataclass(frozen=True)
class ProjectInRound:
    """One project of a month's round, with everything a person needs to report it."""

    project: Project
    report: MonthlyReport | None
    last: MonthlyReport | None
    draft: ReportDraft | None
    plan_of_month: Decimal | None
    done_before: Decimal  # all that is on record without this month
    year_before: Decimal  # of this year, without this month
    items: tuple[ItemInRound, ...]

    @property
    def is_reported(self) -> bool:
        return self.report is not None


def projects_in_round(
    projects: Iterable[Project], month: date, *, user: User
) -> list[ProjectInRound]:
    """The round's facts for many projects, in a fixed number of queries."""
    rows = list(projects)
    ids = [project.pk for project in rows]
    reports: dict[int, list[MonthlyReport]] = {}
    # Only the newest report before the month matters, whichever month that was.
    newest = dict(
        MonthlyReport.objects.filter(project__in=ids, month__lt=month)
        .order_by()
        .values_list("project")
        .annotate(newest=Max("month"))
    )
    wanted = Q(month=month) | Q(month__in=set(newest.values()))
    found = MonthlyReport.objects.filter(wanted, project__in=ids).select_related("reported_by")
    for each in found.prefetch_related("readings").order_by("month"):
        reports.setdefault(each.project_id, []).append(each)
    others = MonthlyReport.objects.filter(project__in=ids).exclude(month=month)
    done = _sums(others)
    year = _sums(others.filter(month__year=month.year))
    targets = {
        target.plan.project_id: target.planned_amount
        for target in MonthlyTarget.objects.filter(
            plan__project__in=ids, plan__year=month.year, month=month.month
        ).select_related("plan")
    }
    drafts = {
        draft.project_id: draft
        for draft in ReportDraft.objects.filter(project__in=ids, month=month, by=user)
    }
    items: dict[int, list[WorkItem]] = {}
    for item in WorkItem.objects.filter(project__in=ids):
        items.setdefault(item.project_id, []).append(item)
    last_read = _last_readings(ids, month)
    result = []
    for project in rows:
        mine = reports.get(project.pk, [])
        by_month = {each.month: each for each in mine}
        report, last = by_month.get(month), by_month.get(newest.get(project.pk, month))
        if last is report:
            last = None
        now = {each.item_id: each.done_quantity for each in report.readings.all()} if report else {}
        result.append(
            ProjectInRound(
                project=project,
                report=report,
                last=last,
                draft=drafts.get(project.pk),
                plan_of_month=targets.get(project.pk),
                done_before=project.earlier_amount + done.get(project.pk, Decimal(0)),
                year_before=year.get(project.pk, Decimal(0)),
                items=tuple(
                    ItemInRound(item, last_read.get(item.pk), now.get(item.pk))
                    for item in items.get(project.pk, [])
                ),
            )
        )
    return result


def _sums(reports: QuerySet[MonthlyReport]) -> dict[int, Decimal]:
    rows = reports.order_by().values_list("project").annotate(total=Sum("record_amount"))
    return {project: total or Decimal(0) for project, total in rows}


def _last_readings(ids: list[int], month: date) -> dict[int, Decimal]:
    """The highest reading of each work item before a month; readings never fall."""
    readings = WorkItemReading.objects.filter(report__project__in=ids, report__month__lt=month)
    return dict(readings.order_by().values_list("item").annotate(top=Max("done_quantity")))


@dataclass(frozen=True)
class Chased:
    """A project that has not reported a month, and whom to call."""

    project: Project
    officer: User | None
    last_month: date | None
    months_missing: int  # months since the last report; 0 where there never was one


def chase_list(standing: Standing, month: date) -> list[Chased]:
    """Who has not reported a month, those longest silent first."""
    first = month.replace(day=1)
    reported = MonthlyReport.objects.filter(month=first, project=OuterRef("pk"))
    silent = (
        projects_to_report(standing.zone, first)
        .filter(pk__in=projects_for(standing).values("pk"))
        .filter(~Exists(reported))
        .select_related("service_officer", "lead_department", "task_force")
        .annotate(last_month=Max("reports__month", filter=Q(reports__month__lt=first)))
        .order_by("code")
    )
    rows = []
    for project in silent:
        last: date | None = project.last_month
        months = (first.year - last.year) * 12 + first.month - last.month if last else 0
        rows.append(Chased(project, project.service_officer, last, months))
    rows.sort(key=lambda row: (row.last_month is not None, -row.months_missing))
    return rows
