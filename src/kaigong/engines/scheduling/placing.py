"""Numbers sorted by counting, taken from their places and put there.

D. E. Knuth, *The Art of Computer Programming* 3 (1998), 5.2, for sorting by counting (not re-read).
The compiled loops do one thing each: a loop that goes to several places of memory in one turn
waits for each of them, and takes twice as long as several loops that each go to one. Numbers come
to them unsigned, so that Numba need not ask whether they count from the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.compiling import compiled

Ints = NDArray[np.integer[Any]]
Int32s = NDArray[np.int32]


def sorted_by(keys: Int32s, count: int, *, by_numba: bool) -> tuple[Int32s, Int32s]:
    """Pointers of each key, and places of `keys` by key, equal ones as they came.

    Args:
        keys: Not below 0 and below `count`.
    """
    if by_numba:
        pointers = np.zeros(count + 2, np.uint32)
        unsigned, where = keys.view(np.uint32), np.empty(keys.size, np.uint32)
        _count(unsigned, pointers[2:])
        _sum_up(pointers)
        _rank(unsigned, pointers[1:], where)
        return pointers[:-1].view(np.int32), positions(where.view(np.int32), by_numba=True)
    ends = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(keys, minlength=count), out=ends[1:])
    return ends, np.argsort(keys, kind="stable").astype(np.int32)


def counts(keys: Int32s, count: int, *, by_numba: bool) -> Int32s:
    """How often each key comes, shape (count,)."""
    if not by_numba:
        return np.bincount(keys, minlength=count).astype(np.int32)
    found = np.zeros(count, np.int32)
    _count(keys.view(np.uint32), found)
    return found


def positions(order: Int32s, *, by_numba: bool) -> Int32s:
    """Where each number stands in an order of all numbers."""
    found = np.empty_like(order)
    if by_numba:
        _put_numbers(order.view(np.uint32), found)
    else:
        found[order] = np.arange(order.size, dtype=np.int32)
    return found


def owners(pointers: Int32s, *, by_numba: bool) -> Int32s:
    """For each place whose it is, if places pointers[v] to pointers[v + 1] are those of v."""
    if not by_numba:
        return np.repeat(np.arange(pointers.size - 1, dtype=np.int32), np.diff(pointers))
    found = np.empty(pointers[-1], np.int32)
    _spread(pointers.view(np.uint32), found)
    return found


def taken(
    values: NDArray[Any], places: Int32s, *, by_numba: bool, into: NDArray[Any] | None = None
) -> NDArray[Any]:
    """What stands at each place.

    Args:
        into: Where to write it, also in a narrower type that holds it; None is an array of its own.
    """
    found = np.empty(places.size, values.dtype) if into is None else into
    if by_numba:
        _take(values, places.view(np.uint32), found)
    else:
        found[:] = values[places]
    return found


@compiled
def _take(values: Any, places: Any, into: Any) -> None:
    for place in range(places.size):
        into[place] = values[places[place]]


@compiled
def _count(keys: Any, into: Any) -> None:
    for key in keys:
        into[key] += 1


@compiled
def _sum_up(pointers: Any) -> None:
    total = 0
    for place in range(pointers.size):
        total += pointers[place]
        pointers[place] = total


@compiled
def _rank(keys: Any, pointers: Any, into: Any) -> None:
    """Where each goes if all are put by key; pointers of the first of each end at its last."""
    for place in range(keys.size):
        key = keys[place]
        into[place] = pointers[key]
        pointers[key] += 1


@compiled
def _put_numbers(places: Any, into: Any) -> None:
    for place in range(places.size):
        into[places[place]] = place


@compiled
def _spread(pointers: Any, into: Any) -> None:
    for number in range(pointers.size - 1):
        into[pointers[number] : pointers[number + 1]] = number
