"""Room to generate schedules of one problem in, forward and backward."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.levelling.directed import Directed, forward_and_backward
from kaigong.engines.scheduling.levelling.drawing import dice
from kaigong.engines.scheduling.levelling.generating import generate, turned
from kaigong.engines.scheduling.levelling.priorities import (
    PriorityRule,
    followers_of,
    ordered,
    priorities,
)
from kaigong.engines.scheduling.levelling.problem import ResourceProblem

Ints = NDArray[np.int64]


class Workbench:
    """Both directions of a problem, and the tables that generation fills and empties.

    Orders and starts are given and taken in the problem's own numbers.
    """

    def __init__(self, problem: ResourceProblem) -> None:
        self.problem = problem
        self.directions = forward_and_backward(problem)
        horizon = max(each.horizon for each in self.directions) + 1
        self.free = np.repeat(self.directions[0].full[:, None], horizon, axis=1)
        self.generated = 0

    def order_by(self, rule: PriorityRule, *, backward: bool = False) -> Ints:
        """The activities by a priority rule, in an order that `forward` or `backward` takes."""
        way = self.directions[1 if backward else 0]
        count = self.problem.count
        first, followers = np.zeros(count + 1, dtype=np.int64), np.empty_like(way.befores)
        followers_of(way.first_link, way.befores, first, followers)
        order = np.empty(count, dtype=np.int64)
        numbers = priorities(way, rule)
        ordered(numbers, way.first_link, first, followers, 0, dice(0), order)
        inner = count - 1 - order if backward else order
        outer: Ints = self.problem.order.activity[inner].astype(np.int64)
        return outer

    def forward(self, order: Ints) -> Ints:
        """Starts with each activity in turn as early as it goes, shape (activities,).

        Args:
            order: All activities, each after all it waits for.
        """
        inner = self.problem.order.position[order].astype(np.int64)
        starts, _ = self._generate(0, inner)
        return self._outer(starts)

    def backward(self, order: Ints) -> Ints:
        """Starts with each activity in turn as late as it goes; the first start or release is 0.

        Args:
            order: All activities, each before all it waits for.
        """
        last = self.problem.count - 1
        inner = last - self.problem.order.position[order].astype(np.int64)
        starts, span = self._generate(1, inner)
        return self._outer(_mirrored(starts, self.directions[1].durations, span))

    def justified(self, starts: Ints) -> Ints:
        """Everything as late as it goes within the makespan, then as early; never longer."""
        inner = starts[self.problem.order.activity]
        span = self.problem.makespan(starts)
        late, late_span = self._turn(0, inner, span)
        early, early_span = self._turn(1, late, late_span)
        return self._outer(early) if early_span <= span else starts

    def _turn(self, side: int, starts: Ints, span: int) -> tuple[Ints, int]:
        here, there = self.directions[side], self.directions[1 - side]
        order, keys = np.empty_like(starts), np.empty_like(starts)
        buckets = np.zeros(self.free.shape[1] + 1, dtype=np.int64)
        turned(starts, here.durations, span, there.first_link, there.befores, keys, buckets, order)
        return self._generate(1 - side, order)

    def _generate(self, side: int, order: Ints) -> tuple[Ints, int]:
        way: Directed = self.directions[side]
        starts = np.zeros(order.size, dtype=np.int64)
        span = generate(
            order,
            way.durations,
            way.heads,
            way.tails,
            way.first_link,
            way.befores,
            way.waits,
            way.needs,
            way.full,
            way.guards,
            self.free,
            starts,
        )
        self.generated += 1
        return starts, int(span)

    def _outer(self, inner: Ints) -> Ints:
        return inner[self.problem.order.position]


def _mirrored(starts: Ints, durations: Ints, span: int) -> Ints:
    """Starts of the other direction of time."""
    return np.ascontiguousarray((span - starts - durations)[::-1])
