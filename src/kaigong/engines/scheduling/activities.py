"""What stands in a plan: activities, their constraints, and the links between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from kaigong.engines.scheduling.errors import UnreadableSpanError


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
        rests: Where it stands still, if that is known: working minutes done before each rest, and
            of the rest itself, which together are its `interruption`.
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
    rests: tuple[tuple[int, int], ...] = ()

    @property
    def left(self) -> int:
        """Working minutes still to be done: what was told, else all of an unfinished one."""
        if self.remaining is not None:
            return self.remaining
        return 0 if self.finished else self.duration


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


def moment_of(value: datetime | str) -> datetime:
    """A moment from itself or from words such as "2026-03-02 08:00"."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
