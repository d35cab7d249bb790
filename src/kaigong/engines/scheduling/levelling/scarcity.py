"""What is scarce in a network, in whole numbers: needs, capacities, and slots to count them in."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, Dates, Layout
from kaigong.engines.scheduling.instants import NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.levelling.errors import NeverEnoughError
from kaigong.engines.scheduling.network import Network

Ints = NDArray[np.int64]

STANDING = (PASSING, PINNED, BEGUN)  # shapes that keep the dates they have
_PARTS = 1000  # a unit is parted no finer
_COUNTED = 10**9  # parts of all units together; beyond, they are counted in thousandths


def scarce(network: Network, layout: Layout) -> tuple[Ints, Ints]:
    """Needs and capacities of what has a capacity, in the parts of a unit that all can be told in.

    Raises:
        NeverEnoughError: somebody asks for more than there is.
    """
    names = list(network.resources)
    there = [_parts(network.resources[name]) for name in names]
    asked = [
        [_parts(network.activities[key].needs.get(name, 0)) for name in names]
        for key in layout.keys
    ]
    common = lcm(*(each.denominator for row in (there, *asked) for each in row))
    if common > _COUNTED:
        common = _PARTS
    for place, key in enumerate(layout.keys):
        if layout.activities.shape[place] in STANDING or not layout.activities.work[place]:
            continue
        for name, need, capacity in zip(names, asked[place], there, strict=True):
            if need > capacity:
                raise NeverEnoughError(
                    activity=key, resource=name, need=float(need), capacity=float(capacity)
                )
    needs = np.array([[-(-each * common // 1) for each in row] for row in asked], dtype=np.int64)
    capacities = np.array([each * common // 1 for each in there], dtype=np.int64)
    return needs.reshape(len(layout.keys), len(names)), capacities


def work_bounds(layout: Layout, dates: Dates, needs: Ints, capacities: Ints) -> list[int]:
    """For each scarce resource, the instant before which its work cannot all be done.

    It does no more than its capacity in every minute that any of its users works, from the first
    early start on.
    """
    activities, worktime = layout.activities, layout.worktime
    works = ~np.isin(activities.shape, STANDING) & (activities.work > 0)
    found = []
    for resource, capacity in enumerate(capacities.tolist()):
        users = np.flatnonzero(works & (needs[:, resource] > 0))
        if not users.size or not capacity:
            continue
        units = sum(map(int.__mul__, needs[users, resource].tolist(), dates.work[users].tolist()))
        start, end = _worked(layout, activities.calendar[users])
        first = int(dates.early_start[users].min())
        start, end = np.maximum(start, first), np.maximum(end, first)
        gone = np.concatenate(([0], np.cumsum(end - start)))
        minutes = -(-units // capacity)
        shift = int(np.searchsorted(gone, minutes)) - 1
        inside = shift < start.size
        found.append(int(start[shift] + minutes - gone[shift]) if inside else worktime.limit)
    return found


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


def slot_of(layout: Layout) -> int:
    """The longest span of minutes that divides all that dates can be made of."""
    activities, links, worktime = layout.activities, layout.links, layout.worktime
    instants = np.concatenate(
        [
            activities.start_floor,
            activities.finish_floor,
            activities.start_cap,
            activities.finish_cap,
            activities.expected_finish,
            links.anchor,
        ]
    )
    instants = instants[(instants > NEVER_BEFORE) & (instants < NEVER_AFTER)]
    ends = worktime.end[worktime.start < worktime.limit]
    every = (instants, activities.work, links.lag, worktime.start, ends, [0])
    return max(1, int(np.gcd.reduce(np.concatenate(every).astype(np.int64))))
