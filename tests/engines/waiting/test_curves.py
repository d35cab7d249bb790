"""The curve of times to close against published figures and against counting by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.waiting import UnfitWaitsError, waiting_curve

# Weeks in remission of the 21 patients on 6-MP; True where it ended. Freireich and others, Blood 21
# (1963), the example of many textbooks; the estimates as the R package survival prints them.
REMISSIONS = [
    *((6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False)),
    *((11, False), (13, True), (16, True), (17, False), (19, False), (20, False), (22, True)),
    *((23, True), (25, False), (32, False), (32, False), (34, False), (35, False)),
]
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}

waits = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=60)


def columns(rows: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([length for length, _ in rows], dtype=np.int64),
        np.array([closed for _, closed in rows], dtype=np.bool_),
    )


def test_a_published_example_comes_out_to_its_last_digit() -> None:
    curve = waiting_curve(*columns(REMISSIONS))
    assert curve.times.tolist() == list(PUBLISHED)
    assert [round(float(share), 3) for share in curve.still_open] == list(PUBLISHED.values())
    assert curve.waiting.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.time_until(0.5) == 23
    assert curve.time_until(0.9) is None  # not so many remissions had ended
    assert curve.longest == 35


def test_the_band_is_the_published_one_on_the_log_log_scale() -> None:
    # At 23 weeks: 0.448 with a standard error of 0.1346, limits of conf.type = "log-log".
    curve = waiting_curve(*columns(REMISSIONS))
    assert float(curve.low[-1]) == pytest.approx(0.188, abs=0.001)
    assert float(curve.high[-1]) == pytest.approx(0.680, abs=0.001)


@given(rows=waits)
def test_the_curve_is_the_product_of_shares_counted_by_hand(rows: list[tuple[int, bool]]) -> None:
    curve = waiting_curve(*columns(rows))
    share, expected = Fraction(1), []
    for time in sorted({length for length, closed in rows if closed}):
        waiting = sum(length >= time for length, _ in rows)
        closed = sum(length == time and closed for length, closed in rows)
        share *= Fraction(waiting - closed, waiting)
        expected.append((time, share))
    assert curve.times.tolist() == [time for time, _ in expected]
    assert curve.still_open == pytest.approx([float(share) for _, share in expected], abs=1e-12)
    assert (curve.low <= curve.still_open + 1e-12).all()
    assert (curve.high >= curve.still_open - 1e-12).all()
    assert ((curve.low >= 0) & (curve.high <= 1)).all()
    for wanted in (Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), Fraction(1)):
        by_hand = next((time for time, left in expected if left <= 1 - wanted), None)
        assert curve.time_until(float(wanted)) == by_hand


@given(lengths=st.lists(st.integers(0, 400), min_size=1, max_size=80))
def test_with_nothing_open_it_is_the_plain_share(lengths: list[int]) -> None:
    curve = waiting_curve(np.array(lengths), np.ones(len(lengths), dtype=np.bool_))
    for time in {0, *lengths}:
        plain = sum(length > time for length in lengths) / len(lengths)
        assert curve.share_open(time) == pytest.approx(plain, abs=1e-12)
    assert curve.still_open[-1] == 0.0


def test_leaving_the_open_ones_out_would_flatter() -> None:
    closed = [(days, True) for days in (2, 3, 4, 5)]
    waiting = [(days, False) for days in (30, 40, 50, 60)]
    whole, flattering = waiting_curve(*columns(closed + waiting)), waiting_curve(*columns(closed))
    assert flattering.time_until(0.5) == 3
    assert whole.time_until(0.5) == 5
    assert whole.time_until(0.9) is None


def test_nothing_is_told_beyond_the_longest_wait() -> None:
    curve = waiting_curve(*columns([(3, True), (9, False)]))
    assert curve.share_open(2) == 1.0
    assert curve.share_open(9) == 0.5
    assert np.isnan(curve.share_open(10))


def test_no_waits_make_an_empty_curve() -> None:
    curve = waiting_curve(*columns([]))
    assert (curve.times.size, curve.longest, curve.time_until(0.5)) == (0, 0.0, None)


@pytest.mark.parametrize(
    ("lengths", "closed", "trust"),
    [
        ([1.0, 2.0], [True], 0.95),
        ([-1.0], [True], 0.95),
        ([float("nan")], [False], 0.95),
        ([1.0], [True], 1.0),
    ],
)
def test_what_is_no_wait_is_refused(lengths: list[float], closed: list[bool], trust: float) -> None:
    with pytest.raises(UnfitWaitsError):
        waiting_curve(np.array(lengths), np.array(closed), trust=trust)


@pytest.mark.parametrize("share", [0.0, 1.1, float("nan")])
def test_a_share_lies_between_nothing_and_all(share: float) -> None:
    with pytest.raises(UnfitWaitsError):
        waiting_curve(*columns(REMISSIONS)).time_until(share)


def test_what_is_left_to_wait_is_the_curve_after_what_was_waited() -> None:
    curve = waiting_curve(np.array([10, 20, 30, 40]), np.ones(4, np.bool_))
    left = curve.time_left(15.0, points=7)
    assert left is not None
    assert left.tolist() == [5, 5, 5, 15, 15, 25, 25]  # 20, 30 and 40, each a third
    fresh = curve.time_left(0.0, points=5)
    assert fresh is not None
    assert fresh.tolist() == [10, 10, 20, 30, 40]


def test_beyond_what_was_seen_it_goes_on_as_before() -> None:
    curve = waiting_curve(np.array([10, 20, 20, 20]), np.array([True, False, False, False]))
    left = curve.time_left(30.0, points=3)
    assert left is not None
    hazard = -np.log(0.75) / 20
    assert left[1] == pytest.approx(np.log(2) / hazard)
    assert (np.diff(left) > 0).all()
    assert waiting_curve(np.array([5]), np.array([False])).time_left(0.0) is None


def test_what_has_not_begun_to_wait_may_take_no_time() -> None:
    curve = waiting_curve(np.array([0, 0, 0, 8]), np.ones(4, np.bool_))
    ahead = curve.time_left(None, points=9)
    assert ahead is not None
    assert ahead.tolist() == [0] * 7 + [8, 8]  # three of four, and the rest
    late = curve.time_left(0.0, points=3)
    assert late is not None
    assert late.tolist() == [8, 8, 8]
    never_late = waiting_curve(np.zeros(4), np.ones(4, np.bool_))
    none = never_late.time_left(None, points=3)
    assert none is not None
    assert none.tolist() == [0, 0, 0]
    assert never_late.time_left(0.0) is None
    assert waiting_curve(np.zeros(4), np.zeros(4, np.bool_)).time_left(None) is None
