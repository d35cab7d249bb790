"""What plans share, on a page: who takes it, week by week, and where it is promised twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kaigong.accounts.selectors import Standing
from kaigong.engines.scheduling.levelling import joined_load
from kaigong.plan.crossing import called, code_and_key
from kaigong.plan.models import Activity
from kaigong.plan.pages.resources import LoadChart, load_chart, shortages_in, weeks_of
from kaigong.plan.resources import Resource
from kaigong.plan.sharing import Sharer, resource_of, shared_in, sharers
from kaigong.plan.table_workbooks import Table
from kaigong.plan.units import counted as counted_in
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@dataclass(frozen=True)
class Taker:
    """A plan that takes a resource; without a project the reader may not know which.

    Attributes:
        peak: The most it takes at once.
        rows: The activities that take it, or those of them that a shortage is about.
    """

    project: Project | None
    peak: float
    first: date
    last: date
    rows: Sequence[Activity]


@dataclass(frozen=True)
class Promised:
    """Weeks in a row in which more is promised than there is, and to which plans."""

    first: date
    last: date
    weeks: int
    missing: float
    takers: Sequence[tuple[Project, Sequence[Activity]]]
    has_unseen: bool


@dataclass(frozen=True)
class SharedShown:
    resource: Resource
    chart: LoadChart
    takers: Sequence[Taker]
    twice: Sequence[Promised]

    @property
    def lamp(self) -> str:
        if not self.takers:
            return "grey"
        return "red" if self.twice else "green"

    @property
    def reason(self) -> str:
        """Why the lamp shows what it shows."""
        if not self.takers:
            return said("没有计划在用", "no plan takes it")
        there, counted = self.resource.stated, self.resource.counted
        peak = counted(self.chart.peak)
        if not self.twice:
            return said(
                f"够用：各计划最多同时用 {peak}，有 {there}",
                f"enough: the plans take up to {peak} at once of {there}",
            )
        weeks = sum(each.weeks for each in self.twice)
        most, since = counted(max(each.missing for each in self.twice)), self.twice[0].first
        return said(
            f"不够：各计划最多同时要 {peak}，只有 {there}；"
            f"{since} 那周起有 {weeks} 周缺，最多缺 {most}",
            f"short: the plans ask for up to {peak} at once of no more than {there}; up to {most}"
            f" missing in {counted_in(weeks, '周')} from {since} on",
        )


@dataclass(frozen=True)
class SharedPage:
    """Attributes:
    unreckoned: Plans that share something and cannot be reckoned; nothing of theirs is counted.
    """

    resources: Sequence[SharedShown]
    unreckoned: Sequence[Project]
    count: int


def shared_page(standing: Standing) -> SharedPage:
    """The resources of a zone with the loads of all plans, by the dates these have now."""
    everyone = sharers(standing)
    return SharedPage(
        [_shown(standing, resource_of(each), everyone) for each in shared_in(standing.zone)],
        [each.opened.project for each in everyone if each.is_seen and not each.loads],
        len(everyone),
    )


def _shown(standing: Standing, resource: Resource, everyone: Sequence[Sharer]) -> SharedShown:
    loads = {
        each: each.loads[resource.key]
        for each in everyone
        if resource.key in each.loads and each.loads[resource.key].users
    }
    takers = [_taker(each, resource.key) for each in loads]
    if not loads:
        return SharedShown(resource, load_chart([], there=resource.availability, most=0), [], [])
    there = resource.availability
    total = joined_load({called(each.code, ""): load for each, load in loads.items()}, there)
    spans = total.between(weeks_of(standing.zone.today(), [total]))
    seen = [each for each in loads if each.is_seen]
    rows = {called(each.code, row.key): row for each in seen for row in each.opened.work}
    projects = {each.code: each.opened.project for each in loads}
    twice = [
        Promised(
            each.first, each.last, each.weeks, each.missing,
            [(projects[code], those) for code, those in _by_project(each.keys, rows).items()],
            any(key not in rows for key in each.keys),
        )
        for each in shortages_in(spans, rows)
    ]  # fmt: skip
    chart = load_chart(spans, there=there, most=max(total.peak, there.most))
    return SharedShown(resource, chart, takers, twice)


def _by_project(names: Sequence[str], rows: Mapping[str, Activity]) -> dict[str, list[Activity]]:
    found: dict[str, list[Activity]] = {}
    for name in names:
        if name in rows:
            found.setdefault(code_and_key(name)[0], []).append(rows[name])
    return found


def _taker(sharer: Sharer, shared: str) -> Taker:
    load = sharer.loads[shared]
    first, last = (load.worktime.moment(int(load.bounds[place])) for place in (0, -1))
    users = set(load.users)
    return Taker(
        sharer.opened.project if sharer.is_seen else None,
        load.peak,
        first.date(),
        (last - timedelta(minutes=1)).date(),
        [row for row in sharer.opened.work if row.key in users] if sharer.is_seen else [],
    )


def shared_table(page: SharedPage, standing: Standing) -> Table:
    """The same as a table: who takes what, and the weeks in which it is promised twice."""
    unseen = said("其他项目", "another project")
    rows: list[list[object]] = []
    for each in page.resources:
        name, unit, there = str(each.resource), each.resource.unit_shown, each.resource.stated
        rows += [
            [
                name, unit, there, said("在用", "takes it"), str(taker.project or unseen),
                taker.first, taker.last, taker.peak, said("、", ", ").join(map(str, taker.rows)),
            ]
            for taker in each.takers
        ]  # fmt: skip
        for span in each.twice:
            names = [str(project) for project, _ in span.takers]
            names += [unseen] if span.has_unseen else []
            activities = [str(row) for _, those in span.takers for row in those]
            rows.append([
                name, unit, there, said("缺", "missing"), said("、", ", ").join(names),
                span.first, span.last, span.missing, said("、", ", ").join(activities),
            ])  # fmt: skip
    today = standing.zone.today()
    return Table(
        title=said("共用资源", "Shared resources"),
        told=said(f"截至 {today}，按各计划现在的日期", f"As of {today}, by the dates of the plans"),
        heads=[
            said("资源", "Resource"), said("单位", "Unit"), said("现有", "There are"),
            said("情况", "What"), said("项目", "Project"), said("从", "From"), said("到", "To"),
            said("数量", "Units"), said("工作", "Activities"),
        ],
        rows=rows,
        sheet=said("共用资源", "Shared resources"),
    )  # fmt: skip
