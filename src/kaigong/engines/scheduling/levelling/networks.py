"""Levelling a network on its calendars: dates in which no resource is promised twice.

Links, lags, constraints, progress and calendars are read as `Network.run` reads them; only
resources come to it. Many orders are tried, and the one that ends first is kept. What runs is not
interrupted: it stands where links allow it, and takes its resources before others do.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.availability import Units
from kaigong.engines.scheduling.compiling import uncompiled
from kaigong.engines.scheduling.levelling.leveller import Leveller
from kaigong.engines.scheduling.levelling.racing import Clock
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.schedule import Schedule, schedule_of

Ints = NDArray[np.int64]

# So many activities placed, over all orders, take Python two seconds without any compiling.
PLAIN_BELOW = 5_000


@dataclass(frozen=True, eq=False)
class LevelledSchedule:
    """Dates of a network that its resources allow.

    Attributes:
        unlevelled: The same network with as much as anybody asks for of everything.
        starts, finishes: By key, of all activities that have dates of their own.
        finish: When the last one is done.
        bound: No plan that its resources allow ends before; proven.
        over: Keys of those that ask for more than there is, and that run or that a constraint holds
            where they are.
        tries: How many orders were tried.
        seed: What the draws began with.
    """

    unlevelled: Schedule
    starts: dict[str, datetime]
    finishes: dict[str, datetime]
    finish: datetime
    bound: datetime
    over: tuple[str, ...]
    tries: int
    seed: int

    @property
    def is_proved(self) -> bool:
        """Whether no plan ends sooner."""
        return self.finish <= self.bound

    @property
    def makespan(self) -> int:
        """Working minutes of the network's calendar until the last one is done."""
        return self._until(self.finish)

    @property
    def gap(self) -> float:
        """How much shorter a plan could be at most, as a share of the bound."""
        bound = self._until(self.bound)
        return max(0.0, self.makespan / bound - 1) if bound else 0.0

    def _until(self, moment: datetime) -> int:
        layout = self.unlevelled.layout
        return int(layout.worktime.between(0, layout.floor, layout.worktime.instant(moment)))

    def moved(self) -> dict[str, int]:
        """Working minutes by which resources hold each activity back, where they do."""
        delays = {
            key: self.unlevelled.work_between(key, self.unlevelled[key].early.start, start)
            for key, start in self.starts.items()
        }
        return {key: delay for key, delay in delays.items() if delay > 0}


def level(
    network: Network,
    *,
    resources: Mapping[str, Units] | None = None,
    tries: int = 100,
    seconds: float | None = None,
    seed: int = 0,
    clock: Clock = time.monotonic,
) -> LevelledSchedule:
    """Dates of a network in which no resource is promised twice.

    A resource without a capacity is never scarce. Without `seconds` the same seed gives the same
    dates, with Numba and without.

    Args:
        resources: Units there are of each, also by date; None takes the network's own.
        tries: How many orders of activities to try.
        seconds: How long to look instead; with OR-Tools a plan on one calendar is improved, or
            proved, by CP-SAT meanwhile.
        clock: What the seconds are counted by.

    Raises:
        NeverEnoughError: an activity asks for more of a resource than there ever is.
        NeverFreeLongEnoughError: it asks for more than there is for as long as it takes.
        BeyondHorizonError: the work does not fit into the plan's horizon.
        LoopError, UnknownActivityError, NeverWorksError: the network is not sound.
    """
    schedule = schedule_of(network if resources is None else with_resources(network, resources))
    leveller = Leveller(schedule)
    until = None if seconds is None else (clock() + seconds, clock)
    with uncompiled(when=until is None and is_small(network, tries)):
        best = min(map(leveller.placed, leveller.orders(tries, seed, until)), key=leveller.rank)
    layout = schedule.layout
    dates = best.dates
    leveller.ask_horizon(dates.early_finish)
    starts, finishes = leveller.moments(dates)
    finish = leveller.rank(best)[0]
    return LevelledSchedule(
        schedule,
        starts,
        finishes,
        finish=layout.worktime.moment(finish),
        bound=layout.worktime.moment(min(finish, leveller.bound())),
        over=leveller.keys(best.is_over),
        tries=leveller.tried,
        seed=seed,
    )


def is_small(network: Network, tries: int) -> bool:
    """Whether levelling is done sooner than the loops for it are compiled, some 20 s once."""
    return tries * len(network.activities) < PLAIN_BELOW


def with_resources(network: Network, resources: Mapping[str, Units]) -> Network:
    """The same network with other numbers of resources."""
    made = network.copy()
    made.resources = dict(resources)
    return made
