"""An order for any network, or every loop by name; the same with Numba and without."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaigong.engines.scheduling.compiling import HAS_NUMBA
from kaigong.engines.scheduling.errors import LoopError
from kaigong.engines.scheduling.ordering import Order, loops_of, order_of
from kaigong.engines.scheduling.placing import Ints

PATHS = [False, True]


@some.composite
def graphs(draw: some.DrawFn) -> tuple[int, Ints, Ints]:
    """Some activities with links anywhere between them, loops and repeated links among them."""
    count = draw(some.integers(1, 12))
    ends = some.lists(some.integers(0, count - 1), max_size=20)
    before = draw(ends)
    after = draw(some.lists(some.integers(0, count - 1), min_size=len(before), max_size=20))
    return count, np.array(before, np.int64), np.array(after[: len(before)], np.int64)


@some.composite
def networks(draw: some.DrawFn) -> tuple[int, Ints, Ints]:
    """The same without loops, numbered in no particular order."""
    count, before, after = draw(graphs())
    names = np.array(draw(some.permutations(range(count))))
    apart = before != after
    low, high = np.minimum(before, after)[apart], np.maximum(before, after)[apart]
    return count, names[low], names[high]


def graph_of(count: int, before: Ints, after: Ints) -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(zip(before.tolist(), after.tolist(), strict=True))
    return graph


def columns(order: Order) -> list[list[int]]:
    return [getattr(order, name).tolist() for name in order.__dataclass_fields__]


def test_numba_is_there_so_that_both_paths_are_looked_at() -> None:
    assert HAS_NUMBA


@pytest.mark.parametrize("by_numba", PATHS)
@given(network=networks())
def test_each_activity_comes_after_all_it_waits_for(
    by_numba: bool, network: tuple[int, Ints, Ints]
) -> None:
    count, before, after = network
    order = order_of(count, before, after, by_numba=by_numba)
    assert sorted(order.activity.tolist()) == list(range(count))
    assert (order.position[order.activity] == np.arange(count)).all()
    assert (order.before < order.after).all()


@pytest.mark.parametrize("by_numba", PATHS)
@given(network=networks())
def test_links_stand_at_the_activity_they_lead_into_as_they_came(
    by_numba: bool, network: tuple[int, Ints, Ints]
) -> None:
    count, before, after = network
    order = order_of(count, before, after, by_numba=by_numba)
    assert (order.activity[order.before] == before[order.link]).all()
    assert (order.activity[order.after] == after[order.link]).all()
    for number in range(count):
        into = order.link[order.into[number] : order.into[number + 1]].tolist()
        assert into == np.flatnonzero(after == order.activity[number]).tolist()


@pytest.mark.parametrize("by_numba", PATHS)
@given(network=networks())
def test_levels_are_networkxs_generations(by_numba: bool, network: tuple[int, Ints, Ints]) -> None:
    order = order_of(*network, by_numba=by_numba)
    ours = [
        set(order.activity[first:last].tolist())
        for first, last in zip(order.levels[:-1], order.levels[1:], strict=True)
    ]
    assert ours == [set(level) for level in networkx.topological_generations(graph_of(*network))]


@given(network=networks())
def test_both_paths_give_the_same_order(network: tuple[int, Ints, Ints]) -> None:
    one, other = (order_of(*network, by_numba=by_numba) for by_numba in PATHS)
    assert columns(one) == columns(other)
    assert {getattr(one, name).dtype.name for name in one.__dataclass_fields__} == {"int32"}


@pytest.mark.parametrize("by_numba", PATHS)
@given(graph=graphs())
def test_loops_are_networkxs_strongly_connected_components(
    by_numba: bool, graph: tuple[int, Ints, Ints]
) -> None:
    peer = graph_of(*graph)
    loops = {
        frozenset(part)
        for part in networkx.strongly_connected_components(peer)
        if len(part) > 1 or peer.has_edge(*(list(part) * 2))
    }
    found = loops_of(*graph, by_numba=by_numba)
    assert {frozenset(loop.tolist()) for loop in found} == loops
    assert len(found) == len(loops)
    if loops:
        with pytest.raises(LoopError):
            order_of(*graph, by_numba=by_numba)
    else:
        assert order_of(*graph, by_numba=by_numba).activity.size == graph[0]


@pytest.mark.parametrize("by_numba", PATHS)
def test_a_loop_is_read_off_along_its_links(by_numba: bool) -> None:
    before, after = np.array([0, 3, 1, 4, 2, 2]), np.array([3, 1, 4, 3, 2, 0])
    with pytest.raises(LoopError) as told:
        order_of(5, before, after, called="abcde".__getitem__, by_numba=by_numba)
    assert told.value.facts == {"members": "b → e → d", "loops": [[1, 4, 3], [2]]}


@pytest.mark.parametrize("by_numba", PATHS)
def test_a_chain_of_200_000_is_ordered_and_as_a_loop_named(by_numba: bool) -> None:
    chain = np.random.default_rng(1).permutation(200_000)
    order = order_of(chain.size, chain[:-1], chain[1:], by_numba=by_numba)
    assert (order.activity == chain).all()
    assert order.is_narrow
    (loop,) = loops_of(chain.size, chain, np.roll(chain, -1), by_numba=by_numba)
    assert (loop == np.roll(chain, -int(chain.argmin()))).all()


def test_a_long_loop_is_named_in_part_and_kept_whole() -> None:
    ring = np.arange(1000)
    with pytest.raises(LoopError, match=r"→ 29 → … \(1000\)") as told:
        order_of(1000, ring, np.roll(ring, -1))
    assert told.value.facts["loops"] == [list(range(1000))]


@pytest.mark.parametrize(("before", "after"), [([0], [2]), ([-1], [0]), ([0, 1], [1])])
def test_a_link_into_nowhere_is_refused(before: list[int], after: list[int]) -> None:
    with pytest.raises(IndexError):
        order_of(2, np.array(before), np.array(after))


def test_an_empty_network_is_in_order() -> None:
    nothing = np.array([], np.int64)
    for by_numba in PATHS:
        assert order_of(0, nothing, nothing, by_numba=by_numba).levels.tolist() == [0]


def test_the_input_is_left_as_it_was() -> None:
    before, after = np.array([2, 1], np.int32), np.array([1, 0], np.int32)
    before.flags.writeable = after.flags.writeable = False
    for by_numba in PATHS:
        assert order_of(3, before, after, by_numba=by_numba).activity.tolist() == [2, 1, 0]
