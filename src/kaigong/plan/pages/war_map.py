"""The war map 作战图: fronts, their projects, what each promised, and how many days it has left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.plan.models import Activity, SubPlan
from kaigong.plan.moments import begin_of, end_of, finish_day, start_day, whole_days
from kaigong.plan.pages.feeds import Bar, Chart, ChartRow, Flag
from kaigong.plan.pages.progress_line import Span, foremost, reached
from kaigong.plan.pages.seasons import seasons_between
from kaigong.plan.selectors.fronts import FrontRows, fronts_for
from kaigong.plan.selectors.map_plans import MapPlans, plans_now, plans_then
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.engines.scheduling import Calendar
    from kaigong.portfolio.models import Project

NEAR = 5  # working days of float: with less, a promise can still be saved


@dataclass(frozen=True)
class MapLine:
    """A project on the war map. `days_left` are working days of float; negative ones are short."""

    project: Project
    rows: Sequence[Activity]
    planned: dict[str, Span]
    promised_on: date | None
    days_left: int | None
    lamp: str
    is_sample: bool
    calendar_id: int | None = None  # of its plan

    @property
    def phases(self) -> list[Activity]:
        """What is drawn in one line: the top of the outline, or all where it has no levels."""
        return [row for row in self.rows if row.parent_id is None]

    def below(self, phase: Activity) -> list[Activity]:
        """The work of a phase: its rows, or itself where it has none."""
        return [row for row in self.rows if row.parent_id == phase.pk] or [phase]


@dataclass(frozen=True)
class MapFront:
    """A front with its lines; `key` is empty for projects that stand in none."""

    key: str
    name: str
    leader: str
    lines: Sequence[MapLine]

    @property
    def reds(self) -> int:
        return sum(line.lamp == "red" for line in self.lines)


@dataclass(frozen=True)
class WarMap:
    fronts: Sequence[MapFront]
    today: int
    held: MapPlans

    @property
    def calendars(self) -> Mapping[int, Calendar]:
        return self.held.calendars

    @property
    def lines(self) -> list[MapLine]:
        return [line for front in self.fronts for line in front.lines]

    @property
    def short(self) -> list[MapLine]:
        """Projects that miss their promise as things stand, the shortest first."""
        found = [line for line in self.lines if line.days_left is not None and line.days_left < 0]
        return sorted(found, key=lambda line: line.days_left or 0)

    def narrowed(self, key: str) -> WarMap:
        """The map of one front alone."""
        return WarMap([front for front in self.fronts if front.key == key], self.today, self.held)


def war_map_for(standing: Standing, *, as_of: date | None = None) -> WarMap:
    """The war map as one person may see it, now or as it stood at the end of a past day."""
    zone = standing.zone
    moment = zone.end_of(as_of) if as_of and as_of < zone.today() else None
    fronts = fronts_for(standing, moment=moment)
    projects = [project.pk for front in fronts for project in front.projects]
    plans = SubPlan.objects.filter(project__in=projects)
    held = plans_then(zone, plans, as_of, moment) if as_of and moment else plans_now(zone, plans)
    today = begin_of(as_of if as_of and moment else zone.today())
    made = [_front(front, held) for front in fronts]
    return WarMap(made, today, held)


def _front(front: FrontRows, held: MapPlans) -> MapFront:
    lines = []
    for project in front.projects:
        plan = held.plans.get(project.pk)
        of_plan = held.rows.get(plan.pk, []) if plan else []
        left = _days_left(plan, of_plan, held.calendars)
        lines.append(
            MapLine(
                project=project,
                rows=of_plan,
                planned=held.locked.get(plan.pk, {}) if plan else {},
                promised_on=_promised(project, of_plan),
                days_left=left,
                lamp=lamp_of(left),
                is_sample=project.is_sample or bool(plan and plan.is_sample),
                calendar_id=plan.calendar_id if plan else None,
            )
        )
    # What has a plan first, the shortest of it on top; the rest by its promise.
    lines.sort(
        key=lambda line: (
            line.days_left is None,
            line.days_left or 0,
            line.promised_on or date.max,
            line.project.code,
        )
    )
    named = front.front
    return MapFront(
        key=named.key if named else "",
        name=str(named) if named else said("未编战线", "In no front"),
        leader=str(named.leader) if named and named.leader else "",
        lines=lines,
    )


def _promised(project: Project, rows: Iterable[Activity]) -> date | None:
    committed = [row.committed for row in rows if row.committed is not None]
    return finish_day(max(committed)) if committed else project.planned_completion_on


def _days_left(
    plan: SubPlan | None, rows: Iterable[Activity], calendars: dict[int, Calendar]
) -> int | None:
    """Working days of float of what was promised; of all work where nothing was."""
    if plan is None:
        return None
    known = [row for row in rows if row.total_float is not None]
    bound = [row for row in known if row.committed is not None] or known
    floats = [
        whole_days(
            row.total_float or 0,
            per_day=calendars[row.calendar_id or plan.calendar_id].minutes_per_day,
        )
        for row in bound
    ]
    return min(floats, default=None)


def lamp_of(days_left: int | None) -> str:
    if days_left is None:
        return "grey"
    if days_left < 0:
        return "red"
    return "amber" if days_left < NEAR else "green"


def chart_of_map(war_map: WarMap, *, zone: str, is_backward: bool, then: str = "") -> Chart:
    """The war map as a chart: a bracket for each front, the phases of each project in one line.

    Args:
        then: What the address of a plan ends with, so that it opens as of the same day.
    """
    chart = Chart(today=war_map.today, is_past=bool(then))
    for front in war_map.fronts:
        top = len(chart.rows)
        chart.rows.append(
            ChartRow(
                key=f"front:{front.key}",
                name=front.name,
                note=said(f"{len(front.lines)} 个项目", f"{len(front.lines)} projects"),
                lamp="red" if front.reds else "",
                reds=front.reds or None,
            )
        )
        first_bar = len(chart.bars)
        for line in front.lines:
            href = reverse("plan:schedule", args=[zone, line.project.code]) + then
            _put_line(chart, line, href=href, is_backward=is_backward, today=war_map.today)
        spans = chart.bars[first_bar:]
        if spans:
            start, finish = min(bar.start for bar in spans), max(bar.finish for bar in spans)
            chart.bars.append(Bar(f"front:{front.key}", top, start, finish, kind="summary"))
    chart.seasons = seasons_between(war_map.calendars.values(), *chart.span())
    return chart


def _put_line(chart: Chart, line: MapLine, *, href: str, is_backward: bool, today: int) -> None:
    project, number = line.project, len(chart.rows)
    row = ChartRow(
        key=project.code,
        name=str(project),
        level=1,
        lamp=line.lamp,
        promised=end_of(line.promised_on) if line.promised_on else None,
        float_days=line.days_left,
        href=href,
    )
    chart.rows.append(row)
    if line.rows:
        for phase in line.phases:
            _put_phase(chart, number, project.code, phase, line, is_backward, today=today)
        above = {each.parent_id for each in line.rows}
        points = [
            reached(each, line.planned, today=today) for each in line.rows if each.pk not in above
        ]
        row.front = foremost(points, today=today)
    else:
        _put_ledger_bar(chart, number, project)
    if row.promised is not None:
        chart.flags.append(Flag(number, row.promised, said("承诺", "promised")))


def _put_phase(
    chart: Chart,
    number: int,
    code: str,
    phase: Activity,
    line: MapLine,
    is_backward: bool,
    *,
    today: int,
) -> None:
    below = line.below(phase)
    span = _span_of(phase, below, is_backward=is_backward)
    if span is None:
        return
    start, finish = span
    size = sum(row.duration for row in below)
    done = sum(_work_done(row) for row in below)
    reaches = round(start + done / size * (finish - start)) if done and size else None
    if reaches is not None and any(row.finished is None for row in below):
        reaches = max(start, min(reaches, today))  # nothing was done after today
    chart.bars.append(
        Bar(
            key=f"{code}:{phase.key}",
            row=number,
            start=start,
            finish=finish,
            kind="work" if phase.duration or len(below) > 1 or size else "milestone",
            done=reaches,
            label=str(phase),
            is_critical=phase.is_critical,
        )
    )


def _span_of(phase: Activity, below: list[Activity], *, is_backward: bool) -> Span | None:
    is_late = is_backward and phase.started is None and phase.late_start is not None
    has_begun = any(row.started is not None for row in below)
    # What has begun is not moved to the last day on which it could have.
    start = phase.late_start if is_late and not has_begun else phase.early_start
    finish = phase.late_finish if is_late else phase.early_finish
    return None if start is None or finish is None else (start, max(start, finish))


def phase_days(line: MapLine, *, is_backward: bool) -> list[tuple[str, date, date]]:
    """The bars of a line in words: phases, else what the ledger says, with first and last day."""
    if not line.rows:
        days = _ledger_days(line.project)
        return [(by_the_ledger(), *days)] if days else []
    spans = [
        (phase, _span_of(phase, line.below(phase), is_backward=is_backward))
        for phase in line.phases
    ]
    return [
        (str(phase), first := start_day(span[0]), max(first, finish_day(span[1])))
        for phase, span in spans
        if span is not None
    ]


def _work_done(row: Activity) -> int:
    if row.finished is not None:
        return row.duration
    if row.started is None or row.remaining is None:
        return 0
    return max(0, row.duration - row.remaining)


def _put_ledger_bar(chart: Chart, number: int, project: Project) -> None:
    """A project without a plan: from its start to its completion, as the ledger says."""
    days = _ledger_days(project)
    if days is None:
        return
    start, finish = days
    done = None
    if project.completed_on is not None:
        done = end_of(project.completed_on)
    elif project.started_on is not None:
        done = begin_of(project.started_on)
    chart.bars.append(
        Bar(
            key=f"{project.code}:ledger",
            row=number,
            start=begin_of(start),
            finish=end_of(finish),
            done=done,
            label=by_the_ledger(),
        )
    )


def _ledger_days(project: Project) -> tuple[date, date] | None:
    start = project.started_on or project.planned_start_on
    finish = project.completed_on or project.planned_completion_on
    return None if start is None or finish is None or finish < start else (start, finish)


def by_the_ledger() -> str:
    return said("台账工期", "by the ledger")
