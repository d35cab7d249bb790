"""Loads 资源负荷: how much of a scarce resource is asked for at once, and where that is too much.

An activity takes what it needs while its calendar works, as in levelling: a winter stop lends the
crane to others. What is done takes nothing any more. How much there is may change by date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import PASSING
from kaigong.engines.scheduling.availability import (
    Availability,
    Units,
    availability_of,
    in_steps,
)
from kaigong.engines.scheduling.schedule import Schedule
from kaigong.engines.scheduling.worktime import Worktime

Ints = NDArray[np.int64]
_EPSILON = 1e-6  # of a unit; sums of shares are not exact


@dataclass(frozen=True)
class SpanLoad:
    """What is asked of a resource from one moment until another.

    Attributes:
        peak: The most units that are asked for at once.
        missing: The most units that are ever not there; 0 where there is enough.
        keys: The activities that work while too much is asked for, in the order of the network.
    """

    start: datetime
    end: datetime
    peak: float
    missing: float
    keys: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Load:
    """The load of one resource over time.

    Attributes:
        there: Units there are.
        users: Keys of the activities that ask for it and are not done, in the network's order.
        bounds: Instants between which all stays alike, shape (steps + 1,).
        units: What is asked for between them, shape (steps,).
        lacking: What of it is not there, shape (steps,); below zero something is left.
        spans: When each user works, by key: starts and ends of its shifts.
        needs: How many units each user takes, by key.
    """

    resource: str
    there: Availability
    users: tuple[str, ...]
    bounds: Ints
    units: NDArray[np.float64]
    lacking: NDArray[np.float64]
    spans: Mapping[str, tuple[Ints, Ints]]
    needs: Mapping[str, float]
    worktime: Worktime

    @property
    def peak(self) -> float:
        """The most units that are ever asked for at once."""
        return float(self.units.max(initial=0.0))

    @property
    def is_enough(self) -> bool:
        return not (self.lacking > _EPSILON).any()

    @property
    def until(self) -> datetime | None:
        """When the last user is done; none where nobody asks for it."""
        return self.worktime.moment(int(self.bounds[-1])) if self.bounds.size else None

    def between(self, edges: Sequence[datetime]) -> list[SpanLoad]:
        """The load of the spans between moments.

        Args:
            edges: In order; of n of them there are n - 1 spans.
        """
        at = [self.worktime.instant(edge) for edge in edges]
        found = []
        for number, (start, end) in enumerate(pairwise(at)):
            first = max(0, int(np.searchsorted(self.bounds, start, side="right")) - 1)
            last = int(np.searchsorted(self.bounds[:-1], end, side="left"))
            if self.bounds.size and self.bounds[-1] <= start:
                last = first
            lacking = self.lacking[first:last]
            peak = float(self.units[first:last].max(initial=0.0))
            missing = float(lacking.max(initial=0.0))
            keys: tuple[str, ...] = ()
            if missing > _EPSILON:
                over = first + np.flatnonzero(lacking > _EPSILON)
                keys = self._working(self.bounds[over], self.bounds[over + 1])
            missing = missing if keys else 0.0
            found.append(SpanLoad(edges[number], edges[number + 1], peak, missing, keys))
        return found

    def taken(self) -> Availability:
        """What is asked for over time, as steps by moment."""
        moments = map(self.worktime.moment, self.bounds.tolist())
        units = [*np.round(self.units, 6).tolist(), 0.0]  # sums of shares are not exact
        return in_steps(0.0, zip(moments, units, strict=False))

    def _working(self, starts: Ints, ends: Ints) -> tuple[str, ...]:
        """Who works in some of the steps; a shift holds a step whole, or not at all."""
        found = []
        for key, (begins, finishes) in self.spans.items():
            shift = np.searchsorted(begins, starts, side="right") - 1
            if ((shift >= 0) & (finishes[np.maximum(shift, 0)] >= ends)).any():
                found.append(key)
        return tuple(found)


def loads_of(
    schedule: Schedule,
    *,
    starts: Mapping[str, datetime] | None = None,
    finishes: Mapping[str, datetime] | None = None,
    resources: Mapping[str, Units] | None = None,
) -> dict[str, Load]:
    """The load of every resource that has a capacity, from the data date on.

    Args:
        starts, finishes: When each activity works, by key, such as those of a levelled schedule;
            None takes the early dates.
        resources: Units there are of each, also by date; None takes the network's own.
    """
    network = schedule.network
    there = network.resources if resources is None else resources
    worktime = schedule.layout.worktime
    since = worktime.instant(network.data_date or network.start)
    working: dict[str, dict[str, tuple[Ints, Ints]]] = {name: {} for name in there}
    for number, key in enumerate(schedule.layout.keys):
        asked = [name for name, need in network.activities[key].needs.items() if need > 0]
        if schedule.layout.activities.shape[number] == PASSING or not working.keys() & set(asked):
            continue
        start = schedule[key].early.start if starts is None else starts[key]
        finish = schedule[key].early.finish if finishes is None else finishes[key]
        shifts = _shifts(
            worktime,
            int(schedule.layout.activities.calendar[number]),
            max(since, worktime.instant(start)),
            worktime.instant(finish),
        )
        if shifts[0].size:
            for name in asked:
                if name in working:
                    working[name][key] = shifts
    return {
        name: _load(
            name,
            availability_of(there[name]),
            spans,
            {key: float(network.activities[key].needs[name]) for key in spans},
            worktime,
        )
        for name, spans in working.items()
    }


def _shifts(worktime: Worktime, calendar: int, start: int, finish: int) -> tuple[Ints, Ints]:
    """Starts and ends of a calendar's shifts from one instant to another."""
    rows = slice(int(worktime.first[calendar]), int(worktime.first[calendar + 1]) - 1)
    starts, ends = worktime.start[rows], worktime.end[rows]
    first = int(np.searchsorted(ends, start, side="right"))
    last = int(np.searchsorted(starts, finish, side="left"))
    if last <= first:
        none = np.zeros(0, dtype=np.int64)
        return none, none
    return np.maximum(starts[first:last], start), np.minimum(ends[first:last], finish)


