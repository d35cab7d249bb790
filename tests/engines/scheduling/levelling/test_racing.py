"""Evolution and CP-SAT side by side: the shortest plan, its proof, and a limit that holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from kaigong.engines.scheduling.levelling import ResourceProblem, plan_within
from kaigong.engines.scheduling.levelling.optimal import HAS_ORTOOLS, can_be_solved
from tests.engines.scheduling.levelling.problems import objections, problems, shortest_makespan
from tests.engines.scheduling.levelling.psplib import Instances

# Evolution alone proves none of these: their bounds lie below their optima.
HARD = ["J30_291", "J30_9", "J30_205"]


@pytest.fixture(scope="module")
def instances(shared_data: Path) -> Instances:
    return Instances(shared_data, HARD)


@settings(max_examples=25, derandomize=True)
@given(problem=problems())
def test_small_plans_are_proved_to_be_the_shortest(problem: ResourceProblem) -> None:
    plan = plan_within(problem, seconds=60, seed=2)
    assert objections(problem, plan.starts) == []
    assert plan.is_proved
    assert plan.makespan == shortest_makespan(problem)


class Ticks:
    """A clock that goes on by the same step whenever somebody looks."""

    def __init__(self, step: float) -> None:
        self.step, self.now = step, 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.mark.shared_data
@pytest.mark.parametrize(("workers", "names"), [(2, HARD), (1, HARD[:1])])
def test_cp_sat_proves_what_evolution_found(
    instances: Instances, workers: int, names: list[str]
) -> None:
    assert HAS_ORTOOLS, "the tests install all extras"
    for name in names:
        # By this clock there is more than enough time: it is the proof that ends the search.
        plan = plan_within(instances.problems[name], seconds=20, workers=workers, clock=Ticks(0.01))
        assert objections(instances.problems[name], plan.starts) == []
        assert plan.is_proved
        assert plan.makespan == instances.known[name].best


@pytest.mark.shared_data
def test_without_cp_sat_the_bound_is_still_proven(
    instances: Instances, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaigong.engines.scheduling.levelling.optimal.HAS_ORTOOLS", False)
    problem, known = instances.problems[HARD[0]], instances.known[HARD[0]]
    plan = plan_within(problem, seconds=40, clock=Ticks(1))
    assert plan.found_by == "evolution"
    assert plan.lower_bound <= known.best <= plan.makespan
    assert plan.gap == pytest.approx(plan.makespan / plan.lower_bound - 1)
    assert not plan.is_proved


@pytest.mark.shared_data
def test_it_ends_when_the_clock_says_so(instances: Instances) -> None:
    clock = Ticks(1)
    plan = plan_within(instances.problems[HARD[0]], seconds=0, clock=clock)
    assert plan.schedules == 1
    assert clock.now < 10


def test_numbers_beyond_cp_sat_are_left_to_evolution() -> None:
    problem = ResourceProblem(
        np.array([2**30, 2**30]),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.array([[2**30], [2**30]]),
        np.array([2**30]),
    )
    assert not can_be_solved(problem, makespan=2**31)
