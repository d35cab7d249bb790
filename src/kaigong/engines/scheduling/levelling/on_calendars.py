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
from kaigong.engines.scheduling.instants import END, START, Tables
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
    slot: int,
    is_over: Bools,
) -> None:
    """Place each activity in turn at the earliest dates that its bounds and resources allow.

    Those that keep given dates take their needs first. One whose constraint holds it where there
    is too little is left there.

    Args:
        dates: Filled.
        order: All activities, each after all it waits for.
        needs: Units while it works, shape (activities, resources).
        free: What is left, shape (resources, slots); becomes what is left in the end, below zero
            where more is asked for than there is.
        slot: Minutes of a slot.
        is_over: Filled: who asks for more than there is, shape (activities,).
    """
    for here in order:
        is_over[here] = False
        if activities.shape[here] == PINNED or activities.shape[here] == BEGUN:
            dates.early_start[here] = activities.start_floor[here]
            dates.early_finish[here] = activities.finish_floor[here]
            is_over[here] = last_clash(tables, activities, dates, here, needs, free, slot) >= 0
            take(tables, activities, dates, here, needs, free, slot)
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
        clash = last_clash(tables, activities, dates, here, needs, free, slot)
        while clash != NO_CLASH:
            before = dates.early_start[here]
            place_early(tables, activities, dates, here, (clash + 1) * slot, finish)
            if dates.early_start[here] <= before:
                is_over[here] = True
                break
            clash = last_clash(tables, activities, dates, here, needs, free, slot)
        take(tables, activities, dates, here, needs, free, slot)


@compiled
def last_clash(
    tables: Tables,
    activities: Activities,
    dates: Dates,
    here: int,
    needs: Ints,
    free: Ints,
    slot: int,
) -> int:
    """The last slot in which an activity would work and finds too little; NO_CLASH if none."""
    clash = NO_CLASH
    start, finish = dates.early_start[here], dates.early_finish[here]
    shift = _shift_at(tables, activities.calendar[here], start)
    while start < finish and tables.shifts[shift, START] < min(finish, _limit(tables)):
        first = max(start, tables.shifts[shift, START]) // slot
        last = (min(finish, tables.shifts[shift, END]) + slot - 1) // slot
        for resource in range(free.shape[0]):
            need = needs[here, resource]
            if need > 0 and first < last and free[resource, first:last].min() < need:
                place = last - 1
                while free[resource, place] >= need:
                    place -= 1
                clash = max(clash, place)
        shift += 1
    return clash


@compiled
def first_clash(
    tables: Tables,
    activities: Activities,
    dates: Dates,
    here: int,
    needs: Ints,
    free: Ints,
    slot: int,
) -> int:
    """The first slot in which an activity would work and finds too little; NO_CLASH if none."""
    start, finish = dates.early_start[here], dates.early_finish[here]
    shift = _shift_at(tables, activities.calendar[here], start)
    while start < finish and tables.shifts[shift, START] < min(finish, _limit(tables)):
        first = max(start, tables.shifts[shift, START]) // slot
        last = (min(finish, tables.shifts[shift, END]) + slot - 1) // slot
        for place in range(first, last):
            for resource in range(free.shape[0]):
                if free[resource, place] < needs[here, resource]:
                    return int(place)
        shift += 1
    return NO_CLASH


@compiled
def take(
    tables: Tables,
    activities: Activities,
    dates: Dates,
    here: int,
    needs: Ints,
    free: Ints,
    slot: int,
) -> None:
    """Let an activity take what it needs while it works."""
    start, finish = dates.early_start[here], dates.early_finish[here]
    shift = _shift_at(tables, activities.calendar[here], start)
    while start < finish and tables.shifts[shift, START] < min(finish, _limit(tables)):
        first = max(start, tables.shifts[shift, START]) // slot
        last = (min(finish, tables.shifts[shift, END]) + slot - 1) // slot
        for resource in range(free.shape[0]):
            if needs[here, resource] > 0:
                free[resource, first:last] -= needs[here, resource]
        shift += 1


@compiled
def _shift_at(tables: Tables, calendar: int, instant: int) -> int:
    """The first shift that has not ended at an instant."""
    shift = tables.by_day[calendar, min(instant, _limit(tables)) // 1440]
    while tables.shifts[shift, END] <= instant and tables.shifts[shift, START] < _limit(tables):
        shift += 1
    return int(shift)


@compiled
def _limit(tables: Tables) -> int:
    """The first minute behind all days."""
    return int((tables.by_day.shape[1] - 1) * 1440)