def joined_load(loads: Mapping[str, Load], there: Units) -> Load:
    """The load of a resource that several networks share.

    Args:
        loads: Of each network; its activities are called by its name in front of their key.
        there: Units there are for all of them.
    """
    asked = {whose: load for whose, load in loads.items() if load.users}
    if not asked:
        return _load("", availability_of(there), {}, {}, next(iter(loads.values())).worktime)
    worktime = max((load.worktime for load in asked.values()), key=lambda each: each.origin)
    needs, spans = {}, {}
    for whose, load in asked.items():
        apart = worktime.instant(load.worktime.origin)
        for key, (starts, ends) in load.spans.items():
            needs[f"{whose}{key}"] = load.needs[key]
            spans[f"{whose}{key}"] = starts + apart, ends + apart
    return _load(load.resource, availability_of(there), spans, needs, worktime)


def _load(
    name: str,
    there: Availability,
    spans: Mapping[str, tuple[Ints, Ints]],
    needs: Mapping[str, float],
    worktime: Worktime,
) -> Load:
    changes = [
        (np.concatenate(shifts), np.repeat((needs[key], -needs[key]), shifts[0].size))
        for key, shifts in spans.items()
    ]
    if not changes:
        none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Load(name, there, (), none, nothing, nothing, {}, {}, worktime)
    instants = np.concatenate([at for at, _ in changes])
    steps = np.concatenate([step for _, step in changes])
    since = np.array([worktime.instant(at) for at, _ in there.steps], dtype=np.int64)
    within = since[(since > instants.min()) & (since < instants.max())]
    instants, steps = np.append(instants, within), np.append(steps, np.zeros(within.size))
    bounds, place = np.unique(instants, return_inverse=True)
    changed = np.bincount(place, weights=steps, minlength=bounds.size).astype(np.float64)
    units = np.cumsum(changed)[:-1]
    stated = np.array([there.units, *(each for _, each in there.steps)])
    lacking = units - stated[np.searchsorted(since, bounds[:-1], side="right")]
    return Load(name, there, tuple(spans), bounds, units, lacking, spans, needs, worktime)
