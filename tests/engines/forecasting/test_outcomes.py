"""The year of a zone: by arithmetic where it is certain, by a plain loop where it is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.forecasting import (
    Draws,
    Outcomes,
    PacedProject,
    Paces,
    ProjectRuns,
    Targets,
    Wait,
    paced_runs,
)

DRAWS = Draws(4000, seed=7)
ENDS = np.arange(13) * 30.0 - 90  # today is the end of month 3
EVEN = np.arange(13) * 10.0
ON_PLAN = Paces("k", np.array([30.0, 60.0]), np.array([30.0, 60.0]))
UNEVEN = Paces("k", np.array([10.0, 30.0, 100.0, 30.0]), np.array([30.0, 30.0, 60.0, 30.0]))
YEAR_END = np.array([270.0])


def a_project(key: str = "P", **given: object) -> PacedProject:
    given = {"paces": ON_PLAN, "planned": EVEN, "month_ends": ENDS} | given
    return PacedProject(key, **given)  # type: ignore[arg-type]


def test_on_plan_and_with_nothing_in_the_way_the_rest_of_the_plan_is_done() -> None:
    runs = paced_runs(a_project(), np.array([30.0, 270.0]), DRAWS)
    assert runs.spent[0] == pytest.approx(10.0)
    assert runs.spent[1] == pytest.approx(90.0)
    assert (runs.starts_in < 0).all()
    assert np.isinf(runs.completes_in).all()


def test_the_pace_is_one_of_the_kinds_moved_with_all_of_the_kind() -> None:
    """Against a plain loop over the same draws."""
    runs = paced_runs(a_project(paces=UNEVEN), YEAR_END, DRAWS)
    taken = DRAWS.choices(4, "pace", "P")
    weights = DRAWS.weights(4, "kind", "k")
    for run in range(50):
        kind = sum(weights[run][i] * UNEVEN.done[i] for i in range(4))
        kind /= sum(weights[run][i] * UNEVEN.planned[i] for i in range(4))
        own = UNEVEN.done[taken[run]] / UNEVEN.planned[taken[run]]  # their mean is 1
        assert runs.spent[0, run] == pytest.approx(90.0 * own * kind)
    assert runs.spent.mean() == pytest.approx(90.0 * 170 / 150, rel=0.05)


def test_a_wait_of_so_many_days_costs_what_the_plan_has_in_the_last_of_them() -> None:
    wait = Wait("w", 1.0, np.array([60.0, 60.0]))
    runs = paced_runs(a_project(waits=(wait,)), YEAR_END, DRAWS)
    assert runs.spent[0] == pytest.approx(70.0)
    shortened = paced_runs(
        a_project(waits=(wait,)), YEAR_END, DRAWS, shortened={"w": np.array([15.0, 15.0])}
    )
    assert shortened.spent[0] == pytest.approx(85.0)


def test_a_late_start_moves_the_money_the_start_and_the_completion() -> None:
    project = a_project(
        planned=np.array([0.0, 0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90]),
        starts_in=0.0,
        start_wait=Wait("s", 1.0, np.array([30.0, 30.0])),
        completes_in=200.0,
    )
    runs = paced_runs(project, YEAR_END, DRAWS)
    assert runs.spent[0] == pytest.approx(80.0)
    assert runs.starts_in == pytest.approx(30.0)
    assert runs.completes_in == pytest.approx(230.0)
    in_time = paced_runs(project, YEAR_END, DRAWS, begins_in_time=True)
    assert in_time.spent[0] == pytest.approx(90.0)
    assert in_time.completes_in == pytest.approx(200.0)


def test_who_should_have_begun_a_month_ago_has_the_whole_plan_before_it() -> None:
    planned = np.array([0.0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
    project = a_project(planned=planned, late_days=30.0, starts_in=-30.0)
    assert paced_runs(project, YEAR_END, DRAWS).spent[0] == pytest.approx(90.0)


def test_draws_depend_on_their_names_alone() -> None:
    assert (DRAWS.uniforms("a") == Draws(4000, seed=7).uniforms("a")).all()
    assert (DRAWS.uniforms("a") != DRAWS.uniforms("b")).any()
    assert (DRAWS.first(10).uniforms("a") == DRAWS.uniforms("a")[:10]).all()
    assert (DRAWS.first(10).weights(3, "a") == DRAWS.weights(3, "a")[:10]).all()
    assert (DRAWS.uniforms("a") != Draws(4000, seed=8).uniforms("a")).any()


def two_projects() -> Outcomes:
    one = np.array([1.0, 2.0, 3.0, 4.0])
    return Outcomes(
        [
            ProjectRuns("A", one, np.array([True, True, False, True])),
            ProjectRuns("B", np.full(4, 10.0), np.array([True, False, True, True]), one > 2),
        ],
        Targets(amount=13.0, starts=2, completions=1),
    )


def test_the_year_is_counted_run_by_run() -> None:
    year = two_projects()
    assert year.amount.chance == 0.5
    assert year.started.chance == 0.5
    assert year.completed.chance == 0.5
    assert year.all_chance == 0.25  # only the last run keeps all three
    assert year.variance_shares().tolist() == pytest.approx([1.0, 0.0])


def test_a_gain_is_what_the_year_would_be_with_that_project_otherwise() -> None:
    year = two_projects()
    other = ProjectRuns("A", np.array([3.0, 3.0, 3.0, 4.0]), np.ones(4, np.bool_))
    gain, after = year.gain(other), year.with_other(other)
    assert gain.amount == pytest.approx(after.amounts.mean() - year.amounts.mean())
    assert gain.chance == pytest.approx(after.amount.chance - year.amount.chance)
    assert gain.all_chance == pytest.approx(after.all_chance - year.all_chance)


@given(st.integers(1, 30), st.integers(0, 2**32))
def test_shares_of_the_risk_add_up_to_all_of_it(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    projects = [ProjectRuns(str(n), rng.random(50) * n) for n in range(1, count + 1)]
    year = Outcomes(projects, Targets(1.0, 0, 0))
    assert year.variance_shares().sum() == pytest.approx(1.0)
    assert year.amounts.sum() == pytest.approx(sum(each.amount.sum() for each in projects))


def test_a_thinned_spread_says_the_same_to_a_thousandth() -> None:
    spread = Outcomes(
        [ProjectRuns("A", np.random.default_rng(1).normal(100, 10, 10_000))], Targets(105, 0, 0)
    ).amount
    thin = spread.thinned()
    assert thin.totals.size == 1000
    assert thin.chance == pytest.approx(spread.chance, abs=1e-3)
    assert thin.p90 == pytest.approx(spread.p90, abs=0.1)
