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
    NEARLY,
    TRIANGULAR,
    UNIFORM,
    Columns,
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
        return _simply(columns, number, at)
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


def _simply(columns: Columns, number: int, at: Floats) -> Floats:
    """A triangle that nothing else bears on; `kernels.triangular_of_words`."""
    low, span = columns.numbers[number, :2]
    low, high = np.float32(low), np.float32(low + span)
    rising, falling, turn = columns.numbers[number, 2:].astype(np.float32)
    share = single(at)
    is_left = share < turn
    root = np.sqrt(np.where(is_left, share * rising, (SINGLE_ONE - share) * falling))
    return np.asarray(np.where(is_left, low + root, high - root), np.float64)


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


def starts_of(of: Scenarios, number: int, own: Floats, starts: Any, ends: Any) -> Floats:
    """The earliest starts of an activity; `kernels.await_links`.

    Args:
        starts, ends: Rows of those before, by number.
    """
    columns = of.columns
    start = np.full(of.size, columns.no_earlier[number])
    for place in range(columns.into[number], columns.into[number + 1]):
        former, kind = int(columns.before[place]), columns.kind[place]
        bound = (ends if kind & 1 else starts)[former] + _lag(of, place, number, former)
        np.maximum(start, bound - own if kind & 2 else bound, out=start)
    return start


def _lag(of: Scenarios, place: int, number: int, former: int) -> Any:
    lag: Any = of.columns.lag[place]
    for end in (number, former):
        if of.columns.exists_by[end] >= 0:
            lag = lag * of.happens[of.columns.exists_by[end]]
    return lag


def forecast(of: Scenarios, finish: Floats, kept: Floats) -> None:
    """Finishes of the plan and of the milestones; `kernels.forecast`."""
    columns = of.columns
    starts: dict[int, Floats] = {}
    ends: dict[int, Floats] = {}
    by_slot: dict[int, int] = {}
    finish[:] = 0.0
    for number, slot in enumerate(columns.slot.tolist()):
        own = lengths(of, number)
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
    own = np.zeros((count, of.size))
    start, end = np.zeros_like(own), np.zeros_like(own)
    for number in range(count):
        own[number] = lengths(of, number)
        start[number] = starts_of(of, number, own[number], start, end)
        end[number] = start[number] + own[number]
    late = end.max(axis=0, initial=0.0) - own
    for number in range(count - 1, -1, -1):
        event = columns.exists_by[number]
        is_there = of.happens[event] > 0.0 if event >= 0 else np.True_
        critical[number] += int(np.sum(is_there & (late[number] - start[number] <= NEARLY)))
        for place in range(columns.into[number], columns.into[number + 1]):
            former, kind = int(columns.before[place]), int(columns.kind[place])
            weight = (kind & 1) * own[former] + _lag(of, place, number, former)
            bound = late[number] - (weight - (kind >> 1) * own[number])
            np.minimum(late[former], bound, out=late[former])
    sums += own.sum(1), (own * own).sum(1), start.sum(1)
