"""What is free of each resource over time, in steps: loops made to be compiled.

A step ends where a day does, where a shift begins or ends on any calendar, and where it changes how
much there is: so each calendar works through a whole step or not at all. Where an activity begins
or ends within a step, that step alone is parted. An activity takes its needs while its calendar
works: a winter stop lends the crane to others.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.calendars import DAY_MINUTES
from kaigong.engines.scheduling.compiling import compiled, inlined

Ints = NDArray[np.int64]

NONE = -1  # no part, and no instant
PARTS, FIRST, BEHIND = 0, 1, 2  # places in `used`


class Steps(NamedTuple):
    """What is free, for one order of activities to take from.

    Attributes:
        edges: Instants between which steps lie, all midnights among them, shape (steps + 1,).
        by_day: The step that begins at each midnight, shape (days,).
        works: Whether a calendar works in a step, shape (calendars, steps).
        free: The least that is left in a step, shape (resources, steps); below zero where more is
            taken than there is.
        head: The first part of a step, or NONE where it is whole, shape (steps,).
        begin: The instant at which a part begins, shape (parts,).
        follower: The part of the same step that comes next, or NONE, shape (parts,).
        spare: How much more is left in a part than in the step, shape (parts, resources).
        used: How many parts there are, the first step taken from, and that behind the last one.
    """

    edges: Any
    by_day: Any
    works: Any
    free: Any
    head: Any
    begin: Any
    follower: Any
    spare: Any
    used: Any


@compiled
def take(steps: Steps, calendar: int, start: int, finish: int, needs: Ints) -> None:
    """Let an activity take what it needs while it works between two instants."""
    edges, used = steps.edges, steps.used
    start, finish = max(start, 0), min(finish, edges[-1])
    if start >= finish or not (needs > 0).any():
        return
    first = step_at(edges, steps.by_day, start)
    behind = step_at(edges, steps.by_day, finish - 1) + 1
    used[FIRST], used[BEHIND] = min(used[FIRST], first), max(used[BEHIND], behind)
    if edges[first] < start:
        _take_within(steps, calendar, first, start, finish, needs)
        first += 1
    if first < behind and finish < edges[behind]:
        behind -= 1
        _take_within(steps, calendar, behind, start, finish, needs)
    at_work = steps.works[calendar, first:behind]
    for resource in range(needs.size):
        if needs[resource] > 0:
            steps.free[resource, first:behind] -= needs[resource] * at_work


@inlined
def step_at(edges: Any, by_day: Any, instant: Any) -> Any:
    """The step that holds an instant."""
    step = by_day[instant // DAY_MINUTES]
    while edges[step + 1] <= instant:
        step += 1
    return step


@compiled
def _take_within(
    steps: Steps, calendar: int, step: int, start: int, finish: int, needs: Ints
) -> None:
    """Let an activity take what it needs in those parts of a step that lie between two instants."""
    if not steps.works[calendar, step]:
        return
    if finish < steps.edges[step + 1]:
        _part_from(steps, step, finish)
    part = _part_from(steps, step, max(start, steps.edges[step]))
    while part != NONE and steps.begin[part] < finish:
        steps.spare[part] -= needs
        part = steps.follower[part]
    for resource in range(needs.size):
        part = steps.head[step]
        least = steps.spare[part, resource]
        while part != NONE:
            least = min(least, steps.spare[part, resource])
            part = steps.follower[part]
        if least != 0:
            steps.free[resource, step] += least
            part = steps.head[step]
            while part != NONE:
                steps.spare[part, resource] -= least
                part = steps.follower[part]


@compiled
def _part_from(steps: Steps, step: int, instant: int) -> int:
    """The part of a step that begins at an instant; made where none does."""
    begin, follower = steps.begin, steps.follower
    if steps.head[step] == NONE:
        part = steps.used[PARTS]
        begin[part], follower[part], steps.spare[part] = steps.edges[step], NONE, 0
        steps.head[step] = part
        steps.used[PARTS] += 1
    part = steps.head[step]
    while follower[part] != NONE and begin[follower[part]] <= instant:
        part = follower[part]
    if begin[part] < instant:
        made = steps.used[PARTS]
        begin[made], follower[made] = instant, follower[part]
        steps.spare[made] = steps.spare[part]
        follower[part] = made
        steps.used[PARTS] += 1
        part = made
    return int(part)
