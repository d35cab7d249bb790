"""When a plan without calendars finishes, group by group of scenarios: loops for Numba.

Dates are whole numbers of parts of a unit, as many to a unit as leave every date in 32 bits
(`Columns.parts`). So sums are exact in any order, eight go into one instruction, and what is
critical has a float of nothing. `plain` says the same in NumPy, to the last bit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from kaigong.engines.scheduling.compiling import compiled, inlined
from kaigong.engines.scheduling.risk.columns import TRIANGULAR, Columns
from kaigong.engines.scheduling.risk.kernels import Rows, draw_triangles, lengthen, prepare, room_of
from kaigong.engines.scheduling.risk.philox import GROUP
from kaigong.engines.scheduling.risk.tables import Floats

NONE = np.int32(-(2**30))  # the lag of a link that is not there: no date is so far ahead
AT_ONCE = 8  # activities whose triangles are drawn together


class PartRows(NamedTuple):
    """Room for a group of scenarios in parts, shape (…, GROUP)."""

    words: Any  # of `AT_ONCE` activities
    ahead: Any  # their durations
    own: Any
    start: Any
    lag: Any


def part_rows() -> PartRows:
    """Room that one thread writes in."""
    return PartRows(
        words=room_of(np.uint32, AT_ONCE),
        ahead=room_of(np.int32, AT_ONCE),
        own=room_of(np.int32)[0],
        start=room_of(np.int32)[0],
        lag=room_of(np.int32)[0],
    )


@compiled
def forecast(
    columns: Columns,
    rows: Rows,
    parts: PartRows,
    key: Any,
    off: Any,
    groups: Any,
    finish: Any,
    kept: Any,
) -> None:
    """Finishes of the plan and of the milestones, for groups from `groups[0]` to `groups[1]`.

    Args:
        finish: In parts, shape (scenarios,), counted from the first group.
        kept: In parts, shape (milestones, scenarios).
    """
    # Two rows more: for links that are not there, and for starts that nobody asks for.
    dates = np.zeros((2 * columns.slots + 2, GROUP), np.int32)
    slots, unasked = columns.slots, 2 * columns.slots + 1
    # Taken out once: each time that Numba takes an array out of a tuple it counts who holds it, and
    # that takes longer than to go along a row.
    address, shape, simple = columns.address, columns.shape, columns.simple
    into, before, kind = columns.into, columns.before, columns.kind
    lag, no_earlier = columns.part_lag, columns.part_no_earlier
    milestone, slot = columns.milestone, columns.slot
    gives_start, is_last, unbound = columns.gives_start, columns.is_last, columns.unbound
    ahead_words, ahead, own, start = parts.words, parts.ahead, parts.own, parts.start
    fixed, scale = columns.numbers[: slot.size, 0], columns.parts
    drawn = simple & (shape[: slot.size] == TRIANGULAR)
    lot = np.flatnonzero(drawn)
    addresses, triangles = address[lot], columns.part_triangles[lot]
    two, two_lags, two_own = last_two(into, before, kind, lag, slot, slots)
    # The last two links go with the drawing; those before them, if none asks for durations.
    early = np.maximum(into[:-1], into[1:] - 2)
    together = drawn & unbound
    for number in range(slot.size):
        for place in range(into[number], early[number]):
            together[number] = together[number] and kind[place] & 2 == 0
    alone = early == into[:-1]
    simply = together & alone & ~gives_start & (two_own[:, 0] + two_own[:, 1] == 0)
    for group in range(groups[0], groups[1]):
        begin = (group - groups[0]) * GROUP
        latest = finish[begin : begin + GROUP]
        latest[:] = 0
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
                    ahead[turn],
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
                    own[:] = np.int32(np.floor(fixed[number] * scale + 0.5))
                else:
                    lengthen(columns, rows, key, group, number)
                    to_parts(rows.own, scale, own)
                if not unbound[number]:
                    await_links(columns, rows, parts, number, dates, slot)
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
                        ahead[turn],
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


@inlined
def row_of(slot: Any, kind: Any, slots: Any) -> Any:
    """Where a link finds the dates it comes from: finishes first, for most links ask for those, and
    so they lie close together."""
    return slot + (0 if kind & 1 else slots)


@compiled
def last_two(into: Any, before: Any, kind: Any, lag: Any, slot: Any, slots: Any) -> Any:
    """Of the last two links of each activity: the row of dates that it comes from, the lag, and how
    often the duration is taken off; shape (activities, 2). What is not there comes from a row of
    zeros and never binds."""
    rows = np.full((slot.size, 2), 2 * slots)
    lags, own = np.full((slot.size, 2), NONE), np.zeros((slot.size, 2), np.int32)
    for number in range(slot.size):
        last = into[number + 1]
        for place in range(max(into[number], last - 2), last):
            turn = place - max(into[number], last - 2)
            rows[number, turn] = row_of(slot[before[place]], kind[place], slots)
            lags[number, turn], own[number, turn] = lag[place], kind[place] >> 1
    return rows, lags, own


@inlined
def await_links(
    columns: Columns, rows: Rows, parts: PartRows, number: Any, dates: Any, at: Any
) -> None:
    """The earliest starts of an activity, to `parts.start`.

    Args:
        dates: Of those before, at the rows of `row_of`.
        at: The place of each activity, shape (activities,).
    """
    start, own = parts.start, parts.own
    start[:] = columns.part_no_earlier[number]
    for place in range(columns.into[number], columns.into[number + 1]):
        former, kind = columns.before[place], columns.kind[place]
        lag_if_there(columns, rows, parts, place, number)
        bind(start, dates, row_of(at[former], kind, columns.slots), parts.lag, kind >> 1, own)


@inlined
def lag_if_there(columns: Columns, rows: Rows, parts: PartRows, place: Any, number: Any) -> None:
    """The lag of a link from or to what need not be there, to `parts.lag`: then it has none."""
    parts.lag[:] = columns.part_lag[place]
    for event in (columns.exists_by[number], columns.exists_by[columns.before[place]]):
        if event >= 0:
            for scenario in range(GROUP):
                parts.lag[scenario] *= np.int32(rows.happens[event, scenario])


# Numba adds small whole numbers as large ones; told at each step that 32 bits hold the sum, the
# compiler takes eight at once.


@compiled
def settle_simply(
    own: Any,
    earliest: Any,
    dates: Any,
    one: Any,
    lag_one: Any,
    two: Any,
    lag_two: Any,
    to: Any,
) -> None:
    """Links and finish in one go of what has two links at most, both to its start, if nobody asks
    for that.

    Args:
        own: Its durations.
        one, two: Rows of `dates` that links come from.
        to: The row of `dates` that becomes the finish; none that links come from.
    """
    first, second, ends = dates[one], dates[two], dates[to]
    for scenario in range(GROUP):
        bound, other = np.int32(first[scenario] + lag_one), np.int32(second[scenario] + lag_two)
        begin = bound if bound > earliest else earliest
        begin = other if other > begin else begin
        ends[scenario] = np.int32(begin + own[scenario])


@compiled
def settle_drawn(
    own: Any,
    start: Any,
    dates: Any,
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

    Args:
        start: Bounds so far.
        own_one, own_two: How often the duration is taken off: once of a link to the finish.
        to_start, to: Rows of `dates` that become start and finish; none that links come from.
    """
    first, second, begins, ends = dates[one], dates[two], dates[to_start], dates[to]
    for scenario in range(GROUP):
        length = own[scenario]
        bound = np.int32(first[scenario] + lag_one - own_one * length)
        other = np.int32(second[scenario] + lag_two - own_two * length)
        begin = start[scenario]
        begin = bound if bound > begin else begin
        begin = other if other > begin else begin
        begins[scenario] = begin
        ends[scenario] = np.int32(begin + length)


