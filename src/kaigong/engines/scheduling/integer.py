"""The critical path in whole units of one time, for networks without calendars.

Every link is one weight of max-plus algebra, whatever its kind:

    ES[v] >= ES[u] + w    with    w = lag + (FS, FF: duration[u]) - (FF, SF: duration[v])
    LS[u] <= LS[v] - w,   free float of u = min(ES[v] - w - ES[u])

so the passes know no kinds. J. E. Kelley and M. R. Walker, *Critical-path planning and scheduling*,
Eastern Joint Computer Conference (1959), 160-173; F. Baccelli, G. Cohen, G. J. Olsder, J.-P.
Quadrat, *Synchronization and Linearity* (1992), chapter 2, for the algebra. Neither was re-read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled, pays
from kaigong.engines.scheduling.network import LinkKind
from kaigong.engines.scheduling.ordering import Order, order_of
from kaigong.engines.scheduling.placing import Int32s, Ints, taken

# A link leaves the finish of the activity before (bit 1), and leads to that of the one after (2).
KIND_CODES = {LinkKind.SS: 0, LinkKind.FS: 1, LinkKind.SF: 2, LinkKind.FF: 3}
_SAFE = 2**30  # half of what int32 holds: sums and differences of two dates fit
_FEW = 2**15  # what int16 holds of either sign, and half of what uint16 holds


@dataclass(frozen=True, eq=False)
class IntegerDates:
    """Dates in units from the project's start; arrays have the shape (activities,).

    A start is the beginning of its unit and a finish the end, so a finish is start + duration.

    Attributes:
        finish: The project's finish, the latest of all early finishes.
        early_start, late_start: Earliest and latest starts.
        free_float: How late an activity may be without moving any other, nor the finish.
        durations: As given.
    """

    finish: int
    early_start: Ints
    late_start: Ints
    free_float: Ints
    durations: Ints

    @cached_property
    def early_finish(self) -> Ints:
        return self.early_start + self.durations

    @cached_property
    def late_finish(self) -> Ints:
        return self.late_start + self.durations

    @cached_property
    def total_float(self) -> Ints:
        """How late an activity may be without moving the finish, or breaking a limit."""
        return self.late_start - self.early_start


@dataclass(frozen=True, eq=False)
class IntegerNetwork:
    """A network prepared once, to be reckoned with many durations.

    Attributes:
        order: Its activities renumbered; arrays of links stand by `order.link`.
        after: New number of the activity after each link, shape (links,).
        kind: Code of each link's kind (`KIND_CODES`), shape (links,).
        lag: Units between the two ends of each link, negative ones are leads, shape (links,).
    """

    order: Order
    after: Int32s
    kind: Ints
    lag: Ints

    def dates(
        self,
        durations: Ints,
        *,
        no_earlier: Ints | None = None,
        no_later: Ints | None = None,
        by_numba: bool | None = None,
    ) -> IntegerDates:
        """All dates: forward from 0, backward from the finish and from every limit in one pass.

        Args:
            durations: Units of each activity, not negative, shape (activities,).
            no_earlier: Earliest start of each activity, at least 0; all may start at 0 without it.
            no_later: Latest finish of each activity, such as a promise 承诺; it makes no date
                earlier, and what cannot be met shows as negative float. Give what has no limit a
                number that no date reaches.
            by_numba: Which path to take; None is the quicker one. Both give the same dates.
        """
        with_numba = self._with_numba(by_numba)
        units, early, limit = self._by_number(durations, no_earlier, no_later, with_numba)
        weights = self._forward(units, early, with_numba)
        finish = int(_latest(early, units) if with_numba else (early + units).max(initial=0))
        unfelt = finish - units  # the latest start of what no other feels
        if with_numba and limit is None and finish < 2 * _FEW:
            early = early.astype(np.uint16)  # all are between 0 and the finish: half to fetch
        late, latest_unfelt = _rows(2, like=early)
        latest_unfelt[:] = unfelt
        late[:] = unfelt if limit is None else np.minimum(limit, finish) - units
        self._backward(weights, early, late, latest_unfelt, with_numba)
        latest_unfelt -= early
        early, late, free = self._by_old(early, late, latest_unfelt, with_numba=with_numba)
        return IntegerDates(finish, early, late, free, durations)

    def early_starts(
        self, durations: Ints, *, no_earlier: Ints | None = None, by_numba: bool | None = None
    ) -> Ints:
        """Earliest starts alone, for asking what a delay does: half of the work of `dates`.

        Args:
            durations, no_earlier, by_numba: As of `dates`.

        Returns:
            Units from the project's start, shape (activities,).
        """
        with_numba = self._with_numba(by_numba)
        units, early, _ = self._by_number(durations, no_earlier, None, with_numba)
        self._forward(units, early, with_numba)
        starts: Ints = self._by_old(early, with_numba=with_numba)[0]
        return starts

    def _by_old(self, *values: Ints, with_numba: bool) -> Ints:
        """Shape (values, activities), in a type that holds differences too."""
        found = np.empty((len(values), values[0].size), np.result_type(values[0], np.int32))
        for row, each in zip(found, values, strict=True):
            taken(each, self.order.position, by_numba=with_numba, into=row)
        return found

    @cached_property
    def _links(self) -> tuple[NDArray[np.uint32], NDArray[np.uint8], int, int]:
        """For the loops: the activity before each link, the step to the one after, and the first
        and the last that a link leads to.

        Whoever waits for nobody has a number before all others, so the numbers that sorted links
        lead to have no gaps: a step of 0 or 1, one byte for four, says the same.
        """
        steps = np.zeros(self.after.size, np.uint8)
        np.not_equal(self.after[1:], self.after[:-1], out=steps[1:].view(np.bool_))
        first, last = (int(self.after[end]) if steps.size else 0 for end in (0, -1))
        return self.order.before.view(np.uint32), steps, first, last

    def _with_numba(self, asked: bool | None) -> bool:
        return pays(self.kind.size + self.order.activity.size) if asked is None else asked

    def _by_number(
        self, durations: Ints, no_earlier: Ints | None, no_later: Ints | None, with_numba: bool
    ) -> tuple[Ints, Ints, Ints | None]:
        """Durations, earliest starts and limits by new number, in a type that holds every date."""
        kind = self._type_for(durations, no_earlier, no_later, with_numba=with_numba)
        units, early, limit = _rows(3, like=np.empty(durations.size, kind))
        place = self.order.activity
        for given, row in ((durations, units), (no_earlier, early), (no_later, limit)):
            if given is not None:
                taken(given, place, by_numba=with_numba, into=row)
        if no_earlier is None:
            early[:] = 0
        return units, early, None if no_later is None else limit

    def _type_for(self, *given: Ints | None, with_numba: bool) -> type[Any]:
        """int32 where no date can leave it: it is twice as quick."""
        steps = max(self.order.levels.size, 1)
        largest = _reach if with_numba else _largest
        most = [int(largest(each)) for each in given if each is not None]
        return np.int32 if steps * (2 * sum(most) + self._longest_lag) < _SAFE else np.int64

    @cached_property
    def _longest_lag(self) -> int:
        return _largest(self.lag)

    def _forward(self, units: Ints, early: Ints, with_numba: bool) -> Ints:
        """Raise the earliest starts in place; returns the weights of the links."""
        order = self.order
        if with_numba:
            before, steps, first, _ = self._links
            largest = int(_reach(units)) + self._longest_lag
            weights = np.empty(self.lag.size, np.int16 if largest < _FEW else units.dtype)
            _weigh(before, steps, first, self.kind, self.lag, units, weights)
            _push_early(before, steps, first, weights, early)
            return weights
        weights = _weights(self, units)
        if order.is_narrow:
            early[:] = _early_one_by_one(order, weights, early)
        else:
            _early_by_level(order, weights, early)
        return weights

    def _backward(
        self, weights: Ints, early: Ints, late: Ints, free: Ints, with_numba: bool
    ) -> None:
        """Lower the latest starts and the free float in place."""
        order = self.order
        if with_numba:
            before, steps, first, last = self._links
            _pull_late(before, steps, last, weights, late)
            _pull_free(before, steps, first, weights, early, free)
            return
        np.minimum.at(free, order.before, early[self.after] - weights)
        if order.is_narrow:
            late[:] = _late_one_by_one(order, weights, late)
        else:
            _late_by_level(self, weights, late)


def integer_network(
    activities: int,
    before: Ints,
    after: Ints,
    *,
    kind: Ints,
    lag: Ints,
    called: Callable[[int], str] = str,
    by_numba: bool | None = None,
) -> IntegerNetwork:
    """A network made ready.

    Args:
        activities: How many there are; they are numbered from 0.
        before, after: Number of the activity at each end of each link, shape (links,).
        kind: Code of each link's kind (`KIND_CODES`), shape (links,).
        lag: Units between the two ends of each link, shape (links,).
        called: How an activity is called in an error.
        by_numba: Which path to take; None is the quicker one.

    Raises:
        LoopError: activities wait for each other.
        IndexError: a link ends where no activity is, or is of no kind.
    """
    if kind.size and not (kind.min() >= 0 and kind.max() <= 3):
        raise IndexError("a link is of no kind")
    if by_numba is None:
        by_numba = pays(activities + kind.size)
    order = order_of(activities, before, after, called=called, by_numba=by_numba)
    return IntegerNetwork(
        order,
        order.after,
        taken(kind.astype(np.int8), order.link, by_numba=by_numba),
        taken(_short(lag), order.link, by_numba=by_numba),
    )


def _short(numbers: Ints) -> Ints:
    """The same as int32 where they fit."""
    return numbers.astype(np.int32 if _largest(numbers) < _SAFE else np.int64)


def _largest(numbers: Ints) -> int:
    return max(-int(numbers.min()), int(numbers.max())) if numbers.size else 0


def _rows(count: int, *, like: Ints) -> Ints:
    """Room for several values of each activity, in one piece: large pages go to large pieces."""
    return np.empty((count, like.size), like.dtype)


# --- one by one -------------------------------------------------------------------------------


# The compiled loops go link by link: an inner loop over the links of each activity is left after
# two turns on average, which the processor guesses wrongly nearly each time, and takes 2.5 times as
# long. Each does one thing: weights reckoned while dates are pushed take twice as long as apart.


@compiled
def _weigh(
    before: Any, steps: Any, first: int, kind: Any, lag: Any, units: Any, weights: Any
) -> None:
    number = np.uint64(first)
    for place in range(before.size):
        number += np.uint64(steps[place])
        code = kind[place]
        leaves, arrives = (code & 1) * units[before[place]], (code >> 1) * units[number]
        weights[place] = lag[place] + leaves - arrives


@compiled
def _push_early(before: Any, steps: Any, first: int, weights: Any, early: Any) -> None:
    number = np.uint64(first)
    for place in range(before.size):
        number += np.uint64(steps[place])
        early[number] = max(early[number], early[before[place]] + weights[place])


@compiled
def _latest(early: Any, units: Any) -> int:
    latest = 0
    for number in range(early.size):
        latest = max(latest, early[number] + units[number])
    return latest


@compiled
def _reach(numbers: Any) -> int:
    """The largest of all numbers without their signs, or up to twice as much and one."""
    bits = 0
    for number in numbers:
        bits |= number ^ (number >> 63)
    return bits + 1


# Going back through the links, most starts are met first from far behind and in no order, so each
# line of the cache is waited for. Starts are therefore gone over some way ahead, one of each line.
_AHEAD = 4096  # activities
_LINE = 64  # bytes that a cache holds together
_AT_A_TIME = 512  # links


@compiled
def _pull_late(before: Any, steps: Any, last: int, weights: Any, late: Any) -> int:
    near, seen, number = late.size, 0, np.uint64(last)
    line = _LINE // late.itemsize
    for end in range(before.size, 0, -_AT_A_TIME):
        wanted = max(np.int64(number) - _AHEAD, 0)
        while near > wanted:
            near = max(near - line, 0)
            seen += late[np.uint64(near)]
        for turn in range(min(_AT_A_TIME, end)):
            place = np.uint64(end - 1 - turn)
            former = before[place]
            late[former] = min(late[former], late[number] - weights[place])
            number -= np.uint64(steps[place])
    return seen  # of no use, but what is used for nothing is not read


@compiled
def _pull_free(before: Any, steps: Any, first: int, weights: Any, early: Any, free: Any) -> None:
    number = np.uint64(first)
    for place in range(before.size):
        number += np.uint64(steps[place])
        former = before[place]
        free[former] = min(free[former], early[number] - weights[place])


def _early_one_by_one(order: Order, weights: Ints, early: Ints) -> list[int]:
    into, before, weight = order.into.tolist(), order.before.tolist(), weights.tolist()
    starts: list[int] = early.tolist()
    for number in range(len(starts)):
        for place in range(into[number], into[number + 1]):
            start = starts[before[place]] + weight[place]
            if start > starts[number]:
                starts[number] = start
    return starts


def _late_one_by_one(order: Order, weights: Ints, late: Ints) -> list[int]:
    into, before, weight = order.into.tolist(), order.before.tolist(), weights.tolist()
    starts: list[int] = late.tolist()
    for number in range(len(starts) - 1, -1, -1):
        for place in range(into[number], into[number + 1]):
            start = starts[number] - weight[place]
            if start < starts[before[place]]:
                starts[before[place]] = start
    return starts


# --- level by level ---------------------------------------------------------------------------


def _weights(network: IntegerNetwork, units: Ints) -> Ints:
    from_finish = (network.kind & 1) * units[network.order.before]
    to_finish = (network.kind >> 1) * units[network.after]
    found: Ints = (network.lag + from_finish - to_finish).astype(units.dtype)
    return found


def _early_by_level(order: Order, weights: Ints, early: Ints) -> None:
    numbers = order.levels.tolist()
    places = order.into[order.levels].tolist()
    for level in range(1, len(numbers) - 1):
        first, last = numbers[level], numbers[level + 1]
        begin, end = places[level], places[level + 1]
        starts = early[order.before[begin:end]] + weights[begin:end]
        latest = np.maximum.reduceat(starts, order.into[first:last] - begin)
        np.maximum(early[first:last], latest, out=early[first:last])


def _late_by_level(network: IntegerNetwork, weights: Ints, late: Ints) -> None:
    order, after = network.order, network.after
    places = order.into[order.levels].tolist()
    for level in range(len(places) - 2, 0, -1):
        begin, end = places[level], places[level + 1]
        starts = late[after[begin:end]] - weights[begin:end]
        np.minimum.at(late, order.before[begin:end], starts)
