"""One network being levelled: orders to try, the dates each leads to, and how good they are.

The orders are those of the usual rules, that of a plan which evolved without calendars, and drawn
ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import PASSING, Dates
from kaigong.engines.scheduling.availability import availability_of
from kaigong.engines.scheduling.errors import BeyondHorizonError
from kaigong.engines.scheduling.instants import NEVER_AFTER, tables_of
from kaigong.engines.scheduling.levelling.bounds import lower_bound
from kaigong.engines.scheduling.levelling.drawing import dice
from kaigong.engines.scheduling.levelling.errors import NeverFreeLongEnoughError
from kaigong.engines.scheduling.levelling.free_time import FreeTime
from kaigong.engines.scheduling.levelling.on_calendars import place_in_order
from kaigong.engines.scheduling.levelling.plans import plan_by_evolution
from kaigong.engines.scheduling.levelling.priorities import followers_of, ordered
from kaigong.engines.scheduling.levelling.problem import ResourceProblem
from kaigong.engines.scheduling.levelling.racing import Clock, plan_within
from kaigong.engines.scheduling.levelling.scarcity import (
    STANDING,
    runs,
    scarce,
    work_bounds,
)
from kaigong.engines.scheduling.schedule import Schedule

Ints = NDArray[np.int64]
Until = tuple[float, Clock]  # when to stop, by which clock

COARSE = 30  # minutes; an order of work evolves in nothing finer
MOST_ROUNDS = 4  # until what runs stands where what it waits for allows


class Placed(NamedTuple):
    dates: Dates
    is_over: NDArray[np.bool_]


class Leveller:
    """One network being levelled, and its tables."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule, self.layout = schedule, schedule.layout
        self.tables = tables_of(self.layout.worktime)
        self.scarcity = scarce(schedule.network, self.layout)
        self.free_time = FreeTime(self.layout, self.scarcity)
        self.runs = runs(schedule.network, self.layout)
        self.is_standing = np.isin(self.layout.activities.shape, STANDING) | self.runs
        per_day = [each.minutes_per_day or 1 for each in self.layout.worktime.calendars]
        self.per_day = np.array(per_day, dtype=np.int64)[self.layout.activities.calendar]
        self.least: int | None = None  # working minutes that no plan is shorter than; proven
        self.tried = 0

    def placed(self, order: Ints) -> Placed:
        """The dates that an order leads to.

        What runs may wait with its end for what a resource puts off: then all is placed again,
        with what runs where it would be.
        """
        held = self.schedule.passes.dates
        for _ in range(MOST_ROUNDS):
            found = self._placed_beside(held, order)
            if all(
                np.array_equal(one[self.runs], other[self.runs])
                for one, other in zip(held[:2], found.dates[:2], strict=True)
            ):
                break
            held = found.dates
        self.tried += 1
        return found

    def _placed_beside(self, held: Dates, order: Ints) -> Placed:
        """The dates that an order leads to with what runs at given dates."""
        count = len(self.layout.keys)
        early_start, early_finish, late_start, late_finish = np.zeros((4, count), dtype=np.int64)
        early_start[self.runs] = held.early_start[self.runs]
        early_finish[self.runs] = held.early_finish[self.runs]
        work, is_over = self.layout.activities.work.copy(), np.zeros(count, dtype=np.bool_)
        dates = Dates(early_start, early_finish, late_start, late_finish, work)
        place_in_order(
            self.tables,
            self.layout.activities,
            self.layout.links,
            dates,
            order,
            self.scarcity.needs,
            self.free_time.all_free(),
            self.runs,
            is_over,
        )
        return Placed(dates, is_over)

    def rank(self, placed: Placed) -> tuple[int, ...]:
        """How good dates are: when the last one ends, then when all end together."""
        open_ones = self.layout.activities.shape != PASSING
        finishes = placed.dates.early_finish
        finishes = finishes[open_ones] if open_ones.any() else finishes
        return int(finishes.max(initial=self.layout.floor)), int(finishes.sum())

    def orders(self, tries: int, seed: int, until: Until | None = None) -> Iterator[Ints]:
        """Orders to try: by late start, late finish, float and early start; evolved; drawn."""
        dates, state = self.schedule.passes.dates, dice(seed)
        total_float = dates.late_start - dates.early_start
        rules = (dates.late_start, dates.late_finish, total_float, dates.early_start)
        for rule in rules if until else rules[:tries]:
            yield self._ordered(rule, 0, state)
        if until or tries > len(rules):
            starts, self.least = self._plan_without_calendars(tries, seed, until)
            yield self._ordered(starts, 0, state)
        left = itertools.count() if until else range(tries - len(rules) - 1)
        for _ in left:
            if until and until[1]() >= until[0]:
                return
            yield self._ordered(dates.late_finish, 2, state)

    def _plan_without_calendars(
        self, tries: int, seed: int, until: Until | None
    ) -> tuple[Ints, int]:
        """Starts of a short plan without calendars, and the minutes that none is shorter than.

        Where work is told in odd minutes its order evolves in half hours, begun ones counted.
        """
        problem, unit = self.without_calendars()
        if until is not None:
            share = 0.9 if self.is_on_one_calendar else 0.3  # its plan is then the network's
            seconds = share * max(0.0, until[0] - until[1]())
            plan = plan_within(problem, seconds=seconds, seed=seed, clock=until[1])
            return plan.starts, plan.lower_bound * unit
        if unit >= COARSE:
            plan = plan_by_evolution(problem, schedules=tries, seed=seed)
            return plan.starts, plan.lower_bound * unit
        coarse, _ = self.without_calendars(COARSE)
        plan = plan_by_evolution(coarse, schedules=tries, seed=seed)
        makespan = plan.makespan * COARSE // unit  # rounded up, all of it is a plan to the minute
        return plan.starts, lower_bound(problem, makespan=makespan) * unit

    def bound(self) -> int:
        """An instant before which no plan ends: of links and dates, of work, of one calendar."""
        dates, worktime = self.schedule.passes.dates, self.layout.worktime
        bounds = [self.schedule.passes.last]
        bounds += work_bounds(self.layout, dates, self.scarcity, ~self.is_standing)
        if self.least is not None and self.is_on_one_calendar:
            calendar = int(self.layout.activities.calendar[0])
            begin = worktime.gone(calendar, self.layout.floor)
            bounds.append(int(worktime.earliest(calendar, begin + self.least)))
        return max(bounds)

    @cached_property
    def is_on_one_calendar(self) -> bool:
        """Whether working time alone says all, so bounds without calendars hold with them."""
        activities, links = self.layout.activities, self.layout.links
        calendars = set(activities.calendar.tolist())
        calendars |= set(links.lag_calendar[links.lag != 0].tolist())
        has_caps = (activities.start_cap < NEVER_AFTER) | (activities.finish_cap < NEVER_AFTER)
        return len(calendars) == 1 and not has_caps.any() and not (links.anchor >= 0).any()

    def moments(self, dates: Dates) -> tuple[dict[str, datetime], dict[str, datetime]]:
        """Starts and finishes by key; what is done keeps its own."""
        moment, schedule = self.layout.worktime.moment, self.schedule
        starts, finishes = {}, {}
        for n, key in enumerate(self.layout.keys):
            if self.layout.activities.shape[n] == PASSING:
                starts[key], finishes[key] = schedule[key].early
            else:
                starts[key] = moment(int(dates.early_start[n]))
                finishes[key] = moment(int(dates.early_finish[n]))
        return starts, finishes

    def ask_horizon(self, finishes: Ints) -> None:
        """That all is done within the days at hand.

        Raises:
            NeverFreeLongEnoughError, BeyondHorizonError: something is not.
        """
        worktime, network = self.layout.worktime, self.schedule.network
        behind = np.flatnonzero(finishes >= worktime.limit)
        if not behind.size:
            return
        key, last = self.layout.keys[int(behind[0])], worktime.moment(worktime.limit).date()
        for name, units in network.resources.items():
            need = network.activities[key].needs.get(name, 0)
            if need and availability_of(units).steps:
                raise NeverFreeLongEnoughError(activity=key, resource=name, need=need, last=last)
        raise BeyondHorizonError(key=key, last=last)

    def keys(self, which: NDArray[np.bool_]) -> tuple[str, ...]:
        return tuple(self.layout.keys[n] for n in np.flatnonzero(which).tolist())

    def _ordered(self, numbers: Ints, power: int, state: Ints) -> Ints:
        """What has begun comes first, then what the numbers say."""
        has_begun = np.array(
            [self.schedule.network.activities[key].started is not None for key in self.layout.keys],
            dtype=np.bool_,
        )
        first_ones = np.where(has_begun, numbers.min(initial=0) - 1, numbers)
        links, count = self.layout.links, len(self.layout.keys)
        into, befores = links.into.astype(np.int64), links.before.astype(np.int64)
        first, followers = np.zeros(count + 1, dtype=np.int64), np.empty_like(befores)
        followers_of(into, befores, first, followers)
        order = np.empty(count, dtype=np.int64)
        ordered(first_ones, into, first, followers, power, state, order)
        return order

    def without_calendars(self, unit: int = 0) -> tuple[ResourceProblem, int]:
        """The network in working time alone, as if all worked on one calendar; and its unit.

        There is always as much as there ever is, and what runs takes nothing: what no such plan
        can beat, no plan by date can.

        Args:
            unit: Minutes in which all is counted, rounded up; 0 takes the most that divide all.
        """
        layout, links = self.layout, self.layout.links
        activities, worktime = layout.activities, layout.worktime
        is_open = ~np.isin(activities.shape, STANDING)
        work = np.where(is_open, activities.work, 0)
        held = np.flatnonzero(links.forward)
        before, after = links.before[held].astype(np.int64), layout.after[held].astype(np.int64)
        waits = links.lag[held] + np.where(links.from_finish[held] != 0, work[before], 0)
        waits -= np.where(links.to_finish[held] != 0, work[after], 0)
        floors = np.maximum(activities.start_floor, layout.floor)
        releases = np.maximum(0, worktime.between(activities.calendar, layout.floor, floors))
        unit = unit or max(1, int(np.gcd.reduce(np.concatenate((work, waits, releases, [0])))))
        problem = ResourceProblem(
            -(-work // unit),
            before,
            after,
            -(-waits // unit),
            np.where(self.is_standing[:, None], 0, self.scarcity.needs),
            self.scarcity.most,
            releases=-(-releases // unit),
        )
        return problem, unit
