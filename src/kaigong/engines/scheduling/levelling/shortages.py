"""Where too little is free for one who works, and where there is room again: compiled loops.

A calendar is that of the one who works, and `needs` the units of each resource, shape (resources,).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled, inlined
from kaigong.engines.scheduling.levelling.steps import NONE, Steps, step_at

Ints = NDArray[np.int64]


@compiled
def short_until(steps: Steps, calendar: int, start: int, finish: int, needs: Ints) -> int:
    """The last instant between two up to which too little is free; NONE if there is enough."""
    edges, free = steps.edges, steps.free
    start, finish = max(start, 0), min(finish, edges[-1])
    until = NONE
    if start < finish:
        first = step_at(edges, steps.by_day, start)
        behind = step_at(edges, steps.by_day, finish - 1) + 1
        at_work = steps.works[calendar, first:behind]
        for resource in range(needs.size):
            need = needs[resource]
            if need > 0:
                short = np.flatnonzero(at_work & (free[resource, first:behind] < need))
                for place in range(short.size - 1, -1, -1):
                    step = first + short[place]
                    _, end = _short_within(steps, step, start, finish, resource, need)
                    if end != NONE:
                        until = max(until, end)
                        break
    return int(until)


@compiled
def short_since(steps: Steps, calendar: int, start: int, finish: int, needs: Ints) -> int:
    """The first instant between two from which too little is free; NONE if there is enough."""
    edges, free = steps.edges, steps.free
    start, finish = max(start, 0), min(finish, edges[-1])
    since = NONE
    if start < finish:
        first = step_at(edges, steps.by_day, start)
        behind = step_at(edges, steps.by_day, finish - 1) + 1
        at_work = steps.works[calendar, first:behind]
        for resource in range(needs.size):
            need = needs[resource]
            if need > 0:
                short = np.flatnonzero(at_work & (free[resource, first:behind] < need))
                for place in range(short.size):
                    step = first + short[place]
                    begin, _ = _short_within(steps, step, start, finish, resource, need)
                    if begin != NONE:
                        since = begin if since == NONE else min(since, begin)
                        break
    return int(since)


@compiled
def room_from(steps: Steps, calendar: int, instant: int, needs: Ints) -> int:
    """The first instant from one on at which who works finds enough; else the end of all days."""
    edges, follower = steps.edges, steps.follower
    at = min(instant, edges[-1] - 1)
    for step in range(step_at(edges, steps.by_day, at), steps.head.size):
        if steps.works[calendar, step]:
            part = steps.head[step]
            if part == NONE and _is_enough(steps, step, part, needs):
                return int(max(instant, edges[step]))
            while part != NONE:
                then = follower[part]
                end = edges[step + 1] if then == NONE else steps.begin[then]
                if end > instant and _is_enough(steps, step, part, needs):
                    return int(max(instant, steps.begin[part]))
                part = then
    return int(edges[-1])


@compiled
def room_until(steps: Steps, calendar: int, instant: int, needs: Ints) -> int:
    """The last instant up to one until which who works finds enough; else the first of all."""
    edges, follower = steps.edges, steps.follower
    at = max(instant - 1, 0)
    for step in range(step_at(edges, steps.by_day, at), -1, -1):
        if steps.works[calendar, step]:
            part, found = steps.head[step], NONE
            if part == NONE and _is_enough(steps, step, part, needs):
                found = edges[step + 1]
            while part != NONE and steps.begin[part] < instant:
                then = follower[part]
                if _is_enough(steps, step, part, needs):
                    found = edges[step + 1] if then == NONE else steps.begin[then]
                part = then
            if found != NONE:
                return int(min(instant, found))
    return 0


@inlined
def _is_enough(steps: Any, step: Any, part: Any, needs: Any) -> Any:
    """Whether a part of a step has all that is asked for, or where there are none the step."""
    for resource in range(needs.size):
        if needs[resource] > 0:
            left = steps.free[resource, step]
            if part != NONE:
                left += steps.spare[part, resource]
            if left < needs[resource]:
                return False
    return True


@compiled
def _short_within(
    steps: Steps, step: int, start: int, finish: int, resource: int, need: int
) -> tuple[int, int]:
    """The first and the last instant within a step, and between two, with too little.

    In the first and the last step of a span it may be parts outside of it alone that are short.
    """
    part, least = steps.head[step], steps.free[resource, step]
    if part == NONE:
        return max(start, steps.edges[step]), min(finish, steps.edges[step + 1])
    since, until = NONE, NONE
    while part != NONE:
        then = steps.follower[part]
        begin = max(start, steps.begin[part])
        end = min(finish, steps.edges[step + 1] if then == NONE else steps.begin[then])
        if begin < end and least + steps.spare[part, resource] < need:
            since, until = begin if since == NONE else since, end
        part = then
    return since, until
