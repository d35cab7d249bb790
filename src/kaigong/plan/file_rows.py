"""A project of a scheduler's file as rows of a plan: the one reading, for bringing and for sending.

The same file always gives the same rows, so what a plan changed since it came from a file is the
difference between its rows and these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kaigong.engines.scheduling import (
    ALL_HOURS,
    Activity,
    ActivityKind,
    Calendar,
    LagCalendar,
    Link,
    Network,
)
from kaigong.engines.scheduling.files import FileProject, Remark
from kaigong.engines.scheduling.files.outline import nodes_of, own_path
from kaigong.engines.scheduling.files.paths import above, last_name, unique
from kaigong.engines.scheduling.people import Working, calendar_of, working_on
from kaigong.engines.scheduling.summaries import members_of
from kaigong.plan.beyond import kept_beyond
from kaigong.plan.moments import minute_of
from kaigong.plan.row_changes import LinkKey, Row

MOST_LINKS = 2_000  # that the links of one summary may become
_WEEK = 7 * 24 * 60  # minutes
_SIGNS = re.compile(r"[,;>/?\s]+")  # that stand between keys where planners write links
_KINDS = {
    ActivityKind.SUMMARY: "task",
    ActivityKind.RESOURCE_DEPENDENT: "task",
}


@dataclass
class FileRows:
    """Rows by key in the order of the outline; `calendar` in them is the file's own key.

    Attributes:
        sources: Key in the file by key in the plan; summaries of a WBS are no activities of it.
        nodes: Path in the file's WBS by key in the plan, of every summary.
    """

    activities: dict[str, Row] = field(default_factory=dict)
    links: dict[LinkKey, int] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def rows_of(project: FileProject) -> FileRows:
    """The rows that a project of a file becomes.

    Summaries come from the WBS (P6) or from summary tasks (MS Project); links of a summary are
    handed on to what lies below it; summaries with nothing below them stay in the file.
    """
    return _Reading(project.network).rows()


def worked_on(network: Network, activity: Activity) -> str | None:
    """The key of the calendar that an activity has in a plan: its resources' where that is one."""
    if _is_shared(network, activity):
        return activity.calendar
    return working_on(network, activity).calendar


def _is_shared(network: Network, activity: Activity) -> bool:
    """Whether it works on a calendar that several have to be put together for."""
    working = working_on(network, activity)
    return bool(working.all_of or working.any_of)


