"""A plan as a network 网络计划: activities, the links between them, and what was promised.

This is what readers of files make, what people build in a notebook, and what `plan` keeps.
Reckoning is done elsewhere, on arrays made of it. Moments are local, without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import (
    TwiceTheSameActivityError,
    UnknownActivityError,
    UnknownCalendarError,
    UnreadableSpanError,
)
from kaigong.engines.scheduling.rules import PLAIN, Rules

if TYPE_CHECKING:
    from kaigong.engines.scheduling.schedule import Schedule


class ActivityKind(Enum):
    TASK = "task"
    START_MILESTONE = "start milestone"
    FINISH_MILESTONE = "finish milestone"
    LEVEL_OF_EFFORT = "level of effort"  # spans its links, drives nothing
    SUMMARY = "summary"  # spans what lies below it in the WBS
    RESOURCE_DEPENDENT = "resource dependent"  # works on its resources' calendars (P6)


class LinkKind(Enum):
    """From which end of the activity before, to which end of the one after."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class ConstraintKind(Enum):
    START_NO_EARLIER = "SNET"
    START_NO_LATER = "SNLT"
    FINISH_NO_EARLIER = "FNET"
    FINISH_NO_LATER = "FNLT"
    START_ON = "SO"
    FINISH_ON = "FO"
    MANDATORY_START = "MS"  # breaks the links on both sides
    MANDATORY_FINISH = "MF"
    AS_LATE_AS_POSSIBLE = "ALAP"


@dataclass(frozen=True, slots=True)
class Constraint:
    kind: ConstraintKind
    on: datetime | None = None  # only ALAP has none


@dataclass(frozen=True, slots=True)
class Activity:
    """One piece of work 工作.

    Args:
        key: Its code, unique in the network.
        duration: Planned working minutes on its calendar.
        calendar: Key of one of the network's calendars, or ALL_HOURS for an elapsed duration; None
            is the network's own.
        trade: What it belongs to: land, permit, funding, design, works, utilities, commissioning.
        wbs: The summary it lies below: path of keys, parted by "/".
        deadline: Caps the late finish and moves nothing (MS Project).
        committed: The moment its finish was promised for 承诺.
        started, finished: What happened.
        remaining: Working minutes left of a started activity; None is duration less progress.
        resumes: When a suspended activity goes on at the earliest.
        interruption: Working minutes it stands still between its parts (splits of MS Project).
        expected_finish: The finish its doers expect; resets what remains (P6).
        external_start: Early start that links from projects not at hand ask for (P6).
        external_finish: Late finish that links to projects not at hand allow (P6).
        is_manual: Keeps `manual_start` and `manual_finish` whatever its links say (MS Project).
        is_active: Whether it counts at all; an inactive one drives nothing (MS Project).
        ignores_resource_calendars: Works on its own calendar though resources are assigned to it
            (MS Project).
        needs: Units of each renewable resource while it runs.
    """

    key: str
    name: str = ""
    duration: int = 0
    calendar: str | None = None
    kind: ActivityKind = ActivityKind.TASK
    trade: str = ""
    wbs: str = ""
    constraint: Constraint | None = None
    second_constraint: Constraint | None = None
    deadline: datetime | None = None
    committed: datetime | None = None
    started: datetime | None = None
    finished: datetime | None = None
    remaining: int | None = None
    resumes: datetime | None = None
    interruption: int = 0
    expected_finish: datetime | None = None
    is_manual: bool = False
    manual_start: datetime | None = None
    manual_finish: datetime | None = None
    external_start: datetime | None = None
    external_finish: datetime | None = None
    is_active: bool = True
    ignores_resource_calendars: bool = False
    needs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """One activity waits for another 搭接关系.

    Args:
        lag: Working minutes between the two ends; negative is a lead.
        lag_share: Instead of `lag`, a share of the duration of the activity before (MS Project).
        lag_calendar: Key of the calendar the lag counts in, or ALL_HOURS; None follows the rules.
    """

    before: str
    after: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0
    lag_share: float | None = None
    lag_calendar: str | None = None


#: Stands for day and night where the key of a calendar is asked for.
ALL_HOURS = "24h"


