"""Small problems of any kind, a checker of plans, and an exact reference that is not ours."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as some
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from kaigong.engines.scheduling.levelling import ResourceProblem

Ints = NDArray[np.int64]


@some.composite
def problems(draw: some.DrawFn, *, plain: bool = False, most: int = 7) -> ResourceProblem:
    """A few activities, with leads, lags and releases unless they are to be plain."""
    count = draw(some.integers(1, most))
    durations = draw(some.lists(some.integers(0, 6), min_size=count, max_size=count))
    names = draw(some.permutations(range(count)))
    pairs = [(one, other) for one in range(count) for other in range(one + 1, count)]
    chosen = draw(some.lists(some.sampled_from(pairs), max_size=8)) if pairs else []
    befores = [names[one] for one, _ in chosen]
    waits = [durations[before] for before in befores]
    releases = [0] * count
    if not plain:
        size = len(waits)
        shifts = draw(some.lists(some.integers(-7, 4), min_size=size, max_size=size))
        waits = [wait + shift for wait, shift in zip(waits, shifts, strict=True)]
        releases = draw(some.lists(some.integers(0, 5), min_size=count, max_size=count))
    # Large capacities need more than one word, so both ways of looking for room are seen.
    scale = draw(some.sampled_from([1, 10**9]))
    resources = draw(some.integers(0, 3))
    rows = [
        draw(some.lists(some.integers(0, 4), min_size=resources, max_size=resources))
        for _ in range(count)
    ]
    return ResourceProblem(
        np.array(durations),
        np.array(befores, dtype=np.int64),
        np.array([names[other] for _, other in chosen], dtype=np.int64),
        np.array(waits, dtype=np.int64),
        np.array(rows, dtype=np.int64).reshape(count, resources) * scale,
        np.full(resources, 5 * scale, dtype=np.int64),
        releases=np.array(releases),
    )


def objections(problem: ResourceProblem, starts: Ints) -> list[str]:
    """What speaks against a plan, counted unit by unit of time."""
    found = []
    for activity, start in enumerate(starts.tolist()):
        if start < problem.releases[activity]:
            found.append(f"{activity} starts at {start}, before its release")
    for before, after, wait in zip(problem.befores, problem.afters, problem.waits, strict=True):
        if starts[after] < starts[before] + wait:
            found.append(f"{after} does not wait for {before}")
    for time in range(problem.makespan(starts)):
        runs = (starts <= time) & (time < starts + problem.durations)
        used = problem.demands[runs].sum(axis=0)
        if (used > problem.capacities).any():
            found.append(f"at {time} {used} of {problem.capacities} are used")
    return found


def shortest_makespan(problem: ResourceProblem) -> int:
    """By CP-SAT, modelled here on its own."""
    model = cp_model.CpModel()
    waits = np.abs(problem.waits).sum()
    horizon = int(problem.durations.sum() + problem.releases.max(initial=0) + waits)
    starts = [model.new_int_var(int(each), horizon, "") for each in problem.releases]
    bars = [
        model.new_fixed_size_interval_var(start, int(length), "")
        for start, length in zip(starts, problem.durations, strict=True)
    ]
    for before, after, wait in zip(problem.befores, problem.afters, problem.waits, strict=True):
        model.add(starts[int(after)] >= starts[int(before)] + int(wait))
    for resource, capacity in enumerate(problem.capacities):
        needs = problem.demands[:, resource].tolist()
        model.add_cumulative(bars, needs, int(capacity))
    end = model.new_int_var(0, 2 * horizon, "")
    for start, length in zip(starts, problem.durations, strict=True):
        model.add(end >= start + int(length))
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return int(solver.objective_value)
