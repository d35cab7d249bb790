"""The simple estimate of the year's end: stated arithmetic, seeded, and honest about its spread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.forecasting import YearEnd, estimated_year_end


def estimate(
    done: list[float], plan: list[float], left: list[float], *, target: float, seed: int = 1
) -> YearEnd | None:
    return estimated_year_end(
        done=np.array(done),
        plan_to_date=np.array(plan),
        plan_left=np.array(left),
        target=target,
        rng=np.random.default_rng(seed),
    )


def test_all_projects_on_plan_end_on_plan_for_certain() -> None:
    year = estimate([10, 20], [10, 20], [90, 80], target=200)
    assert year is not None
    assert (year.p10, year.p50, year.p90) == pytest.approx((200, 200, 200))
    assert year.chance == 1


def test_half_the_pace_earns_half_of_what_is_left() -> None:
    year = estimate([5, 10, 15], [10, 20, 30], [90, 80, 70], target=300)
    assert year is not None
    assert year.p50 == pytest.approx(30 + 240 / 2)
    assert year.chance == 0


def test_uneven_projects_spread_the_estimate() -> None:
    even = estimate([9.0] * 20, [10.0] * 20, [90.0] * 20, target=1900)
    uneven = estimate([0.0, 18.0] * 10, [10.0] * 20, [90.0] * 20, target=1900)
    assert even is not None
    assert uneven is not None
    assert even.p90 - even.p10 == pytest.approx(0)
    assert uneven.p90 - uneven.p10 > 100
    assert 0 < uneven.chance < 1


def test_the_spread_agrees_with_the_textbook_variance_of_a_ratio() -> None:
    rng = np.random.default_rng(7)
    plan = rng.uniform(1, 5, 300)
    done = plan * rng.normal(0.9, 0.4, 300)
    year = estimated_year_end(
        done=done, plan_to_date=plan, plan_left=plan * 0 + 1, target=0, rng=rng, draws=8000
    )
    assert year is not None
    ratio = done.sum() / plan.sum()
    residual = done - ratio * plan
    expected = np.sqrt((residual**2).sum()) / plan.sum()
    assert np.std(year.paces) == pytest.approx(expected, rel=0.06)


def test_grouping_many_projects_keeps_the_spread() -> None:
    rng = np.random.default_rng(3)
    plan = rng.uniform(1, 5, 20_000)
    done = plan * rng.normal(0.9, 0.4, 20_000)
    year = estimated_year_end(
        done=done, plan_to_date=plan, plan_left=plan, target=0, rng=rng, draws=4000
    )
    assert year is not None
    residual = done - done.sum() / plan.sum() * plan
    expected = np.sqrt((residual**2).sum()) / plan.sum()
    assert np.std(year.paces) == pytest.approx(expected, rel=0.12)


def test_without_a_plan_to_measure_by_there_is_no_estimate() -> None:
    assert estimate([5, 6], [0, 0], [10, 10], target=20) is None
    assert estimate([5], [5], [10], target=20) is None


positive = st.floats(0.1, 1e6)


@given(
    st.lists(st.tuples(positive, positive, positive), min_size=2, max_size=12), st.integers(0, 9)
)
def test_same_input_same_answer_and_quantiles_in_order(
    rows: list[tuple[float, float, float]], seed: int
) -> None:
    done, plan, left = (list(column) for column in zip(*rows, strict=True))
    first = estimate(done, plan, left, target=sum(plan), seed=seed)
    second = estimate(done, plan, left, target=sum(plan), seed=seed)
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.totals, second.totals)
    assert first.p10 <= first.p50 <= first.p90
    assert first.p10 >= sum(done) * (1 - 1e-9)
    assert 0 <= first.chance <= 1
