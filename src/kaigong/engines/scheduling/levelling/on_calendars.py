"""Serial generation on working time: loops made to be compiled.

Each activity goes to the earliest dates at which, while it works, enough is free of all it needs.
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
from kaigong.engines.scheduling.instants import NEVER_BEFORE, Tables
from kaigong.engines.scheduling.levelling.shortages import room_from, short_until
from kaigong.engines.scheduling.levelling.steps import NONE, Steps, take
from kaigong.engines.scheduling.passes_one_by_one import place_early, pushed

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@compiled
def place_in_order(
    tables: Tables,
    activities: Activities,
    links: Links,
    dates: Dates,
    order: Ints,
    needs: Ints,
    steps: Steps,
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
        steps: All that is free; becomes what is left in the end.
        runs: What has begun and is not interrupted, shape (activities,).
        is_over: Filled: who asks for more than there is, shape (activities,).
    """
    calendars, early_start, early_finish = (
        activities.calendar,
        dates.early_start,
        dates.early_finish,
    )
    for here in order:
        is_over[here] = False
        if activities.shape[here] == PINNED or activities.shape[here] == BEGUN:
            early_start[here] = activities.start_floor[here]
            early_finish[here] = activities.finish_floor[here]
        if activities.shape[here] == PINNED or activities.shape[here] == BEGUN or runs[here]:
            begin, end, calendar = early_start[here], early_finish[here], calendars[here]
            is_over[here] = short_until(steps, calendar, begin, end, needs[here]) != NONE
            take(steps, calendar, begin, end, needs[here])
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
        while True:
            begin, end = early_start[here], early_finish[here]
            until = short_until(steps, calendars[here], begin, end, needs[here])
            if until == NONE:
                break
            if activities.expected_finish[here] == NEVER_BEFORE:  # else it may have nothing to do
                until = room_from(steps, calendars[here], until, needs[here])
            place_early(tables, activities, dates, here, until, finish)
            if early_start[here] <= begin:
                is_over[here] = True
                break
        take(steps, calendars[here], early_start[here], early_finish[here], needs[here])
