"""The duties that plans give: progress out of date, and what starts by the next working day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.selectors.conditions import condition_kinds_of, is_before_start, wall_of
from kaigong.plan.crossing import nameless
from kaigong.plan.models import Activity, Link, LinkKind, Trade
from kaigong.plan.moments import begin_of, end_of, start_day
from kaigong.plan.pages.look_ahead import awaited
from kaigong.plan.selectors.weekly import activities_to_report, answered_by, planned_start
from kaigong.portfolio.registries import Duty
from kaigong.portfolio.selectors.calendars import calendar_of
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.wording import said

UPDATE_DAYS = 7  # progress that was told longer ago says nothing of today
MOST = 200
_NAMED = 3
_AT_START = (LinkKind.FS, LinkKind.SS)  # what is waited for before a start
# What is read of an activity and its project: asking for all their columns takes thrice as long.
_TOLD = [
    "name", "name_en", "trade", "early_start", "late_start", "started", "told", "sub_plan__id",
    "sub_plan__project__name", "sub_plan__project__name_en", "sub_plan__project__code",
    "sub_plan__project__stage", "sub_plan__project__started_on",
    "sub_plan__project__planned_start_on",
]  # fmt: skip
_WORKS = (Trade.WORKS, Trade.UTILITIES)


@dataclass(frozen=True)
class _Asked:
    """An activity and the day on which its progress was last known."""

    row: Activity
    known_on: date


def plan_duties(standing: Standing, today: date) -> Iterator[Duty]:
    """What a person has to tell of activities that he or she answers for, and what starts now."""
    if not standing.may("plan.report_progress"):
        return
    tomorrow = calendar_of(standing.zone).due(today, 1).on
    rows = list(
        activities_to_report(standing)
        .filter(answered_by(standing), finished=None)
        .filter(
            Q(started__isnull=False)
            | Q(early_start__lt=end_of(tomorrow))
            | Q(approved_start__lt=begin_of(today))
            | Q(late_start__lt=begin_of(today))
        )
        .select_related(None)
        .select_related("sub_plan__project")
        .only(*_TOLD)
        .order_by("sub_plan__project__code", "place", "id")[:MOST]
    )
    if not rows:
        return
    asked = [found for row in rows if (found := _asked(row, today))]
    yield from _updates(standing, asked)
    stale = {each.row.pk for each in asked}
    starting = [
        row
        for row in rows
        if row.pk not in stale
        and row.started is None
        and row.early_start is not None
        and row.early_start < end_of(tomorrow)
    ]
    yield from _starts(standing, starting, today)


def _asked(row: Activity, today: date) -> _Asked | None:
    """The activity where it runs or should run, and nobody has told of it for days."""
    began = planned_start(row) if row.started is None else row.started
    if began is None or began >= begin_of(today):
        return None
    known = start_day(began if row.told is None else max(row.told, began))
    return _Asked(row, known) if known + timedelta(days=UPDATE_DAYS) <= today else None


def _updates(standing: Standing, asked: Iterable[_Asked]) -> Iterator[Duty]:
    """One duty a project: its cells lie in one page."""
    by_plan: dict[int, list[_Asked]] = {}
    for each in asked:
        by_plan.setdefault(each.row.sub_plan_id, []).append(each)
    for plan_id, some in by_plan.items():
        project = some[0].row.sub_plan.project
        oldest = min(each.known_on for each in some)
        names = said("、", ", ").join(str(each.row) for each in some[:_NAMED])
        more = said("等", " and others") if len(some) > _NAMED else ""
        count = len(some)
        yield Duty(
            key=f"progress-{plan_id}",
            due_on=oldest + timedelta(days=UPDATE_DAYS),
            what=said(
                f"{project}：更新 {count} 项工作的进度",
                f"{project}: tell the progress of {count} activities",
            ),
            why=said(
                f"{names}{more}，{oldest} 以后没有填过", f"{names}{more}: nothing since {oldest}"
            ),
            verb=said("填进度", "Tell"),
            url=_page(standing, project.code),
        )


def _starts(standing: Standing, rows: list[Activity], today: date) -> Iterator[Duty]:
    if not rows:
        return
    waits = _waits_of(standing, rows)
    for row in rows:
        project = row.sub_plan.project
        on = max(today, start_day(row.early_start or 0))
        words = said("；", "; ").join(waits.get(row.pk, ()))
        yield Duty(
            key=f"start-{row.pk}",
            due_on=on,
            what=said(f"{project}：{row} 开始", f"{project}: {row} starts"),
            why=said(f"还在等：{words}", f"still waits for {words}")
            if words
            else said("没有要等的了", "waits for nothing"),
            verb=said("填进度", "Tell"),
            url=f"{_page(standing, project.code)}#w-{row.pk}",
        )


def _waits_of(standing: Standing, rows: list[Activity]) -> Mapping[int, list[str]]:
    """What activities still wait for, by their number, however many plans they stand in."""
    waits: dict[int, list[str]] = {}
    links = (
        Link.objects.filter(after__in=[row.pk for row in rows], kind__in=_AT_START)
        .filter(Q(kind=LinkKind.FS, before__finished=None) | Q(before__started=None))
        .select_related("before__sub_plan__project", "after")
        .order_by("pk")
    )
    found = list(links)
    across = {
        link.before.sub_plan.project_id
        for link in found
        if link.before.sub_plan_id != link.after.sub_plan_id
    }
    seen = set()
    if across:
        seen = set(projects_for(standing).filter(pk__in=across).values_list("pk", flat=True))
    for link in found:
        before = link.before
        name = str(before)
        if before.sub_plan_id != link.after.sub_plan_id:
            project = before.sub_plan.project
            name = f"{project} {before}" if project.pk in seen else nameless()
        said_so = awaited(name, is_start=link.kind == LinkKind.SS)
        waits.setdefault(link.after_id, []).append(said_so)
    for row, count in _conditions_missing(standing, rows):
        words = said(f"开工要素缺 {count} 项", f"{count} start-up conditions missing")
        waits.setdefault(row.pk, []).append(words)
    return waits


def _conditions_missing(
    standing: Standing, rows: Iterable[Activity]
) -> Iterator[tuple[Activity, int]]:
    """Works of projects that have not started, and how many conditions of the start they lack."""
    works = [row for row in rows if row.trade in _WORKS and is_before_start(row.sub_plan.project)]
    if not works or not standing.may("coordination.see_conditions"):
        return
    projects = list({row.sub_plan.project_id: row.sub_plan.project for row in works}.values())
    kinds = condition_kinds_of(standing.zone)
    missing = {
        each.project.pk: sum(not (held and held.is_met) for _kind, held in each.cells)
        for each in wall_of(standing, projects, kinds)
    }
    for row in works:
        if count := missing.get(row.sub_plan.project_id, 0):
            yield row, count


def _page(standing: Standing, code: str) -> str:
    page = reverse("plan:weekly", args=[standing.zone.slug])
    return f"{page}?{urlencode({'project': code})}"
