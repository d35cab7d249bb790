"""Schedules generated one activity at a time, forward, backward and justified."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kaigong.engines.scheduling.errors import LoopError
from kaigong.engines.scheduling.levelling import (
    NeverEnoughError,
    PriorityRule,
    ResourceProblem,
    UnfitResourceProblemError,
    Workbench,
    critical_path_bound,
    lower_bound,
    plan_by_rules,
)
from tests.engines.scheduling.levelling.problems import objections, problems, shortest_makespan

fewer = settings(max_examples=60)


def crews(**changes: object) -> ResourceProblem:
    """Four pits of three days for one crew of two diggers; the last one waits for the first."""
    given = {
        "durations": np.array([3, 3, 3, 3]),
        "befores": np.array([0]),
        "afters": np.array([3]),
        "waits": np.array([3]),
        "demands": np.array([[1], [2], [1], [2]]),
        "capacities": np.array([2]),
    }
    return ResourceProblem(**(given | changes))  # type: ignore[arg-type]


def test_what_does_not_fit_beside_the_others_waits_for_room() -> None:
    bench = Workbench(crews())
    assert bench.forward(np.array([0, 1, 2, 3])).tolist() == [0, 3, 0, 6]
    assert bench.backward(np.array([3, 2, 1, 0])).tolist() == [3, 0, 3, 6]
    assert plan_by_rules(crews()).makespan == 9


def test_a_release_holds_back_and_a_lead_lets_overlap() -> None:
    late = crews(releases=np.array([4, 0, 0, 0]), waits=np.array([1]), capacities=np.array([9]))
    assert plan_by_rules(late).starts.tolist() == [4, 0, 0, 5]


@fewer
@given(problem=problems(), rule=some.sampled_from(PriorityRule), backward=some.booleans())
def test_no_schedule_breaks_a_link_a_release_or_a_capacity(
    problem: ResourceProblem, rule: PriorityRule, backward: bool
) -> None:
    bench = Workbench(problem)
    order = bench.order_by(rule, backward=backward)
    starts = bench.backward(order) if backward else bench.forward(order)
    assert objections(problem, starts) == []
    assert (
        bench.forward(bench.order_by(rule)).tolist() == bench.forward(bench.order_by(rule)).tolist()
    )


@fewer
@given(problem=problems(), rule=some.sampled_from(PriorityRule))
def test_justifying_never_makes_it_longer_and_breaks_nothing(
    problem: ResourceProblem, rule: PriorityRule
) -> None:
    bench = Workbench(problem)
    first = bench.forward(bench.order_by(rule))
    justified = bench.justified(first)
    assert problem.makespan(justified) <= problem.makespan(first)
    assert objections(problem, justified) == []


@fewer
@given(problem=problems())
def test_bounds_never_exceed_the_shortest_plan(problem: ResourceProblem) -> None:
    shortest = shortest_makespan(problem)
    by_rules = plan_by_rules(problem)
    assert critical_path_bound(problem) <= lower_bound(problem, makespan=10**6) <= shortest
    assert by_rules.lower_bound <= shortest <= by_rules.makespan
    assert by_rules.is_proved == (by_rules.gap == 0)


@fewer
@given(problem=problems(plain=True))
def test_without_scarcity_the_longest_path_is_the_plan(problem: ResourceProblem) -> None:
    ample = ResourceProblem(
        problem.durations,
        problem.befores,
        problem.afters,
        problem.waits,
        problem.demands,
        problem.demands.sum(axis=0),
    )
    assert plan_by_rules(ample).makespan == critical_path_bound(ample)


def test_work_in_a_span_bounds_what_paths_do_not_see() -> None:
    assert critical_path_bound(crews()) == 6
    assert lower_bound(crews(), makespan=50) == 9


def test_a_long_wait_has_room_behind_it() -> None:
    late = crews(waits=np.array([500]), releases=np.array([0, 0, 700, 0]))
    plan = plan_by_rules(late)
    assert plan.makespan == critical_path_bound(late) == 703


def test_nothing_to_do_ends_at_once() -> None:
    none = np.zeros(0, dtype=np.int64)
    nothing = ResourceProblem(none, none, none, none, np.zeros((0, 1)), np.array([3]))
    assert plan_by_rules(nothing).makespan == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"durations": np.array([3, 3, 3, -1])},
        {"durations": np.array([3.5, 3, 3, 1])},
        {"demands": np.array([[1], [2], [1]])},
        {"afters": np.array([4])},
        {"waits": np.array([2**50])},
        {"releases": np.array([0])},
    ],
)
def test_what_is_no_problem_is_named(changes: dict[str, object]) -> None:
    with pytest.raises(UnfitResourceProblemError):
        crews(**changes)


def test_a_need_above_what_there_is_and_a_loop_are_named() -> None:
    with pytest.raises(NeverEnoughError) as never:
        crews(capacities=np.array([1]))
    assert never.value.facts == {"activity": 1, "resource": 0, "need": 2, "capacity": 1}
    with pytest.raises(LoopError):
        crews(befores=np.array([0, 3]), afters=np.array([3, 0]), waits=np.array([3, 3]))


def test_a_problem_is_a_value() -> None:
    durations = np.array([3, 3, 3, 3])
    problem = crews(durations=durations)
    durations[0] = 99
    assert problem.durations[0] == 3
    with pytest.raises(ValueError, match="read-only"):
        problem.durations[0] = 1
