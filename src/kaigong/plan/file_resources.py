"""Resources of a scheduler's file as a plan would have them: how many, and who needs how much.

A plan counts in hundredths. What has more decimals is cut, needs and numbers alike, so that what
fits in the file fits in the plan.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kaigong.engines.scheduling import ActivityKind, Availability
from kaigong.engines.scheduling.files import FileProject, FileResource
from kaigong.plan.file_rows import FileRows
from kaigong.plan.later_numbers import MOST_STEPS, Later
from kaigong.plan.resources import MOST_UNITS, Resource, plain_name

Needs = dict[str, dict[str, float]]


@dataclass(frozen=True)
class FileScarce:
    """What can be scarce in a project of a file, by the file's keys.

    Attributes:
        told: As the file tells it; `resources` as a plan would keep it, without keys of its own.
        needs: Units by key of the activity in the plan, then by resource.
        used: How many activities each is assigned to.
        cut: Those of which a need has more decimals than a plan keeps.
        later_left: How many later numbers do not fit in a plan and stay in the file.
    """

    told: Mapping[str, FileResource] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    needs: Needs = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)
    cut: frozenset[str] = frozenset()
    later_left: Mapping[str, int] = field(default_factory=dict)


def scarce_of(project: FileProject, read: FileRows) -> FileScarce:
    """What can be scarce in a project of a file; `read` are its rows."""
    needs: Needs = {}
    used: Counter[str] = Counter()
    cut: set[str] = set()
    for row, source in read.sources.items():
        activity = project.network.activities[source]
        if activity.kind is ActivityKind.SUMMARY:
            continue  # a plan has needs where the work is
        asked = {key: units for key, units in activity.needs.items() if key in project.resources}
        used.update(asked.keys())
        needs[row] = {key: in_hundredths(units) for key, units in asked.items() if units > 0}
        cut.update(key for key, units in needs[row].items() if abs(units - asked[key]) > 1e-6)
    start = project.network.start
    return FileScarce(
        project.resources,
        {key: resource_of(each, start) for key, each in project.resources.items()},
        needs,
        used,
        frozenset(cut),
        {
            key: left
            for key, each in project.resources.items()
            if (left := len(_from(each.there, start)[1]) - MOST_STEPS) > 0
        },
    )


def in_hundredths(units: float) -> float:
    """Units as a plan keeps them; of what is more than nothing something is left."""
    found = math.floor(units * 100 + 1e-6) / 100
    return min(float(MOST_UNITS), max(found, 0.01) if units > 0 else 0.0)


def resource_of(told: FileResource, start: datetime) -> Resource:
    """A resource as a plan would keep it that begins then."""
    there, later = _from(told.there, start)
    return Resource(
        "",
        plain_name(told.name),
        there=there,
        later=later[:MOST_STEPS],
        is_assumed=not told.is_stated,
    )


def _from(there: Availability, start: datetime) -> tuple[float, Later]:
    """How many there are at a plan's start, and from which days on other numbers."""
    by_day = {
        moment.date(): in_hundredths(units) for moment, units in there.steps if moment > start
    }
    first = before = in_hundredths(there.at(start))
    later = []
    for day, units in by_day.items():
        if units != before:
            later.append((day, units))
        before = units
    return first, tuple(later)