class _Reading:
    def __init__(self, network: Network) -> None:
        self.network, self.found = network, FileRows()
        self.keys: dict[str, str] = {}  # of the plan, by key in the file
        self.paths: dict[str, str] = {}  # keys of the plan by path of the summary
        self.taken: set[str] = set()

    def rows(self) -> FileRows:
        self._outline()
        for place, (key, path) in enumerate(self._in_order()):
            below = self.paths.get(above(path) if key is None else self.network.activities[key].wbs)
            if key is None:
                mine = self._named(self._fresh(last_name(path)), path)
                row = self._summary(self.network.wbs_names.get(path) or last_name(path))
            else:
                mine = self.keys[key]
                row = self._row(self.network.activities[key])
                if path:
                    self._named(mine, path)
            row |= {"parent": below, "place": place}
            self.found.activities[mine] = row
        self._links()
        self._tell_of_several_calendars()
        return self.found

    def _named(self, key: str, path: str) -> str:
        self.paths[path] = key
        self.found.nodes[key] = path
        return key

    def _fresh(self, wanted: str) -> str:
        key = unique(_SIGNS.sub("_", wanted)[:34] or "_", self.taken)
        self.taken.add(key)
        return key

    def _outline(self) -> None:
        """Keys of the plan, and what lies directly below each path."""
        for key in self.network.activities:
            self.keys[key] = self._fresh(key)
        self.summaries = {
            own_path(self.network, key): key
            for key, each in self.network.activities.items()
            if each.kind is ActivityKind.SUMMARY
        }
        self.below: dict[str, list[tuple[str | None, str]]] = {}
        for key, activity in self.network.activities.items():
            is_summary = activity.kind is ActivityKind.SUMMARY
            path = own_path(self.network, key) if is_summary else ""
            self.below.setdefault(activity.wbs, []).append((key, path))
        known = list(self.network.wbs_names)
        known += sorted(set(nodes_of(self.network)) - set(known))
        for path in known:
            if path and path not in self.summaries:
                self.below.setdefault(above(path), []).append((None, path))

    def _in_order(self) -> Iterator[tuple[str | None, str]]:
        """Key (none for a node of the WBS) and path of what stands in the outline, top down."""
        full = {path for path in self.below if path}
        for path in list(full):
            while path := above(path):
                full.add(path)
        worked = self._worked(full)
        waiting = [*reversed(self.below.get("", []))]
        while waiting:
            key, path = waiting.pop()
            if path and path not in worked:
                if key is not None:
                    self._stays(key)
                continue
            yield key, path
            waiting += reversed(self.below.get(path, []) if path else [])

    def _worked(self, paths: set[str]) -> set[str]:
        """The paths with some work below them, however deep."""
        found = set()
        for path in paths:
            if any(not is_path for _key, is_path in self.below.get(path, [])):
                while path and path not in found:
                    found.add(path)
                    path = above(path)
        return found

    def _stays(self, key: str) -> None:
        name = self.network.activities[key].name or key
        self.found.remarks.append(
            Remark(
                f"汇总「{name}」下面没有工作，不编入计划，仍留在文件里。",
                f"Summary “{name}” has nothing below it; it stays in the file alone.",
            )
        )

    def _row(self, activity: Activity) -> Row:
        if activity.kind is ActivityKind.SUMMARY:
            self.found.sources[self.keys[activity.key]] = activity.key
            return self._summary(activity.name or activity.key)
        self.found.sources[self.keys[activity.key]] = activity.key
        constraint = activity.constraint
        started = activity.started or activity.finished
        return {
            "name": (activity.name or activity.key)[:200],
            "kind": _KINDS.get(activity.kind, activity.kind.value),
            "duration": activity.duration,
            "calendar": worked_on(self.network, activity),
            "constraint": constraint.kind.value if constraint else "",
            "constraint_at": minute_of(constraint.on) if constraint and constraint.on else None,
            "started": minute_of(started) if started else None,
            "finished": minute_of(activity.finished) if activity.finished else None,
            "remaining": activity.remaining,
            "beyond": kept_beyond(activity),
        }

    @staticmethod
    def _summary(name: str) -> Row:
        return {
            "name": name[:200], "kind": "task", "duration": 0, "calendar": None, "constraint": "",
            "constraint_at": None, "started": None, "finished": None, "remaining": None,
            "beyond": {},
        }  # fmt: skip

    def _links(self) -> None:
        members = members_of(self.network)
        for link in self.network.links:
            pairs = [
                (before, after)
                for before in members.get(link.before, [link.before])
                for after in members.get(link.after, [link.after])
                if before != after
            ]
            if len(pairs) > MOST_LINKS:
                self._too_many(link)
                continue
            for before, after in pairs:
                lag = self._lag(link, before, after)
                self.found.links[self.keys[before], self.keys[after], link.kind.value] = lag

    def _lag(self, link: Link, before: str, after: str) -> int:
        """Working minutes; of a lag by the clock those that lie in it in a usual week."""
        lag = link.lag
        if link.lag_share is not None:
            lag = round(link.lag_share * self.network.activities[before].duration)
        if link.lag_calendar != ALL_HOURS or not lag:
            return lag
        match self.network.rules.lag_calendar:
            case LagCalendar.ALL_HOURS:
                return lag
            case LagCalendar.PROJECT:
                counted_on = self.network.calendar
            case LagCalendar.PREDECESSOR:
                counted_on = self._calendar(before)
            case LagCalendar.SUCCESSOR:
                counted_on = self._calendar(after)
        week = sum(each.end - each.start for day in counted_on.resolved_week() for each in day)
        return round(lag * week / _WEEK)

    def _calendar(self, key: str) -> Calendar:
        own = worked_on(self.network, self.network.activities[key])
        return calendar_of(self.network, Working(own))

    def _tell_of_several_calendars(self) -> None:
        several = [
            each for each in self.network.activities.values() if _is_shared(self.network, each)
        ]
        if several:
            count, name = len(several), several[0].name or several[0].key
            self.found.remarks.append(
                Remark(
                    f"{count} 项工作的资源日历不同（如「{name}」），这里按工作自己的日历推算。",
                    f"{count} activities are done by resources on different calendars (“{name}”"
                    " among them); here they are reckoned on their own calendar.",
                )
            )

    def _too_many(self, link: Link) -> None:
        self.found.remarks.append(
            Remark(
                f"汇总之间的搭接 {link.before} → {link.after} 展开超过 {MOST_LINKS} 条，没有编入。",
                f"The link of summaries {link.before} → {link.after} would become more than"
                f" {MOST_LINKS} links; it is left out.",
            )
        )
