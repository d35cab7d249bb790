"""Forward and backward pass, a whole level of the network at a time: NumPy and nothing else.

Activities of one level do not wait for each other, so their dates are reckoned as arrays.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
from kaigong.engines.scheduling.instants import NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.shift_tables import Minutes
from kaigong.engines.scheduling.worktime import Worktime

Levels = NDArray[np.int32]


def moved(worktime: Worktime, calendar: ArrayLike, instant: ArrayLike, work: ArrayLike) -> Minutes:
    """Instants moved by lags, each on a calendar or day and night, all of one shape (n,)."""
    found = np.array(instant)
    some = np.flatnonzero(work)
    if some.size:  # most links have no lag
        number, at, lag = np.asarray(calendar)[some], found[some], np.asarray(work)[some]
        by_work = worktime.add(np.maximum(number, 0), at, lag)
        found[some] = np.where(number < 0, at + lag, by_work)
    return found


def moved_back(
    worktime: Worktime, calendar: ArrayLike, instant: ArrayLike, lag: ArrayLike
) -> Minutes:
    """The latest instants that `moved` takes to none after these: by the minute."""
    found = np.array(instant)
    some = np.flatnonzero(lag)
    if some.size:
        number, at, amount = np.asarray(calendar)[some], found[some], np.asarray(lag)[some]
        works = np.maximum(number, 0)
        gone = np.where(amount > 0, worktime.gone(works, at), begun_by(worktime, works, at))
        back = worktime.latest(works, gone - amount)
        found[some] = np.where(number < 0, at - amount, back)
    return found


def begun_by(worktime: Worktime, calendar: ArrayLike, instant: ArrayLike) -> Minutes:
    """The most work gone at a start that is not after an instant: by the minute."""
    done = worktime.gone(calendar, instant)
    return np.where(worktime.latest(calendar, done) <= np.asarray(instant), done, done - 1)


def early_dates(
    worktime: Worktime, activities: Activities, links: Links, dates: Dates, levels: Levels
) -> None:
    """Early dates, level by level."""
    start, finish = activities.start_floor.copy(), activities.finish_floor.copy()
    after = np.repeat(np.arange(activities.shape.size), np.diff(links.into))
    for first, last in pairwise(levels.tolist()):
        places = np.arange(links.into[first], links.into[last])
        places = places[links.forward[places] != 0]
        if places.size:
            bound = pushed(worktime, activities, links, dates, places)
            to_finish = links.to_finish[places] != 0
            held = after[places]
            np.maximum.at(finish, held[to_finish], bound[to_finish])
            np.maximum.at(start, held[~to_finish], bound[~to_finish])
        place_early(worktime, activities, dates, np.arange(first, last), start, finish)


def pushed(
    worktime: Worktime,
    activities: Activities,
    links: Links,
    dates: Dates,
    places: NDArray[np.int64],
) -> Minutes:
    """The instants links hold the activities after them back to."""
    before, anchor = links.before[places], links.anchor[places]
    date = np.where(
        links.from_finish[places] != 0, dates.early_finish[before], dates.early_start[before]
    )
    lag, calendar = links.lag[places], links.lag_calendar[places]
    has_anchor = anchor != NEVER_BEFORE
    if not has_anchor.any():
        return moved(worktime, calendar, date, lag)
    bound = moved(worktime, calendar, np.where(has_anchor, anchor, date), lag)
    passes = has_anchor & (activities.shape[before] == PASSING)
    return np.where(passes, np.maximum(bound, date), bound)


def place_early(
    worktime: Worktime,
    activities: Activities,
    dates: Dates,
    level: NDArray[np.int64],
    starts: Minutes,
    finishes: Minutes,
) -> None:
    """Early dates of activities of one level that keep to the bounds on all."""
    shapes = activities.shape[level]
    here = level[shapes == TASK]
    if here.size:
        calendar, start, finish = activities.calendar[here], starts[here], finishes[here]
        begin, work = worktime.gone(calendar, start), activities.work[here]
        expected = activities.expected_finish[here]
        some = np.flatnonzero(expected != NEVER_BEFORE)
        if some.size:
            until = worktime.gone(calendar[some], expected[some])
            work[some] = np.maximum(0, until - begin[some])
            dates.work[here] = work
        _raise(begin, worktime, calendar, finish, work)
        _cap(begin, worktime, calendar, activities.finish_cap[here], work)
        _cap(begin, worktime, calendar, activities.start_cap[here], np.zeros_like(work))
        dates.early_start[here] = worktime.latest(calendar, begin)
        dates.early_finish[here] = np.where(
            work > 0, worktime.earliest(calendar, begin + work), dates.early_start[here]
        )
    if here.size == level.size:
        return
    pinned = (shapes == PINNED) | (shapes == BEGUN)
    here = level[pinned]
    dates.early_start[here], dates.early_finish[here] = starts[here], finishes[here]
    here = level[(shapes != TASK) & ~pinned]
    if here.size:
        calendar, shape = activities.calendar[here], activities.shape[here]
        point = np.minimum(np.maximum(starts[here], finishes[here]), activities.start_cap[here])
        point = np.minimum(point, activities.finish_cap[here])
        done = worktime.gone(calendar, point)
        off = (shape == START_POINT) | (worktime.earliest(calendar, done) != point)
        snapped = np.where(off, worktime.latest(calendar, done), point)
        point = np.where(shape == PASSING, point, snapped)
        dates.early_start[here], dates.early_finish[here] = point, point


def _raise(
    begin: Minutes, worktime: Worktime, calendar: NDArray[np.int32], floor: Minutes, less: Minutes
) -> None:
    """Raise work gone at starts to floors, where there are any."""
    some = np.flatnonzero(floor != NEVER_BEFORE)
    if some.size:
        least = worktime.gone(calendar[some], floor[some]) - less[some]
        begin[some] = np.maximum(begin[some], least)


def _cap(
    begin: Minutes, worktime: Worktime, calendar: NDArray[np.int32], cap: Minutes, less: Minutes
) -> None:
    """Lower work gone at starts to caps, where there are any."""
    some = np.flatnonzero(cap != NEVER_AFTER)
    if some.size:
        most = worktime.gone(calendar[some], cap[some]) - less[some]
        begin[some] = np.minimum(begin[some], most)


def late_dates(
    worktime: Worktime,
    activities: Activities,
    links: Links,
    dates: Dates,
    levels: Levels,
    end: int,
    by_the_minute: NDArray[np.bool_],
) -> None:
    """Late dates, level by level from behind; `end` caps every late finish.

    `by_the_minute`: Whose are the last that hold between calendars, see `Rules`.
    """
    dates.late_start[:] = activities.late_start_cap
    dates.late_finish[:] = np.minimum(end, activities.late_finish_cap)
    after = np.repeat(np.arange(activities.shape.size), np.diff(links.into))
    for first, last in zip(levels[-2::-1], levels[:0:-1], strict=True):
        _place_late(worktime, activities, dates, slice(first, last), by_the_minute[first:last])
        places = np.arange(links.into[first], links.into[last])
        places = places[links.backward[places] != 0]
        if not places.size:
            continue
        held, before = after[places], links.before[places]
        finish, exact = dates.late_finish[held], by_the_minute[held]
        if exact.any():
            at_work = worktime.start_snap(activities.calendar[held], finish)
            finish = np.where(exact & (activities.shape[held] == TASK), at_work, finish)
        date = np.where(links.to_finish[places] != 0, finish, dates.late_start[held])
        calendar, lag = links.lag_calendar[places], links.late_lag[places]
        bound = _pulled(worktime, calendar, date, lag, exact)
        from_finish = links.from_finish[places] != 0
        np.minimum.at(dates.late_finish, before[from_finish], bound[from_finish])
        np.minimum.at(dates.late_start, before[~from_finish], bound[~from_finish])


def _pulled(
    worktime: Worktime,
    calendar: NDArray[np.int32],
    instant: Minutes,
    lag: Minutes,
    by_the_minute: NDArray[np.bool_],
) -> Minutes:
    """The latest instants that links leave the activities before them."""
    if by_the_minute.all():
        return moved_back(worktime, calendar, instant, lag)
    by_work = moved(worktime, calendar, instant, -lag)
    if not by_the_minute.any():
        return by_work
    return np.where(by_the_minute, moved_back(worktime, calendar, instant, lag), by_work)


def _place_late(
    worktime: Worktime,
    activities: Activities,
    dates: Dates,
    here: slice,
    by_the_minute: NDArray[np.bool_],
) -> None:
    shape, calendar, work = activities.shape[here], activities.calendar[here], dates.work[here]
    start, finish = dates.late_start[here].copy(), dates.late_finish[here].copy()
    begin = worktime.gone(calendar, finish) - work
    by_start = np.full(begin.size, NEVER_AFTER)
    some = np.flatnonzero(start != NEVER_AFTER)
    if some.size:
        gone = worktime.gone(calendar[some], start[some])
        exact = by_the_minute[some] & (shape[some] == TASK)
        if exact.any():
            gone = np.where(exact, begun_by(worktime, calendar[some], start[some]), gone)
        by_start[some] = gone
    at_finish = (shape == FINISH_POINT) & (by_start >= begin)
    begin = np.minimum(begin, by_start)
    _raise(begin, worktime, calendar, activities.late_start_floor[here], np.zeros_like(work))
    _raise(begin, worktime, calendar, activities.late_finish_floor[here], work)
    first, last = worktime.latest(calendar, begin), worktime.earliest(calendar, begin + work)
    if (shape == TASK).all():
        dates.late_start[here], dates.late_finish[here] = first, last
        return
    point = np.maximum(np.minimum(start, finish), activities.late_start_floor[here])
    point = np.maximum(point, activities.late_finish_floor[here])
    is_point = (shape == PASSING) | (shape == START_POINT)
    dates.late_start[here] = np.select(
        [is_point, at_finish, shape == BEGUN],
        [point, last, activities.start_floor[here]],
        first,
    )
    dates.late_finish[here] = np.where(is_point, point, last)


def free_floats(
    worktime: Worktime,
    activities: Activities,
    links: Links,
    dates: Dates,
    floats: Minutes,
    by_the_minute: NDArray[np.bool_],
) -> None:
    """Working minutes an activity can slip before it moves an early date after it.

    `floats` comes with each activity's float to the end of the project; `by_the_minute` as for
    late dates.
    """
    places = np.flatnonzero((links.backward != 0) & (links.forward != 0))
    found = rooms(worktime, activities, links, dates, places, by_the_minute)
    np.minimum.at(floats, links.before[places], found)


def rooms(
    worktime: Worktime,
    activities: Activities,
    links: Links,
    dates: Dates,
    places: NDArray[np.int64],
    by_the_minute: NDArray[np.bool_],
) -> Minutes:
    """Working minutes the activity before each link can slip before the one after it moves."""
    after = np.searchsorted(links.into, places, side="right") - 1
    before = links.before[places]
    from_finish = links.from_finish[places] != 0
    finish, exact = dates.early_finish[after], by_the_minute[after]
    if exact.any():
        at_work = worktime.start_snap(activities.calendar[after], finish)
        finish = np.where(exact & (activities.shape[after] == TASK), at_work, finish)
    date = np.where(links.to_finish[places] != 0, finish, dates.early_start[after])
    bound = _pulled(worktime, links.lag_calendar[places], date, links.late_lag[places], exact)
    calendar = activities.calendar[before]
    own = np.where(from_finish, dates.early_finish[before], dates.early_start[before])
    left = worktime.gone(calendar, bound)
    exact = by_the_minute[before] & ~from_finish & (activities.shape[before] == TASK)
    if exact.any():
        left = np.where(exact, begun_by(worktime, calendar, bound), left)
    return left - worktime.gone(calendar, own)
