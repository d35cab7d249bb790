"""One run of evolution, that can be gone on with."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.levelling.directed import Directed
from kaigong.engines.scheduling.levelling.drawing import dice
from kaigong.engines.scheduling.levelling.evolving import NEVER, Way, evolve
from kaigong.engines.scheduling.levelling.priorities import PriorityRule, priorities
from kaigong.engines.scheduling.levelling.problem import ResourceProblem
from kaigong.engines.scheduling.levelling.workbench import Workbench

Ints = NDArray[np.int64]


class Evolution:
    """Populations of schedules of one problem.

    Args:
        schedules: About how many will be generated in all: sets how large the populations are.
        seed: What the draws begin with; the same one gives the same schedules.
    """

    def __init__(self, problem: ResourceProblem, *, schedules: int, seed: int = 0) -> None:
        self.problem = problem
        self.generated = 0
        self._bench = Workbench(problem)
        population = population_for(schedules)
        count = problem.count
        self._numbers = priorities(self._bench.directions[0], PriorityRule.LATEST_FINISH)
        self._orders = np.zeros((2, population, count), dtype=np.int64)
        self._spans = np.full((2, population), NEVER, dtype=np.int64)
        self._standing = np.zeros(2, dtype=np.int64)
        self._state = dice(seed)
        self._best = np.full(count + 1, NEVER, dtype=np.int64)

    @property
    def makespan(self) -> int:
        """Of the shortest schedule so far."""
        return int(self._best[-1])

    @property
    def starts(self) -> Ints:
        """Of the shortest schedule so far, shape (activities,)."""
        starts: Ints = self._best[:-1][self.problem.order.position]
        return starts

    def go_on(self, schedules: int, *, good_enough: int = 0) -> None:
        """Generate further schedules, or fewer if one is as short as `good_enough`."""
        forward, backward = self._bench.directions
        self.generated += evolve(
            _way(forward),
            _way(backward),
            forward.full,
            forward.guards,
            self._bench.free,
            self._numbers,
            self._orders,
            self._spans,
            self._standing,
            self._state,
            self._best,
            schedules,
            good_enough,
        )


def population_for(schedules: int) -> int:
    """How many schedules each population holds: about as many as there will be generations."""
    return max(8, round(0.9 * math.sqrt(schedules)))


def _way(way: Directed) -> Way:
    return (
        way.durations,
        way.heads,
        way.tails,
        way.first_link,
        way.befores,
        way.waits,
        way.needs,
    )
