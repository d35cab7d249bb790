"""How many there are of a resource 资源数量, written into the lines that a file has of it; and
which needs of activities are other than they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from kaigong.engines.scheduling.availability import Availability, availability_of
from kaigong.engines.scheduling.files.resources import ALWAYS
from kaigong.engines.scheduling.network import Activity, Network

Place = TypeVar("Place")  # where a file has a line: its number, an element
Limits = Mapping[str, Availability]
NO_LIMITS: Final[Limits] = {}


@dataclass(frozen=True)
class Line(Generic[Place]):
    """A line that says how many there are from a moment on; without one it has always held."""

    place: Place
    since: datetime | None
    units: float


@dataclass(frozen=True)
class NewLine(Generic[Place]):
    """A line that comes, and the one whose prices go on in it."""

    since: datetime
    units: float
    like: Place | None


@dataclass(frozen=True)
class LineChanges(Generic[Place]):
    """Lines that say another number, and lines that come; none goes, for it may have prices."""

    changed: list[tuple[Place, float]]
    come: list[NewLine[Place]]


def limits_changed(old: Network, new: Network, stated: Limits) -> dict[str, Availability]:
    """What is to be written: what is stated, and what the network has otherwise than the file."""
    others = {
        key: availability_of(units)
        for key, units in new.resources.items()
        if units != old.resources.get(key)
    }
    return others | dict(stated)


def line_changes(
    lines: Iterable[Line[Place]], there: Availability, *, start: datetime
) -> LineChanges[Place]:
    """What must change in lines as P6 has them, so that they say how many there are.

    Of several for one day, as shifts have them, the largest holds; the first holds before its day
    too (`resources.limit_of`).

    Args:
        start: Of the plan: the day of a first line, where there is none.
    """
    by_day: dict[datetime, list[Line[Place]]] = {}
    for line in lines:
        by_day.setdefault(line.since or ALWAYS, []).append(line)
    changed = []
    for since, shifts in by_day.items():
        units, most = there.at(since), max(each.units for each in shifts)
        for each in shifts:
            wanted = units if each.units == most else min(units, each.units)
            if wanted != each.units:
                changed.append((each.place, wanted))
    days = sorted(by_day)
    first_step = there.steps[0][0] if there.steps else None
    come = []
    if not days or (first_step and days[0] >= first_step):
        since = start.replace(hour=0, minute=0)
        if first_step:
            since = min(since, first_step - timedelta(days=1))
        come.append(NewLine(since, there.units, by_day[days[0]][0].place if days else None))
    for since, units in there.steps:
        if since not in by_day:
            before = [day for day in days if day < since] or days[:1]
            come.append(NewLine(since, units, by_day[before[-1]][0].place if before else None))
    return LineChanges(changed, come)


def units_text(units: float) -> str:
    """Units as they are written: none of the digits that a sum leaves behind."""
    return f"{units:.10g}"


def changed_needs(
    old: Network, new: Network
) -> Iterator[tuple[Activity, str, float | None, float | None]]:
    """Activities that need more or less of a resource: units now and before, none if not at all."""
    for key, activity in new.activities.items():
        known = old.activities.get(key)
        before = known.needs if known else {}
        for resource in {**before, **activity.needs}:
            units, was = activity.needs.get(resource), before.get(resource)
            if units != was:
                yield activity, resource, units, was
