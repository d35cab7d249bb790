"""Durations learned: against handing on the weight of what still runs, case by case."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.waiting import (
    ASSUMED,
    Basis,
    Case,
    UnfitWaitsError,
    experience_of,
)


def redistributed(cases: list[tuple[int, bool]], share: Fraction) -> int | None:
    """The length by which a share is done, by Efron's way: each case weighs the same, and what
    still runs hands its weight on to those that took longer."""
    ranked = sorted(cases, key=lambda case: (case[0], not case[1]))
    weights = [Fraction(1, len(ranked))] * len(ranked)
    done = Fraction(0)
    for place, (length, is_closed) in enumerate(ranked):
        if is_closed:
            done += weights[place]
            if done >= share:
                return length
        else:
            behind = len(ranked) - place - 1
            for later in range(place + 1, len(ranked)):
                weights[later] += weights[place] / behind
    return None


lengths = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=14)


@given(lengths)
def test_deciles_are_those_of_handing_the_weight_on(cases: list[tuple[int, bool]]) -> None:
    learned = experience_of(
        [Case("piles", "works", 10, taken, is_closed) for taken, is_closed in cases], least=1
    )
    expected = [redistributed(cases, Fraction(tenths, 10)) for tenths in (1, 5, 9)]
    known = learned.kinds.get("piles")
    if expected[0] is None or expected[1] is None:
        assert known is None
        return
    assert known is not None
    assert known.days is not None
    longest = max(taken for taken, _ in cases)
    last = longest if expected[2] is None else expected[2]
    assert known.days == (expected[0], expected[1], last)
    assert known.factor == pytest.approx([each / 10 for each in known.days])
    assert known.is_beyond == (expected[2] is None)


def cases_of(kind: str, group: str, *taken: float) -> list[Case]:
    return [Case(kind, group, 10, each, is_closed=True) for each in taken]


def test_what_still_runs_makes_it_longer_and_not_shorter() -> None:
    done = cases_of("piles", "works", 8, 9, 10, 11, 12)
    running = [Case("piles", "works", 10, 11.5, is_closed=False)] * 3
    without, with_them = (experience_of(cases).kinds["piles"] for cases in (done, done + running))
    assert with_them.factor.p50 > without.factor.p50
    assert (with_them.closed, with_them.running) == (5, 3)


def test_too_few_cases_give_way_to_the_group_and_then_to_what_is_assumed() -> None:
    known = experience_of(
        cases_of("piles", "works", 9, 10, 11, 12, 13) + cases_of("roof", "works", 40)
    )
    assert known.of("piles", "works").basis is Basis.KIND
    assert known.of("roof", "works").basis is Basis.GROUP
    assert known.of("roof", "works").closed == 6
    assert known.of("fittings", "permit").basis is Basis.ASSUMED
    assert known.of("fittings", "permit").three_points(20) == ASSUMED.times(20) == (18, 20, 30)


def test_what_compares_is_the_share_of_the_plan() -> None:
    small = [Case("piles", "works", 10, 10 * factor, True) for factor in (1, 1.1, 1.2)]
    large = [Case("piles", "works", 100, 100 * factor, True) for factor in (1.3, 1.4)]
    learned = experience_of(small + large).of("piles", "works")
    assert learned.factor.p50 == pytest.approx(1.2)
    assert learned.three_points(50).p90 == pytest.approx(70)


def test_what_was_planned_for_no_time_is_refused() -> None:
    with pytest.raises(UnfitWaitsError):
        experience_of([Case("piles", "works", 0, 3, is_closed=True)])
