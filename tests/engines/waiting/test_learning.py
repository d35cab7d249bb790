"""Durations learned: against handing on the weight of what still runs, case by case."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.waiting import (
    ASSUMED,
    Basis,
    Case,
    Quantiles,
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


def deciles_of(cases: list[tuple[int, bool]]) -> tuple[list[int], bool] | None:
    """Deciles in days by the slow way, and whether the last was not reached."""
    found = [redistributed(cases, Fraction(tenths, 10)) for tenths in (1, 5, 9)]
    if found[0] is None or found[1] is None:
        return None
    longest = max(taken for taken, _ in cases)
    return [found[0], found[1], longest if found[2] is None else found[2]], found[2] is None


lengths = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=14)


@given(lengths)
def test_deciles_are_those_of_handing_the_weight_on(cases: list[tuple[int, bool]]) -> None:
    learned = experience_of(
        [Case("piles", "works", 10, taken, is_closed) for taken, is_closed in cases], least=1
    )
    expected = deciles_of(cases)
    known = learned.kinds.get("piles")
    if expected is None:
        assert known is None
        return
    assert known is not None
    assert known.days == tuple(expected[0])
    assert known.is_beyond == expected[1]


@given(lengths, lengths)
def test_few_cases_are_drawn_to_their_group_and_that_to_what_is_assumed(
    piles: list[tuple[int, bool]], roofs: list[tuple[int, bool]]
) -> None:
    """The slow way: each decile a mean of the kind's, the group's and the assumed one."""
    cases = [Case("piles", "works", 10, taken, closed) for taken, closed in piles]
    cases += [Case("roofs", "works", 10, taken, closed) for taken, closed in roofs]
    learned = experience_of(cases, least=1)
    above: list[Fraction] = [Fraction(9, 10), Fraction(1), Fraction(3, 2)]  # ASSUMED
    of_group = deciles_of(piles + roofs)
    if of_group is not None:
        closed = sum(is_closed for _, is_closed in piles + roofs)
        above = [
            (closed * Fraction(days, 10) + 5 * other) / (closed + 5)
            for days, other in zip(of_group[0], above, strict=True)
        ]
        assert learned.groups["works"].factor == pytest.approx([float(each) for each in above])
    of_kind = deciles_of(piles)
    known = learned.of("piles", "works")
    if of_kind is None:
        assert known.basis is (Basis.GROUP if of_group else Basis.ASSUMED)
        return
    closed = sum(is_closed for _, is_closed in piles)
    expected = [
        (closed * Fraction(days, 10) + 5 * other) / (closed + 5)
        for days, other in zip(of_kind[0], above, strict=True)
    ]
    assert known.basis is Basis.KIND
    assert known.factor == pytest.approx([float(each) for each in expected])
    assert known.weight == pytest.approx(closed / (closed + 5))


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
        cases_of("piles", "works", 9, 10, 11, 12, 13) + cases_of("roof", "works", 40),
        assumed={"permit": Quantiles(0.8, 1.0, 2.0)},
    )
    assert known.of("piles", "works").basis is Basis.KIND
    assert known.of("roof", "works").basis is Basis.GROUP
    assert known.of("roof", "works").closed == 6
    assert known.of("fittings", "permit").basis is Basis.ASSUMED
    assert known.of("fittings", "permit").factor == (0.8, 1.0, 2.0)
    assert known.of("fittings", "design").three_points(20) == ASSUMED.times(20) == (18, 20, 30)


def test_what_compares_is_the_share_of_the_plan() -> None:
    small = [Case("piles", "works", 10, 10 * factor, True) for factor in (1, 1.1, 1.2)]
    large = [Case("piles", "works", 100, 100 * factor, True) for factor in (1.3, 1.4)]
    learned = experience_of(small + large, assumed={"works": Quantiles(1.2, 1.2, 1.2)})
    known = learned.of("piles", "works")
    assert known.factor.p50 == pytest.approx(1.2)
    assert known.three_points(50).p50 == pytest.approx(60)


def test_many_cases_are_trusted_and_few_are_not() -> None:
    few = experience_of(cases_of("piles", "works", *[20] * 5)).kinds["piles"]
    many = experience_of(cases_of("piles", "works", *[20] * 500)).kinds["piles"]
    assert few.factor.p50 == pytest.approx((5 * 2 + 5 * 1.5) / 10)
    assert many.factor.p50 == pytest.approx(2, abs=0.02)


def test_what_a_project_shares_is_taken_out_and_comes_back() -> None:
    own, common = Quantiles(0.8, 1.1, 1.7), Quantiles(0.95, 1.04, 1.15)
    assert own.and_common(common).without_common(common) == pytest.approx(own)
    assert common.without_common(own).p90 == pytest.approx(common.p50 / own.p50)  # sure then


def test_two_factors_that_know_nothing_of_each_other_come_to_their_product() -> None:
    """Lognormal ones: exact, against a large sample of the product."""
    draw = np.random.default_rng(4)
    one, other = (np.exp(draw.normal(mean, wide, 400_000)) for mean, wide in ((0.1, 0.3), (0, 0.1)))
    ends = [Quantiles(*np.quantile(each, (0.1, 0.5, 0.9))) for each in (one, other, one * other)]
    assert ends[0].and_common(ends[1]) == pytest.approx(ends[2], rel=0.01)
    assert math.isclose(ends[2].without_common(ends[1]).p50, ends[0].p50, rel_tol=0.01)


def test_what_was_planned_for_no_time_is_refused() -> None:
    with pytest.raises(UnfitWaitsError):
        experience_of([Case("piles", "works", 0, 3, is_closed=True)])
