"""The critical path in whole units: links spelled out, against passes over arrays."""

from __future__ import annotations

from dataclasses import dataclass

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaigong.engines.scheduling import LinkKind
from kaigong.engines.scheduling.errors import LoopError
from kaigong.engines.scheduling.integer import (
    KIND_CODES,
    IntegerDates,
    IntegerNetwork,
    integer_network,
)

PATHS = [False, True]
FAR = 10**6


@dataclass
class Case:
    """A network as plain lists: links are (before, after, kind, lag)."""

    durations: list[int]
    links: list[tuple[int, int, LinkKind, int]]
    no_earlier: list[int]
    no_later: list[int] | None

    def prepared(self, *, by_numba: bool) -> IntegerNetwork:
        before, after, kind, lag = (
            np.array([link[part] for link in self.links], dtype=object) for part in range(4)
        )
        codes = np.array([KIND_CODES[each] for each in kind], np.int8)
        ends = (before.astype(np.int64), after.astype(np.int64))
        return integer_network(
            len(self.durations), *ends, kind=codes, lag=lag.astype(np.int64), by_numba=by_numba
        )

    def dates(self, *, by_numba: bool) -> IntegerDates:
        return self.prepared(by_numba=by_numba).dates(
            np.array(self.durations),
            no_earlier=np.array(self.no_earlier),
            no_later=None if self.no_later is None else np.array(self.no_later),
            by_numba=by_numba,
        )


@some.composite
def cases(draw: some.DrawFn) -> Case:
    """With dates that fit one, two, four and eight bytes, and some around their ends."""
    unit = draw(some.sampled_from([1, 500, 3_000, 7_000, 10**9]))
    count = draw(some.integers(1, 10))
    name = draw(some.permutations(range(count)))
    pairs = some.tuples(some.integers(0, count - 1), some.integers(0, count - 1))
    ends = [(min(pair), max(pair)) for pair in draw(some.lists(pairs, max_size=18))]
    links = [
        (
            name[low],
            name[high],
            draw(some.sampled_from(LinkKind)),
            draw(some.integers(-4, 6)) * unit,
        )
        for low, high in ends
        if low != high
    ]

    def each(values: some.SearchStrategy[int]) -> list[int]:
        return [unit * value for value in draw(some.lists(values, min_size=count, max_size=count))]

    limits = each(some.sampled_from([FAR, FAR, 5, 12, 20])) if draw(some.booleans()) else None
    return Case(each(some.integers(0, 9)), links, each(some.sampled_from([0, 0, 0, 7])), limits)


def ends_of(kind: LinkKind, length_before: int, length_after: int) -> tuple[int, int]:
    """How far the linked ends lie behind the two starts."""
    return {
        LinkKind.FS: (length_before, 0),
        LinkKind.SS: (0, 0),
        LinkKind.FF: (length_before, length_after),
        LinkKind.SF: (0, length_after),
    }[kind]


def early_by_waiting(case: Case) -> list[int]:
    """Every activity starts as early as may be, and waits until nothing forbids it any more."""
    start = list(case.no_earlier)
    moved = True
    while moved:
        moved = False
        for before, after, kind, lag in case.links:
            leaves, arrives = ends_of(kind, case.durations[before], case.durations[after])
            earliest = start[before] + leaves + lag - arrives
            if start[after] < earliest:
                start[after], moved = earliest, True
    return start


def late_by_waiting(case: Case, finish: int) -> list[int]:
    limits = case.no_later or [finish] * len(case.durations)
    start = [
        min(limit, finish) - length for limit, length in zip(limits, case.durations, strict=True)
    ]
    moved = True
    while moved:
        moved = False
        for before, after, kind, lag in case.links:
            leaves, arrives = ends_of(kind, case.durations[before], case.durations[after])
            latest = start[after] + arrives - lag - leaves
            if start[before] > latest:
                start[before], moved = latest, True
    return start


@pytest.mark.parametrize("by_numba", PATHS)
@given(case=cases())
def test_early_and_late_starts_are_those_of_waiting(by_numba: bool, case: Case) -> None:
    dates = case.dates(by_numba=by_numba)
    early = early_by_waiting(case)
    finish = max(start + length for start, length in zip(early, case.durations, strict=True))
    assert dates.early_start.tolist() == early
    assert dates.finish == finish
    assert dates.late_start.tolist() == late_by_waiting(case, finish)


@pytest.mark.parametrize("by_numba", PATHS)
@given(case=cases())
def test_free_float_is_the_most_that_nobody_else_feels(by_numba: bool, case: Case) -> None:
    dates = case.dates(by_numba=by_numba)
    early = dates.early_start.tolist()
    for activity, free in enumerate(dates.free_float.tolist()):
        for delay in (free, free + 1):
            late = list(case.no_earlier)
            late[activity] = early[activity] + delay
            moved = early_by_waiting(Case(case.durations, case.links, late, case.no_later))
            others = [number for number in range(len(early)) if number != activity]
            felt = any(moved[number] > early[number] for number in others)
            felt |= moved[activity] + case.durations[activity] > dates.finish
            assert felt == (delay > free)


