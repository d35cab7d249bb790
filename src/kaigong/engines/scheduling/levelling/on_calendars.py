"""Serial generation on working time: loops made to be compiled.

What is free of each resource is kept by slots, the longest span that divides all shifts and works.
An activity takes its needs while its calendar works, so a winter stop lends the crane to others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import (
    BEGUN,
    PINNED,
    Activities,
    Dates,
    Links,
)
from kaigong.engines.scheduling.compiling import compiled
from kaigong.engines.scheduling.instants import Tables
from kaigong.engines.scheduling.passes_one_by_one import place_early, pushed

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_CLASH = -1


@compiled
def place_in_order(
    tables: Tables,
    activities: Activities,
    links: Links,
    dates: Dates,
    order: Ints,
    needs: Ints,
    free: Ints,
    works: Bools,
    slot: int,
    runs: Bools,
    is_over: Bools,
) -> None:
    """Place each activity in turn at the earliest dates that its bounds and resources allow.

    Those that keep given dates take their needs first, and so does what runs: it is placed by its
    links alone. One whose constraint holds it where there is too little is left there.

    Args:
        dates: Filled; comes with the dates at which what runs takes its needs.
        order: All activities, each after all it waits for.
        needs: Units while it works, shape (activities, resources).
        free: What is left, shape (resources, slots); becomes what is left in the end, below zero
            where more is asked for than there is.
        works: Whether a calendar works in a slot, shape (calendars, slots).
        slot: Minutes of a slot; every shift begins and ends between two.
        runs: What has begun and is not interrupted, shape (activities,).
        is_over: Filled: who asks for more than there is, shape (activities,).
    """
    for here in order:
        is_over[here] = False
        if activities.shape[here] == PINNED or activities.shape[here] == BEGUN:
            dates.early_start[here] = activities.start_floor[here]
            dates.early_finish[here] = activities.finish_floor[here]
        if activities.shape[here] == PINNED or activities.shape[here] == BEGUN or runs[here]:
            is_over[here] = last_clash(activities, dates, here, needs, free, works, slot) >= 0
            take(activities, dates, here, needs, free, works, slot)
    for here in order:
        if activities.shape[here] == PINNED or activities.shape[here] == BEGUN:
            continue
        start, finish = activities.start_floor[here], activities.finish_floor[here]
        for place in range(links.into[here], links.into[here + 1]):
            if links.forward[place]:
                bound = pushed(tables, activities, links, dates, place)
                if links.to_finish[place]:
                    finish = max(finish, bound)
                else:
                    start = max(start, bound)
        place_early(tables, activities, dates, here, start, finish)
        if runs[here]:
            continue
        clash = last_clash(activities, dates, here, needs, free, works, slot)
        while clash != NO_CLASH:
            before = dates.early_start[here]
            place_early(tables, activities, dates, here, (clash + 1) * slot, finish)
            if dates.early_start[here] <= before:
                is_over[here] = True
                break
            clash = last_clash(activities, dates, here, needs, free, works, slot)
        take(activities, dates, here, needs, free, works, slot)


@compiled
def last_clash(
    activities: Activities,
    dates: Dates,
    here: int,
    needs: Ints,
    free: Ints,
    works: Bools,
    slot: int,
) -> int:
    """The last slot in which an activity would work and finds too little; NO_CLASH if none."""
    clash = NO_CLASH
    first, last = _slots(dates.early_start[here], dates.early_finish[here], slot)
    at_work = works[activities.calendar[here], first:last]
    for resource in range(free.shape[0]):
        if needs[here, resource] > 0:
            short = np.flatnonzero(at_work & (free[resource, first:last] < needs[here, resource]))
            if short.size:
                clash = max(clash, first + short[-1])
    return int(clash)


@compiled
def first_clash(
    activities: Activities,
    dates: Dates,
    here: int,
    needs: Ints,
    free: Ints,
    works: Bools,
    slot: int,
) -> int:
    """The first slot in which an activity would work and finds too little; NO_CLASH if none."""
    first, last = _slots(dates.early_start[here], dates.early_finish[here], slot)
    at_work = works[activities.calendar[here], first:last]
    clash = last
    for resource in range(free.shape[0]):
        if needs[here, resource] > 0:
            short = np.flatnonzero(at_work & (free[resource, first:last] < needs[here, resource]))
            if short.size:
                clash = min(clash, first + short[0])
    return int(clash) if clash < last else NO_CLASH


@compiled
def take(
    activities: Activities,
    dates: Dates,
    here: int,
    needs: Ints,
    free: Ints,
    works: Bools,
    slot: int,
) -> None:
    """Let an activity take what it needs while it works."""
    first, last = _slots(dates.early_start[here], dates.early_finish[here], slot)
    at_work = works[activities.calendar[here], first:last]
    for resource in range(free.shape[0]):
        if needs[here, resource] > 0:
            free[resource, first:last] -= needs[here, resource] * at_work


@compiled
def _slots(start: int, finish: int, slot: int) -> tuple[int, int]:
    """The slots from a start until a finish, the first and the one behind the last."""
    if start >= finish:
        return 0, 0
    return start // slot, (finish + slot - 1) // slot
