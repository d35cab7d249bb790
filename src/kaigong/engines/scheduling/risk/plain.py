"""The passes of `kernels` in NumPy, one vector of all scenarios at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kaigong.engines.scheduling.risk.columns import (
    CAUSE,
    DURATION,
    FACTOR,
    FIXED,
    TRIANGULAR,
    UNIFORM,
    Columns,
    in_parts,
)
from kaigong.engines.scheduling.risk.philox import GROUP, SINGLE_ONE, single, uniforms
from kaigong.engines.scheduling.risk.tables import Floats, looked_up, shares_at


@dataclass(frozen=True)
class Scenarios:
    """Some groups of scenarios; rows have the shape (groups x GROUP,)."""

    columns: Columns
    key: tuple[int, int]
    groups: range
    happens: Floats
    cause: Floats

    @property
    def size(self) -> int:
        return len(self.groups) * GROUP

    def drawn(self, number: int, stream: int) -> Floats:
        return uniforms(int(number), stream=int(stream), groups=self.groups, key=self.key)


def scenarios_of(columns: Columns, key: tuple[int, int], off: Any, groups: range) -> Scenarios:
    """What happens in some groups, and how the common causes stand; `kernels.prepare`."""
    empty = Scenarios(columns, key, groups, np.zeros((0, 0)), np.zeros((0, 0)))
    happens = np.zeros((columns.event_from.size, empty.size))
    for event in np.flatnonzero(~np.asarray(off, bool)):
        at = empty.drawn(columns.event_address[event], columns.event_stream[event])
        happens[event] = (at >= columns.event_from[event]) & (at < columns.event_to[event])
    cause = np.zeros((columns.cause_address.size, empty.size))
    for number, address in enumerate(columns.cause_address):
        cause[number] = looked_up(columns.quantiles, empty.drawn(address, CAUSE))
    return Scenarios(columns, key, groups, happens, cause)


def lengths(of: Scenarios, number: int) -> Floats:
    """The durations of an activity; `kernels.lengthen`."""
    columns = of.columns
    at = np.zeros(of.size)
    if columns.shape[number] != FIXED:
        at = of.drawn(columns.address[number], DURATION)
        if not np.isnan(columns.own_weight[number]):
            at = _leaning(of, number, at)
    if columns.simple[number] and columns.shape[number] == TRIANGULAR:
        return np.asarray(_triangle(columns.triangles[number], at), np.float64)
    own = _sized(columns, number, at)
    for hit in range(columns.hits[number], columns.hits[number + 1]):
        happens = of.happens[columns.hit_event[hit]] > 0.0
        at = of.drawn(columns.hit_address[hit], columns.hit_stream[hit])
        size = _sized(columns, int(columns.hit_draw[hit]), at)
        if columns.hit_code[hit] == FACTOR:
            own = own * np.where(happens, size, 1.0)
        else:
            own = own + np.where(happens, size, 0.0)
    if columns.exists_by[number] >= 0:
        own = own * of.happens[columns.exists_by[number]]
    return own


def whole_lengths(of: Scenarios, number: int) -> Any:
    """The durations of an activity in parts, as `kernels_in_parts` has them."""
    columns = of.columns
    if columns.simple[number] and columns.shape[number] == TRIANGULAR:
        at = of.drawn(columns.address[number], DURATION)
        return _triangle(columns.part_triangles[number], at).astype(np.int32)
    return in_parts(lengths(of, number), columns.parts)


def _triangle(triangle: Any, at: Floats) -> Any:
    """A triangle that nothing else bears on, in single precision; `kernels.triangular_of_words`."""
    low, high, rising, falling, turn = triangle
    share = single(at)
    is_left = share < turn
    root = np.sqrt(np.where(is_left, share * rising, (SINGLE_ONE - share) * falling))
    return np.where(is_left, low + root, high - root)


def _leaning(of: Scenarios, number: int, at: Floats) -> Floats:
    columns = of.columns
    score = looked_up(columns.quantiles, at) * columns.own_weight[number]
    for place in range(columns.leans[number], columns.leans[number + 1]):
        score = score + columns.lean_weight[place] * of.cause[columns.lean_cause[place]]
    return shares_at(columns.shares, score)


def _sized(columns: Columns, drawn: int, at: Floats) -> Floats:
    shape = columns.shape[drawn]
    low, span, rising, falling, turn = columns.numbers[drawn].tolist()
    if shape == FIXED:
        return np.full(at.shape, low)
    if shape == UNIFORM:
        return np.asarray(low + at * span)
    if shape == TRIANGULAR:
        is_left = at < turn
        root = np.sqrt(np.where(is_left, at * rising, (1.0 - at) * falling))
        return np.asarray(np.where(is_left, low + root, low + span - root))
    return np.asarray(low + looked_up(columns.tables[columns.table[drawn]], at) * span)


def starts_of(of: Scenarios, number: int, own: Any, starts: Any, ends: Any) -> Any:
    """The earliest starts of an activity in parts; `kernels_in_parts.await_links`.

    Args:
        starts, ends: Rows of those before, by number.
    """
    columns = of.columns
    start = np.full(of.size, columns.part_no_earlier[number], np.int32)
    for place in range(columns.into[number], columns.into[number + 1]):
        former, kind = int(columns.before[place]), columns.kind[place]
        bound = (ends if kind & 1 else starts)[former] + _lag(of, place, number, former)
        np.maximum(start, bound - own if kind & 2 else bound, out=start)
    return start


def _lag(of: Scenarios, place: int, number: int, former: int) -> Any:
    lag: Any = of.columns.part_lag[place]
    for end in (number, former):
        if of.columns.exists_by[end] >= 0:
            lag = lag * of.happens[of.columns.exists_by[end]].astype(np.int32)
    return lag


def forecast(of: Scenarios, finish: Any, kept: Any) -> None:
    """Finishes of the plan and of the milestones in parts; `kernels_in_parts.forecast`."""
    columns = of.columns
    starts: dict[int, Any] = {}
    ends: dict[int, Any] = {}
    by_slot: dict[int, int] = {}
    finish[:] = 0
    for number, slot in enumerate(columns.slot.tolist()):
        own = whole_lengths(of, number)
        start = starts_of(of, number, own, starts, ends)
        gone = by_slot.get(slot)
        if gone is not None:
            del starts[gone], ends[gone]
        by_slot[slot] = number
        starts[number], ends[number] = start, start + own
        if columns.is_last[number]:
            np.maximum(finish, ends[number], out=finish)
        if columns.milestone[number] >= 0:
            kept[columns.milestone[number]] = ends[number]


def trace(of: Scenarios, critical: Any, sums: Any) -> None:
    """Forward and backward: who was critical how often, and sums over scenarios.

    Args:
        critical: Scenarios in which each activity was critical, shape (activities,); added to.
        sums: Of durations, their squares and early starts, shape (3, activities); added to.
    """
    columns = of.columns
    count = columns.slot.size
    own = np.zeros((count, of.size), np.int32)
    start, end = np.zeros_like(own), np.zeros_like(own)
    for number in range(count):
        own[number] = whole_lengths(of, number)
        start[number] = starts_of(of, number, own[number], start, end)
        end[number] = start[number] + own[number]
    late = end.max(axis=0, initial=0) - own
    for number in range(count - 1, -1, -1):
        event = columns.exists_by[number]
        is_there = of.happens[event] > 0.0 if event >= 0 else np.True_
        critical[number] += int(np.sum(is_there & (late[number] <= start[number])))
        for place in range(columns.into[number], columns.into[number + 1]):
            former, kind = int(columns.before[place]), int(columns.kind[place])
            weight = (kind & 1) * own[former] + _lag(of, place, number, former)
            bound = late[number] - (weight - (kind >> 1) * own[number])
            np.minimum(late[former], bound, out=late[former])
    units = own / columns.parts
    sums += units.sum(1), (units * units).sum(1), (start / columns.parts).sum(1)
