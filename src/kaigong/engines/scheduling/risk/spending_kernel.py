"""The simulation of `spending` as loops made to be compiled: activities outside, scenarios inside.

What an activity's rules ask is settled before its loops, so that these have no branches. Scenarios
do not wait for each other, and several are reckoned at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, START_POINT, TASK
from kaigong.engines.scheduling.compiling import compiled, inlined
from kaigong.engines.scheduling.instants import NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.risk.philox import GROUP, draw, draw_words
from kaigong.engines.scheduling.risk.slots import (
    earliest_in,
    gone_in,
    latest_in,
    less,
    more,
    slot_of,
)

FACTOR, DRIVER, OCCURS, LASTS = 16, 17, 18, 19  # streams of their own, beside those of `columns`
DAY = 1440.0

__all__ = ["slot_of"]  # named: what is inlined asks for it


@inlined
def triangle(low: Any, span: Any, rising: Any, falling: Any, turn: Any, at: Any) -> Any:
    """A triangular number by its share."""
    root = np.sqrt(at * rising if at < turn else (1.0 - at) * falling)
    return low + root if at < turn else low + span - root


@inlined
def read_off(quantiles: Any, at: Any) -> Any:
    """A quantile between evenly spaced ones."""
    place = at * (len(quantiles) - 1)
    whole = min(int(place), len(quantiles) - 2)
    part = place - whole
    return quantiles[whole] + part * (quantiles[whole + 1] - quantiles[whole])


@compiled
def bind(slots: Any, calendar: Any, lag: Any, dates: Any, bounds: Any) -> None:
    """Raise bounds to the dates before, moved by a lag."""
    size, limit, table, starts, totals = slots
    per_minute = 1.0 / size
    if lag == 0:
        for run in range(GROUP):
            bounds[run] = more(bounds[run], dates[run])
    elif calendar < 0:
        for run in range(GROUP):
            bounds[run] = more(bounds[run], less(more(dates[run] + lag, 0.0), limit))
    else:
        gone, worked, total = table[calendar], starts[calendar], totals[calendar]
        if lag > 0:
            for run in range(GROUP):
                then = gone_in(gone, size, per_minute, dates[run]) + lag
                bound = earliest_in(worked, size, per_minute, total, limit, then)
                bounds[run] = more(bounds[run], bound)
        else:
            for run in range(GROUP):
                then = gone_in(gone, size, per_minute, dates[run]) + lag
                bound = latest_in(worked, size, per_minute, total, limit, then)
                bounds[run] = more(bounds[run], bound)


@compiled
def vary(words: Any, factor: Any, common: Any, planned: Any, work: Any) -> None:
    """The work left by its own factor and the common one."""
    signed = words.view(np.int32)
    low, span, rising, falling, turn = factor[0], factor[1], factor[2], factor[3], factor[4]
    for run in range(GROUP):
        share = signed[run] * 2.0**-32 + (0.5 + 2.0**-33)
        times = triangle(low, span, rising, falling, turn, share) * common[run]
        work[run] = np.floor(planned * times + 0.5)


@compiled
def after_work(row: Any, former: Any, lag: Any, most: Any) -> None:
    """Raise amounts of work gone to those before, moved by a lag of the same calendar."""
    for run in range(GROUP):
        row[run] = more(row[run], less(former[run] + lag, most))


@compiled
def after_instants(slots: Any, calendar: Any, dates: Any, row: Any) -> None:
    """Raise amounts of work gone to those at some instants."""
    size, _, table, _, _ = slots
    per_minute = 1.0 / size
    gone = table[calendar]
    for run in range(GROUP):
        row[run] = more(row[run], gone_in(gone, size, per_minute, dates[run]))


@compiled
def hold_back(
    days: Any, floor: Any, limit: Any, chance: Any, at: Any, lasts: Any, start: Any
) -> None:
    """Raise starts to the end of a hold, where it strikes."""
    for run in range(GROUP):
        until = floor + np.floor(read_off(days, lasts[run]) * DAY)
        held_to = more(start[run], less(until, limit))
        start[run] = held_to if at[run] < chance else start[run]


@compiled
def place(
    begin: Any, least: Any, work: Any, start_cap: Any, finish_cap: Any, most: Any, done: Any
) -> None:
    """Where a task begins and ends, in the working minutes of its calendar.

    Args:
        begin: Work gone at its start floors; becomes that at its start.
        least: Work gone at its finish floors.
        start_cap, finish_cap: Work gone at its caps.
        most: All the work there is.
    """
    for run in range(GROUP):
        begin[run] = more(begin[run], least[run] - work[run])
    if less(start_cap, finish_cap) < NEVER_AFTER:
        for run in range(GROUP):
            begin[run] = less(begin[run], less(finish_cap - work[run], start_cap))
    for run in range(GROUP):
        done[run] = less(begin[run] + work[run], most)


@compiled
def instants(slots: Any, calendar: Any, begin: Any, work: Any, first: Any, last: Any) -> None:
    """The dates of a task that is placed."""
    size, limit, _, starts, totals = slots
    per_minute = 1.0 / size
    worked, total = starts[calendar], totals[calendar]
    for run in range(GROUP):
        first[run] = latest_in(worked, size, per_minute, total, limit, begin[run])
    for run in range(GROUP):
        end = earliest_in(worked, size, per_minute, total, limit, begin[run] + work[run])
        last[run] = end if work[run] > 0.0 else first[run]


@compiled
def stand(
    slots: Any, calendar: Any, shape: Any, bounds: Any, begin: Any, first: Any, last: Any
) -> None:
    """The dates of a milestone, and of an activity that is done."""
    size, limit, table, starts, totals = slots
    start, finish, has_finish, start_cap, finish_cap = bounds
    per_minute = 1.0 / size
    gone, worked, total = table[calendar], starts[calendar], totals[calendar]
    for run in range(GROUP):
        point = more(start[run], finish[run]) if has_finish else start[run]
        point = less(less(point, start_cap), finish_cap)
        done = gone_in(gone, size, per_minute, point)
        begin[run] = done
        if shape != PASSING and (
            shape == START_POINT
            or earliest_in(worked, size, per_minute, total, limit, done) != point
        ):
            point = latest_in(worked, size, per_minute, total, limit, done)
        first[run] = point
        last[run] = point


@compiled
def spend(
    amount: Any, curve: Any, by: Any, done_by: Any, begin: Any, work: Any, last: Any, spent: Any
) -> None:
    """Add the part of an activity's money that falls before a moment."""
    linear, square, cube = curve[0], curve[1], curve[2]
    for run in range(GROUP):
        share = less(1.0, more(0.0, (done_by - begin[run]) / more(1.0, work[run])))
        share = share * (linear + share * (square + share * cube))
        whole = 1.0 if last[run] <= by else 0.0
        spent[run] += amount * (share if work[run] > 0.0 else whole)


