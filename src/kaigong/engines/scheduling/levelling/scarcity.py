"""What is scarce in a network, in whole numbers: needs and what there is by date."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, Dates, Layout
from kaigong.engines.scheduling.availability import Availability, availability_of
from kaigong.engines.scheduling.levelling.errors import NeverEnoughError
from kaigong.engines.scheduling.network import Network

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STANDING = (PASSING, PINNED, BEGUN)  # shapes that keep the dates they have
_PARTS = 1000  # a unit is parted no finer
_COUNTED = 10**9  # parts of all units together; beyond, they are counted in thousandths


class Scarcity(NamedTuple):
    """What is asked for and what there is, in the parts of a unit that all can be told in.

    Attributes:
        needs: Shape (activities, resources).
        most: The most there is from the floor of the network on, shape (resources,).
        since, there: For each resource the instants from which on there is so much; the first is 0.
            Before the floor there is the most: nothing is placed there, and only by how much an
            activity would have to lie there is counted.
    """

    needs: Ints
    most: Ints
    since: Sequence[Ints]
    there: Sequence[Ints]


def runs(network: Network, layout: Layout) -> Bools:
    """What has begun, is not done, and may not be interrupted; shape (activities,)."""
    begun = [network.activities[key].started is not None for key in layout.keys]
    return np.array(begun, dtype=np.bool_) & ~np.isin(layout.activities.shape, STANDING)


def scarce(network: Network, layout: Layout) -> Scarcity:
    """Needs and availability of all that has a number.

    Raises:
        NeverEnoughError: somebody who has not begun asks for more than there ever is.
    """
    names = list(network.resources)
    stated = [_from_floor(availability_of(network.resources[name]), layout) for name in names]
    there = [[_parts(units) for _, units in steps] for steps in stated]
    asked = [
        [_parts(network.activities[key].needs.get(name, 0)) for name in names]
        for key in layout.keys
    ]
    common = lcm(*(each.denominator for row in (*there, *asked) for each in row))
    if common > _COUNTED:
        common = _PARTS
    keeps = np.isin(layout.activities.shape, STANDING) | runs(network, layout)
    for place, key in enumerate(layout.keys):
        if keeps[place] or not layout.activities.work[place]:
            continue
        for name, need, units in zip(names, asked[place], there, strict=True):
            if need > max(units):
                raise NeverEnoughError(
                    activity=key, resource=name, need=float(need), capacity=float(max(units))
                )
    needs = np.array([[-(-each * common // 1) for each in row] for row in asked], dtype=np.int64)
    counted = [np.array([each * common // 1 for each in row], dtype=np.int64) for row in there]
    most = np.array([row.max() for row in counted], dtype=np.int64)
    since = []
    for place, steps in enumerate(stated):
        at = [0, *(instant for instant, _ in steps)]
        since.append(np.array(at, dtype=np.int64))
        counted[place] = np.concatenate((most[place : place + 1], counted[place]))
    return Scarcity(needs.reshape(len(layout.keys), len(names)), most, since, counted)


def _from_floor(units: Availability, layout: Layout) -> list[tuple[int, float]]:
    """Instants and units from the floor on; changes behind the tables are never seen."""
    worktime = layout.worktime
    floor = worktime.moment(layout.floor)
    later = [(worktime.instant(at), each) for at, each in units.steps if at > floor]
    return [(layout.floor, units.at(floor)), *(step for step in later if step[0] < worktime.limit)]


def work_bounds(layout: Layout, dates: Dates, scarcity: Scarcity, moves: Bools) -> list[int]:
    """For each scarce resource, the instant before which its work cannot all be done.

    No more is done than there is in every minute that any of its users works, from the first
    early start on.

    Args:
        moves: Whose dates are not given, shape (activities,); of the others nothing is counted.
    """
    activities, worktime = layout.activities, layout.worktime
    works = moves & (activities.work > 0)
    found = []
    for resource in range(scarcity.most.size):
        users = np.flatnonzero(works & (scarcity.needs[:, resource] > 0))
        if not users.size or not scarcity.most[resource]:
            continue
        asked = scarcity.needs[users, resource].tolist()
        units = sum(map(int.__mul__, asked, dates.work[users].tolist()))
        start, end = _worked(layout, activities.calendar[users])
        first = int(dates.early_start[users].min())
        start, end = np.maximum(start, first)[end > first], end[end > first]
        if not start.size:
            continue
        start, end, there = _parted(start, end, scarcity.since[resource], scarcity.there[resource])
        done = np.concatenate(([0], np.cumsum((end - start) * there)))
        span = int(np.searchsorted(done, units)) - 1
        if span >= start.size:
            found.append(worktime.limit)
        else:
            found.append(int(start[span] - (done[span] - units) // there[span]))
    return found


def _parted(start: Ints, end: Ints, since: Ints, there: Ints) -> tuple[Ints, Ints, Ints]:
    """Spans of work parted where it changes how much there is, and what there is in each."""
    begin = np.unique(np.concatenate((start, since[since > start[0]])))
    span = np.searchsorted(start, begin, side="right") - 1
    finish = np.minimum(end[span], np.append(begin[1:], end[-1]))
    units = there[np.searchsorted(since, begin, side="right") - 1]
    worked = begin < finish
    return begin[worked], finish[worked], units[worked]


def _worked(layout: Layout, calendars: NDArray[np.int32]) -> tuple[Ints, Ints]:
    """Starts and ends of the spans in which some calendar works, in order, apart."""
    worktime = layout.worktime
    rows = [
        np.arange(worktime.first[number], worktime.first[number + 1] - 1)
        for number in sorted(set(calendars.tolist()))
    ]
    shifts = np.concatenate(rows)
    by_start = shifts[np.argsort(worktime.start[shifts], kind="stable")]
    start, end = worktime.start[by_start], np.maximum.accumulate(worktime.end[by_start])
    start = np.maximum(start, np.concatenate(([0], end[:-1])))  # what was counted is not again
    worked = start < end
    return start[worked], end[worked]


def _parts(units: float) -> Fraction:
    return Fraction(units).limit_denominator(_PARTS)
