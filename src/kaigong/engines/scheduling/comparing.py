"""Our dates beside those a program had stored: how many are work-equal, and which are not.

Two moments are work-equal where no working time of the activity's calendar lies between them:
Friday 17:00 and Monday 08:00 are. Floats are equal within six minutes. What is finished, kept by
hand, or spans others is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import BeyondHorizonError, NeverWorksError
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.schedule import Reckoned, Schedule

FIELDS = ("es", "ef", "ls", "lf", "tf")
_FLOAT_MINUTES = 6


class Stored(Protocol):
    """The dates of one activity as a program stored them; the floats in working minutes."""

    @property
    def early_start(self) -> datetime | None: ...
    @property
    def early_finish(self) -> datetime | None: ...
    @property
    def late_start(self) -> datetime | None: ...
    @property
    def late_finish(self) -> datetime | None: ...
    @property
    def total_float(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored value that ours does not meet; floats in working minutes."""

    key: str
    field: str
    ours: datetime | int
    stored: datetime | int


@dataclass(frozen=True)
class Agreement:
    """How many stored values there are by field, how many of them are ours, and the others."""

    asked: Mapping[str, int]
    met: Mapping[str, int]
    differences: tuple[Difference, ...]

    def share(self, field: str) -> float | None:
        """The share that is met, 0 to 1; none where nothing was stored."""
        return self.met[field] / self.asked[field] if self.asked[field] else None

    @property
    def is_whole(self) -> bool:
        """Whether all that was stored is met."""
        return bool(any(self.asked.values())) and not self.differences


def agreement_of(schedule: Schedule, stored: Mapping[str, Stored]) -> Agreement:
    """Compare a schedule with stored dates, activity by activity.

    Args:
        stored: By key of the activity; those the schedule does not know are left out.
    """
    asked, met = dict.fromkeys(FIELDS, 0), dict.fromkeys(FIELDS, 0)
    differences = []
    for key, dates in stored.items():
        if not _is_asked(schedule, key):
            continue
        for field, ours, theirs, is_met in _fields(schedule, schedule[key], dates):
            asked[field] += 1
            met[field] += is_met
            if not is_met:
                differences.append(Difference(key, field, ours, theirs))
    return Agreement(asked, met, tuple(differences))


def is_of_weeks_alone(network: Network, stored: Mapping[str, Stored]) -> bool:
    """Whether all stored dates come out on the weeks of the calendars, without special days.

    Then the holidays were put into the calendars after the program had reckoned the dates, or the
    dates were moved as they stood: no rule gives them on the calendars of today.
    """
    weeks = network.copy()
    weeks.calendar = _week_alone(network.calendar)
    weeks.calendars = {key: _week_alone(each) for key, each in network.calendars.items()}
    try:
        return agreement_of(weeks.run(), stored).is_whole
    except (NeverWorksError, BeyondHorizonError):  # what is worked on special days alone
        return False


def _week_alone(calendar: Calendar) -> Calendar:
    base = _week_alone(calendar.base) if calendar.base else None
    return replace(calendar, base=base, changes=())


def _is_asked(schedule: Schedule, key: str) -> bool:
    if key not in schedule.number:
        return False
    activity = schedule.network.activities[key]
    return activity.finished is None and not activity.is_manual


def _fields(
    schedule: Schedule, row: Reckoned, dates: Stored
) -> Iterator[tuple[str, datetime | int, datetime | int, bool]]:
    pairs = {
        "es": (row.early.start, dates.early_start),
        "ef": (row.early.finish, dates.early_finish),
        "ls": (row.late.start, dates.late_start),
        "lf": (row.late.finish, dates.late_finish),
    }
    for field, (ours, theirs) in pairs.items():
        if theirs is not None:
            yield field, ours, theirs, schedule.work_between(row.key, ours, theirs) == 0
    if dates.total_float is not None:
        apart = abs(row.total_float - dates.total_float)
        yield "tf", row.total_float, dates.total_float, apart <= _FLOAT_MINUTES
