"""Forward and backward pass, one activity after the other: loops made to be compiled.

Each gives the same dates as its twin in `passes_by_level`.
"""

from __future__ import annotations

from typing import Any

from kaigong.engines.scheduling.arrays import (
    BEGUN,
    FINISH_POINT,
    PASSING,
    PINNED,
    START_POINT,
    TASK,
    Activities,
    Dates,
    Links,
)
from kaigong.engines.scheduling.compiling import compiled
from kaigong.engines.scheduling.instants import (
    NEVER_AFTER,
    NEVER_BEFORE,
    Tables,
    begun_by,
    earliest,
    gone,
    latest,
    moved,
    moved_back,
)


@compiled
def early_dates(tables: Tables, activities: Activities, links: Links, dates: Dates) -> None:
    """Early dates, in order."""
    for here in range(len(activities.shape)):
        start, finish = activities.start_floor[here], activities.finish_floor[here]
        shape = activities.shape[here]
        if shape in (PINNED, BEGUN):
            dates.early_start[here], dates.early_finish[here] = start, finish
            continue
        for place in range(links.into[here], links.into[here + 1]):
            if links.forward[place]:
                bound = pushed(tables, activities, links, dates, place)
                if links.to_finish[place]:
                    finish = max(finish, bound)
                else:
                    start = max(start, bound)
        place_early(tables, activities, dates, here, start, finish)


@compiled
def pushed(tables: Tables, activities: Activities, links: Links, dates: Dates, place: int) -> int:
    """The instant a link holds the activity after it back to."""
    before, anchor = links.before[place], links.anchor[place]
    from_finish, lag = links.from_finish[place], links.lag[place]
    date = dates.early_finish[before] if from_finish else dates.early_start[before]
    if anchor == NEVER_BEFORE:
        return moved(tables, links.lag_calendar[place], date, lag)
    bound = moved(tables, links.lag_calendar[place], anchor, lag)
    if activities.shape[before] == PASSING:
        bound = max(bound, date)
    return int(bound)


@compiled
def place_early(
    tables: Tables, activities: Activities, dates: Dates, here: int, start: int, finish: int
) -> None:
    """The earliest dates of one activity that keep to its bounds."""
    shape, calendar = activities.shape[here], activities.calendar[here]
    start_cap, finish_cap = activities.start_cap[here], activities.finish_cap[here]
    if shape == TASK:
        work = activities.work[here]
        begin = gone(tables, calendar, start)
        if activities.expected_finish[here] != NEVER_BEFORE:
            work = max(0, gone(tables, calendar, activities.expected_finish[here]) - begin)
            dates.work[here] = work
        if finish != NEVER_BEFORE:
            begin = max(begin, gone(tables, calendar, finish) - work)
        if finish_cap != NEVER_AFTER:
            begin = min(begin, gone(tables, calendar, finish_cap) - work)
        if start_cap != NEVER_AFTER:
            begin = min(begin, gone(tables, calendar, start_cap))
        dates.early_start[here] = latest(tables, calendar, begin)
        if work > 0:
            dates.early_finish[here] = earliest(tables, calendar, begin + work)
        else:
            dates.early_finish[here] = dates.early_start[here]
        return
    point = min(max(start, finish), start_cap, finish_cap)
    if shape != PASSING:
        done = gone(tables, calendar, point)
        if shape == START_POINT or earliest(tables, calendar, done) != point:
            point = latest(tables, calendar, done)
    dates.early_start[here] = dates.early_finish[here] = point


@compiled
def late_dates(
    tables: Tables,
    activities: Activities,
    links: Links,
    dates: Dates,
    end: int,
    by_the_minute: bool,
) -> None:
    """Late dates, in reverse order; `end` caps every late finish.

    `by_the_minute`: They are the last that hold between calendars, see `Rules`.
    """
    count = len(activities.shape)
    for here in range(count):
        dates.late_start[here] = activities.late_start_cap[here]
        dates.late_finish[here] = min(end, activities.late_finish_cap[here])
    for here in range(count - 1, -1, -1):
        place_late(tables, activities, dates, here, by_the_minute)
        calendar = activities.calendar[here]
        late_start, late_finish = dates.late_start[here], dates.late_finish[here]
        if by_the_minute and activities.shape[here] == TASK:
            late_finish = latest(tables, calendar, gone(tables, calendar, late_finish))
        for place in range(links.into[here], links.into[here + 1]):
            if links.backward[place]:
                date = late_finish if links.to_finish[place] else late_start
                lag, lag_calendar = links.late_lag[place], links.lag_calendar[place]
                if by_the_minute:
                    bound = moved_back(tables, lag_calendar, date, lag)
                else:
                    bound = moved(tables, lag_calendar, date, -lag)
                before = links.before[place]
                if links.from_finish[place]:
                    dates.late_finish[before] = min(dates.late_finish[before], bound)
                else:
                    dates.late_start[before] = min(dates.late_start[before], bound)


@compiled
def place_late(
    tables: Tables, activities: Activities, dates: Dates, here: int, by_the_minute: bool
) -> None:
    """The latest dates of one activity, from the bounds that stand in its late dates."""
    shape, calendar = activities.shape[here], activities.calendar[here]
    start, finish = dates.late_start[here], dates.late_finish[here]
    if shape in (PASSING, START_POINT):
        point = max(min(start, finish), activities.late_start_floor[here])
        point = max(point, activities.late_finish_floor[here])
        dates.late_start[here] = dates.late_finish[here] = point
        return
    work = dates.work[here]
    begin = gone(tables, calendar, finish) - work
    is_held_by_start = False
    if start != NEVER_AFTER:
        by_start = gone(tables, calendar, start)
        if by_the_minute and shape == TASK:
            by_start = begun_by(tables, calendar, start)
        is_held_by_start = by_start < begin
        begin = min(begin, by_start)
    if activities.late_start_floor[here] != NEVER_BEFORE:
        begin = max(begin, gone(tables, calendar, activities.late_start_floor[here]))
    if activities.late_finish_floor[here] != NEVER_BEFORE:
        begin = max(begin, gone(tables, calendar, activities.late_finish_floor[here]) - work)
    dates.late_start[here] = latest(tables, calendar, begin)
    dates.late_finish[here] = earliest(tables, calendar, begin + work)
    if shape == FINISH_POINT and not is_held_by_start:
        dates.late_start[here] = dates.late_finish[here]
    elif shape == BEGUN:
        dates.late_start[here] = activities.start_floor[here]


@compiled
def free_floats(
    tables: Tables, activities: Activities, links: Links, dates: Dates, floats: Any
) -> None:
    """Working minutes an activity can slip before it moves an early date after it.

    `floats` comes with each activity's float to the end of the project.
    """
    for here in range(len(activities.shape)):
        for place in range(links.into[here], links.into[here + 1]):
            if not links.backward[place] or not links.forward[place]:
                continue
            to_finish = links.to_finish[place]
            date = dates.early_finish[here] if to_finish else dates.early_start[here]
            before = links.before[place]
            calendar = activities.calendar[before]
            bound = moved(tables, links.lag_calendar[place], date, -links.late_lag[place])
            from_finish = links.from_finish[place]
            own = dates.early_finish[before] if from_finish else dates.early_start[before]
            room = gone(tables, calendar, bound) - gone(tables, calendar, own)
            floats[before] = min(floats[before], room)
