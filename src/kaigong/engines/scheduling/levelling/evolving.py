"""Plans that evolve: two populations of schedules, each bred from the other one's turned about.

Every individual is a schedule. Those of one population were generated forward, those of the other
backward; a child mixes the orders of two parents and is generated in the other direction, so that
each generation justifies the one before and costs one schedule per child: D. Debels and
M. Vanhoucke, *A bi-population based genetic algorithm for the resource-constrained project
scheduling problem*, ICCSA 2005, LNCS 3483, 378-387. What is ours: two ways of mixing by turns, with
short windows, and a child takes the place of the one that stood there only if it is no worse. Both
were found by trial on one J120 instance in thirty.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled
from kaigong.engines.scheduling.levelling.drawing import draw
from kaigong.engines.scheduling.levelling.generating import generate, turned
from kaigong.engines.scheduling.levelling.priorities import followers_of, ordered

Ints = NDArray[np.int64]
Way = tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints]

NEVER = 2**62  # longer than any makespan

_SHORTEST, _LONGEST = 10, 50  # of a window that is taken over, in hundredths of the activities
_SWAPS = 10  # neighbours in a child that change places, in thousandths


@compiled
def evolve(
    forward: Way,
    backward: Way,
    full: Ints,
    guards: Ints,
    free: Ints,
    numbers: Ints,
    orders: Ints,
    spans: Ints,
    standing: Ints,
    state: Ints,
    best: Ints,
    limit: int,
    good_enough: int,
) -> int:
    """Go on breeding.

    Args:
        forward, backward: Durations, heads, tails, first links, befores, waits and needs of each.
        full, guards, free: As `generate` asks for.
        numbers: Priorities to sample the first ones by, forward.
        orders: Shape (2, population, activities): for each schedule the order in which it is
            generated anew from its other end; the first are from schedules forward.
        spans: Shape (2, population): makespans; NEVER where there is none yet.
        standing: Shape (2,): how many have been sampled, and whose turn it is to be parents.
        state: The generator's.
        best: Starts of the shortest schedule forward, shape (activities + 1,), its makespan last.
        limit: How many schedules to generate.
        good_enough: Stop at this makespan.

    Returns:
        How many schedules were generated. All arrays go on where they stand at the next call.
    """
    count, population = orders.shape[2], orders.shape[1]
    child = np.empty(count, dtype=np.int64)
    starts = np.empty(count, dtype=np.int64)
    keys = np.empty(count, dtype=np.int64)
    taken = np.empty(count, dtype=np.int64)
    buckets = np.zeros(free.shape[1] + 1, dtype=np.int64)
    first = np.zeros(count + 1, dtype=np.int64)
    followers = np.empty(forward[4].size, dtype=np.int64)
    followers_of(forward[3], forward[4], first, followers)
    generated = 0
    while generated < limit and best[count] > good_enough:
        side = standing[1]
        slot = standing[0] % population
        is_first = standing[0] < population
        if is_first:
            power = 2 if slot > 0 else 0
            ordered(numbers, forward[3], first, followers, power, state, child)
            to = 0
        else:
            _breed(orders[side], spans[side], slot, child, taken, state)
            to = 1 - side
        way = forward if to == 0 else backward
        if not is_first:
            _swap_neighbours(child, way[3], way[4], state)
        span = generate(
            child,
            way[0],
            way[1],
            way[2],
            way[3],
            way[4],
            way[5],
            way[6],
            full,
            guards,
            free,
            starts,
        )
        generated += 1
        if span < best[count]:
            _remember(best, starts, way[0], span, to)
        if span <= spans[to, slot]:
            other = backward if to == 0 else forward
            turned(starts, way[0], span, other[3], other[4], keys, buckets, orders[to, slot])
            spans[to, slot] = span
        standing[0] += 1
        if standing[0] % population == 0:
            standing[1] = 0 if is_first else to
    return generated


@compiled
def _breed(orders: Ints, spans: Ints, father: int, child: Ints, taken: Ints, state: Ints) -> None:
    """Mix the order of one parent with that of another, the shorter of two that are drawn."""
    population, count = orders.shape
    mother = draw(state, population)
    rival = draw(state, population)
    if spans[rival] < spans[mother]:
        mother = rival
    if mother == father:
        mother = (mother + 1) % population
    shortest = count * _SHORTEST // 100
    size = shortest + draw(state, count * _LONGEST // 100 - shortest + 1)
    begin = draw(state, count - size + 1)
    if draw(state, 2) == 0:
        _two_points(orders[father], orders[mother], begin, begin + size, child, taken)
    else:
        _window(orders[father], orders[mother], begin, begin + size, child, taken)


@compiled
def _two_points(father: Ints, mother: Ints, begin: int, end: int, child: Ints, taken: Ints) -> None:
    """The father's order, but what comes next at `begin` until `end` is chosen by the mother's.

    S. Hartmann, Naval Research Logistics 45 (1998), 733-750.
    """
    taken[:] = 0
    for place in range(begin):
        child[place] = father[place]
        taken[father[place]] = 1
    place = begin
    for activity in mother:
        if place == end:
            break
        if taken[activity] == 0:
            child[place] = activity
            taken[activity] = 1
            place += 1
    for activity in father:
        if taken[activity] == 0:
            child[place] = activity
            place += 1


@compiled
def _window(father: Ints, mother: Ints, begin: int, end: int, child: Ints, taken: Ints) -> None:
    """The father's window as it is; what he has before and behind it, in the mother's order."""
    for place in range(father.size):
        taken[father[place]] = 1 if place < begin else 2 if place < end else 3
    before, behind = 0, end
    for activity in mother:
        if taken[activity] == 1:
            child[before] = activity
            before += 1
        elif taken[activity] == 3:
            child[behind] = activity
            behind += 1
    child[begin:end] = father[begin:end]


@compiled
def _swap_neighbours(child: Ints, first_link: Ints, befores: Ints, state: Ints) -> None:
    """Let some neighbours change places that do not wait for each other."""
    for place in range(child.size - 1):
        if draw(state, 1000) < _SWAPS:
            one, next_one = child[place], child[place + 1]
            is_free = True
            for link in range(first_link[next_one], first_link[next_one + 1]):
                is_free = is_free and befores[link] != one
            if is_free:
                child[place], child[place + 1] = next_one, one


@compiled
def _remember(best: Ints, starts: Ints, durations: Ints, span: int, side: int) -> None:
    count = starts.size
    best[count] = span
    for activity in range(count):
        if side == 0:
            best[activity] = starts[activity]
        else:
            mirror = count - 1 - activity
            best[activity] = span - starts[mirror] - durations[mirror]
