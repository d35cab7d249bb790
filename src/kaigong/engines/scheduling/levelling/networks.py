"""Levelling a network on its calendars: dates in which no resource is promised twice.

Links, lags, constraints, progress and calendars are read as `Network.run` reads them; only
resources come to it. Many orders are tried, those of the usual rules, that of a plan which evolved
without calendars, and drawn ones, and the one that ends first is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, Dates, Layout
from kaigong.engines.scheduling.errors import BeyondHorizonError
from kaigong.engines.scheduling.instants import NEVER_AFTER, NEVER_BEFORE, tables_of
from kaigong.engines.scheduling.levelling.drawing import dice
from kaigong.engines.scheduling.levelling.errors import NeverEnoughError
from kaigong.engines.scheduling.levelling.on_calendars import place_in_order
from kaigong.engines.scheduling.levelling.plans import plan_by_evolution
from kaigong.engines.scheduling.levelling.priorities import followers_of, ordered
from kaigong.engines.scheduling.levelling.problem import ResourceProblem
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.schedule import Schedule, schedule_of

Ints = NDArray[np.int64]

_STANDING = (PASSING, PINNED, BEGUN)  # shapes that keep the dates they have
_PARTS = 1000  # a unit is parted no finer
_COUNTED = 10**9  # parts of all units together; beyond, they are counted in thousandths


@dataclass(frozen=True, eq=False)
class LevelledSchedule:
    """Dates of a network that its resources allow.

    Attributes:
        unlevelled: The same network with as much as anybody asks for of everything.
        starts, finishes: By key, of all activities that have dates of their own.
        finish: When the last one is done.
        over: Keys of those that ask for more than there is, and that a constraint or what has
            happened already holds where they are.
        tries: How many orders were tried.
        seed: What the draws began with.
    """

    unlevelled: Schedule
    starts: dict[str, datetime]
    finishes: dict[str, datetime]
    finish: datetime
    over: tuple[str, ...]
    tries: int
    seed: int

    @property
    def is_proved(self) -> bool:
        """Whether no plan ends sooner: this one ends when links and dates alone would let it."""
        return self.finish <= self.unlevelled.finish

    def moved(self) -> dict[str, int]:
        """Working minutes by which resources hold each activity back, where they do."""
        delays = {
            key: self.unlevelled.work_between(key, self.unlevelled[key].early.start, start)
            for key, start in self.starts.items()
        }
        return {key: delay for key, delay in delays.items() if delay > 0}


def level(network: Network, *, tries: int = 100, seed: int = 0) -> LevelledSchedule:
    """Dates of a network in which no resource is promised twice.

    A resource that the network gives no capacity to is never scarce. The same seed gives the same
    dates, with Numba and without.

    Args:
        tries: How many orders of activities to try.

    Raises:
        NeverEnoughError: an activity asks for more of a resource than there is.
        BeyondHorizonError: the work does not fit into the plan's horizon.
        LoopError, UnknownActivityError, NeverWorksError: the network is not sound.
    """
    schedule = schedule_of(network)
    leveller = _Leveller(schedule)
    best = min(map(leveller.placed, leveller.orders(tries, seed)), key=leveller.rank)
    layout = schedule.layout
    moment, dates = layout.worktime.moment, best.dates
    behind = np.flatnonzero(dates.early_finish >= layout.worktime.limit)
    if behind.size:
        key = layout.keys[int(behind[0])]
        raise BeyondHorizonError(key=key, last=moment(layout.worktime.limit).date())
    starts, finishes = {}, {}
    for n, key in enumerate(layout.keys):
        if layout.activities.shape[n] == PASSING:
            starts[key], finishes[key] = schedule[key].early
        else:
            starts[key], finishes[key] = moment(dates.early_start[n]), moment(dates.early_finish[n])
    return LevelledSchedule(
        schedule,
        starts,
        finishes,
        finish=moment(leveller.rank(best)[0]),
        over=tuple(layout.keys[n] for n in np.flatnonzero(best.is_over).tolist()),
        tries=leveller.tried,
        seed=seed,
    )


class _Placed(NamedTuple):
    dates: Dates
    is_over: NDArray[np.bool_]


class _Leveller:
    """One network being levelled, and its tables."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule, self.layout = schedule, schedule.layout
        self.tables = tables_of(self.layout.worktime)
        self.needs, self.capacities = _scarce(schedule.network, self.layout)
        self.slot = _slot(self.layout)
        self.tried = 0

    def placed(self, order: Ints) -> _Placed:
        """The dates that an order leads to."""
        count = len(self.layout.keys)
        early_start, early_finish, late_start, late_finish = np.zeros((4, count), dtype=np.int64)
        work, is_over = self.layout.activities.work.copy(), np.zeros(count, dtype=np.bool_)
        dates = Dates(early_start, early_finish, late_start, late_finish, work)
        slots = self.layout.worktime.limit // self.slot + 2
        free = np.repeat(self.capacities[:, None], slots, axis=1)
        place_in_order(
            self.tables,
            self.layout.activities,
            self.layout.links,
            dates,
            order,
            self.needs,
            free,
            self.slot,
            is_over,
        )
        self.tried += 1
        return _Placed(dates, is_over)

    def rank(self, placed: _Placed) -> tuple[int, int]:
        """How good dates are: when the last one ends, then when all end together."""
        open_ones = self.layout.activities.shape != PASSING
        finishes = placed.dates.early_finish
        finishes = finishes[open_ones] if open_ones.any() else finishes
        return int(finishes.max(initial=self.layout.floor)), int(finishes.sum())

    def orders(self, tries: int, seed: int) -> Iterator[Ints]:
        """Orders to try: by late start, late finish, float and early start; evolved; drawn."""
        dates, state = self.schedule.passes.dates, dice(seed)
        total_float = dates.late_start - dates.early_start
        rules = (dates.late_start, dates.late_finish, total_float, dates.early_start)
        for rule in rules[:tries]:
            yield self._ordered(rule, 0, state)
        if tries > len(rules):
            plan = plan_by_evolution(self.without_calendars(), schedules=tries, seed=seed)
            yield self._ordered(plan.starts, 0, state)
        for _ in range(tries - len(rules) - 1):
            yield self._ordered(dates.late_finish, 2, state)

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

    def without_calendars(self) -> ResourceProblem:
        """The network in working time alone, as if all worked on one calendar."""
        layout, links = self.layout, self.layout.links
        activities, worktime = layout.activities, layout.worktime
        is_open = np.isin(activities.shape, _STANDING, invert=True)
        work = np.where(is_open, activities.work, 0)
        held = np.flatnonzero(links.forward)
        before, after = links.before[held].astype(np.int64), layout.after[held].astype(np.int64)
        waits = links.lag[held] + np.where(links.from_finish[held] != 0, work[before], 0)
        waits -= np.where(links.to_finish[held] != 0, work[after], 0)
        floors = np.maximum(activities.start_floor, layout.floor)
        releases = np.maximum(0, worktime.between(activities.calendar, layout.floor, floors))
        unit = max(1, int(np.gcd.reduce(np.concatenate((work, waits, releases, [0])))))
        return ResourceProblem(
            work // unit,
            before,
            after,
            waits // unit,
            np.where(is_open[:, None], self.needs, 0),
            self.capacities,
            releases=releases // unit,
        )


def _scarce(network: Network, layout: Layout) -> tuple[Ints, Ints]:
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
        if layout.activities.shape[place] in _STANDING or not layout.activities.work[place]:
            continue
        for name, need, capacity in zip(names, asked[place], there, strict=True):
            if need > capacity:
                raise NeverEnoughError(
                    activity=key, resource=name, need=float(need), capacity=float(capacity)
                )
    needs = np.array([[-(-each * common // 1) for each in row] for row in asked], dtype=np.int64)
    capacities = np.array([each * common // 1 for each in there], dtype=np.int64)
    return needs.reshape(len(layout.keys), len(names)), capacities


def _parts(units: float) -> Fraction:
    return Fraction(units).limit_denominator(_PARTS)


def _slot(layout: Layout) -> int:
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
