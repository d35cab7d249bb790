"""Durations have the mean, the spread and the ends that their description promises."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kaigong.engines.scheduling.risk import (
    Distribution,
    Fixed,
    Lognormal,
    Pert,
    Triangular,
    UnfitDistributionError,
    Uniform,
    tables,
)

EVENLY = (np.arange(50_000) + 0.5) / 50_000

lengths = some.floats(0, 1000).map(lambda number: round(number, 3))
three = some.lists(lengths, min_size=3, max_size=3).map(sorted)


@some.composite
def distributions(draw: some.DrawFn) -> Distribution:
    low, mode, high = draw(three)
    some_shapes: list[Distribution] = [
        Fixed(low),
        Uniform(low, high),
        Triangular(low, mode, high),
        Pert(low, mode, high),
        Pert(low, mode, high, weight=draw(some.floats(0, 100))),
        Lognormal(low + 1, low + 1 + (high - low) / 2),
    ]
    return draw(some.sampled_from(some_shapes))


@settings(max_examples=40)
@given(shape=distributions())
def test_quantiles_integrate_to_mean_and_variance(shape: Distribution) -> None:
    values = shape.quantiles(EVENLY)
    span = max(values.max() - values.min(), 1e-6)
    assert abs(values.mean() - shape.mean) <= 2e-3 * span + 1e-9
    assert math.sqrt(values.var()) == pytest.approx(math.sqrt(shape.variance), abs=1e-2 * span)


@settings(max_examples=40)
@given(shape=distributions(), at=some.lists(some.floats(1e-9, 1 - 1e-9), min_size=2, max_size=20))
def test_quantiles_rise(shape: Distribution, at: list[float]) -> None:
    values = shape.quantiles(np.sort(at))
    assert (np.diff(values) >= -1e-9 * (1 + np.abs(values[1:]))).all()


@settings(max_examples=30)
@given(points=three)
def test_three_points_are_kept(points: list[float]) -> None:
    low, mode, high = points
    for shape in (Triangular(low, mode, high), Pert(low, mode, high)):
        values = shape.quantiles(EVENLY)
        assert values.min() >= low - 1e-9 * (1 + high)
        assert values.max() <= high + 1e-9 * (1 + high)
        assert shape.most_likely == mode


def test_pert_has_the_mean_of_1959() -> None:
    assert Pert(2, 4, 12).mean == (2 + 4 * 4 + 12) / 6


def test_a_lognormal_meets_its_tenth_and_ninetieth_percentile() -> None:
    low, high = Lognormal(20, 45).quantiles(np.array([0.1, 0.9]))
    assert (low, high) == (pytest.approx(20, rel=1e-7), pytest.approx(45, rel=1e-7))


@pytest.mark.parametrize("shape", [Triangular(5, 5, 5), Pert(5, 5, 5), Uniform(5, 5)])
def test_without_a_span_there_is_one_value(shape: Distribution) -> None:
    assert (shape.quantiles(EVENLY[::1000]) == 5).all()


def test_beta_quantiles_are_those_known_in_closed_form() -> None:
    at = np.concatenate([EVENLY[::97], [1e-9, 1e-7, 1 - 1e-7, 1 - 1e-9]])
    one_five = tables.looked_up(tables.beta_quantiles(1, 5), at)
    five_one = tables.looked_up(tables.beta_quantiles(5, 1), at)
    steep = tables.looked_up(tables.beta_quantiles(101, 1), at)
    two_two = tables.looked_up(tables.beta_quantiles(2, 2), at)
    assert one_five == pytest.approx(1 - (1 - at) ** 0.2, abs=1e-7)
    assert five_one == pytest.approx(at**0.2, abs=1e-7)
    assert steep == pytest.approx(at ** (1 / 101), abs=1e-7)
    assert 3 * two_two**2 - 2 * two_two**3 == pytest.approx(at, abs=1e-6)


def test_the_normal_tables_are_pythons_normal_distribution() -> None:
    at = np.concatenate([EVENLY[::97], [1e-9, 1 - 1e-9]])
    normal = NormalDist()
    scores = tables.looked_up(tables.normal_quantiles(), at)
    assert scores == pytest.approx([normal.inv_cdf(float(each)) for each in at], abs=1e-6)
    back = tables.shares_at(tables.normal_shares(), scores)
    assert back == pytest.approx(at, abs=1e-7)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Triangular(5, 4, 9),
        lambda: Pert(-1, 4, 9),
        lambda: Pert(1, 4, 9, weight=-1),
        lambda: Uniform(3, 2),
        lambda: Uniform(3, float("inf")),
        lambda: Lognormal(0, 2),
        lambda: Fixed(float("nan")),
    ],
)
def test_what_cannot_be_distributed_so_is_refused(wrong: object) -> None:
    with pytest.raises(UnfitDistributionError, match="optimistic"):
        wrong()  # type: ignore[operator]


@settings(max_examples=60)
@given(three)
def test_a_triangle_is_found_again_by_its_deciles(points: list[float]) -> None:
    shape = Triangular(*points)
    deciles = shape.quantiles(np.array([0.1, 0.5, 0.9]))
    found = Triangular.through(*deciles.tolist())
    assert found.quantiles(np.array([0.1, 0.5, 0.9])) == pytest.approx(deciles, abs=1e-5)
    if shape.high > shape.low and 0.11 < (shape.mode - shape.low) / (shape.high - shape.low) < 0.89:
        assert (found.low, found.mode, found.high) == pytest.approx(points, abs=1e-4)


def test_deciles_that_lean_more_than_any_triangle_keep_the_outer_ones() -> None:
    found = Triangular.through(1.0, 1.05, 2.0)
    low, _, high = found.quantiles(np.array([0.1, 0.5, 0.9])).tolist()
    assert (low, high) == pytest.approx((1.0, 2.0))
    assert found.mode == pytest.approx(found.low)
    assert Triangular.through(1.5, 1.5, 1.5) == Triangular(1.5, 1.5, 1.5)
    assert Triangular.through(0.01, 1.0, 2.0).low == 0.0  # no work is done in less than no time
    with pytest.raises(UnfitDistributionError):
        Triangular.through(1.0, 0.9, 2.0)
