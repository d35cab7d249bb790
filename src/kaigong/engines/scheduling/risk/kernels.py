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

NONE = -np.inf  # the lag of a link that is not there
_LINE = 64  # bytes that a cache holds together
AT_ONCE = 8  # activities whose triangles are drawn together

# Added to the larger of two, of which one stands there already. Else the compiler writes down only
# what changes, by a mask, and many processors write so at a third of the speed.
ZERO = 0.0


class Rows(NamedTuple):
    """Room for a group of scenarios, shape (…, GROUP)."""

    words: Words
    single: Any  # in single precision
    ahead_words: Any  # of `AT_ONCE` activities
    ahead: Any  # their durations, in single precision
    at: Floats
    room: Floats
    size: Floats
    own: Floats
    start: Floats
    happens: Floats  # 1.0 or 0.0 by event
    cause: Floats  # normal scores by common cause


def rows_for(columns: Columns) -> Rows:
    """Room that one thread writes in."""
    at, room, size, own, start = (_row(np.float64) for _ in range(5))
    return Rows(
        words=_row(np.uint32),
        single=_row(np.float32),
        ahead_words=_row(np.uint32, AT_ONCE).reshape(AT_ONCE, GROUP),
        ahead=_row(np.float32, AT_ONCE).reshape(AT_ONCE, GROUP),
        at=at,
        room=room,
        size=size,
        own=own,
        start=start,
        happens=np.zeros((columns.event_from.size, GROUP)),
        cause=np.zeros((columns.cause_address.size, GROUP)),
    )


def _row(kind: type[Any], rows: int = 1) -> Any:
    """Room that begins with a line of the cache: a vector never lies across two of them."""
    room = np.zeros(rows * GROUP * np.dtype(kind).itemsize + _LINE, np.uint8)
    begin = -room.ctypes.data % _LINE
    return room[begin : begin + room.size - _LINE].view(kind)


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
def _triangle(words: Words, numbers: Floats, number: Any, into: Any) -> None:
    """See `triangular_of_words`."""
    low, high = np.float32(numbers[number, 0]), np.float32(numbers[number, 0] + numbers[number, 1])
    rising, falling = np.float32(numbers[number, 2]), np.float32(numbers[number, 3])
    turn = np.float32(numbers[number, 4])
    signed = words.view(np.int32)
    for scenario in range(GROUP):
        at = np.float32(signed[scenario]) * SINGLE_STEP + SINGLE_MIDDLE
        root = np.sqrt(at * rising if at < turn else (SINGLE_ONE - at) * falling)
        into[scenario] = low + root if at < turn else high - root


@compiled
def triangular_of_words(words: Words, numbers: Floats, number: Any, into: Any) -> None:
    """The commonest case in one go, in single precision: a processor draws twice as many roots.

    Args:
        into: Single precision, shape (GROUP,).
    """
    _triangle(words, numbers, number, into)