class Network:
    """Activities and links being put together; `run` and the like reckon with what stands in it.

    Args:
        start: The project's start: nothing is placed before it.
        data_date: The day of the report 数据日期: what is not done yet is placed after it.
        must_finish_by: Caps every late finish (P6's project must finish by).
        finish: Where the rules schedule from the finish: the moment to be done by.
        calendar: What works where nothing else is said.
        calendars: Further calendars by key.
        rules: How the network is read.
    """

    def __init__(
        self,
        *,
        start: datetime | str,
        data_date: datetime | str | None = None,
        must_finish_by: datetime | str | None = None,
        finish: datetime | str | None = None,
        calendar: Calendar | None = None,
        calendars: Mapping[str, Calendar] | None = None,
        rules: Rules = PLAIN,
        name: str = "",
    ) -> None:
        self.name = name
        self.start = _moment(start)
        self.data_date = _moment(data_date) if data_date else None
        self.must_finish_by = _moment(must_finish_by) if must_finish_by else None
        self.finish = _moment(finish) if finish else None
        self.calendar = calendar or Calendar.weekly("Mon-Fri 8-12 13-17")
        self.calendars: dict[str, Calendar] = dict(calendars or {})
        self.rules = rules
        self.activities: dict[str, Activity] = {}
        self.links: list[Link] = []
        self.wbs_names: dict[str, str] = {}
        self.resources: dict[str, float] = {}
        self.resource_calendars: dict[str, str] = {}  # keys of calendars, by resource

    # --- putting together ------------------------------------------------------------------

    def add(self, activity: Activity) -> Activity:
        """Put a finished description of an activity in.

        Raises:
            TwiceTheSameActivityError, UnknownCalendarError.
        """
        if activity.key in self.activities:
            raise TwiceTheSameActivityError(key=activity.key)
        if activity.calendar not in (None, ALL_HOURS, *self.calendars):
            raise UnknownCalendarError(key=activity.key, calendar=activity.calendar)
        self.activities[activity.key] = activity
        return activity

    def change(self, key: str, **changes: object) -> Activity:
        """Replace fields of an activity.

        Raises:
            UnknownActivityError: no activity has this key.
        """
        self.activities[key] = replace(self.activity(key), **changes)  # type: ignore[arg-type]
        return self.activities[key]

    def link(self, link: Link) -> Link:
        """Put a link in; its activities may still follow.

        Whether both are there is asked when the network is reckoned.
        """
        self.links.append(link)
        return link

    def activity(self, key: str) -> Activity:
        """The activity of a key.

        Raises:
            UnknownActivityError: no activity has this key.
        """
        try:
            return self.activities[key]
        except KeyError:
            raise UnknownActivityError(key=key) from None

    def calendar_of(self, activity: Activity) -> Calendar:
        """The calendar an activity works on."""
        if activity.calendar is None:
            return self.calendar
        return self.calendars.get(activity.calendar) or Calendar.all_hours()

    def copy(self) -> Network:
        """A network of its own that begins as this one is."""
        twin = Network.__new__(Network)
        twin.__dict__.update(self.__dict__)
        for name in ("calendars", "activities", "wbs_names", "resources", "resource_calendars"):
            setattr(twin, name, dict(getattr(self, name)))
        twin.links = list(self.links)
        return twin

    def run(self) -> Schedule:
        """Reckon all dates by the rules.

        Raises:
            LoopError, UnknownActivityError, UnknownCalendarError: the network is not sound.
            NeverWorksError, BeyondHorizonError: an activity cannot be placed.
        """
        from kaigong.engines.scheduling.schedule import schedule_of

        return schedule_of(self)

    def minutes(self, span: str | int, *, calendar: Calendar | None = None) -> int:
        """Working minutes of a length such as "40d", "12h", "30min", "-2d".

        Raises:
            UnreadableSpanError: the text is no length.
        """
        return minutes_of(span, per_day=(calendar or self.calendar).minutes_per_day)


_SPAN = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(w|d|h|min)\s*")


def minutes_of(span: str | int, *, per_day: int) -> int:
    """Working minutes of a length; a week has five days.

    Raises:
        UnreadableSpanError: the text is no length.
    """
    if isinstance(span, int):
        return span
    found = _SPAN.fullmatch(span)
    if not found:
        raise UnreadableSpanError(text=span)
    unit = {"w": 5 * per_day, "d": per_day, "h": 60, "min": 1}[found[2]]
    return round(float(found[1]) * unit)


def successors_of(links: Iterable[Link]) -> dict[str, list[str]]:
    """Which activities follow each one, in the order of the links."""
    after: dict[str, list[str]] = {}
    for link in links:
        after.setdefault(link.before, []).append(link.after)
    return after


def _moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
