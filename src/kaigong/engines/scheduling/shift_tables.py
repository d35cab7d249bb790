"""The shifts of calendars laid out over days: from a definition to arrays of minutes."""

from __future__ import annotations

import calendar as almanac
from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.calendars import (
    DAY_MINUTES,
    Calendar,
    Season,
    Shifts,
    SpecialDays,
    SpecialWeeks,
)

Minutes = NDArray[np.int64]


def shifts_over(calendar: Calendar, *, first_day: date, days: int) -> tuple[Minutes, Minutes]:
    """Starts and ends of all shifts of a calendar, in minutes since the first day's midnight.

    Args:
        first_day: Day 0.
        days: How many days are laid out.

    Returns:
        Two arrays of equal length, in order; each shift lies within one day.
    """
    start, end = _own_shifts_over(calendar, first_day, days)
    for other in calendar.or_working:
        start, end = _either(start, end, *shifts_over(other, first_day=first_day, days=days))
    for other in calendar.also_working:
        start, end = _common(start, end, *shifts_over(other, first_day=first_day, days=days))
    return start, end


def _common(
    start: Minutes, end: Minutes, other_start: Minutes, other_end: Minutes
) -> tuple[Minutes, Minutes]:
    """The spans that lie within both of two rows of spans."""
    edges, depth = _layers(start, end, other_start, other_end)
    within = np.flatnonzero((depth[:-1] == 2) & (edges[:-1] < edges[1:]))
    return edges[within], edges[within + 1]


def _either(
    start: Minutes, end: Minutes, other_start: Minutes, other_end: Minutes
) -> tuple[Minutes, Minutes]:
    """The spans that lie within any of two rows of spans; those that only touch stay two."""
    edges, depth = _layers(start, end, other_start, other_end)
    is_free = depth == 0
    begins = np.concatenate(([True], is_free[:-1]))[: edges.size]
    return edges[begins], edges[is_free]


def _layers(
    start: Minutes, end: Minutes, other_start: Minutes, other_end: Minutes
) -> tuple[Minutes, Minutes]:
    """Where spans begin and end, in order, and how many lie over what follows each such edge."""
    edges = np.concatenate((start, other_start, end, other_end))
    opens = np.repeat([1, -1], [start.size + other_start.size] * 2)
    order = np.lexsort((opens, edges))  # what ends comes before what begins
    return edges[order], np.cumsum(opens[order])


def _own_shifts_over(calendar: Calendar, first_day: date, days: int) -> tuple[Minutes, Minutes]:
    patterns: dict[Shifts, int] = {}
    of_day = _patterns_by_day(calendar, first_day, days, patterns)
    lengths = np.array([len(shifts) for shifts in patterns], dtype=np.int64)
    first = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    flat = np.array(
        [(shift.start, shift.end) for shifts in patterns for shift in shifts], dtype=np.int64
    ).reshape(-1, 2)
    count = lengths[of_day]
    day = np.repeat(np.arange(days), count)
    within = np.arange(day.size) - np.repeat(np.cumsum(count) - count, count)
    times = flat[first[of_day[day]] + within] + (day * DAY_MINUTES)[:, None]
    return times[:, 0], times[:, 1]


def _patterns_by_day(
    calendar: Calendar, first_day: date, days: int, patterns: dict[Shifts, int]
) -> NDArray[np.int64]:
    """Which pattern of shifts each day has; new patterns are numbered into `patterns`."""

    def number(shifts: Shifts) -> int:
        return patterns.setdefault(shifts, len(patterns))

    week = np.array([number(shifts) for shifts in calendar.resolved_week()], dtype=np.int64)
    weekday = (np.arange(days) + first_day.weekday()) % 7
    of_day: NDArray[np.int64] = week[weekday]
    last_day = date.fromordinal(first_day.toordinal() + days - 1)
    for change in _changes_of(calendar):
        for first, last in _spans(change, first_day, last_day):
            begin = max(0, first.toordinal() - first_day.toordinal())
            end = min(days, last.toordinal() - first_day.toordinal() + 1)
            if begin >= end:
                continue
            if isinstance(change, SpecialWeeks):
                for day, shifts in enumerate(change.week):
                    if shifts is not None:
                        of_day[begin:end][weekday[begin:end] == day] = number(shifts)
            else:
                of_day[begin:end] = number(change.shifts)
    return of_day


def _changes_of(calendar: Calendar) -> Iterable[SpecialDays | Season | SpecialWeeks]:
    if calendar.base:
        yield from _changes_of(calendar.base)
    yield from calendar.changes


def _spans(
    change: SpecialDays | Season | SpecialWeeks, first_day: date, last_day: date
) -> Iterable[tuple[date, date]]:
    if not isinstance(change, Season):
        yield change.first, change.last
        return
    crosses = change.last < change.first
    for year in range(max(1, first_day.year - 1), min(9998, last_day.year) + 1):
        yield _in(year, change.first), _in(year + crosses, change.last)


def _in(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    return date(year, month, min(day, almanac.monthrange(year, month)[1]))


def joined(parts: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """Arrays one behind the other, in a layout that compiled code reads fast."""
    return np.ascontiguousarray(np.concatenate(list(parts)))
