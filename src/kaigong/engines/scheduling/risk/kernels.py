"""The passes over one group of scenarios after the other, as loops for Numba.

Rows hold one number for each scenario of a group; loops along a row become vector instructions.
`plain` says the same in NumPy, operation by operation, so that both agree to the last bit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from kaigong.engines.scheduling.compiling import compiled, inlined
from kaigong.engines.scheduling.risk.columns import (
    ADDITION,
    CAUSE,
    DURATION,
    FACTOR,
    FIXED,
    TRIANGULAR,
    UNIFORM,
    Columns,
)
from kaigong.engines.scheduling.risk.philox import GROUP, MIDDLE, STEP, Words, draw, draw_words
from kaigong.engines.scheduling.risk.tables import Floats, look_up, share_at


class Rows(NamedTuple):
    """Room for a group of scenarios, shape (…, GROUP)."""

    words: Words
    at: Floats
    room: Floats
    size: Floats
    own: Floats
    start: Floats
    happens: Floats  # 1.0 or 0.0 by event
    cause: Floats  # normal scores by common cause


def rows_for(columns: Columns) -> Rows:
    """Room that one thread writes in."""
    at, room, size, own, start = (np.zeros(GROUP) for _ in range(5))
    return Rows(
        words=np.zeros(GROUP, np.uint32),
        at=at,
        room=room,
        size=size,
        own=own,
        start=start,
        happens=np.zeros((columns.event_from.size, GROUP)),
        cause=np.zeros((columns.cause_address.size, GROUP)),
    )


@inlined
def prepare(columns: Columns, rows: Rows, key: Any, off: Any, group: Any) -> None:
    """What happens in each scenario of a group, and how the common causes stand.

    Args:
        off: Events that never occur, shape (events,).
    """
    for event in range(columns.event_from.size):
        happens = rows.happens[event]
        draw(
            columns.event_address[event],
            columns.event_stream[event],
            group,
            key,
            rows.words,
            rows.at,
        )
        begin, end = columns.event_from[event], columns.event_to[event]
        for scenario in range(GROUP):
            occurs = begin <= rows.at[scenario] < end and not off[event]
            happens[scenario] = 1.0 if occurs else 0.0
    for cause in range(columns.cause_address.size):
        draw(columns.cause_address[cause], CAUSE, group, key, rows.words, rows.at)
        look_up(columns.quantiles, rows.at, rows.room, rows.cause[cause])


@inlined
def lengthen(columns: Columns, rows: Rows, key: Any, group: Any, number: Any) -> None:
    """The durations of an activity, to `rows.own`."""
    own, numbers, shape = rows.own, columns.numbers[number], columns.shape[number]
    if shape != FIXED:
        draw(columns.address[number], DURATION, group, key, rows.words, rows.at)
    if not np.isnan(columns.own_weight[number]):
        lean(columns, rows, number)
    sized(shape, numbers, columns.tables[columns.table[number]], rows.at, rows.room, own)
    for hit in range(columns.hits[number], columns.hits[number + 1]):
        happens, size = rows.happens[columns.hit_event[hit]], rows.size
        draw(columns.hit_address[hit], columns.hit_stream[hit], group, key, rows.words, rows.at)
        size_of_hit(columns, rows, columns.hit_draw[hit])
        if columns.hit_code[hit] == FACTOR:
            for scenario in range(GROUP):
                own[scenario] *= size[scenario] if happens[scenario] > 0.0 else 1.0
        elif columns.hit_code[hit] == ADDITION:
            for scenario in range(GROUP):
                own[scenario] += size[scenario] if happens[scenario] > 0.0 else 0.0
    if columns.exists_by[number] >= 0:
        happens = rows.happens[columns.exists_by[number]]
        for scenario in range(GROUP):
            own[scenario] *= happens[scenario]


@compiled
def size_of_hit(columns: Columns, rows: Rows, drawn: Any) -> None:
    """The size of an impact, to `rows.size`."""
    table = columns.tables[columns.table[drawn]]
    sized(columns.shape[drawn], columns.numbers[drawn], table, rows.at, rows.room, rows.size)


@inlined
def lean(columns: Columns, rows: Rows, number: Any) -> None:
    """Numbers between 0 and 1 in `rows.at` become those that go with the common causes."""
    score, weight = rows.size, columns.own_weight[number]
    look_up(columns.quantiles, rows.at, rows.room, score)
    for scenario in range(GROUP):
        score[scenario] *= weight
    for place in range(columns.leans[number], columns.leans[number + 1]):
        cause, weight = rows.cause[columns.lean_cause[place]], columns.lean_weight[place]
        for scenario in range(GROUP):
            score[scenario] += weight * cause[scenario]
    share_at(columns.shares, score, rows.at)


# A function of its own with few arguments: what knows all columns is not made vectors of.
@compiled
def sized(shape: Any, numbers: Floats, table: Floats, at: Floats, room: Floats, into: Any) -> None:
    """Quantiles of a draw."""
    low, span, rising = numbers[0], numbers[1], numbers[2]
    falling, turn = numbers[3], numbers[4]
    if shape == FIXED:
        for scenario in range(GROUP):
            into[scenario] = low
    elif shape == UNIFORM:
        for scenario in range(GROUP):
            into[scenario] = low + at[scenario] * span
    elif shape == TRIANGULAR:
        triangular(at, low, low + span, rising, falling, turn, into)
    else:
        look_up(table, at, room, into)
        for scenario in range(GROUP):
            into[scenario] = low + into[scenario] * span


@compiled
def triangular_of_words(words: Words, numbers: Floats, number: Any, into: Floats) -> None:
    """The commonest case in one go."""
    low, high, rising = (
        numbers[number, 0],
        numbers[number, 0] + numbers[number, 1],
        numbers[number, 2],
    )
    falling, turn = numbers[number, 3], numbers[number, 4]
    signed = words.view(np.int32)
    for scenario in range(GROUP):
        at = signed[scenario] * STEP + MIDDLE
        root = np.sqrt(at * rising if at < turn else (1.0 - at) * falling)
        into[scenario] = low + root if at < turn else high - root


@compiled
def triangular(
    at: Floats, low: Any, high: Any, rising: Any, falling: Any, turn: Any, into: Floats
) -> None:
    for scenario in range(GROUP):
        is_left = at[scenario] < turn
        root = np.sqrt(at[scenario] * rising if is_left else (1.0 - at[scenario]) * falling)
        into[scenario] = low + root if is_left else high - root


@inlined
def await_links(columns: Columns, rows: Rows, number: Any, dates: Floats, at: Any) -> None:
    """The earliest starts of an activity, to `rows.start`.

    Args:
        dates: Of those before: starts at row 2 at[number], finishes at the row after it.
        at: The place of each activity, shape (activities,).
    """
    start, own = rows.start, rows.own
    start[:] = columns.no_earlier[number]
    for place in range(columns.into[number], columns.into[number + 1]):
        former, kind = columns.before[place], columns.kind[place]
        lag_if_there(columns, rows, place, number)
        bind(start, dates, 2 * at[former] + (kind & 1), rows.room, kind >> 1, own)


@compiled
def follow(start: Floats, dates: Floats, row: Any, lag: Any) -> None:
    for scenario in range(GROUP):
        start[scenario] = np.maximum(start[scenario], dates[row, scenario] + lag)


@compiled
def bind_finish(start: Floats, dates: Floats, row: Any, lag: Any, own: Floats) -> None:
    for scenario in range(GROUP):
        bound = dates[row, scenario] + lag - own[scenario]
        start[scenario] = np.maximum(start[scenario], bound)


@compiled
def settle(
    dates: Floats, row: Any, start: Floats, own: Floats, gives_start: Any, is_last: Any, latest: Any
) -> None:
    """Dates of an activity, where those after it look for them."""
    for scenario in range(GROUP):
        dates[row + 1, scenario] = start[scenario] + own[scenario]
    if gives_start:
        for scenario in range(GROUP):
            dates[row, scenario] = start[scenario]
    if is_last:
        for scenario in range(GROUP):
            latest[scenario] = np.maximum(latest[scenario], dates[row + 1, scenario])


@compiled
def bind(start: Floats, dates: Floats, one: Any, lags: Floats, share: Any, own: Floats) -> None:
    for scenario in range(GROUP):
        bound = dates[one, scenario] + lags[scenario] - share * own[scenario]
        start[scenario] = np.maximum(start[scenario], bound)


@inlined
def lag_if_there(columns: Columns, rows: Rows, place: Any, number: Any) -> None:
    """The lag of a link from or to what need not be there, to `rows.room`: then it has none."""
    room = rows.room
    for scenario in range(GROUP):
        room[scenario] = columns.lag[place]
    for event in (columns.exists_by[number], columns.exists_by[columns.before[place]]):
        if event >= 0:
            for scenario in range(GROUP):
                room[scenario] *= rows.happens[event, scenario]


@compiled
def forecast(
    columns: Columns, rows: Rows, key: Any, off: Any, groups: Any, finish: Any, kept: Any
) -> None:
    """Finishes of the plan and of the milestones, for groups from `groups[0]` to `groups[1]`.

    Args:
        finish: Shape (scenarios,), counted from the first group.
        kept: Shape (milestones, scenarios).
    """
    dates = np.empty((2 * columns.slots, GROUP))
    # Taken out once: each time that Numba takes an array out of a tuple it counts who holds it, and
    # that takes longer than to go along a row.
    address, shape, numbers, simple = (
        columns.address,
        columns.shape,
        columns.numbers,
        columns.simple,
    )
    into, before, kind, lag = columns.into, columns.before, columns.kind, columns.lag
    no_earlier, milestone, slot = columns.no_earlier, columns.milestone, columns.slot
    gives_start, is_last, unbound = columns.gives_start, columns.is_last, columns.unbound
    words, own, start = rows.words, rows.own, rows.start
    for group in range(groups[0], groups[1]):
        begin = (group - groups[0]) * GROUP
        latest = finish[begin : begin + GROUP]
        latest[:] = 0.0
        prepare(columns, rows, key, off, group)
        for number in range(slot.size):
            if not simple[number]:
                lengthen(columns, rows, key, group, number)
            elif shape[number] == TRIANGULAR:
                draw_words(address[number], DURATION, group, key, words)
                triangular_of_words(words, numbers, number, own)
            else:
                own[:] = numbers[number, 0]
            if unbound[number]:
                start[:] = no_earlier[number]
                for place in range(into[number], into[number + 1]):
                    row = 2 * slot[before[place]] + (kind[place] & 1)
                    if kind[place] & 2:
                        bind_finish(start, dates, row, lag[place], own)
                    else:
                        follow(start, dates, row, lag[place])
            else:
                await_links(columns, rows, number, dates, slot)
            row = 2 * slot[number]
            settle(dates, row, start, own, gives_start[number], is_last[number], latest)
            if milestone[number] >= 0:
                kept[milestone[number], begin : begin + GROUP] = dates[row + 1]