@inlined
def common_to(columns: Any, group: Any, key: Any, words: Any, at: Any, common: Any) -> None:
    """The factors that the activities of each plan share, shape (plans, GROUP)."""
    for plan in range(len(common)):
        driver = columns.driver[plan]
        common[plan, :] = driver[0]
        if driver[1] > 0.0:
            draw(columns.driver_address[plan], DRIVER, group, key, words, at)
            for run in range(GROUP):
                common[plan, run] = triangle(
                    driver[0], driver[1], driver[2], driver[3], driver[4], at[run]
                )


@compiled
def simulate(
    slots: Any,
    activities: Any,
    links: Any,
    columns: Any,
    key: Any,
    groups: Any,
    spent: Any,
    starts: Any,
    finishes: Any,
) -> None:
    """Groups of scenarios from `groups[0]` to `groups[1]`.

    A task keeps its dates in the working minutes of its calendar, where a link is an addition and a
    comparison; they become instants only where somebody asks for those.

    Args:
        spent: Shape (plans x moments, scenarios), counted from the first group; added to.
        starts, finishes: Shape (kept activities, scenarios).
    """
    size, limit, table, _, totals = slots
    per_minute = 1.0 / size
    shapes, calendars, works, start_floors, finish_floors = activities[:5]
    start_caps, finish_caps, expected_finishes = activities[5:8]
    into, before, from_finish, to_finish, lags = links[:5]
    lag_calendars, anchors, holds = links[6:9]
    address, factor, leans, plan_of = columns[:4]
    amount, curve, hold_of, hold_address, hold_chance, hold_days, hold_floor = columns[6:13]
    moments, keeps, is_within, gives_instants = columns[13:17]
    count = len(shapes)
    words, at, lasts = np.zeros(GROUP, np.uint32), np.zeros(GROUP), np.zeros(GROUP)
    common = np.ones((len(columns.driver), GROUP))
    start, finish, least, work, anchor_dates = np.zeros((5, GROUP))
    early_start, early_finish = np.zeros((count, GROUP)), np.zeros((count, GROUP))
    begun, ended = np.zeros((count, GROUP)), np.zeros((count, GROUP))
    for group in range(groups[0], groups[1]):
        column = (group - groups[0]) * GROUP
        common_to(columns, group, key, words, at, common)
        for here in range(count):
            shape, calendar = shapes[here], calendars[here]
            first, last, begin = early_start[here], early_finish[here], begun[here]
            start_at = less(more(float(start_floors[here]), 0.0), limit)
            finish_at = less(more(float(finish_floors[here]), 0.0), limit)
            has_finish = finish_floors[here] != NEVER_BEFORE
            work[:] = works[here]
            if shape in (PINNED, BEGUN):
                first[:] = start_at
                last[:] = finish_at
                begin[:] = gone_in(table[calendar], size, per_minute, start_at)
            else:
                is_task, most = shape == TASK, totals[calendar] * size
                asks_start, asks_finish = not is_task, not is_task
                start[:] = start_at
                finish[:] = finish_at
                begin[:] = gone_in(table[calendar], size, per_minute, start_at)
                least[:] = 0.0
                if has_finish:
                    least[:] = gone_in(table[calendar], size, per_minute, finish_at)
                for each in range(into[here], into[here + 1]):
                    if not holds[each]:
                        continue
                    earlier, anchor = before[each], anchors[each]
                    if is_within[each]:
                        former = ended[earlier] if from_finish[each] else begun[earlier]
                        row = least if to_finish[each] else begin
                        after_work(row, former, float(lags[each]), most)
                        continue
                    dates = early_finish[earlier] if from_finish[each] else early_start[earlier]
                    bounds = start
                    if to_finish[each]:
                        bounds, has_finish, asks_finish = finish, True, True
                    else:
                        asks_start = True
                    if anchor == NEVER_BEFORE:
                        bind(slots, lag_calendars[each], lags[each], dates, bounds)
                    else:
                        anchor_dates[:] = less(more(float(anchor), 0.0), limit)
                        bind(slots, lag_calendars[each], lags[each], anchor_dates, bounds)
                        if shapes[earlier] == PASSING:
                            bind(slots, -1, 0, dates, bounds)
                for hold in range(hold_of[here], hold_of[here + 1]):
                    asks_start = True
                    draw(hold_address[hold], OCCURS, group, key, words, at)
                    draw(hold_address[hold], LASTS, group, key, words, lasts)
                    days, floor, chance = hold_days[hold], hold_floor[hold], hold_chance[hold]
                    hold_back(days, floor, limit, chance, at, lasts, start)
                if leans[here] and works[here] > 0:
                    draw_words(address[here], FACTOR, group, key, words)
                    vary(words, factor[here], common[plan_of[here]], works[here], work)
                start_cap, finish_cap = float(start_caps[here]), float(finish_caps[here])
                if is_task:
                    gone = table[calendar]
                    if asks_start:
                        after_instants(slots, calendar, start, begin)
                    if asks_finish:
                        after_instants(slots, calendar, finish, least)
                    if start_cap < NEVER_AFTER:
                        start_cap = gone_in(gone, size, per_minute, start_cap)
                    if finish_cap < NEVER_AFTER:
                        finish_cap = gone_in(gone, size, per_minute, finish_cap)
                    if expected_finishes[here] != NEVER_BEFORE:
                        until = gone_in(gone, size, per_minute, float(expected_finishes[here]))
                        for run in range(GROUP):
                            work[run] = more(0.0, until - begin[run])
                    place(begin, least, work, start_cap, finish_cap, most, ended[here])
                    if gives_instants[here] or (amount[here] != 0.0 and work.min() <= 0.0):
                        instants(slots, calendar, begin, work, first, last)
                else:
                    held = (start, finish, has_finish, start_cap, finish_cap)
                    stand(slots, calendar, shape, held, begin, first, last)
            if amount[here] != 0.0:
                for asked in range(len(moments)):
                    by = moments[asked]
                    done_by = gone_in(table[calendar], size, per_minute, by)
                    asked_of = plan_of[here] * len(moments) + asked
                    money = spent[asked_of, column : column + GROUP]
                    spend(amount[here], curve[here], by, done_by, begin, work, last, money)
        for kept in range(len(keeps)):
            starts[kept, column : column + GROUP] = early_start[keeps[kept]]
            finishes[kept, column : column + GROUP] = early_finish[keeps[kept]]
