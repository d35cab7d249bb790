"""Working time one instant at a time: what `Worktime` does for arrays, for loops that are compiled.

Every function gives what the method of the same name gives, from three arrays, which loops take
out of their tuple once: taking one out is dearer than a look into it.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from kaigong.engines.scheduling.compiling import inlined
from kaigong.engines.scheduling.worktime import BUCKET, Worktime

#: No bound: before all instants, and behind them.
NEVER_BEFORE, NEVER_AFTER = -(1 << 60), 1 << 60
#: Number of the calendar that works day and night, where a lag asks for one.
DAY_AND_NIGHT = -1
START, END, BEFORE = 0, 1, 2


class Tables(NamedTuple):
    """The tables of `Worktime`, int32.

    Attributes:
        shifts: Start, end, and the work gone before, shape (shifts, 3); each calendar's end with
            an empty one at the first minute behind all days.
        by_day: The shift at or after each midnight, shape (calendars, days + 1).
        by_work: The shift of every `BUCKET` working minutes, shape (calendars, steps); at its end
            each calendar's last one again.
    """

    shifts: Any
    by_day: Any
    by_work: Any


_HELD: WeakKeyDictionary[Worktime, Tables] = WeakKeyDictionary()


def tables_of(worktime: Worktime) -> Tables:
    """The tables of calendars, as compiled code reads them; made once for each `Worktime`."""
    found = _HELD.get(worktime)
    if found is None:
        found = _HELD[worktime] = _packed(worktime)
    return found


def _packed(worktime: Worktime) -> Tables:
    shifts = np.stack((worktime.start, worktime.end, worktime.before), axis=1)
    last = worktime.first[1:] - 1
    ends = np.append(worktime.work_first[1:], worktime.by_work.size)
    sizes = ends - worktime.work_first
    by_work = np.repeat(last[:, None], sizes.max(initial=0) + 1, axis=1)
    for number, (first, size) in enumerate(zip(worktime.work_first, sizes, strict=True)):
        by_work[number, :size] = worktime.by_work[first : first + size]
    return Tables(
        np.ascontiguousarray(shifts.astype(np.int32)),
        worktime.by_day,
        np.ascontiguousarray(by_work.astype(np.int32)),
    )


@inlined
def gone(shifts: Any, by_day: Any, calendar: Any, instant: Any) -> Any:
    """Working minutes before an instant."""
    at = min(max(instant, 0), (by_day.shape[1] - 1) * 1440)
    shift = by_day[calendar, at // 1440]
    while shifts[shift, END] <= at:
        shift += 1
    return shifts[shift, BEFORE] + max(0, at - shifts[shift, START])


@inlined
def earliest(shifts: Any, by_work: Any, calendar: Any, work: Any) -> Any:
    """The earliest instant by which an amount of work is done."""
    last = by_work[calendar, by_work.shape[1] - 1]
    found = 0
    if work > shifts[last, BEFORE]:
        found = shifts[last, START]
    elif work > 0:
        shift = by_work[calendar, (work - 1) // BUCKET]
        while shifts[shift + 1, BEFORE] < work:
            shift += 1
        found = shifts[shift, START] + work - shifts[shift, BEFORE]
    return found


@inlined
def latest(shifts: Any, by_work: Any, calendar: Any, work: Any) -> Any:
    """The latest instant by which no more than an amount of work is done."""
    last = by_work[calendar, by_work.shape[1] - 1]
    found = 0
    if work >= shifts[last, BEFORE]:
        found = shifts[last, START]
    elif work >= 0:
        shift = by_work[calendar, work // BUCKET]
        while shifts[shift + 1, BEFORE] <= work:
            shift += 1
        found = shifts[shift, START] + work - shifts[shift, BEFORE]
    return found


@inlined
def moved(shifts: Any, by_day: Any, by_work: Any, calendar: Any, instant: Any, lag: Any) -> Any:
    """An instant moved by a lag, on a calendar or day and night; forward in finish sense."""
    found = instant
    if lag != 0:
        if calendar < 0:
            found = instant + lag
        else:
            then = gone(shifts, by_day, calendar, instant) + lag
            if lag > 0:
                found = earliest(shifts, by_work, calendar, then)
            else:
                found = latest(shifts, by_work, calendar, then)
    return found


@inlined
def begun_by(shifts: Any, by_day: Any, by_work: Any, calendar: Any, instant: Any) -> Any:
    """The most work gone at a start that is not after an instant: by the minute.

    An instant outside of shifts is after the last minute of work before it, which is not a start.
    """
    done = gone(shifts, by_day, calendar, instant)
    if latest(shifts, by_work, calendar, done) > instant:
        done -= 1
    return done


@inlined
def moved_back(
    shifts: Any, by_day: Any, by_work: Any, calendar: Any, instant: Any, lag: Any
) -> Any:
    """The latest instant that `moved` takes to none after this one: by the minute."""
    found = instant
    if lag != 0:
        if calendar < 0:
            found = instant - lag
        elif lag > 0:
            left = gone(shifts, by_day, calendar, instant) - lag
            found = latest(shifts, by_work, calendar, left)
        else:
            left = begun_by(shifts, by_day, by_work, calendar, instant) - lag
            found = latest(shifts, by_work, calendar, left)
    return found
