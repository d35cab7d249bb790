"""The passes of `kernels_on_calendars` in NumPy, one vector of all scenarios at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, START_POINT, TASK
from kaigong.engines.scheduling.instants import DAY_AND_NIGHT, NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.risk.plain import Scenarios, lengths
from kaigong.engines.scheduling.risk.sites import INSTANT, Sites
from kaigong.engines.scheduling.risk.tables import Floats
from kaigong.engines.scheduling.risk.weather import Lost

Row = NDArray[np.int64]


class Walk:
    """The forward pass of some groups of scenarios; rows have the shape (scenarios,)."""

    def __init__(self, sites: Sites, of: Scenarios, lost: Lost) -> None:
        self.sites, self.of, self.lost = sites, of, lost
        self.starts: dict[int, Row] = {}
        self.finishes: dict[int, Row] = {}
        self.works: dict[int, Row] = {}

    def go(self, number: int) -> None:
        """Place one activity behind all it waits for."""
        sites = self.sites
        if sites.shape[number] in (PINNED, BEGUN):
            self.starts[number] = np.full(self.of.size, sites.start_floor[number])
            self.finishes[number] = np.full(self.of.size, sites.finish_floor[number])
            self.works[number] = np.zeros(self.of.size, np.int64)
            return
        own = np.floor(lengths(self.of, number) + 0.5).astype(np.int64)
        self.works[number] = own
        start, finish = self.floors(number)
        for place in self.links_into(number):
            for bound in self.bounds(place, number):
                if sites.to_finish[place]:
                    finish = np.maximum(finish, bound)
                else:
                    start = np.maximum(start, bound)
        if sites.shape[number] == TASK:
            begin = np.maximum(start, finish - own)
            if sites.finish_cap[number] != NEVER_AFTER:
                begin = np.minimum(begin, self.kept(number, sites.finish_cap[number]) - own)
            if sites.start_cap[number] != NEVER_AFTER:
                begin = np.minimum(begin, self.kept(number, sites.start_cap[number]))
            self.starts[number], self.finishes[number] = begin, begin + own
        else:
            caps = min(sites.start_cap[number], sites.finish_cap[number])
            point = self.snapped(number, np.minimum(np.maximum(start, finish), caps))
            self.starts[number] = self.finishes[number] = point

    def floors(self, number: int) -> tuple[Row, Row]:
        """Start and finish that its own bounds ask for."""
        never = np.full(self.of.size, NEVER_BEFORE)
        finish = int(self.sites.finish_floor[number])
        start = self.kept(number, int(self.sites.start_floor[number]))
        return start, never if finish == NEVER_BEFORE else self.kept(number, finish)

    def links_into(self, number: int) -> list[int]:
        sites = self.sites
        places = range(int(sites.into[number]), int(sites.into[number + 1]))
        return [place for place in places if sites.forward[place]]

    def bounds(self, place: int, number: int) -> list[Row]:
        """What a link asks of the activity after it, in what that keeps its dates in."""
        sites, before = self.sites, int(self.sites.before[place])
        dates = self.finishes if sites.from_finish[place] else self.starts
        if sites.is_within[place]:
            return [dates[before] + sites.lag[place]]
        at = self.instants(before, dates[before], is_finish=bool(sites.from_finish[place]))
        if sites.anchor[place] == NEVER_BEFORE:
            return [self.kept(number, self._later(place, at))]
        anchored = self._later(place, np.full(self.of.size, sites.anchor[place]))
        passing = [self.kept(number, at)] if sites.shape[before] == PASSING else []
        return [self.kept(number, anchored), *passing]

    def instants(self, number: int, dates: Row, *, is_finish: bool) -> Row:
        """The instants of dates as an activity keeps them."""
        calendar = int(self.sites.kept_on[number])
        if calendar == INSTANT:
            return dates
        if is_finish and self.sites.ends_early[number]:
            return np.asarray(self.lost.earliest(calendar, dates))
        return np.asarray(self.lost.latest(calendar, dates))

    def kept(self, number: int, instants: Any) -> Row:
        """Instants as an activity keeps its dates."""
        calendar = int(self.sites.kept_on[number])
        every = np.broadcast_to(np.asarray(instants, np.int64), (self.of.size,))
        return every if calendar == INSTANT else np.asarray(self.lost.gone(calendar, every))

    def _later(self, place: int, at: Row) -> Row:
        lag, calendar = int(self.sites.lag[place]), int(self.sites.lag_calendar[place])
        if calendar == DAY_AND_NIGHT:
            return at + lag
        return np.asarray(self.lost.worktime.add(calendar, at, lag))

    def snapped(self, number: int, point: Row) -> Row:
        shape, calendar = self.sites.shape[number], int(self.sites.calendar[number])
        if shape == PASSING:
            return point
        done = self.lost.worktime.gone(calendar, point)
        later = self.lost.worktime.latest(calendar, done)
        if shape == START_POINT:
            return later
        return np.where(self.lost.worktime.earliest(calendar, done) == point, point, later)


def forecast(
    sites: Sites, of: Scenarios, lost: Lost, milestone: Any, finish: Floats, kept: Floats
) -> None:
    """Finishes of the plan and of the milestones as instants; `kernels_on_calendars.forecast`."""
    walk = Walk(sites, of, lost)
    finish[:] = 0.0
    for number in range(sites.shape.size):
        walk.go(number)
        if sites.is_last[number] or milestone[number] >= 0:
            ends = walk.instants(number, walk.finishes[number], is_finish=True)
            if sites.is_last[number]:
                np.maximum(finish, ends, out=finish)
            if milestone[number] >= 0:
                kept[milestone[number]] = ends


def critical(sites: Sites, of: Scenarios, lost: Lost) -> Row:
    """In how many scenarios each activity lies on a chain of driving links to the last finish."""
    walk, count = Walk(sites, of, lost), sites.shape.size
    on_path = np.zeros((count, of.size), np.bool_)
    latest = np.zeros(of.size, np.int64)
    for number in range(count):
        walk.go(number)
        if sites.is_last[number]:
            ends = walk.instants(number, walk.finishes[number], is_finish=True)
            on_path[number] = ends > latest
            on_path[:number] &= ~on_path[number]
            on_path[number] |= ends == latest
            latest = np.maximum(latest, ends)
    for number in range(count - 1, -1, -1):
        if not on_path[number].any() or sites.shape[number] in (PINNED, BEGUN):
            continue
        for place in walk.links_into(number):
            dates = walk.finishes if sites.to_finish[place] else walk.starts
            if sites.anchor[place] == NEVER_BEFORE:
                (asked,) = walk.bounds(place, number)
                before = int(sites.before[place])
                if sites.shape[number] == TASK:
                    drives = asked >= dates[number]
                else:
                    drives = walk.snapped(number, asked) == dates[number]
                on_path[before] |= on_path[number] & drives
    return np.asarray(on_path.sum(axis=1), np.int64)
