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
from kaigong.engines.scheduling.risk.philox import (
    GROUP,
    SINGLE_MIDDLE,
    SINGLE_ONE,
    SINGLE_STEP,
    Words,
    draw,
    draw_rows,
)
from kaigong.engines.scheduling.risk.tables import Floats, look_up, share_at

_LINE = 64  # bytes that a cache holds together

# Added to the larger of two, of which one stands there already. Else the compiler writes down only
# what changes, by a mask, and many processors write so at a third of the speed.
ZERO = 0.0


class Rows(NamedTuple):
    """Room for a group of scenarios, shape (…, GROUP)."""

    words: Words
    single: Any  # in single precision
    at: Floats
    room: Floats
    size: Floats
    own: Floats
    start: Floats
    happens: Floats  # 1.0 or 0.0 by event
    cause: Floats  # normal scores by common cause


def rows_for(columns: Columns) -> Rows:
    """Room that one thread writes in."""
    at, room, size, own, start = (room_of(np.float64)[0] for _ in range(5))
    return Rows(
        words=room_of(np.uint32)[0],
        single=room_of(np.float32)[0],
        at=at,
        room=room,
        size=size,
        own=own,
        start=start,
        happens=np.zeros((columns.event_from.size, GROUP)),
        cause=np.zeros((columns.cause_address.size, GROUP)),
    )


def room_of(kind: type[Any], rows: int = 1) -> Any:
    """Room that begins with a line of the cache: a vector never lies across two of them.

    Returns:
        Shape (rows, GROUP).
    """
    room = np.zeros(rows * GROUP * np.dtype(kind).itemsize + _LINE, np.uint8)
    begin = -room.ctypes.data % _LINE
    return room[begin : begin + room.size - _LINE].view(kind).reshape(rows, GROUP)


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


@inlined
def _triangle(words: Words, numbers: Any, number: Any, into: Any) -> None:
    """See `triangular_of_words`."""
    low, high = numbers[number, 0], numbers[number, 1]
    rising, falling, turn = numbers[number, 2], numbers[number, 3], numbers[number, 4]
    signed = words.view(np.int32)
    for scenario in range(GROUP):
        at = np.float32(signed[scenario]) * SINGLE_STEP + SINGLE_MIDDLE
        root = np.sqrt(at * rising if at < turn else (SINGLE_ONE - at) * falling)
        into[scenario] = low + root if at < turn else high - root


@compiled
def triangular_of_words(words: Words, numbers: Any, number: Any, into: Any) -> None:
    """The commonest case in one go, in single precision: a processor draws twice as many roots.

    Args:
        numbers: As of `Columns.triangles`.
        into: Shape (GROUP,); whole numbers are cut off.
    """
    _triangle(words, numbers, number, into)


@compiled
def draw_triangles(
    addresses: Any, numbers: Any, key: Any, group: Any, words: Any, into: Any
) -> None:
    """The same for several activities, drawn.

    Args:
        addresses, numbers: Of the activities, shape (activities,) and (activities, 5).
        words, into: Room; becomes their durations, shape (at least activities, GROUP).
    """
    draw_rows(addresses, DURATION, group, key, words)
    for row in range(addresses.size):
        _triangle(words[row], numbers, row, into[row])


@compiled
def triangular(
    at: Floats, low: Any, high: Any, rising: Any, falling: Any, turn: Any, into: Floats
) -> None:
    for scenario in range(GROUP):
        is_left = at[scenario] < turn
        root = np.sqrt(at[scenario] * rising if is_left else (1.0 - at[scenario]) * falling)
        into[scenario] = low + root if is_left else high - root
