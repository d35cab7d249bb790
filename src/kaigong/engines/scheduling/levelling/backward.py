"""Backward from what was promised with scarce resources 资源约束下的倒排: the latest starts.

Each activity goes as late as promises, links and what is free of its resources allow, in many
orders: those of the late dates, that of a plan levelled forward (moved right, it keeps every
promise that it kept), and drawn ones. Dates are never later than those that links and promises
alone allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import Dates
from kaigong.engines.scheduling.compiling import uncompiled
from kaigong.engines.scheduling.levelling.back_on_calendars import place_back_in_order
from kaigong.engines.scheduling.levelling.drawing import dice
from kaigong.engines.scheduling.levelling.networks import (
    LevelledSchedule,
    Leveller,
    Placed,
    is_small,
    level,
    with_resources,
)
from kaigong.engines.scheduling.levelling.priorities import followers_of, ordered
from kaigong.engines.scheduling.levelling.scarcity import STANDING
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.schedule import Schedule, schedule_of

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class BackwardSchedule:
    """The latest dates that promises and resources allow.

    Attributes:
        unlevelled: The same network with as much as anybody asks for of everything.
        starts, finishes: By key, of all activities that have dates of their own.
        lacking: Working minutes by which a latest start lies before its earliest one, by key.
        short_by_days: The most days of one activity's calendar that are lacking; 0 where all can
            be done. Of the orders that were tried this one lacks least; only where links alone
            lack as much is it proved.
        over: Keys of those that ask for more than there is, and that a mandatory date or what has
            happened already holds where they are.
        tries: How many orders were tried.
        seed: What the draws began with.
    """

    unlevelled: Schedule
    starts: dict[str, datetime]
    finishes: dict[str, datetime]
    lacking: dict[str, int]
    short_by_days: float
    over: tuple[str, ...]
    tries: int
    seed: int


def level_backward(
    network: Network,
    *,
    resources: Mapping[str, float] | None = None,
    tries: int = 60,
    seed: int = 0,
) -> BackwardSchedule:
    """The latest dates of a network in which no resource is promised twice.

    What leads to no promise is counted back from the last promise, or from the end of the plan
    levelled forward where that is later. The same seed gives the same dates.

    Args:
        resources: Units there are of each; None takes the network's own.
        tries: How many orders of activities to try, forward and backward each.

    Raises:
        NeverEnoughError: an activity asks for more of a resource than there is.
        BeyondHorizonError: the work does not fit into the plan's horizon.
        LoopError, UnknownActivityError, NeverWorksError: the network is not sound.
    """
    network = network.copy() if resources is None else with_resources(network, resources)
    forward = level(network, tries=tries, seed=seed)
    if network.must_finish_by is None:
        promises = [each.committed for each in network.activities.values() if each.committed]
        network.must_finish_by = max([forward.finish, *promises])
    leveller = _BackwardLeveller(schedule_of(network))
    with uncompiled(when=is_small(network, tries)):
        orders = leveller.orders_back(forward, tries, seed)
        best = min(map(leveller.placed, orders), key=leveller.rank)
    lacking = leveller.lacking(best.dates)
    starts, finishes = leveller.moments(best.dates)
    return BackwardSchedule(
        leveller.schedule,
        starts,
        finishes,
        lacking={
            key: minutes
            for key, minutes in zip(leveller.layout.keys, lacking.tolist(), strict=True)
            if minutes > 0
        },
        short_by_days=leveller.short_by_days(lacking),
        over=leveller.keys(best.is_over),
        tries=leveller.tried,
        seed=seed,
    )


class _BackwardLeveller(Leveller):
    """One network being levelled from its promises back."""

    def __init__(self, schedule: Schedule) -> None:
        super().__init__(schedule)
        before = self.layout.links.before
        self.places = np.argsort(before, kind="stable").astype(np.int64)
        counts = np.arange(len(self.layout.keys) + 1)
        self.first = np.searchsorted(before[self.places], counts).astype(np.int64)
        shapes, activities = self.layout.activities.shape, self.layout.activities
        self.is_standing = np.isin(shapes, STANDING)
        per_day = [each.minutes_per_day or 1 for each in self.layout.worktime.calendars]
        self.per_day = np.array(per_day, dtype=np.int64)[activities.calendar]

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
            self.needs,
            self.all_free(),
            self.works,
            self.slot,
            is_over,
        )
        self.tried += 1
        return Placed(dates, is_over)

    def rank(self, placed: Placed) -> tuple[int, int]:
        """How good dates are: what lacks most, in thousandths of days; then how late all is."""
        short = self.short_by_days(self.lacking(placed.dates))
        return round(1000 * short), -int(placed.dates.early_start.sum())

    def lacking(self, dates: Dates) -> Ints:
        """Working minutes by which each start lies before its earliest one; not below zero."""
        early = self.schedule.passes.dates.early_start
        between = self.layout.worktime.between(
            self.layout.activities.calendar, dates.early_start, early
        )
        return np.where(self.is_standing, 0, np.maximum(0, between))

    def short_by_days(self, lacking: Ints) -> float:
        return float((lacking / self.per_day).max(initial=0.0))

    def orders_back(self, forward: LevelledSchedule, tries: int, seed: int) -> Iterator[Ints]:
        """Orders to try: by the forward plan's finishes, by late finish and late start; drawn."""
        late, state = self.schedule.passes.dates, dice(seed)
        instant = self.layout.worktime.instant
        finishes = np.array(
            [instant(forward.finishes[key]) for key in self.layout.keys], dtype=np.int64
        )
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
