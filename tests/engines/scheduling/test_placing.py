"""Numbers sorted and put in their places, by loops of Numba's and by NumPy alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaigong.engines.scheduling.ordering import order_of
from kaigong.engines.scheduling.placing import counts, owners, positions, sorted_by, taken

PATHS = [False, True]


@pytest.mark.parametrize("by_numba", PATHS)
@given(keys=some.lists(some.integers(0, 9), max_size=40))
def test_numbers_are_sorted_as_python_sorts_them(by_numba: bool, keys: list[int]) -> None:
    given_keys = np.array(keys, np.int32)
    pointers, places = sorted_by(given_keys, 10, by_numba=by_numba)
    assert places.tolist() == sorted(range(len(keys)), key=keys.__getitem__)
    assert pointers.tolist() == [sum(key < bound for key in keys) for bound in range(11)]
    assert counts(given_keys, 10, by_numba=by_numba).tolist() == [keys.count(n) for n in range(10)]
    assert taken(given_keys, places, by_numba=by_numba).tolist() == sorted(keys)
    assert owners(pointers, by_numba=by_numba).tolist() == sorted(keys)
    assert {array.dtype for array in (pointers, places)} == {np.dtype(np.int32)}


@pytest.mark.parametrize("by_numba", PATHS)
@given(order=some.permutations(range(12)))
def test_positions_are_where_each_number_stands(by_numba: bool, order: list[int]) -> None:
    found = positions(np.array(order, np.int32), by_numba=by_numba)
    assert found.tolist() == [order.index(number) for number in range(12)]


@pytest.mark.parametrize("by_numba", PATHS)
def test_what_is_taken_may_be_written_in_a_narrower_type(by_numba: bool) -> None:
    into = np.empty(2, np.int32)
    places = np.array([2, 0], np.int32)
    taken(np.array([5, 6, 7], np.int64), places, by_numba=by_numba, into=into)
    assert into.tolist() == [7, 5]


@pytest.mark.parametrize("by_numba", PATHS)
def test_one_activity_may_lead_to_any_number_of_others_and_wait_for_them(by_numba: bool) -> None:
    many = 1000
    others = np.arange(1, many + 1)
    before = np.concatenate([np.zeros(many, int), others])
    after = np.concatenate([others[::-1], np.full(many, many + 1)])
    order = order_of(many + 2, before, after, by_numba=by_numba)
    assert order.activity.tolist() == [0, *others[::-1].tolist(), many + 1]
    assert order.levels.tolist() == [0, 1, many + 1, many + 2]
