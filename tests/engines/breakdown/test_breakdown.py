"""A target tree adds up: against a slow reference, by laws, and with typed errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.breakdown import (
    Breakdown,
    NotATreeError,
    NothingToShareByError,
    UnequalTablesError,
    broken_down,
    shared,
)

MOST = 10**13  # hundredths: 1,000 亿元


@dataclass(frozen=True)
class Tree:
    parents: list[int]
    given: list[list[int]]
    is_given: list[list[bool]]
    carries: list[bool]

    def rolled_up(self) -> Breakdown:
        return broken_down(self.parents, self.given, self.is_given, self.carries)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    size = draw(st.integers(1, 30))
    columns = draw(st.integers(1, 3))
    parents = [-1, *(draw(st.integers(-1, place - 1)) for place in range(1, size))]
    row = st.lists(st.integers(0, MOST), min_size=columns, max_size=columns)
    flags = st.lists(st.booleans(), min_size=columns, max_size=columns)
    return Tree(
        parents,
        draw(st.lists(row, min_size=size, max_size=size)),
        draw(st.lists(flags, min_size=size, max_size=size)),
        draw(st.lists(st.booleans(), min_size=size, max_size=size)),
    )


def target_by_hand(tree: Tree, node: int, column: int) -> int:
    """The slow reference: it walks down the tree and counts with whole numbers of any length."""
    if tree.is_given[node][column]:
        return tree.given[node][column]
    return sum(
        target_by_hand(tree, child, column)
        for child, parent in enumerate(tree.parents)
        if parent == node
    )


@given(trees())
def test_every_node_has_what_the_slow_reference_finds(tree: Tree) -> None:
    found = tree.rolled_up()
    for node, parent in enumerate(tree.parents):
        children = [child for child, above in enumerate(tree.parents) if above == node]
        assert parent < node
        for column in range(len(tree.given[0])):
            target = target_by_hand(tree, node, column)
            of_children = sum(target_by_hand(tree, child, column) for child in children)
            is_own = not children and tree.carries[node]
            assert found.totals[node, column] == target
            assert found.of_children[node, column] == of_children
            assert found.not_broken_down[node, column] == (0 if is_own else target - of_children)


@given(trees())
def test_what_stands_at_the_top_is_carried_or_not_broken_down(tree: Tree) -> None:
    found = tree.rolled_up()
    assert found.proved.all()
    for column in range(len(tree.given[0])):
        top = sum(
            target_by_hand(tree, node, column)
            for node, parent in enumerate(tree.parents)
            if parent < 0
        )
        carried = sum(
            target_by_hand(tree, node, column)
            for node in range(len(tree.parents))
            if tree.carries[node] and node not in tree.parents
        )
        assert top == carried + int(found.not_broken_down[:, column].sum())


@given(trees(), st.data())
def test_a_node_counted_twice_or_lost_breaks_the_proof(tree: Tree, data: st.DataObject) -> None:
    found = tree.rolled_up()
    node = data.draw(st.integers(0, len(tree.parents) - 1))
    if tree.parents[node] < 0 or found.totals[node, 0] == 0:
        return
    of_children = found.of_children.copy()
    times = data.draw(st.sampled_from([-1, 1]))
    of_children[tree.parents[node]] += times * found.totals[node]
    wrong = Breakdown(
        found.parents, found.totals, of_children, found.totals - of_children, found.carries
    )
    assert not wrong.proved[0]


def test_the_spring_of_2021_by_hand() -> None:
    """243 亿 of a zone; two fronts of 100 and 140 亿, the second set to 150 by an officer."""
    yi = 10**10  # hundredths of a yuan in 亿元
    found = broken_down(
        [-1, 0, 0, 1, 1, 2],
        [[243 * yi], [0], [150 * yi], [60 * yi], [40 * yi], [140 * yi]],
        [[True], [False], [True], [True], [True], [True]],
        [False, False, False, True, True, True],
    )
    assert (found.totals[:, 0] // yi).tolist() == [243, 100, 150, 60, 40, 140]
    top, second = found.proof(0), found.proof(2)
    assert (top.of_children // yi, top.not_broken_down // yi) == (250, -7)
    assert (second.of_children // yi, second.not_broken_down // yi) == (140, 10)
    assert top.holds
    assert second.holds


def test_its_input_stays_as_it_was() -> None:
    given_values = np.array([[5], [3]])
    broken_down([-1, 0], given_values, [[False], [True]], [False, True])
    assert given_values.tolist() == [[5], [3]]


def test_a_loop_and_a_short_table_are_refused() -> None:
    with pytest.raises(NotATreeError):
        broken_down([1, 0], [[1], [1]], [[True], [True]], [True, True])
    with pytest.raises(UnequalTablesError):
        broken_down([-1, 0], [[1]], [[True], [True]], [True, True])


@given(st.integers(0, MOST), st.lists(st.integers(0, 10**9), min_size=1, max_size=14))
def test_shares_add_up_and_are_off_by_less_than_one(total: int, shares: list[int]) -> None:
    if not any(shares):
        with pytest.raises(NothingToShareByError):
            shared(total, shares)
        return
    parts = shared(total, shares)
    assert sum(parts) == total
    whole = sum(shares)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * whole - total * share) < whole


def test_a_share_below_nothing_is_refused() -> None:
    with pytest.raises(NothingToShareByError):
        shared(5, [3, -1])
