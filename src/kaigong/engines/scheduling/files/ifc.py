"""A plan as an IFC 4.3 work schedule, to lie beside a building model.

Source: buildingSMART, *IFC 4.3.2 (ISO 16739-1:2024)*: IfcWorkSchedule, IfcTask, IfcTaskTime,
IfcRelSequence, IfcWorkCalendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from kaigong.engines.scheduling.calendars import Calendar, Shifts
from kaigong.engines.scheduling.files.days import YEARS_AHEAD, spans, week_and_special_days
from kaigong.engines.scheduling.files.lost import LostField, lost_fields
from kaigong.engines.scheduling.files.outline import nodes_of, own_path, summaries_of
from kaigong.engines.scheduling.files.paths import above, last_name
from kaigong.engines.scheduling.files.projects import StoredDates
from kaigong.engines.scheduling.files.step import (
    NOTHING,
    Step,
    global_id,
    listed,
    moment,
    span,
    text,
    truth,
)
from kaigong.engines.scheduling.network import (
    ALL_HOURS,
    Activity,
    ActivityKind,
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.rules import PLAIN

_SEQUENCES: Final = {
    LinkKind.FS: ".FINISH_START.",
    LinkKind.SS: ".START_START.",
    LinkKind.FF: ".FINISH_FINISH.",
    LinkKind.SF: ".START_FINISH.",
}
_TRADES: Final = {
    "works": ".CONSTRUCTION.",
    "utilities": ".INSTALLATION.",
    "commissioning": ".STARTUP.",
}
_MILESTONES: Final = (ActivityKind.START_MILESTONE, ActivityKind.FINISH_MILESTONE)
_NO_DATES: Final = StoredDates()


def written_ifc(
    network: Network, stored: Mapping[str, StoredDates], *, at: datetime | None = None
) -> bytes:
    """The work schedule as STEP text.

    Tasks lie below each other as in the WBS; each names its key, its dates and its calendar. The
    same plan gives the same bytes.

    Args:
        stored: Dates that were reckoned, by key; without them tasks have durations only.
        at: When it was made; the data date otherwise.

    Raises:
        UnknownActivityError: a link to an activity that is not in the network.
    """
    return _Writing(network, stored, at or network.data_date or network.start).content()


def lost_in_ifc(network: Network) -> tuple[LostField, ...]:
    """What IFC has no place for: constraints, options, resources, promises."""
    carried = network.copy()
    carried.rules = PLAIN
    carried.must_finish_by = carried.finish = None
    carried.resources, carried.resource_calendars = {}, {}
    for key, activity in network.activities.items():
        kind = ActivityKind.TASK
        if activity.kind in _MILESTONES:
            kind = ActivityKind.FINISH_MILESTONE
        elif activity.kind is ActivityKind.SUMMARY:
            kind = activity.kind
        carried.activities[key] = Activity(
            key,
            activity.name,
            activity.duration,
            activity.calendar,
            kind,
            activity.trade if activity.trade in _TRADES else "",
            activity.wbs,
            started=activity.started,
            finished=activity.finished,
            remaining=activity.remaining,
        )
    carried.links = [
        replace(link, lag_calendar=link.lag_calendar if link.lag_calendar == ALL_HOURS else None)
        for link in network.links
    ]
    return lost_fields(network, carried)


class _Writing:
    def __init__(self, network: Network, stored: Mapping[str, StoredDates], at: datetime) -> None:
        self.network, self.stored, self.at = network, stored, at
        self.step = Step("IFC4X3_ADD2")
        self.tasks: dict[str, str] = {}  # references by key
        self.nodes: dict[str, str] = {}  # references by path: nodes and summaries

    def content(self) -> bytes:
        network = self.network
        project = self._rooted("IFCPROJECT", "project", text(network.name), *[NOTHING] * 6)
        schedule = self._schedule()
        self._rooted("IFCRELDECLARES", "declares", NOTHING, NOTHING, project, f"({schedule})")
        for key, activity in network.activities.items():
            self.tasks[key] = self._task(activity)
        self.nodes |= {path: self.tasks[key] for path, key in summaries_of(network).items()}
        for path in nodes_of(network):
            name = network.wbs_names.get(path) or last_name(path)
            self.nodes[path] = self._node(path, name)
        self._below(schedule)
        self._calendars()
        for number, link in enumerate(network.links):
            self._link(link, number)
        return self.step.content(name=network.name, at=self.at)

    def _rooted(self, entity: str, *words_and_values: str) -> str:
        """An entity with an id of its own: the first word says which, no owner follows."""
        word, *values = words_and_values
        return self.step.add(entity, global_id([self.network.name, entity, word]), NOTHING, *values)

    def _schedule(self) -> str:
        ends = [dates.finish for dates in self.stored.values() if dates.finish]
        return self._rooted(
            "IFCWORKSCHEDULE",
            "schedule",
            text(self.network.name),
            *[NOTHING] * 3,
            moment(self.at),
            *[NOTHING] * 4,
            moment(self.network.start),
            moment(max(ends, default=None)),
            ".PLANNED.",
        )

    # --- tasks ------------------------------------------------------------------------------

    def _task(self, activity: Activity) -> str:
        status = "NOTSTARTED"
        if activity.started or activity.finished:
            status = "COMPLETED" if activity.finished else "STARTED"
        return self._rooted(
            "IFCTASK",
            activity.key,
            text(activity.name),
            *[NOTHING] * 2,
            text(activity.key),
            NOTHING,
            text(status),
            NOTHING,
            truth(activity.kind in _MILESTONES),
            NOTHING,
            self._time(activity),
            _TRADES.get(activity.trade, ".NOTDEFINED."),
        )

    def _time(self, activity: Activity) -> str:
        dates = self.stored.get(activity.key, _NO_DATES)
        remaining = activity.left
        worked = activity.duration - remaining if activity.started else 0
        share = worked / activity.duration if activity.duration else 0
        return self.step.add(
            "IFCTASKTIME",
            *[NOTHING] * 3,
            ".ELAPSEDTIME." if activity.calendar == ALL_HOURS else ".WORKTIME.",
            span(activity.duration),
            moment(dates.start),
            moment(dates.finish),
            moment(dates.early_start),
            moment(dates.early_finish),
            moment(dates.late_start),
            moment(dates.late_finish),
            span(dates.free_float),
            span(dates.total_float),
            truth(dates.is_critical),
            moment(self.network.data_date),
            NOTHING,
            moment(activity.started),
            moment(activity.finished),
            span(remaining),
            f"{min(share, 1):.6f}" if share > 0 else NOTHING,
        )

    def _node(self, path: str, name: str) -> str:
        return self._rooted(
            "IFCTASK",
            f"wbs:{path}",
            text(name),
            *[NOTHING] * 2,
            text(path),
            *[NOTHING] * 3,
            ".F.",
            *[NOTHING] * 2,
            ".NOTDEFINED.",
        )

    def _below(self, schedule: str) -> None:
        """Nest tasks in their nodes, and give those at the top to the schedule."""
        below: dict[str, list[str]] = {}
        own = {own_path(self.network, key): key for key in self.network.activities}
        for path in nodes_of(self.network):
            below.setdefault(above(path), []).append(self.nodes[path])
        for key, activity in self.network.activities.items():
            below.setdefault(activity.wbs, []).append(self.tasks[key])
        for path, children in below.items():
            if path:
                parent = self.nodes[path]
                word = own.get(path, path)
                self._rooted("IFCRELNESTS", word, *[NOTHING] * 2, parent, listed(children))
        self._assign("schedule", below.get("", []), schedule)

    def _assign(self, word: str, tasks: list[str], control: str) -> None:
        if tasks:
            values = (NOTHING, NOTHING, listed(tasks), NOTHING, control)
            self._rooted("IFCRELASSIGNSTOCONTROL", word, *values)

    # --- calendars and links ------------------------------------------------------------------

    def _calendars(self) -> None:
        users: dict[str, list[str]] = {}
        for key, activity in self.network.activities.items():
            users.setdefault(activity.calendar or "", []).append(self.tasks[key])
        for key, tasks in users.items():
            calendar = self.network.calendars[key] if key else self.network.calendar
            self._assign(f"calendar:{key}", tasks, self._calendar(key, calendar))

    def _calendar(self, key: str, calendar: Calendar) -> str:
        years = range(self.network.start.year - 1, self.network.start.year + YEARS_AHEAD + 1)
        week, days = week_and_special_days(calendar, years)
        alike: dict[Shifts, list[int]] = {}
        for weekday, shifts in enumerate(week, 1):
            if shifts:
                alike.setdefault(shifts, []).append(weekday)
        times = [
            self._work_time("WEEKLY", shifts, on, NOTHING, NOTHING) for shifts, on in alike.items()
        ]
        apart = [
            self._work_time("DAILY", each.shifts, [], f"'{each.first}'", f"'{each.last}'")
            for each in spans(days)
        ]
        name = key or calendar.name or self.network.name
        return self._rooted(
            "IFCWORKCALENDAR",
            f"calendar:{key}",
            text(name),
            *[NOTHING] * 2,
            text(name),
            listed(times) if times else NOTHING,
            listed(apart) if apart else NOTHING,
            ".NOTDEFINED.",
        )

    def _work_time(
        self, recurrence: str, shifts: Shifts, weekdays: list[int], first: str, last: str
    ) -> str:
        """Hours of some weekdays, or of a span of days; a span without hours is free."""
        pattern = NOTHING
        if shifts:
            periods = [
                self.step.add("IFCTIMEPERIOD", _clock(shift.start), _clock(shift.end))
                for shift in shifts
            ]
            on = listed(map(str, weekdays)) if weekdays else NOTHING
            pattern = self.step.add(
                "IFCRECURRENCEPATTERN",
                f".{recurrence}.",
                NOTHING,
                on,
                *[NOTHING] * 4,
                listed(periods),
            )
        return self.step.add("IFCWORKTIME", *[NOTHING] * 3, pattern, first, last)

    def _link(self, link: Link, number: int) -> None:
        before = self.tasks[self.network.activity(link.before).key]
        after = self.tasks[self.network.activity(link.after).key]
        word = f"{number}:{link.before}:{link.after}"
        kind = _SEQUENCES[link.kind]
        values = (NOTHING, NOTHING, before, after, self._lag(link), kind, NOTHING)
        self._rooted("IFCRELSEQUENCE", word, *values)

    def _lag(self, link: Link) -> str:
        if link.lag_share is not None:
            lag = f"IFCRATIOMEASURE({link.lag_share:.6f})"
        elif link.lag:
            lag = f"IFCDURATION({span(link.lag)})"
        else:
            return NOTHING
        counted = ".ELAPSEDTIME." if link.lag_calendar == ALL_HOURS else ".WORKTIME."
        return self.step.add("IFCLAGTIME", *[NOTHING] * 3, lag, counted)


def _clock(minutes: int) -> str:
    return f"'{minutes // 60:02}:{minutes % 60:02}:00'"