@pytest.mark.parametrize("by_numba", PATHS)
@pytest.mark.parametrize("length", [1, 2**15 - 2, 2**15 - 1, 2**15, 2**16 - 2, 2**16 - 1, 2**16])
@pytest.mark.parametrize("lag", [0, 2**15 - 1, 2**15, 2**16, -(2**15), -(2**15) - 1, -(2**16)])
def test_far_links_lead_as_far_as_they_say(by_numba: bool, length: int, lag: int) -> None:
    case = Case([length, 0], [(0, 1, LinkKind.FS, lag)], [0, 0], None)
    dates = case.dates(by_numba=by_numba)
    after = max(length + lag, 0)
    assert dates.early_start.tolist() == [0, after]
    assert dates.finish == max(length, after)
    assert dates.late_start.tolist() == late_by_waiting(case, dates.finish)


@given(case=cases())
def test_both_paths_give_the_same_dates(case: Case) -> None:
    one, other = (case.dates(by_numba=by_numba) for by_numba in PATHS)
    for name in ("early_finish", "late_finish", "total_float", "free_float"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


def random_case(count: int, *, width: int) -> tuple[IntegerNetwork, IntegerNetwork, np.ndarray]:
    draw = np.random.default_rng(count)
    after = np.repeat(np.arange(1, count), 2)
    before = np.maximum(after - 1 - draw.integers(0, width, after.size), 0)
    name = draw.permutation(count)
    kind, lag = draw.integers(0, 4, after.size), draw.integers(-3, 10, after.size)
    one, other = (
        integer_network(count, name[before], name[after], kind=kind, lag=lag, by_numba=by_numba)
        for by_numba in PATHS
    )
    return one, other, draw.integers(0, 30, count)


@pytest.mark.parametrize("width", [3, 2000])
def test_narrow_and_wide_networks_are_the_same_by_every_path(width: int) -> None:
    one, other, durations = random_case(6000, width=width)
    assert one.order.is_narrow == (width == 3)
    plain, quick = one.dates(durations, by_numba=False), other.dates(durations, by_numba=True)
    for name in ("early_start", "late_start", "free_float"):
        assert (getattr(plain, name) == getattr(quick, name)).all()
    for network, by_numba in ((one, False), (other, True)):
        alone = network.early_starts(durations, by_numba=by_numba)
        assert (alone == plain.early_start).all()


@pytest.mark.parametrize("by_numba", PATHS)
def test_the_finish_is_networkxs_longest_path(by_numba: bool) -> None:
    draw = np.random.default_rng(4)
    after = draw.integers(1, 500, 1500)
    before = (after * draw.random(1500)).astype(np.int64)
    durations = draw.integers(0, 50, 500)
    graph = networkx.DiGraph()
    graph.add_weighted_edges_from(
        (int(u), int(v), int(durations[u])) for u, v in zip(before, after, strict=True)
    )
    graph.add_weighted_edges_from((n, "end", int(durations[n])) for n in range(500))
    kind = np.full(1500, KIND_CODES[LinkKind.FS])
    network = integer_network(500, before, after, kind=kind, lag=np.zeros(1500, int))
    dates = network.dates(durations, by_numba=by_numba)
    assert dates.finish == networkx.dag_longest_path_length(graph)


@pytest.mark.parametrize("by_numba", PATHS)
def test_a_chain_of_200_000_long_works_is_reckoned_beyond_32_bits(by_numba: bool) -> None:
    numbers = np.arange(200_000)
    nothing = np.zeros(numbers.size - 1, np.int64)
    chain = integer_network(
        numbers.size, numbers[:-1], numbers[1:], kind=nothing + 1, lag=nothing, by_numba=by_numba
    )
    month = 43_200  # minutes
    dates = chain.dates(np.full(numbers.size, month), by_numba=by_numba)
    assert dates.finish == numbers.size * month > 2**32
    assert (dates.early_start == numbers * month).all()
    assert not dates.total_float.any()


@pytest.mark.parametrize("by_numba", PATHS)
def test_a_promise_that_cannot_be_kept_shows_as_negative_float(by_numba: bool) -> None:
    case = Case([5, 3, 1], [(0, 1, LinkKind.FS, 2), (0, 2, LinkKind.FS, 0)], [0] * 3, [FAR, 6, FAR])
    assert case.dates(by_numba=by_numba).total_float.tolist() == [-4, -4, 4]


def test_a_loop_is_told_by_the_names_of_its_activities() -> None:
    ends = np.array([0, 1]), np.array([1, 0])
    flat = np.zeros(2, int)
    with pytest.raises(LoopError, match="piles → raft"):
        integer_network(2, *ends, kind=flat, lag=flat, called=["piles", "raft"].__getitem__)


def test_a_link_of_no_kind_is_refused() -> None:
    one = np.array([1])
    with pytest.raises(IndexError):
        integer_network(2, one * 0, one, kind=one * 4, lag=one)


@pytest.mark.parametrize("by_numba", PATHS)
def test_the_input_is_left_as_it_was(by_numba: bool) -> None:
    network, _, durations = random_case(50, width=9)
    limits, before = np.full(50, 40), durations.copy()
    for array in (durations, limits, network.lag, network.kind):
        array.flags.writeable = False
    network.dates(durations, no_earlier=limits, no_later=limits, by_numba=by_numba)
    assert (durations == before).all()


@pytest.mark.parametrize("by_numba", PATHS)
def test_an_empty_network_has_no_dates(by_numba: bool) -> None:
    none = np.zeros(0, int)
    dates = integer_network(0, none, none, kind=none, lag=none).dates(none, by_numba=by_numba)
    assert (dates.finish, dates.early_start.size) == (0, 0)
