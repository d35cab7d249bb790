"""A project counts once, however many lists carry it, an enlarged one with its increase."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.counting.errors import CircularJointError, UnequalColumnsError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOWHERE = 0  # no id of a row: ids begin at 1


def same_length(*columns: NDArray[np.generic]) -> int:
    """The common number of rows.

    Raises:
        UnequalColumnsError: the columns do not belong together.
    """
    lengths = [len(column) for column in columns]
    if len(set(lengths)) > 1:
        raise UnequalColumnsError(lengths=", ".join(map(str, lengths)))
    return lengths[0] if lengths else 0


def counts_once(ids: Ints, counts_in: Ints) -> Bools:
    """Which rows count, so that each project counts exactly once.

    A row that counts in another row of the same selection stays out. Where the other one is not in
    the selection (another list, another department's rows), the first of its parts stands for it,
    so that a project does not vanish because its main row is out of sight. A row that occurs twice
    counts the first time.

    Args:
        ids: Ids of the rows, shape (rows,), above 0.
        counts_in: Id of the project that a row counts in, shape (rows,); 0 where it is itself.

    Returns:
        True where the row counts, shape (rows,).

    Raises:
        CircularJointError: projects count in each other in a circle.
        UnequalColumnsError: the columns do not belong together.
    """
    rows = same_length(ids, counts_in)
    if rows == 0:
        return np.zeros(0, dtype=np.bool_)
    known, first = np.unique(ids, return_index=True)
    target = np.where(counts_in == NOWHERE, ids, counts_in).astype(np.int64)
    # Doubling the step: after k rounds a chain of 2**k parts has reached its end.
    for _ in range(max(1, int(rows).bit_length()) + 1):
        place = np.minimum(np.searchsorted(known, target), len(known) - 1)
        is_here = known[place] == target
        further = np.where(is_here, target[first[place]], target)
        if np.array_equal(further, target):
            break
        target = further
    _check_no_circle(known, first, ids, counts_in, target)
    is_counted = np.zeros(rows, dtype=np.bool_)
    is_main = (target == ids) & (np.arange(rows) == first[np.searchsorted(known, ids)])
    is_counted[is_main] = True
    outside = ~np.isin(target, known)
    _, stands_for = np.unique(target[outside], return_index=True)
    is_counted[np.flatnonzero(outside)[stands_for]] = True
    return is_counted


def _check_no_circle(known: Ints, first: Ints, ids: Ints, counts_in: Ints, end: Ints) -> None:
    """A chain ends at a row that counts itself; on a circle nobody gets there."""
    place = np.minimum(np.searchsorted(known, end), len(known) - 1)
    is_here = known[place] == end
    points_on = is_here & (counts_in[first[place]] != NOWHERE)
    points_on &= counts_in[first[place]] != end
    if points_on.any():
        lost = ids[points_on]
        raise CircularJointError(count=len(np.unique(lost)), example=int(lost[0]))


def counted_amount(total_cents: Ints, counted_before_cents: Ints) -> Ints:
    """The amount that a row counts with: an enlarged project only with its increase.

    Args:
        total_cents: Total investment, shape (rows,), hundredths of the currency unit.
        counted_before_cents: The part that was counted in earlier years, same shape and unit.

    Returns:
        The increase, same shape and unit; never below nothing.

    Raises:
        UnequalColumnsError: the columns do not belong together.
    """
    same_length(total_cents, counted_before_cents)
    increase: Ints = np.maximum(total_cents - counted_before_cents, 0)
    return increase
