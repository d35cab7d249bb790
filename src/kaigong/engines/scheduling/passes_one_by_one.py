"""Forward and backward pass, one activity after the other: loops made to be compiled.

Each gives the same dates as its twin in `passes_by_level`. They are long because they take all
arrays out of their tuples first, see `instants`.
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
from kaigong.engines.scheduling.compiling import compiled, inlined
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
    shifts, by_day, by_work = tables
    shapes, calendars, works, start_floors, finish_floors = activities[:5]
    start_caps, finish_caps, expected_finishes = activities[5:8]
    into, before, from_finish, to_finish, lags = links[:5]
    lag_calendars, anchors, holds = links[6:9]
    early_start, early_finish, placed_work = dates.early_start, dates.early_finish, dates.work
    for here in range(len(shapes)):
        start, finish, shape = start_floors[here], finish_floors[here], shapes[here]
        if shape in (PINNED, BEGUN):
            early_start[here], early_finish[here] = start, finish
            continue
        for place in range(into[here], into[here + 1]):
            if holds[place]:
                earlier, anchor = before[place], anchors[place]
                date = early_finish[earlier] if from_finish[place] else early_start[earlier]
                passes = shapes[earlier] == PASSING
                lag_calendar, lag = lag_calendars[place], lags[place]
                bound = held_to(shifts, by_day, by_work, date, anchor, passes, lag_calendar, lag)
                if to_finish[place]:
                    finish = max(finish, bound)
                else:
                    start = max(start, bound)
        calendar, work = calendars[here], works[here]
        start_cap, finish_cap = start_caps[here], finish_caps[here]
        if shape == TASK and expected_finishes[here] != NEVER_BEFORE:
            begin = gone(shifts, by_day, calendar, start)
            work = max(0, gone(shifts, by_day, calendar, expected_finishes[here]) - begin)
            placed_work[here] = work
        early_start[here], early_finish[here] = placed(
            shifts, by_day, by_work, shape, calendar, work, start, finish, start_cap, finish_cap
        )


@inlined
def held_to(
    shifts: Any,
    by_day: Any,
    by_work: Any,
    date: Any,
    anchor: Any,
    passes: Any,
    lag_calendar: Any,
    lag: Any,
) -> Any:
    """The instant a link holds the activity after it back to.

    Args:
        date: The early date at its other end.
        anchor: An actual date it counts from instead.
        passes: Whether the activity before is done, and hands on what it waits for.
    """
    if anchor == NEVER_BEFORE:
        bound = moved(shifts, by_day, by_work, lag_calendar, date, lag)
    else:
        bound = moved(shifts, by_day, by_work, lag_calendar, anchor, lag)
        if passes:
            bound = max(bound, date)
    return bound


@inlined
def placed(
    shifts: Any,
    by_day: Any,
    by_work: Any,
    shape: Any,
    calendar: Any,
    work: Any,
    start: Any,
    finish: Any,
    start_cap: Any,
    finish_cap: Any,
) -> Any:
    """The earliest start and finish that keep to floors and caps."""
    if shape != TASK:
        point = min(max(start, finish), start_cap, finish_cap)
        point = snapped(shifts, by_day, by_work, shape, calendar, point)
        return point, point
    begin = gone(shifts, by_day, calendar, start)
    if finish != NEVER_BEFORE:
        begin = max(begin, gone(shifts, by_day, calendar, finish) - work)
    if finish_cap != NEVER_AFTER:
        begin = min(begin, gone(shifts, by_day, calendar, finish_cap) - work)
    if start_cap != NEVER_AFTER:
        begin = min(begin, gone(shifts, by_day, calendar, start_cap))
    early_start = latest(shifts, by_work, calendar, begin)
    if work > 0:
        return early_start, earliest(shifts, by_work, calendar, begin + work)
    return early_start, early_start


@inlined
def snapped(shifts: Any, by_day: Any, by_work: Any, shape: Any, calendar: Any, point: Any) -> Any:
    """Where a milestone stands that may not be before an instant."""
    found = point
    if shape != PASSING:
        done = gone(shifts, by_day, calendar, point)
        if shape == START_POINT or earliest(shifts, by_work, calendar, done) != point:
            found = latest(shifts, by_work, calendar, done)
    return found


@compiled
def late_dates(
    tables: Tables,
    activities: Activities,
    links: Links,
    dates: Dates,
    end: int,
    by_the_minute: Any,
) -> None:
    """Late dates, in reverse order; `end` caps every late finish.

    `by_the_minute`: Whose are the last that hold between calendars, see `Rules`.
    """
    shifts, by_day, by_work = tables
    shapes, calendars, start_floors = activities.shape, activities.calendar, activities.start_floor
    start_caps, finish_caps, late_start_floors, late_finish_floors = activities[8:12]
    into, before, from_finish, to_finish = links[:4]
    lags, lag_calendars, holds = links.late_lag, links.lag_calendar, links.backward
    late_start, late_finish, works = dates.late_start, dates.late_finish, dates.work
    for here in range(len(shapes)):
        late_start[here] = start_caps[here]
        late_finish[here] = min(end, finish_caps[here])
    for here in range(len(shapes) - 1, -1, -1):
        shape, calendar, work = shapes[here], calendars[here], works[here]
        to_the_minute = by_the_minute[here]
        start, finish = late_start[here], late_finish[here]
        start_floor, finish_floor = late_start_floors[here], late_finish_floors[here]
        start, finish = placed_late(
            shifts,
            by_day,
            by_work,
            shape,
            calendar,
            work,
            start,
            finish,
            start_floor,
            finish_floor,
            to_the_minute,
        )
        if shape == BEGUN:
            start = start_floors[here]
        late_start[here], late_finish[here] = start, finish
        if to_the_minute and shape == TASK:
            finish = latest(shifts, by_work, calendar, gone(shifts, by_day, calendar, finish))
        for place in range(into[here], into[here + 1]):
            if holds[place]:
                bound = finish if to_finish[place] else start
                lag, lag_calendar, earlier = lags[place], lag_calendars[place], before[place]
                if to_the_minute:
                    bound = moved_back(shifts, by_day, by_work, lag_calendar, bound, lag)
                else:
                    bound = moved(shifts, by_day, by_work, lag_calendar, bound, -lag)
                if from_finish[place]:
                    late_finish[earlier] = min(late_finish[earlier], bound)
                else:
                    late_start[earlier] = min(late_start[earlier], bound)


@inlined
def placed_late(
    shifts: Any,
    by_day: Any,
    by_work: Any,
    shape: Any,
    calendar: Any,
    work: Any,
    start: Any,
    finish: Any,
    start_floor: Any,
    finish_floor: Any,
    by_the_minute: Any,
) -> Any:
    """The latest start and finish that keep to caps and to mandatory floors."""
    if shape in (PASSING, START_POINT):
        point = max(min(start, finish), start_floor, finish_floor)
        return point, point
    begin = gone(shifts, by_day, calendar, finish) - work
    is_held_by_start = False
    if start != NEVER_AFTER:
        if by_the_minute and shape == TASK:
            by_start = begun_by(shifts, by_day, by_work, calendar, start)
        else:
            by_start = gone(shifts, by_day, calendar, start)
        is_held_by_start = by_start < begin
        begin = min(begin, by_start)
    if start_floor != NEVER_BEFORE:
        begin = max(begin, gone(shifts, by_day, calendar, start_floor))
    if finish_floor != NEVER_BEFORE:
        begin = max(begin, gone(shifts, by_day, calendar, finish_floor) - work)
    late_finish = earliest(shifts, by_work, calendar, begin + work)
    if shape == FINISH_POINT and not is_held_by_start:
        return late_finish, late_finish
    return latest(shifts, by_work, calendar, begin), late_finish


@compiled
def free_floats(
    tables: Tables,
    activities: Activities,
    links: Links,
    dates: Dates,
    floats: Any,
    by_the_minute: Any,
) -> None:
    """Working minutes an activity can slip before it moves an early date after it.

    `floats` comes with each activity's float to the end of the project; `by_the_minute` as for
    late dates.
    """
    shifts, by_day, by_work = tables
    shapes, calendars = activities.shape, activities.calendar
    into, before, from_finish, to_finish = links[:4]
    lags, lag_calendars, forward, backward = links[5], links[6], links[8], links[9]
    early_start, early_finish = dates.early_start, dates.early_finish
    for here in range(len(calendars)):
        start, finish, to_the_minute = early_start[here], early_finish[here], by_the_minute[here]
        if to_the_minute and shapes[here] == TASK:
            calendar = calendars[here]
            finish = latest(shifts, by_work, calendar, gone(shifts, by_day, calendar, finish))
        for place in range(into[here], into[here + 1]):
            if forward[place] and backward[place]:
                earlier = before[place]
                lag, lag_calendar = lags[place], lag_calendars[place]
                bound = finish if to_finish[place] else start
                if to_the_minute:
                    bound = moved_back(shifts, by_day, by_work, lag_calendar, bound, lag)
                else:
                    bound = moved(shifts, by_day, by_work, lag_calendar, bound, -lag)
                calendar = calendars[earlier]
                own = early_finish[earlier] if from_finish[place] else early_start[earlier]
                is_start = by_the_minute[earlier] and not from_finish[place]
                if is_start and shapes[earlier] == TASK:
                    left = begun_by(shifts, by_day, by_work, calendar, bound)
                else:
                    left = gone(shifts, by_day, calendar, bound)
                room = left - gone(shifts, by_day, calendar, own)
                floats[earlier] = min(floats[earlier], room)


# --- one activity or link at a time, for loops that go another way than in order ------------------


@compiled
def pushed(tables: Tables, activities: Activities, links: Links, dates: Dates, place: int) -> int:
    """The instant a link holds the activity after it back to."""
    shifts, by_day, by_work = tables
    before = links.before[place]
    at_finish = links.from_finish[place]
    date = dates.early_finish[before] if at_finish else dates.early_start[before]
    bound = held_to(
        shifts,
        by_day,
        by_work,
        date,
        links.anchor[place],
        activities.shape[before] == PASSING,
        links.lag_calendar[place],
        links.lag[place],
    )
    return int(bound)


@compiled
def place_early(
    tables: Tables, activities: Activities, dates: Dates, here: int, start: int, finish: int
) -> None:
    """The earliest dates of one activity that keep to its bounds."""
    shifts, by_day, by_work = tables
    calendar, work = activities.calendar[here], activities.work[here]
    expected = activities.expected_finish[here]
    if activities.shape[here] == TASK and expected != NEVER_BEFORE:
        begin = gone(shifts, by_day, calendar, start)
        work = max(0, gone(shifts, by_day, calendar, expected) - begin)
        dates.work[here] = work
    dates.early_start[here], dates.early_finish[here] = placed(
        shifts,
        by_day,
        by_work,
        activities.shape[here],
        calendar,
        work,
        start,
        finish,
        activities.start_cap[here],
        activities.finish_cap[here],
    )
