"""Many scenarios of a network on its calendars, group by group: loops for Numba.

`plain_on_calendars` says the same in NumPy. Dates are whole minutes, kept as doubles, which hold
them exactly and of which the processor finds the larger of several at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, TASK
from kaigong.engines.scheduling.compiling import compiled, inlined
from kaigong.engines.scheduling.instants import (
    NEVER_AFTER,
    NEVER_BEFORE,
    Tables,
    earliest,
    gone,
    latest,
    moved,
)
from kaigong.engines.scheduling.passes_one_by_one import snapped
from kaigong.engines.scheduling.risk.columns import DURATION, TRIANGULAR, Columns
from kaigong.engines.scheduling.risk.kernels import (
    Rows,
    lengthen,
    prepare,
    triangular_of_words,
)
from kaigong.engines.scheduling.risk.philox import GROUP, draw, draw_words
from kaigong.engines.scheduling.risk.sites import INSTANT, Sites
from kaigong.engines.scheduling.risk.tables import Floats
from kaigong.engines.scheduling.risk.weather import LOST_DAY, WeatherTables
from kaigong.engines.scheduling.worktime import BUCKET

_DAYS = 32  # of weather that are drawn at a time


@inlined
def day_of(worked: Any, guess: Any, work: Any, at_end: Any) -> Any:
    """The day on which so much is done (`at_end`), or after which no more is done."""
    last = worked.shape[0] - 1
    step = min(max(work, 0) // BUCKET, guess.shape[0] - 1)
    day = guess[step]
    if at_end:
        while day > 0 and worked[day] >= work:
            day -= 1
        while day < last and worked[day + 1] < work:
            day += 1
    else:
        while day > 0 and worked[day] > work:
            day -= 1
        while day < last and worked[day + 1] <= work:
            day += 1
    return day


@compiled
def instants_of(
    tables: Tables,
    weather: WeatherTables,
    worked: Any,
    dates: Floats,
    calendar: Any,
    at_end: Any,
    into: Floats,
) -> None:
    """Dates as they are kept become instants.

    Args:
        worked: Minutes worked before each day, shape (rows, GROUP, days + 1).
        at_end: Whether they lie at the end of a minute of work, or before one.
    """
    shifts, by_work = tables.shifts, tables.by_work
    if calendar == INSTANT:
        into[:] = dates
        return
    row = weather.row[calendar]
    if row < 0:
        for scenario in range(GROUP):
            work = int(dates[scenario])
            if at_end:
                into[scenario] = earliest(shifts, by_work, calendar, work)
            else:
                into[scenario] = latest(shifts, by_work, calendar, work)
        return
    gone_at, guess = weather.gone_at[row], weather.guess[row]
    for scenario in range(GROUP):
        work, done = int(dates[scenario]), worked[row, scenario]
        day = day_of(done, guess, work, at_end)
        without = gone_at[day] + work - done[day]
        if at_end:
            into[scenario] = earliest(shifts, by_work, calendar, without)
        else:
            into[scenario] = latest(shifts, by_work, calendar, without)


@compiled
def kept_from(
    tables: Tables, weather: WeatherTables, worked: Any, at: Floats, calendar: Any, into: Floats
) -> None:
    """Instants become dates as they are kept."""
    shifts, by_day = tables.shifts, tables.by_day
    if calendar == INSTANT:
        into[:] = at
        return
    row = weather.row[calendar]
    if row < 0:
        for scenario in range(GROUP):
            into[scenario] = gone(shifts, by_day, calendar, int(at[scenario]))
        return
    gone_at = weather.gone_at[row]
    last = gone_at.shape[0] - 1
    for scenario in range(GROUP):
        instant, done = int(at[scenario]), worked[row, scenario]
        total = gone(shifts, by_day, calendar, instant)
        day = instant // 1440 - weather.first
        here = min(max(day, 0), last)
        before = done[here]
        if day < 0 or here == last or done[here + 1] > before:
            before += total - gone_at[here]
        into[scenario] = before


@compiled
def later(tables: Tables, calendar: Any, lag: Any, at: Floats) -> None:
    """Instants moved by a lag."""
    shifts, by_day, by_work = tables
    for scenario in range(GROUP):
        at[scenario] = moved(shifts, by_day, by_work, calendar, int(at[scenario]), lag)


@compiled
def snap(tables: Tables, shape: Any, calendar: Any, at: Floats) -> None:
    """Milestones where they stand."""
    shifts, by_day, by_work = tables
    for scenario in range(GROUP):
        at[scenario] = snapped(shifts, by_day, by_work, shape, calendar, int(at[scenario]))


@compiled
def rounded(own: Floats) -> None:
    """Whole minutes."""
    for scenario in range(GROUP):
        own[scenario] = np.floor(own[scenario] + 0.5)


@compiled
def raised(row: Floats, bound: Floats, lag: Any) -> None:
    for scenario in range(GROUP):
        row[scenario] = max(row[scenario], bound[scenario] + lag)


@compiled
def raised_from_finish(row: Floats, bound: Floats, own: Floats, lag: Any) -> None:
    for scenario in range(GROUP):
        row[scenario] = max(row[scenario], bound[scenario] + lag - own[scenario])


@compiled
def lowered(row: Floats, cap: Floats, own: Floats, share: Any) -> None:
    for scenario in range(GROUP):
        row[scenario] = min(row[scenario], cap[scenario] - share * own[scenario])


@compiled
def lose_days(
    weather: WeatherTables, key: Any, group: Any, words: Any, drawn: Any, worked: Any
) -> None:
    """Minutes worked before each day, after what weather takes.

    Args:
        drawn: Room for some days, shape (days at a time, GROUP): drawn day by day, and read
            scenario by scenario.
    """
    rows, days = weather.chance.shape
    at_a_time = drawn.shape[0]
    for first in range(0, days if rows > 0 else 0, at_a_time):
        last = min(first + at_a_time, days)
        for day in range(first, last):
            if weather.may_lose[day]:
                draw(weather.address[day], LOST_DAY, group, key, words, drawn[day - first])
        for row in range(rows):
            chance, gone_at = weather.chance[row], weather.gone_at[row]
            for scenario in range(GROUP):
                before = worked[row, scenario, first]
                for day in range(first, last):
                    if drawn[day - first, scenario] >= chance[day]:
                        before += gone_at[day + 1] - gone_at[day]
                    worked[row, scenario, day + 1] = before


@compiled
def forecast(
    columns: Columns,
    sites: Sites,
    tables: Tables,
    weather: WeatherTables,
    rows: Rows,
    key: Any,
    off: Any,
    groups: Any,
    finish: Any,
    kept: Any,
) -> None:
    """Finishes of the plan and of the milestones, as instants, from `groups[0]` to `groups[1]`.

    Args:
        finish: Shape (scenarios,), counted from the first group.
        kept: Shape (milestones, scenarios).
    """
    dates = np.zeros((2 * columns.slots, GROUP))
    drawn = np.ones((_DAYS, GROUP))
    worked = np.zeros((weather.chance.shape[0], GROUP, weather.chance.shape[1] + 1), np.int32)
    floors = np.zeros((weather.row.size + 1, GROUP))  # as each calendar keeps it, INSTANT first
    own, start, words, at, bound = rows.own, rows.start, rows.words, rows.at, np.zeros(GROUP)
    address, length, numbers, simple = (
        columns.address,
        columns.shape,
        columns.numbers,
        columns.simple,
    )
    slot, milestone = columns.slot, columns.milestone
    shape, calendars, kept_on, ends_early = sites[:4]
    start_floor, finish_floor, start_cap, finish_cap, is_last = sites[4:9]
    into, before, from_finish, to_finish, lag = sites[9:14]
    lag_calendar, anchor, forward, is_within = sites[14:18]
    for group in range(groups[0], groups[1]):
        first = (group - groups[0]) * GROUP
        latest_ones = finish[first : first + GROUP]
        latest_ones[:] = 0.0
        prepare(columns, rows, key, off, group)
        lose_days(weather, key, group, words, drawn, worked)
        at[:] = sites.floor
        for calendar in range(floors.shape[0]):
            kept_from(tables, weather, worked, at, calendar - 1, floors[calendar])
        for here in range(slot.size):
            row = 2 * slot[here]
            keeps = kept_on[here]
            if shape[here] == PINNED or shape[here] == BEGUN:
                dates[row, :] = start_floor[here]
                dates[row + 1, :] = finish_floor[here]
            else:
                if not simple[here]:
                    lengthen(columns, rows, key, group, here)
                    rounded(own)
                elif length[here] == TRIANGULAR:
                    draw_words(address[here], DURATION, group, key, words)
                    triangular_of_words(words, numbers, here, own)
                    rounded(own)
                else:
                    own[:] = np.floor(numbers[here, 0] + 0.5)
                share = 1.0 if shape[here] == TASK else 0.0
                if start_floor[here] == sites.floor:
                    start[:] = floors[keeps + 1]
                else:
                    at[:] = start_floor[here]
                    kept_from(tables, weather, worked, at, keeps, start)
                if finish_floor[here] != NEVER_BEFORE:
                    at[:] = finish_floor[here]
                    kept_from(tables, weather, worked, at, keeps, bound)
                    lift(start, bound, own, share)
                for place in range(into[here], into[here + 1]):
                    if not forward[place]:
                        continue
                    former = before[place]
                    source = 2 * slot[former] + (1 if from_finish[place] else 0)
                    if is_within[place]:
                        if to_finish[place]:
                            raised_from_finish(start, dates[source], own, float(lag[place]))
                        else:
                            raised(start, dates[source], float(lag[place]))
                        continue
                    at_end = from_finish[place] and ends_early[former]
                    passes = shape[former] == PASSING
                    if anchor[place] == NEVER_BEFORE or passes:
                        instants_of(
                            tables, weather, worked, dates[source], kept_on[former], at_end, at
                        )
                        if anchor[place] == NEVER_BEFORE:
                            later(tables, lag_calendar[place], lag[place], at)
                        kept_from(tables, weather, worked, at, keeps, bound)
                        lift(start, bound, own, share if to_finish[place] else 0.0)
                    if anchor[place] != NEVER_BEFORE:
                        at[:] = anchor[place]
                        later(tables, lag_calendar[place], lag[place], at)
                        kept_from(tables, weather, worked, at, keeps, bound)
                        lift(start, bound, own, share if to_finish[place] else 0.0)
                if finish_cap[here] != NEVER_AFTER:
                    at[:] = finish_cap[here]
                    kept_from(tables, weather, worked, at, keeps, bound)
                    lowered(start, bound, own, share)
                if start_cap[here] != NEVER_AFTER:
                    at[:] = start_cap[here]
                    kept_from(tables, weather, worked, at, keeps, bound)
                    lowered(start, bound, own, 0.0)
                if share == 0.0:
                    snap(tables, shape[here], calendars[here], start)
                for scenario in range(GROUP):
                    dates[row, scenario] = start[scenario]
                    dates[row + 1, scenario] = start[scenario] + share * own[scenario]
            if is_last[here] or milestone[here] >= 0:
                instants_of(tables, weather, worked, dates[row + 1], keeps, ends_early[here], at)
                if is_last[here]:
                    raised(latest_ones, at, 0.0)
                if milestone[here] >= 0:
                    kept[milestone[here], first : first + GROUP] = at


@compiled
def lift(row: Floats, bound: Floats, own: Floats, share: Any) -> None:
    """No start before a bound, or before it less the duration."""
    for scenario in range(GROUP):
        row[scenario] = max(row[scenario], bound[scenario] - share * own[scenario])
