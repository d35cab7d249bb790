"""Many scenarios of a network on its calendars, group by group: loops for Numba.

`plain_on_calendars` says the same in NumPy. Dates are whole minutes, kept as doubles, which hold
them exactly and of which the processor finds the larger of several at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, TASK
from kaigong.engines.scheduling.compiling import compiled
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
    ZERO,
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


class Days(NamedTuple):
    """The days of a group of scenarios that weather leaves, drawn as far as somebody has asked.

    Attributes:
        worked: Minutes worked before each day, shape (rows, days + 1, GROUP).
        count: How many days are drawn, shape (1,).
        ahead: By how many days each scenario was ahead of the guess when last asked, shape (rows,
            GROUP): from one activity to the next it hardly changes.
        words, drawn: Room for a day, shape (GROUP,).
    """

    worked: Any
    count: Any
    ahead: Any
    words: Any
    drawn: Any


def room_for(weather: WeatherTables) -> Days:
    """Room that one thread writes in."""
    rows, days = weather.chance.shape
    return Days(
        worked=np.zeros((rows, days + 1, GROUP), np.int32),
        count=np.zeros(1, np.int64),
        ahead=np.zeros((rows, GROUP), np.int32),
        words=np.zeros(GROUP, np.uint32),
        drawn=np.ones(GROUP),
    )


@compiled
def add_day(before: Any, drawn: Any, chance: Any, minutes: Any, after: Any) -> None:
    """Minutes worked before the next day."""
    nothing = np.int32(0)
    for scenario in range(GROUP):
        after[scenario] = before[scenario] + (minutes if drawn[scenario] >= chance else nothing)


@compiled
def lose_days(weather: WeatherTables, days: Days, key: Any, group: Any, upto: Any) -> None:
    """Draw the days before one of them, or a few more."""
    rows, most = weather.chance.shape
    first = days.count[0]
    if first >= upto or rows == 0:
        return
    last = min(max(upto, first + _DAYS), most)
    worked, words, drawn = days.worked, days.words, days.drawn
    chance, gone_at, may_lose = weather.chance, weather.gone_at, weather.may_lose
    for day in range(first, last):
        if may_lose[day]:
            draw(weather.address[day], LOST_DAY, group, key, words, drawn)
        for row in range(rows):
            minutes = np.int32(gone_at[row, day + 1] - gone_at[row, day])
            add_day(worked[row, day], drawn, chance[row, day], minutes, worked[row, day + 1])
    days.count[0] = last


@compiled
def lose_days_of(
    weather: WeatherTables, days: Days, key: Any, group: Any, row: Any, most: Any
) -> None:
    """Draw days until more than so much is worked in every scenario."""
    while days.count[0] < weather.chance.shape[1]:
        if days.worked[row, days.count[0]].min() > most:
            return
        lose_days(weather, days, key, group, days.count[0] + 1)


@compiled
def days_of(worked: Any, guess: Any, dates: Any, at_end: Any, drawn: Any, ahead: Any) -> None:
    """Move `ahead` so that the guess becomes the day on which so much is done (`at_end`), or after
    which no more is done."""
    steps = guess.shape[0] - 1
    for scenario in range(GROUP):
        work = int(dates[scenario])
        guessed = guess[min(max(work, 0) // BUCKET, steps)]
        day = min(max(guessed + ahead[scenario], 0), drawn)
        if at_end:
            while day > 0 and worked[day, scenario] >= work:
                day -= 1
            while day < drawn and worked[day + 1, scenario] < work:
                day += 1
        else:
            while day > 0 and worked[day, scenario] > work:
                day -= 1
            while day < drawn and worked[day + 1, scenario] <= work:
                day += 1
        ahead[scenario] = day - guessed


@compiled
def lagged(
    weather: WeatherTables,
    days: Days,
    key: Any,
    group: Any,
    dates: Floats,
    row: Any,
    at_end: Any,
    lag: Any,
    into: Floats,
) -> None:
    """Dates of a calendar with weather, moved by a lag that is counted on it without weather.

    What `instants_of`, `later` and `kept_from` come to, from day to day without any instant.
    """
    gone_at, guess = weather.gone_at[row], weather.guess[row]
    last, steps = gone_at.shape[0] - 1, guess.shape[0] - 1
    lose_days_of(weather, days, key, group, row, dates.max() + max(lag, 0))
    worked, ahead, drawn = days.worked[row], days.ahead[row], days.count[0]
    days_of(worked, guess, dates, at_end, drawn, ahead)
    for scenario in range(GROUP):
        work = int(dates[scenario])
        day = guess[min(max(work, 0) // BUCKET, steps)] + ahead[scenario]
        without = gone_at[day] + work - worked[day, scenario] + lag
        if lag > 0:
            while day < last and gone_at[day + 1] < without:
                day += 1
        else:
            while day > 0 and gone_at[day] > without:
                day -= 1
        before = worked[day, scenario]
        is_worked = day == last or worked[day + 1, scenario] > before
        if is_worked or without < gone_at[0]:
            before += without - gone_at[day]
        into[scenario] = before


@compiled
def instants_of(
    tables: Tables,
    weather: WeatherTables,
    days: Days,
    key: Any,
    group: Any,
    dates: Floats,
    calendar: Any,
    at_end: Any,
    into: Floats,
) -> None:
    """Dates as they are kept become instants.

    Args:
        at_end: Whether they lie at the end of a minute of work, or before one.
    """
    shifts, by_work = tables.shifts, tables.by_work
    if calendar == INSTANT:
        into[:] = dates
        return
    row = weather.row[calendar]
    if row >= 0:
        lose_days_of(weather, days, key, group, row, dates.max())
        worked, ahead, drawn = days.worked[row], days.ahead[row], days.count[0]
        gone_at, guess = weather.gone_at[row], weather.guess[row]
        days_of(worked, guess, dates, at_end, drawn, ahead)
        steps = guess.shape[0] - 1
        for scenario in range(GROUP):
            work = int(dates[scenario])
            day = guess[min(max(work, 0) // BUCKET, steps)] + ahead[scenario]
            into[scenario] = gone_at[day] + work - worked[day, scenario]
    else:
        into[:] = dates
    for scenario in range(GROUP):
        work = int(into[scenario])
        if at_end:
            into[scenario] = earliest(shifts, by_work, calendar, work)
        else:
            into[scenario] = latest(shifts, by_work, calendar, work)


@compiled
def kept_from(
    tables: Tables,
    weather: WeatherTables,
    days: Days,
    key: Any,
    group: Any,
    at: Floats,
    calendar: Any,
    into: Floats,
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
    gone_at, first = weather.gone_at[row], weather.first
    last = gone_at.shape[0] - 1
    lose_days(weather, days, key, group, min(int(at.max()) // 1440 - first + 1, last))
    worked = days.worked[row]
    for scenario in range(GROUP):
        instant = int(at[scenario])
        total = gone(shifts, by_day, calendar, instant)
        day = instant // 1440 - first
        here = min(max(day, 0), last)
        before = worked[here, scenario]
        if day < 0 or here == last or worked[here + 1, scenario] > before:
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
def rounded(given: Any, own: Floats) -> None:
    """Whole minutes."""
    for scenario in range(GROUP):
        own[scenario] = np.floor(np.float64(given[scenario]) + 0.5)


@compiled
def raised(row: Floats, bound: Floats, lag: Any) -> None:
    for scenario in range(GROUP):
        asked = bound[scenario] + lag
        row[scenario] = (asked if asked > row[scenario] else row[scenario]) + ZERO


@compiled
def raised_from_finish(row: Floats, bound: Floats, own: Floats, lag: Any) -> None:
    for scenario in range(GROUP):
        asked = bound[scenario] + lag - own[scenario]
        row[scenario] = (asked if asked > row[scenario] else row[scenario]) + ZERO


@compiled
def lowered(row: Floats, cap: Floats, own: Floats, share: Any) -> None:
    for scenario in range(GROUP):
        allowed = cap[scenario] - share * own[scenario]
        row[scenario] = (allowed if allowed < row[scenario] else row[scenario]) + ZERO


@compiled
def forecast(
    columns: Columns,
    sites: Sites,
    tables: Tables,
    weather: WeatherTables,
    rows: Rows,
    days: Days,
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
    floors = np.zeros((weather.row.size + 1, GROUP))  # as each calendar keeps it, INSTANT first
    own, start, words, at, bound = rows.own, rows.start, rows.words, rows.at, np.zeros(GROUP)
    address, length, simple = columns.address, columns.shape, columns.simple
    numbers, triangles = columns.numbers, columns.triangles
    slot, milestone = columns.slot, columns.milestone
    shape, calendars, kept_on, ends_early = sites[:4]
    start_floor, finish_floor, start_cap, finish_cap, is_last = sites[4:9]
    into, before, from_finish, to_finish, lag = sites[9:14]
    lag_calendar, anchor, forward, is_within, is_lagged = sites[14:19]
    for group in range(groups[0], groups[1]):
        first = (group - groups[0]) * GROUP
        latest_ones = finish[first : first + GROUP]
        latest_ones[:] = 0.0
        prepare(columns, rows, key, off, group)
        days.count[0] = 0
        days.ahead[:] = 0
        at[:] = sites.floor
        for calendar in range(floors.shape[0]):
            kept_from(tables, weather, days, key, group, at, calendar - 1, floors[calendar])
        for here in range(slot.size):
            row = 2 * slot[here]
            keeps = kept_on[here]
            if shape[here] == PINNED or shape[here] == BEGUN:
                dates[row, :] = start_floor[here]
                dates[row + 1, :] = finish_floor[here]
            else:
                if not simple[here]:
                    lengthen(columns, rows, key, group, here)
                    rounded(own, own)
                elif length[here] == TRIANGULAR:
                    draw_words(address[here], DURATION, group, key, words)
                    triangular_of_words(words, triangles, here, rows.single)
                    rounded(rows.single, own)
                else:
                    own[:] = np.floor(numbers[here, 0] + 0.5)
                share = 1.0 if shape[here] == TASK else 0.0
                if start_floor[here] == sites.floor:
                    start[:] = floors[keeps + 1]
                else:
                    at[:] = start_floor[here]
                    kept_from(tables, weather, days, key, group, at, keeps, start)
                if finish_floor[here] != NEVER_BEFORE:
                    at[:] = finish_floor[here]
                    kept_from(tables, weather, days, key, group, at, keeps, bound)
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
                    if is_lagged[place]:
                        own_row = weather.row[keeps]
                        lagged(
                            weather, days, key, group, dates[source],
                            own_row, at_end, lag[place], bound,
                        )  # fmt: skip
                        lift(start, bound, own, share if to_finish[place] else 0.0)
                        continue
                    passes = shape[former] == PASSING
                    if anchor[place] == NEVER_BEFORE or passes:
                        instants_of(
                            tables,
                            weather,
                            days,
                            key,
                            group,
                            dates[source],
                            kept_on[former],
                            at_end,
                            at,
                        )
                        if anchor[place] == NEVER_BEFORE:
                            later(tables, lag_calendar[place], lag[place], at)
                        kept_from(tables, weather, days, key, group, at, keeps, bound)
                        lift(start, bound, own, share if to_finish[place] else 0.0)
                    if anchor[place] != NEVER_BEFORE:
                        at[:] = anchor[place]
                        later(tables, lag_calendar[place], lag[place], at)
                        kept_from(tables, weather, days, key, group, at, keeps, bound)
                        lift(start, bound, own, share if to_finish[place] else 0.0)
                if finish_cap[here] != NEVER_AFTER:
                    at[:] = finish_cap[here]
                    kept_from(tables, weather, days, key, group, at, keeps, bound)
                    lowered(start, bound, own, share)
                if start_cap[here] != NEVER_AFTER:
                    at[:] = start_cap[here]
                    kept_from(tables, weather, days, key, group, at, keeps, bound)
                    lowered(start, bound, own, 0.0)
                if share == 0.0:
                    snap(tables, shape[here], calendars[here], start)
                for scenario in range(GROUP):
                    dates[row, scenario] = start[scenario]
                    dates[row + 1, scenario] = start[scenario] + share * own[scenario]
            if is_last[here] or milestone[here] >= 0:
                instants_of(
                    tables, weather, days, key, group, dates[row + 1], keeps, ends_early[here], at
                )
                if is_last[here]:
                    raised(latest_ones, at, 0.0)
                if milestone[here] >= 0:
                    kept[milestone[here], first : first + GROUP] = at


@compiled
def lift(row: Floats, bound: Floats, own: Floats, share: Any) -> None:
    """No start before a bound, or before it less the duration."""
    for scenario in range(GROUP):
        asked = bound[scenario] - share * own[scenario]
        row[scenario] = (asked if asked > row[scenario] else row[scenario]) + ZERO
