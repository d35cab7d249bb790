"""From a question of scarce resources to a plan that always comes out alike."""

from __future__ import annotations

import numpy as np

from kaigong.engines.scheduling.levelling.bounds import lower_bound
from kaigong.engines.scheduling.levelling.evolution import Evolution
from kaigong.engines.scheduling.levelling.priorities import PriorityRule
from kaigong.engines.scheduling.levelling.problem import LevelledPlan, ResourceProblem
from kaigong.engines.scheduling.levelling.workbench import Workbench


def plan_by_rules(problem: ResourceProblem) -> LevelledPlan:
    """The shortest plan of all priority rules, forward and backward, each justified.

    For a first look, and for networks of ten thousands of activities.
    """
    bench = Workbench(problem)
    shortest, starts = None, np.zeros(problem.count, dtype=np.int64)
    for rule in PriorityRule:
        for backward in (False, True):
            order = bench.order_by(rule, backward=backward)
            first = bench.backward(order) if backward else bench.forward(order)
            found = bench.justified(first)
            makespan = problem.makespan(found)
            if shortest is None or makespan < shortest:
                shortest, starts = makespan, found
    makespan = shortest or 0
    bound = lower_bound(problem, makespan=makespan)
    return LevelledPlan(starts, makespan, bound, "priority rule", bench.generated, 0)


def plan_by_evolution(
    problem: ResourceProblem, *, schedules: int = 20_000, seed: int = 0
) -> LevelledPlan:
    """The shortest plan of a number of schedules that evolve.

    Args:
        schedules: How many to generate at most; fewer where one is proved to be the shortest.
        seed: The same one gives the same plan, on every machine, with Numba and without.
    """
    evolution = Evolution(problem, schedules=schedules, seed=seed)
    evolution.go_on(1)
    bound = lower_bound(problem, makespan=evolution.makespan)
    evolution.go_on(schedules - 1, good_enough=bound)
    return LevelledPlan(
        evolution.starts, evolution.makespan, bound, "evolution", evolution.generated, seed
    )
