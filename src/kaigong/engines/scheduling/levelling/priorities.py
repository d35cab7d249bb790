"""Priority rules 优先规则: which of the activities that may begin comes first.

R. Kolisch, *Efficient priority rules for the resource-constrained project scheduling problem*,
Journal of Operations Management 14 (1996), 179-192. The smaller the number, the sooner.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled
from kaigong.engines.scheduling.levelling.bounds import push_early, push_late
from kaigong.engines.scheduling.levelling.directed import Directed
from kaigong.engines.scheduling.levelling.drawing import draw

Ints = NDArray[np.int64]

_COUNTED = 5_000  # activities up to which all successors are counted


class PriorityRule(Enum):
    LATEST_FINISH = "LFT"
    LATEST_START = "LST"
    LEAST_SLACK = "MSLK"
    MOST_SUCCESSORS = "MTS"  # all of them, not only the next
    GREATEST_RANK = "GRPW"  # its own duration and those of its next successors


def priorities(way: Directed, rule: PriorityRule) -> Ints:
    """The number of each activity in a direction's own order, shape (activities,)."""
    if rule is PriorityRule.MOST_SUCCESSORS:
        return -_successors(way)
    if rule is PriorityRule.GREATEST_RANK:
        rank = way.durations.copy()
        np.add.at(rank, way.befores, way.durations[_afters(way)])
        return -rank
    early = way.heads.copy()
    push_early(early, way.first_link, way.befores, way.waits)
    span = int((early + way.durations + way.tails).max(initial=0))
    late = span - way.tails - way.durations
    push_late(late, way.first_link, way.befores, way.waits)
    if rule is PriorityRule.LEAST_SLACK:
        return late - early
    return late + way.durations if rule is PriorityRule.LATEST_FINISH else late


def _afters(way: Directed) -> Ints:
    return np.repeat(np.arange(way.durations.size), np.diff(way.first_link))


def _successors(way: Directed) -> Ints:
    """How many activities come after each; in large networks only the next ones are counted."""
    count = way.durations.size
    if count > _COUNTED:
        return np.bincount(way.befores, minlength=count).astype(np.int64)
    behind = [0] * count  # sets of activities as bits
    links = list(zip(_afters(way).tolist(), way.befores.tolist(), strict=True))
    for after, before in reversed(links):
        behind[before] |= behind[after] | 1 << after
    return np.array([each.bit_count() for each in behind], dtype=np.int64)


@compiled
def followers_of(first_link: Ints, befores: Ints, first: Ints, followers: Ints) -> None:
    """Turn links into activities about: who follows each, side by side.

    Args:
        first: Filled, shape (activities + 1,).
        followers: Filled, shape (links,).
    """
    count = first.size - 1
    first[:] = 0
    for before in befores:
        first[before + 1] += 1
    for activity in range(count):
        first[activity + 1] += first[activity]
    placed = first[:count].copy()
    for after in range(count):
        for link in range(first_link[after], first_link[after + 1]):
            before = befores[link]
            followers[placed[before]] = after
            placed[before] += 1


@compiled
def ordered(
    numbers: Ints,
    first_link: Ints,
    first: Ints,
    followers: Ints,
    power: int,
    state: Ints,
    order: Ints,
) -> None:
    """Activities in an order in which each comes after all it waits for, by priority.

    With a `power` above 0 the next one is drawn: the chance of each is that power of its regret,
    how much worse the worst of the ready ones is (regret-based biased random sampling, A. Drexl,
    Management Science 37 (1991), 1590-1602).

    Args:
        numbers: The smaller, the sooner, shape (activities,).
        first, followers: As `followers_of` fills them.
        state: The generator's.
        order: Filled, shape (activities,).
    """
    count = numbers.size
    waiting = first_link[1:] - first_link[:count]
    ready = np.empty(count, dtype=np.int64)
    there = 0
    for activity in range(count):
        if waiting[activity] == 0:
            ready[there] = activity
            there += 1
    for place in range(count):
        chosen = _best(numbers, ready, there)
        if power > 0:
            chosen = _drawn(numbers, ready, there, power, state)
        activity = ready[chosen]
        there -= 1
        ready[chosen] = ready[there]
        order[place] = activity
        for link in range(first[activity], first[activity + 1]):
            follower = followers[link]
            waiting[follower] -= 1
            if waiting[follower] == 0:
                ready[there] = follower
                there += 1


@compiled
def _best(numbers: Ints, ready: Ints, there: int) -> int:
    best = 0
    for place in range(1, there):
        if (numbers[ready[place]], ready[place]) < (numbers[ready[best]], ready[best]):
            best = place
    return best


@compiled
def _drawn(numbers: Ints, ready: Ints, there: int, power: int, state: Ints) -> int:
    worst = numbers[ready[0]]
    least = worst
    for place in range(there):
        worst = max(worst, numbers[ready[place]])
        least = min(least, numbers[ready[place]])
    # Regrets are counted in steps of a hundredth of the largest, so that sums stay small.
    step = (worst - least) // 100 + 1
    total = 0
    for place in range(there):
        regret = (worst - numbers[ready[place]]) // step + 1
        total += regret if power == 1 else regret * regret
    left = draw(state, total)
    for place in range(there):
        regret = (worst - numbers[ready[place]]) // step + 1
        left -= regret if power == 1 else regret * regret
        if left < 0:
            return place
    return there - 1