@compiled
def draw_triangles(
    addresses: Any, numbers: Floats, key: Any, group: Any, words: Any, into: Any
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
def settle_drawn(
    drawn: Any,
    turn: Any,
    start: Floats,
    dates: Floats,
    one: Any,
    lag_one: Any,
    own_one: Any,
    two: Any,
    lag_two: Any,
    own_two: Any,
    to_start: Any,
    to: Any,
) -> None:
    """The last two links and the finish in one go.

    Comparisons are written out: `np.maximum` minds numbers that are none, and is slower for it.

    Args:
        drawn, turn: Durations, and the row that is the activity's.
        start: Bounds so far.
        one, two: Rows of `dates` that links come from.
        own_one, own_two: How much of the duration is taken off: 1.0 of a link to the finish.
        to_start, to: Rows of `dates` that become start and finish; none that links come from.
    """
    own, first, second, begins, ends = (
        drawn[turn],
        dates[one],
        dates[two],
        dates[to_start],
        dates[to],
    )
    for scenario in range(GROUP):
        length = np.float64(own[scenario])
        bound = first[scenario] + lag_one - own_one * length
        other = second[scenario] + lag_two - own_two * length
        begin = start[scenario]
        begin = bound if bound > begin else begin
        begin = other if other > begin else begin
        begins[scenario] = begin
        ends[scenario] = begin + length


@compiled
def settle_simply(
    drawn: Any,
    turn: Any,
    earliest: Any,
    dates: Floats,
    one: Any,
    lag_one: Any,
    two: Any,
    lag_two: Any,
    to: Any,
) -> None:
    """The same of what has two links at most, both to its start, if nobody asks for that.

    Args:
        to: The row of `dates` that becomes the finish.
    """
    own, first, second, ends = drawn[turn], dates[one], dates[two], dates[to]
    for scenario in range(GROUP):
        bound, other = first[scenario] + lag_one, second[scenario] + lag_two
        begin = bound if bound > earliest else earliest
        begin = other if other > begin else begin
        ends[scenario] = begin + np.float64(own[scenario])


@compiled
def triangular(
    at: Floats, low: Any, high: Any, rising: Any, falling: Any, turn: Any, into: Floats
) -> None:
    for scenario in range(GROUP):
        is_left = at[scenario] < turn
        root = np.sqrt(at[scenario] * rising if is_left else (1.0 - at[scenario]) * falling)
        into[scenario] = low + root if is_left else high - root


@inlined
def row_of(slot: Any, kind: Any, slots: Any) -> Any:
    """Where a link finds the dates it comes from: finishes first, for most links ask for those, and
    so they lie close together."""
    return slot + (0 if kind & 1 else slots)


@inlined
def await_links(columns: Columns, rows: Rows, number: Any, dates: Floats, at: Any) -> None:
    """The earliest starts of an activity, to `rows.start`.

    Args:
        dates: Of those before, at the rows of `row_of`.
        at: The place of each activity, shape (activities,).
    """
    start, own = rows.start, rows.own
    start[:] = columns.no_earlier[number]
    for place in range(columns.into[number], columns.into[number + 1]):
        former, kind = columns.before[place], columns.kind[place]
        lag_if_there(columns, rows, place, number)
        bind(start, dates, row_of(at[former], kind, columns.slots), rows.room, kind >> 1, own)


@compiled
def follow(start: Floats, dates: Floats, row: Any, lag: Any) -> None:
    former = dates[row]  # of one dimension: only then vectors are made of it
    for scenario in range(GROUP):
        bound = former[scenario] + lag
        start[scenario] = (bound if bound > start[scenario] else start[scenario]) + ZERO


@compiled
def follow_first(
    start: Floats, earliest: Any, dates: Floats, one: Any, lag_one: Any, two: Any, lag_two: Any
) -> None:
    """The first two links in one go."""
    first, second = dates[one], dates[two]
    for scenario in range(GROUP):
        bound, other = first[scenario] + lag_one, second[scenario] + lag_two
        begin = bound if bound > earliest else earliest
        start[scenario] = other if other > begin else begin


@compiled
def bind_finish(start: Floats, dates: Floats, row: Any, lag: Any, own: Floats) -> None:
    former = dates[row]
    for scenario in range(GROUP):
        bound = former[scenario] + lag - own[scenario]
        start[scenario] = (bound if bound > start[scenario] else start[scenario]) + ZERO


@compiled
def settle(start: Floats, own: Floats, dates: Floats, row: Any) -> None:
    """The finish of an activity whose links have been asked."""
    ends = dates[row]
    for scenario in range(GROUP):
        ends[scenario] = start[scenario] + own[scenario]


@compiled
def copy(start: Floats, dates: Floats, row: Any) -> None:
    kept = dates[row]
    for scenario in range(GROUP):
        kept[scenario] = start[scenario]


@compiled
def later_of(latest: Floats, dates: Floats, row: Any) -> None:
    ends = dates[row]
    for scenario in range(GROUP):
        end = ends[scenario]
        latest[scenario] = (end if end > latest[scenario] else latest[scenario]) + ZERO


@compiled
def bind(start: Floats, dates: Floats, one: Any, lags: Floats, share: Any, own: Floats) -> None:
    former = dates[one]
    for scenario in range(GROUP):
        bound = former[scenario] + lags[scenario] - share * own[scenario]
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
def last_two(into: Any, before: Any, kind: Any, lag: Any, slot: Any, slots: Any) -> Any:
    """Of the last two links of each activity: the row of dates that it comes from, the lag, and how
    much of the duration is taken off; shape (activities, 2). What is not there comes from a row of
    zeros and never binds."""
    rows, lags = np.full((slot.size, 2), 2 * slots), np.full((slot.size, 2), NONE)
    own = np.zeros((slot.size, 2))
    for number in range(slot.size):
        last = into[number + 1]
        for place in range(max(into[number], last - 2), last):
            turn = place - max(into[number], last - 2)
            rows[number, turn] = row_of(slot[before[place]], kind[place], slots)
            lags[number, turn], own[number, turn] = lag[place], float(kind[place] >> 1)
    return rows, lags, own


@compiled
def forecast(
    columns: Columns, rows: Rows, key: Any, off: Any, groups: Any, finish: Any, kept: Any
) -> None:
    """Finishes of the plan and of the milestones, for groups from `groups[0]` to `groups[1]`.

    Args:
        finish: Shape (scenarios,), counted from the first group.
        kept: Shape (milestones, scenarios).
    """
    # Two rows more: for links that are not there, and for starts that nobody asks for.
    dates = np.zeros((2 * columns.slots + 2, GROUP))
    slots, unasked = columns.slots, 2 * columns.slots + 1
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
    ahead_words, ahead, own, start = rows.ahead_words, rows.ahead, rows.own, rows.start
    drawn = simple & (shape[: slot.size] == TRIANGULAR)
    lot = np.flatnonzero(drawn)
    addresses, triangles = address[lot], numbers[lot]
    two, two_lags, two_own = last_two(into, before, kind, lag, slot, slots)
    # The last two links go with the drawing; those before them, if none asks for durations.
    early = np.maximum(into[:-1], into[1:] - 2)
    together = drawn & unbound
    for number in range(slot.size):
        for place in range(into[number], early[number]):
            together[number] = together[number] and kind[place] & 2 == 0
    alone = early == into[:-1]
    simply = together & alone & ~gives_start & (two_own[:, 0] + two_own[:, 1] == 0.0)
    for group in range(groups[0], groups[1]):
        begin = (group - groups[0]) * GROUP
        latest = finish[begin : begin + GROUP]
        latest[:] = 0.0
        prepare(columns, rows, key, off, group)
        done, turn = 0, -1
        for number in range(slot.size):
            here = slot[number]
            if drawn[number]:
                turn += 1
                if turn == AT_ONCE or done == 0:
                    some = slice(done, done + AT_ONCE)
                    draw_triangles(addresses[some], triangles[some], key, group, ahead_words, ahead)
                    done += AT_ONCE
                    turn = 0
            if simply[number]:
                settle_simply(
                    ahead,
                    turn,
                    no_earlier[number],
                    dates,
                    two[number, 0],
                    two_lags[number, 0],
                    two[number, 1],
                    two_lags[number, 1],
                    here,
                )
            else:
                if drawn[number]:
                    if not together[number]:
                        own[:] = ahead[turn]
                elif simple[number]:
                    own[:] = numbers[number, 0]
                else:
                    lengthen(columns, rows, key, group, number)
                if not unbound[number]:
                    await_links(columns, rows, number, dates, slot)
                else:
                    place = into[number]
                    end = early[number] if together[number] else into[number + 1]
                    if together[number] and place + 1 < end:
                        follow_first(
                            start,
                            no_earlier[number],
                            dates,
                            row_of(slot[before[place]], kind[place], slots),
                            lag[place],
                            row_of(slot[before[place + 1]], kind[place + 1], slots),
                            lag[place + 1],
                        )
                        place += 2
                    else:
                        start[:] = no_earlier[number]
                    while place < end:
                        source = row_of(slot[before[place]], kind[place], slots)
                        if kind[place] & 2:
                            bind_finish(start, dates, source, lag[place], own)
                        else:
                            follow(start, dates, source, lag[place])
                        place += 1
                if together[number]:
                    settle_drawn(
                        ahead,
                        turn,
                        start,
                        dates,
                        two[number, 0],
                        two_lags[number, 0],
                        two_own[number, 0],
                        two[number, 1],
                        two_lags[number, 1],
                        two_own[number, 1],
                        slots + here if gives_start[number] else unasked,
                        here,
                    )
                else:
                    settle(start, own, dates, here)
                    if gives_start[number]:
                        copy(start, dates, slots + here)
            if is_last[number]:
                later_of(latest, dates, here)
            if milestone[number] >= 0:
                kept[milestone[number], begin : begin + GROUP] = dates[here]
