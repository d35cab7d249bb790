"""Serial generation backward on working time: each activity as late as promises and others let it.

The mirror of `on_calendars`, from the late dates down; `early_start` and `early_finish` of the
dates are where an activity stands now, whichever way it came there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import (
    TASK,
    Activities,
    Dates,
    Links,
)
from kaigong.engines.scheduling.compiling import compiled
from kaigong.engines.scheduling.instants import (
    NEVER_AFTER,
    Tables,
    gone,
    latest,
    moved_back,
)
from kaigong.engines.scheduling.levelling.shortages import room_until, short_since
from kaigong.engines.scheduling.levelling.steps import NONE, Steps, take
from kaigong.engines.scheduling.passes_one_by_one import placed_late

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@compiled
def place_back_in_order(
    tables: Tables,
    activities: Activities,
    links: Links,
    dates: Dates,
    order: Ints,
    after: Ints,
    first: Ints,
    places: Ints,
    needs: Ints,
    steps: Steps,
    keeps: Bools,
    is_over: Bools,
) -> None:
    """Place each activity in turn at the latest dates that those after it and resources allow.

    Those that keep given dates take their needs first. One that a mandatory date holds where there
    is too little is left there.

    Args:
        dates: Come with the late dates that links and promises alone allow; none becomes later.
        order: All activities, each before all it waits for.
        after: The activity after, by place in `links`.
        first, places: The links that lead out of each activity, side by side.
        needs, steps, is_over: As of `on_calendars.place_in_order`.
        keeps: What keeps given dates or runs, shape (activities,).
    """
    calendars, stands_from, stands_until = (
        activities.calendar,
        dates.early_start,
        dates.early_finish,
    )
    for here in order:
        is_over[here] = False
        if keeps[here]:
            begin, end, calendar = stands_from[here], stands_until[here], calendars[here]
            is_over[here] = short_since(steps, calendar, begin, end, needs[here]) != NONE
            take(steps, calendar, begin, end, needs[here])
    for here in order:
        if keeps[here]:
            continue
        start, finish = stands_from[here], stands_until[here]
        if activities.shape[here] == TASK:
            start = NEVER_AFTER
        for number in range(first[here], first[here + 1]):
            place = places[number]
            if links.backward[place]:
                bound = _pulled(tables, activities, links, dates, place, after[place])
                if links.from_finish[place]:
                    finish = min(finish, bound)
                else:
                    start = min(start, bound)
        _place_late(tables, activities, dates, here, start, finish)
        while True:
            begin, end = stands_from[here], stands_until[here]
            since = short_since(steps, calendars[here], begin, end, needs[here])
            if since == NONE:
                break
            since = room_until(steps, calendars[here], since, needs[here])
            _place_late(tables, activities, dates, here, start, since)
            if stands_until[here] >= end:
                is_over[here] = True
                break
        take(steps, calendars[here], stands_from[here], stands_until[here], needs[here])


@compiled
def _pulled(
    tables: Tables, activities: Activities, links: Links, dates: Dates, place: int, after: int
) -> int:
    """The latest instant that a link allows the end before it."""
    shifts, by_day, by_work = tables
    bound = dates.early_start[after]
    if links.to_finish[place]:
        bound = dates.early_finish[after]
        if activities.shape[after] == TASK:
            calendar = activities.calendar[after]
            bound = latest(shifts, by_work, calendar, gone(shifts, by_day, calendar, bound))
    lag, calendar = links.late_lag[place], links.lag_calendar[place]
    return int(moved_back(shifts, by_day, by_work, calendar, bound, lag))


@compiled
def _place_late(
    tables: Tables, activities: Activities, dates: Dates, here: int, start: int, finish: int
) -> None:
    """The latest dates of one activity that keep to its bounds."""
    shifts, by_day, by_work = tables
    dates.early_start[here], dates.early_finish[here] = placed_late(
        shifts,
        by_day,
        by_work,
        activities.shape[here],
        activities.calendar[here],
        dates.work[here],
        start,
        finish,
        activities.late_start_floor[here],
        activities.late_finish_floor[here],
        True,
    )
