"""Backward from what was promised with scarce resources 资源约束下的倒排: the latest starts.

Each activity goes as late as promises, links and what is free of its resources allow, in many
orders: those of the late dates, that of the plan levelled forward that keeps promises best (moved
right, it keeps every promise that it kept), and drawn ones. Dates are never later than those that
links and promises alone allow, and none lies before the data date: what finds no room from there
on is too late, and the plan levelled forward says how many days are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import PASSING, Dates
from kaigong.engines.scheduling.availability import Units
from kaigong.engines.scheduling.compiling import uncompiled
from kaigong.engines.scheduling.instants import NEVER_AFTER
from kaigong.engines.scheduling.levelling.back_on_calendars import place_back_in_order
from kaigong.engines.scheduling.levelling.drawing import dice
from kaigong.engines.scheduling.levelling.leveller import Leveller, Placed
from kaigong.engines.scheduling.levelling.networks import is_small, with_resources
from kaigong.engines.scheduling.levelling.priorities import followers_of, ordered
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.schedule import Schedule, schedule_of

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class BackwardSchedule:
    """The latest dates that promises and resources allow.

    Attributes:
        unlevelled: The same network with as much as anybody asks for of everything.
        starts, finishes: By key, of all activities that have dates of their own and are not too
            late.
        too_late: Keys of those for which nothing is free any more from the data date until they
            would have to start.
        lacking: Working minutes by which a latest start lies before its earliest one, by key.
        short_by_days: By how many days of its calendar the promise is missed that is missed most,
            if all is done from the data date on; 0 where all can be kept. Where nothing is promised
            other days that are set, and the end of the project. The least that was found.
        over: Keys of those that ask for more than there is, and that run or that a mandatory date
            holds where they are.
        tries: How many orders were tried.
        seed: What the draws began with.
    """

    unlevelled: Schedule
    starts: dict[str, datetime]
    finishes: dict[str, datetime]
    too_late: tuple[str, ...]
    lacking: dict[str, int]
    short_by_days: float
    over: tuple[str, ...]
    tries: int
    seed: int


def level_backward(
    network: Network,
    *,
    resources: Mapping[str, Units] | None = None,
    tries: int = 60,
    seed: int = 0,
) -> BackwardSchedule:
    """The latest dates of a network in which no resource is promised twice.

    What leads to no promise is counted back from the last promise, or from the end of the plan
    levelled forward where that is later. What runs keeps its dates. The same seed gives the same
    dates.

    Args:
        resources: Units there are of each, also by date; None takes the network's own.
        tries: How many orders of activities to try, forward and backward each.

    Raises:
        NeverEnoughError: an activity asks for more of a resource than there ever is.
        NeverFreeLongEnoughError: it asks for more than there is for as long as it takes.
        BeyondHorizonError: the work does not fit into the plan's horizon.
        LoopError, UnknownActivityError, NeverWorksError: the network is not sound.
    """
    network = network.copy() if resources is None else with_resources(network, resources)
    forward = _PunctualLeveller(schedule_of(network))
    with uncompiled(when=is_small(network, tries)):
        kept = min(map(forward.placed, forward.orders(tries, seed)), key=forward.rank)
        forward.ask_horizon(kept.dates.early_finish)
        finish = forward.rank(kept)[1]
        if network.must_finish_by is None:
            promises = [each.committed for each in network.activities.values() if each.committed]
            end = forward.layout.worktime.moment(finish)
            network.must_finish_by = max([end, *promises])
        leveller = _BackwardLeveller(schedule_of(network))
        orders = leveller.orders_back(kept.dates.early_finish, tries, seed)
        best = min(map(leveller.placed, orders), key=leveller.rank)
        # Moved right until nothing lies before the data date, it may be late by less.
        again = forward.placed(forward.by_start(best.dates))
    lacking = leveller.lacking(best.dates)
    late = leveller.keys(leveller.too_late(best.dates))
    starts, finishes = leveller.moments(best.dates)
    return BackwardSchedule(
        leveller.schedule,
        {key: start for key, start in starts.items() if key not in late},
        {key: finish for key, finish in finishes.items() if key not in late},
        too_late=late,
        lacking={
            key: minutes
            for key, minutes in zip(leveller.layout.keys, lacking.tolist(), strict=True)
            if minutes > 0 and key not in late
        },
        short_by_days=min(forward.late_by_days(each.dates) for each in (kept, again)),
        over=leveller.keys(best.is_over),
        tries=leveller.tried,
        seed=seed,
    )


class _PunctualLeveller(Leveller):
    """One network being levelled so that its promises are kept, or missed by little."""

    def rank(self, placed: Placed) -> tuple[int, ...]:
        """How good dates are: by how much a promise is missed, in thousandths of days; when the
        last one ends, then when all end together.
        """
        return round(1000 * self.late_by_days(placed.dates)), *super().rank(placed)

    def late_by_days(self, dates: Dates) -> float:
        """The most days of its calendar by which a promise is missed.

        Where nothing is promised, other days that are set count, and the end of the project.
        """
        instant, activities = self.layout.worktime.instant, self.schedule.network.activities
        promises = [activities[key].committed for key in self.layout.keys]
        if any(promises):
            by = np.array([instant(each) if each else NEVER_AFTER for each in promises])
            late = self._beyond(by, dates.early_finish)
        else:
            end = NEVER_AFTER if self.layout.end is None else self.layout.end
            by = np.minimum(self.layout.activities.late_finish_cap, end)
            starts_by = self.layout.activities.late_start_cap
            late = np.maximum(
                self._beyond(by, dates.early_finish), self._beyond(starts_by, dates.early_start)
            )
        return float((late / self.per_day).max(initial=0.0))

    def _beyond(self, cap: Ints, date: Ints) -> Ints:
        """Working minutes from a cap until a date behind it."""
        calendar, shape = self.layout.activities.calendar, self.layout.activities.shape
        is_bound = (cap < NEVER_AFTER) & (cap < date) & (shape != PASSING)
        late = self.layout.worktime.between(calendar, np.where(is_bound, cap, date), date)
        return np.maximum(0, late)

    def by_start(self, dates: Dates) -> Ints:
        """The order in which activities start by dates of the same network."""
        return self._ordered(dates.early_start, 0, dice(0))


class _BackwardLeveller(Leveller):
    """One network being levelled from its promises back."""

    def __init__(self, schedule: Schedule) -> None:
        super().__init__(schedule)
        before = self.layout.links.before
        self.places = np.argsort(before, kind="stable").astype(np.int64)
        counts = np.arange(len(self.layout.keys) + 1)
        self.first = np.searchsorted(before[self.places], counts).astype(np.int64)

    def placed(self, order: Ints) -> Placed:
        """The latest dates that an order leads to."""
        late, count = self.schedule.passes.dates, len(self.layout.keys)
        start, finish = late.late_start.copy(), late.late_finish.copy()
        start[self.is_standing] = late.early_start[self.is_standing]
        finish[self.is_standing] = late.early_finish[self.is_standing]
        none = np.zeros(count, dtype=np.int64)
        dates, is_over = Dates(start, finish, none, none, late.work), np.zeros(count, np.bool_)
        place_back_in_order(
            self.tables,
            self.layout.activities,
            self.layout.links,
            dates,
            order,
            self.layout.after.astype(np.int64),
            self.first,
            self.places,
            self.scarcity.needs,
            self.free_time.all_free(),
            self.is_standing & (self.layout.activities.shape != PASSING),
            is_over,
        )
        self.tried += 1
        return Placed(dates, is_over)

    def rank(self, placed: Placed) -> tuple[int, int]:
        """How good dates are: what lacks most, in thousandths of days; then how late all is."""
        short = float((self.lacking(placed.dates) / self.per_day).max(initial=0.0))
        return round(1000 * short), -int(placed.dates.early_start.sum())

    def too_late(self, dates: Dates) -> Bools:
        """What would have to start before anything may be placed."""
        return ~self.is_standing & (dates.early_start < self.layout.floor)

    def lacking(self, dates: Dates) -> Ints:
        """Working minutes by which each start lies before its earliest one; not below zero."""
        early = self.schedule.passes.dates.early_start
        between = self.layout.worktime.between(
            self.layout.activities.calendar, dates.early_start, early
        )
        return np.where(self.is_standing, 0, np.maximum(0, between))

    def orders_back(self, finishes: Ints, tries: int, seed: int) -> Iterator[Ints]:
        """Orders to try: by the forward plan's finishes, by late finish and late start; drawn."""
        late, state = self.schedule.passes.dates, dice(seed)
        for numbers in (finishes, late.late_finish, late.late_start)[:tries]:
            yield self._ordered_back(-numbers, 0, state)
        for turn in range(tries - 3):
            yield self._ordered_back(-(late.late_finish, finishes)[turn % 2], 2, state)

    def _ordered_back(self, numbers: Ints, power: int, state: Ints) -> Ints:
        """Each before all it waits for: the network with its links turned about."""
        links, count = self.layout.links, len(self.layout.keys)
        into, befores = links.into.astype(np.int64), links.before.astype(np.int64)
        first, followers = np.zeros(count + 1, dtype=np.int64), np.empty_like(befores)
        followers_of(into, befores, first, followers)
        order = np.empty(count, dtype=np.int64)
        ordered(numbers, first, into, befores, power, state, order)
        return order
