"""The resources of a plan on its page: loads week by week, and what is missing, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kaigong.engines.scheduling import Availability, Schedule
from kaigong.engines.scheduling.levelling import Load, SpanLoad, joined_load, loads_of
from kaigong.plan.crossing import called
from kaigong.plan.models import Activity
from kaigong.plan.resources import Resource, resources_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.sharing import Sharer, others_beside
from kaigong.plan.units import counted as counted_in
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

MOST_WEEKS = 260
NAMED = 3  # activities that a sentence names; the others are counted
COLUMN, HIGH, TOP, FOOT = 14, 88, 8, 22  # pixels of a chart
YEAR_COLUMNS = 4  # weeks over which the name of a month with its year lies


@dataclass(frozen=True)
class Column:
    """One week of a chart: its bar, and of it what is more than there is.

    Attributes:
        others_height: Of the bar what other plans take.
        there: How many there are in it, one after the other where that changes.
        month: Under the first week of a month, its name.
    """

    span: SpanLoad
    there: Sequence[float]
    others_height: float
    x: int
    y: float
    height: float
    over_height: float
    month: str

    @property
    def others_y(self) -> float:
        return TOP + HIGH - self.others_height

    @property
    def monday(self) -> date:
        return self.span.start.date()


@dataclass(frozen=True)
class LoadChart:
    """The load of one resource, a column a week; lengths in pixels.

    Attributes:
        there_path: The line of what there is, with its steps.
    """

    columns: Sequence[Column]
    width: int
    there_path: str
    peak: float

    @property
    def height(self) -> int:
        return TOP + HIGH + FOOT

    @property
    def foot(self) -> int:
        return TOP + HIGH

    @property
    def label(self) -> int:
        return TOP + HIGH + 16


@dataclass(frozen=True)
class Shortage:
    """Weeks in a row in which the same units are missing to the same activities.

    Attributes:
        keys: Of the activities, those of other plans with the project's code in front.
        rows: The activities of the plan itself.
    """

    first: date
    last: date
    weeks: int
    missing: float
    keys: Sequence[str]
    rows: Sequence[Activity]

    @property
    def has_others(self) -> bool:
        """Whether other plans ask for it as well."""
        return len(self.keys) > len(self.rows)

    @property
    def named(self) -> Sequence[Activity]:
        return self.rows[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - NAMED)


@dataclass(frozen=True)
class ResourceShown:
    """One resource of a page.

    Attributes:
        users: The open activities that need it, with how many units.
        levelled: Its load by the levelled dates, where those are asked for.
        takers: Other plans that take it, where plans share it; of one that the reader may not see
            no project.
    """

    resource: Resource
    users: Sequence[tuple[Activity, float]]
    chart: LoadChart
    levelled: LoadChart | None
    shortages: Sequence[Shortage]
    takers: Sequence[Project | None] = ()

    @property
    def weeks_short(self) -> int:
        return sum(each.weeks for each in self.shortages)

    @property
    def missing(self) -> float:
        """The most units that are ever missing."""
        return max((each.missing for each in self.shortages), default=0.0)

    @property
    def lamp(self) -> str:
        if not self.users:
            return "grey"
        return "red" if self.shortages else "green"

    @property
    def reason(self) -> str:
        """Why the lamp shows what it shows."""
        there, counted = self.resource.stated, self.resource.counted
        if not self.users:
            return said("没有未完的工作用它", "no open activity needs it")
        peak = counted(self.chart.peak)
        if not self.shortages:
            return said(
                f"够用：最多同时用 {peak}，有 {there}",
                f"enough: at most {peak} at once of {there}",
            )
        since, missing = self.shortages[0].first, counted(self.missing)
        return said(
            f"不够：最多同时要 {peak}，只有 {there}；"
            f"{since} 那周起有 {self.weeks_short} 周缺，最多缺 {missing}",
            f"short: up to {peak} at once and only {there}; up to {missing} missing in"
            f" {counted_in(self.weeks_short, '周')} from {since} on",
        )


def resources_shown(
    opened: OpenPlan,
    *,
    levelled: tuple[Schedule, Mapping[str, datetime], Mapping[str, datetime]] | None = None,
) -> list[ResourceShown]:
    """The resources of a plan with their loads, by its early dates.

    Args:
        levelled: A levelled schedule with its starts and finishes, to be shown beside.
    """
    resources = resources_of(opened.plan)
    if not resources:
        return []
    loads = loads_of(opened.schedule)
    others = others_beside(opened)
    beside: Mapping[str, Load] = {}
    if levelled is not None:
        schedule, starts, finishes = levelled
        beside = loads_of(schedule, starts=starts, finishes=finishes)
    edges = _weeks(opened, [*loads.values(), *beside.values()])
    rows = {row.key: row for row in opened.work}
    return [
        _shown(each, loads[each.key], beside.get(each.key), edges, rows, others)
        for each in resources
    ]


def short_resources(opened: OpenPlan) -> list[ResourceShown]:
    """Those of which more is asked than there is."""
    if not any(row.needs for row in opened.work):
        return []
    return [each for each in resources_shown(opened) if each.shortages]


def _weeks(opened: OpenPlan, loads: Sequence[Load]) -> list[datetime]:
    network = opened.network
    return weeks_of((network.data_date or network.start).date(), loads)


def weeks_of(since: date, loads: Sequence[Load]) -> list[datetime]:
    """Mondays from the week of a day to that in which the last user is done."""
    monday = since - timedelta(days=since.weekday())
    last = max((each.until.date() for each in loads if each.until), default=since)
    count = min(MOST_WEEKS, (last - monday).days // 7 + 1)
    begin = datetime.combine(monday, datetime.min.time())
    return [begin + timedelta(weeks=number) for number in range(count + 1)]


def _shown(
    resource: Resource,
    load: Load,
    beside: Load | None,
    edges: Sequence[datetime],
    rows: Mapping[str, Activity],
    others: Sequence[Sharer],
) -> ResourceShown:
    """One resource; of what plans share the load is that of all of them."""
    there = resource.availability
    taken = {each: each.loads[resource.shared] for each in others if resource.shared in each.loads}
    taken = {each: other for each, other in taken.items() if other.users}
    elsewhere = {called(each.code, ""): other for each, other in taken.items()}
    of_others = joined_load(elsewhere, there).between(edges) if elsewhere else None
    users = [(rows[key], rows[key].needs[resource.key]) for key in load.users if key in rows]
    if elsewhere:
        load = joined_load({"": load, **elsewhere}, there)
        beside = joined_load({"": beside, **elsewhere}, there) if beside else None
    own = {row.key for row, _ in users}
    spans = _of_own(load.between(edges), own)
    levelled = _of_own(beside.between(edges), own) if beside else []
    most = max([load.peak, there.most, *(each.peak for each in levelled)])
    shortages = shortages_in(spans, rows)
    return ResourceShown(
        resource,
        users,
        load_chart(spans, there=there, most=most, of_others=of_others),
        load_chart(levelled, there=there, most=most, of_others=of_others) if beside else None,
        [each for each in shortages if each.rows],
        [each.opened.project if each.is_seen else None for each in taken],
    )


def _of_own(spans: Sequence[SpanLoad], own: Set[str]) -> list[SpanLoad]:
    """Where others alone ask for too much nothing is missing to the plan."""
    return [each if own & set(each.keys) else replace(each, missing=0.0, keys=()) for each in spans]


def load_chart(
    spans: Sequence[SpanLoad],
    *,
    there: Availability,
    most: float,
    of_others: Sequence[SpanLoad] | None = None,
) -> LoadChart:
    """A column a week; `most` is as high as the chart.

    Args:
        of_others: What other plans take of it alone.
    """
    scale = HIGH / most if most else 0.0
    columns = []
    for number, span in enumerate(spans):
        columns.append(
            Column(
                span,
                list(dict.fromkeys(there.during(span.start, span.end))),
                others_height=of_others[number].peak * scale if of_others else 0.0,
                x=number * COLUMN,
                y=TOP + HIGH - span.peak * scale,
                height=span.peak * scale,
                over_height=span.missing * scale,
                month=_month(spans, number),
            )
        )
    return LoadChart(
        columns,
        width=max(1, len(spans)) * COLUMN,
        there_path=_stepped(spans, there, scale),
        peak=max((span.peak for span in spans), default=0.0),
    )


def _stepped(spans: Sequence[SpanLoad], there: Availability, scale: float) -> str:
    """The path of a line along what there is, week after week, with steps at their days."""
    if not spans:
        return ""
    start, end = spans[0].start, spans[-1].end
    path = f"M0,{TOP + HIGH - there.at(start) * scale:.1f}"
    for moment, units in there.steps:
        if start < moment < end:
            x = (moment - start) / timedelta(weeks=1) * COLUMN
            path += f"H{x:.1f}V{TOP + HIGH - units * scale:.1f}"
    return f"{path}H{len(spans) * COLUMN}"


def _month(spans: Sequence[SpanLoad], number: int) -> str:
    """The name of a month under its first week, with the year at first and in January."""
    day = spans[number].start
    if number and spans[number - 1].start.month == day.month:
        return ""
    if not number and any(span.start.month != day.month for span in spans[1:YEAR_COLUMNS]):
        return ""  # its label would lie under the next one, which has the year
    before = spans[max(0, number - 1)].start.month
    is_first = number < YEAR_COLUMNS and before == spans[0].start.month
    if is_first or day.month == 1:
        return f"{day:%Y-%m}"
    return said(f"{day.month} 月", f"{day:%b}")


def shortages_in(spans: Sequence[SpanLoad], rows: Mapping[str, Activity]) -> list[Shortage]:
    """Where too much is asked for, weeks put together; `rows` are those that may be named."""
    found: list[list[SpanLoad]] = []
    for before, span in zip([None, *spans], spans, strict=False):
        if span.missing <= 0:
            continue
        goes_on = before is not None and (before.missing, before.keys) == (span.missing, span.keys)
        if goes_on:
            found[-1].append(span)
        else:
            found.append([span])
    return [
        Shortage(
            weeks[0].start.date(),
            (weeks[-1].end - timedelta(days=1)).date(),
            len(weeks),
            round(weeks[0].missing, 2),
            weeks[0].keys,
            [rows[key] for key in weeks[0].keys if key in rows],
        )
        for weeks in found
    ]