@compiled
def to_parts(values: Floats, parts: Any, into: Any) -> None:
    """`columns.in_parts`."""
    for scenario in range(GROUP):
        into[scenario] = np.int32(np.floor(values[scenario] * parts + 0.5))


@compiled
def follow_first(
    start: Any, earliest: Any, dates: Any, one: Any, lag_one: Any, two: Any, lag_two: Any
) -> None:
    """The first two links in one go."""
    first, second = dates[one], dates[two]
    for scenario in range(GROUP):
        bound, other = np.int32(first[scenario] + lag_one), np.int32(second[scenario] + lag_two)
        begin = bound if bound > earliest else earliest
        start[scenario] = other if other > begin else begin


@compiled
def follow(start: Any, dates: Any, row: Any, lag: Any) -> None:
    former = dates[row]  # of one dimension: only then vectors are made of it
    for scenario in range(GROUP):
        bound = np.int32(former[scenario] + lag)
        start[scenario] = max(start[scenario], bound)


@compiled
def bind_finish(start: Any, dates: Any, row: Any, lag: Any, own: Any) -> None:
    former = dates[row]
    for scenario in range(GROUP):
        bound = np.int32(former[scenario] + lag - own[scenario])
        start[scenario] = max(start[scenario], bound)


@compiled
def bind(start: Any, dates: Any, row: Any, lags: Any, times: Any, own: Any) -> None:
    former = dates[row]
    for scenario in range(GROUP):
        bound = np.int32(former[scenario] + lags[scenario] - times * own[scenario])
        start[scenario] = max(start[scenario], bound)


@compiled
def settle(start: Any, own: Any, dates: Any, row: Any) -> None:
    """The finish of an activity whose links have been asked."""
    ends = dates[row]
    for scenario in range(GROUP):
        ends[scenario] = np.int32(start[scenario] + own[scenario])


@compiled
def copy(start: Any, dates: Any, row: Any) -> None:
    kept = dates[row]
    for scenario in range(GROUP):
        kept[scenario] = start[scenario]


@compiled
def later_of(latest: Any, dates: Any, row: Any) -> None:
    ends = dates[row]
    for scenario in range(GROUP):
        latest[scenario] = max(latest[scenario], ends[scenario])
