"""Working time one instant at a time: what `Worktime` does for arrays, for loops that are compiled.

The tables come as one tuple of arrays, which compiled code takes as it is. Every function gives
what the method of the same name gives; each looks at a handful of table entries.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from kaigong.engines.scheduling.compiling import compiled
from kaigong.engines.scheduling.worktime import BUCKET, Worktime

#: No bound: before all instants, and behind them.
NEVER_BEFORE, NEVER_AFTER = -(1 << 60), 1 << 60
#: Number of the calendar that works day and night, where a lag asks for one.
DAY_AND_NIGHT = -1


class Tables(NamedTuple):
    """The arrays of `Worktime` that the functions below look at."""

    limit: int
    start: Any
    end: Any
    before: Any
    total: Any
    by_day: Any
    by_work: Any
    work_first: Any


def tables_of(worktime: Worktime) -> Tables:
    """The tables of calendars, as compiled code reads them."""
    return Tables(
        worktime.limit,
        worktime.start.astype(np.int32),
        worktime.end.astype(np.int32),
        worktime.before.astype(np.int32),
        worktime.total,
        worktime.by_day,
        worktime.by_work,
        worktime.work_first,
    )


@compiled
def gone(tables: Tables, calendar: int, instant: int) -> int:
    """Working minutes before an instant."""
    if instant <= 0:
        return 0
    if instant >= tables.limit:
        return int(tables.total[calendar])
    shift = tables.by_day[calendar, instant // 1440]
    while tables.end[shift] <= instant:
        shift += 1
    over = instant - tables.start[shift]
    return int(tables.before[shift] + (over if over > 0 else 0))


@compiled
def earliest(tables: Tables, calendar: int, work: int) -> int:
    """The earliest instant by which an amount of work is done."""
    if work <= 0:
        return 0
    if work > tables.total[calendar]:
        return tables.limit
    shift = tables.by_work[tables.work_first[calendar] + (work - 1) // BUCKET]
    while tables.before[shift + 1] < work:
        shift += 1
    return int(tables.start[shift] + work - tables.before[shift])


@compiled
def latest(tables: Tables, calendar: int, work: int) -> int:
    """The latest instant by which no more than an amount of work is done."""
    if work < 0:
        return 0
    if work >= tables.total[calendar]:
        return tables.limit
    shift = tables.by_work[tables.work_first[calendar] + work // BUCKET]
    while tables.before[shift + 1] <= work:
        shift += 1
    return int(tables.start[shift] + work - tables.before[shift])


@compiled
def moved(tables: Tables, calendar: int, instant: int, work: int) -> int:
    """An instant moved by a lag, on a calendar or day and night; forward in finish sense."""
    if work == 0:
        return instant
    if calendar < 0:
        return instant + work
    then = gone(tables, calendar, instant) + work
    if work > 0:
        return earliest(tables, calendar, then)
    return latest(tables, calendar, then)


@compiled
def begun_by(tables: Tables, calendar: int, instant: int) -> int:
    """The most work gone at a start that is not after an instant: by the minute.

    An instant outside of shifts is after the last minute of work before it, which is not a start.
    """
    done = gone(tables, calendar, instant)
    return done if latest(tables, calendar, done) <= instant else done - 1


@compiled
def moved_back(tables: Tables, calendar: int, instant: int, lag: int) -> int:
    """The latest instant that `moved` takes to none after this one: by the minute."""
    if lag == 0:
        return instant
    if calendar < 0:
        return instant - lag
    if lag > 0:
        return latest(tables, calendar, gone(tables, calendar, instant) - lag)
    return latest(tables, calendar, begun_by(tables, calendar, instant) - lag)
