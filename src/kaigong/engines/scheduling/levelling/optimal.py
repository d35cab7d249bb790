"""CP-SAT on a resource problem: shorter plans than the one given, or the proof that there is none.

It needs OR-Tools, an extra (`optimal`). The model is the usual one of intervals and cumulatives,
with windows as narrow as the plan that is already there makes them.
"""

from __future__ import annotations

import math
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.levelling.bounds import windows
from kaigong.engines.scheduling.levelling.problem import ResourceProblem

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Ints = NDArray[np.int64]

HAS_ORTOOLS = find_spec("ortools") is not None

_LONGEST = 2**50  # the horizon of a model; far beyond, CP-SAT refuses


def can_be_solved(problem: ResourceProblem, *, makespan: int) -> bool:
    """Whether OR-Tools is there and the problem is one it takes."""
    units = int(problem.capacities.max(initial=0))
    return HAS_ORTOOLS and problem.count > 0 and makespan * max(units, 1) < _LONGEST


class Search:
    """CP-SAT at work in a thread of its own, until it is done or stopped.

    Attributes:
        given: Makespan of the plan to beat.
        starts, makespan: The best plan: the one given until the search has ended with a shorter.
        lower_bound: Proven.
        is_done: Nothing is left to find: the plan is the shortest.
    """

    def __init__(
        self,
        problem: ResourceProblem,
        *,
        starts: Ints,
        lower_bound: int,
        workers: int,
        seed: int,
        is_relaxed: bool = False,
    ) -> None:
        """Make the model.

        Args:
            workers: Threads; several share what they learn, and differ in how they search.
            is_relaxed: Whether a single worker solves linear relaxations on its way: most plans and
                proofs take it several times as long then, and some it finds only so.
        """
        from ortools.sat.python import cp_model

        self.problem, self.starts, self.lower_bound = problem, starts, lower_bound
        self.given = self.makespan = problem.makespan(starts)
        self.is_done = self.makespan <= lower_bound
        self._model, self._variables = _model_of(problem, starts, lower_bound, self.makespan)
        self._solver = cp_model.CpSolver()
        self._solver.parameters.num_workers = workers
        self._solver.parameters.random_seed = seed % 2**31
        if workers == 1 and not is_relaxed:
            self._solver.parameters.linearization_level = 0
        self._solver.best_bound_callback = self._raise_bound
        self._thread = Thread(target=self._solve, daemon=True)

    def begin(self) -> None:
        """Start to search; the caller goes on meanwhile."""
        if not self.is_done:
            self._thread.start()

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Until the search is done, for so long at most."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def stop(self) -> None:
        """End the search and keep what it has found."""
        while self._thread.is_alive():  # a stop before the search has begun is not heard
            self._solver.stop_search()
            self._thread.join(0.02)

    def _raise_bound(self, bound: float) -> None:
        self.lower_bound = max(self.lower_bound, math.ceil(bound - 1e-6))

    def _solve(self) -> None:
        from ortools.sat.python import cp_model

        status = self._solver.solve(self._model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            values = [self._solver.value(each) for each in self._variables]
            self.starts = np.array(values, dtype=np.int64)
            self.makespan = self.problem.makespan(self.starts)
            self._raise_bound(self._solver.best_objective_bound)
        if status in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
            self.lower_bound, self.is_done = self.makespan, True
        self.lower_bound = min(self.lower_bound, self.makespan)


def _model_of(
    problem: ResourceProblem, starts: Ints, lower_bound: int, makespan: int
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """The question whether there is a plan shorter than this one."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    early, late = windows(problem, makespan=makespan - 1)
    late = np.maximum(early, late)  # an empty window is left to CP-SAT to refute
    durations = problem.durations.tolist()
    begins = [
        model.new_int_var(first, last, "")
        for first, last in zip(early.tolist(), late.tolist(), strict=True)
    ]
    bars = [
        model.new_fixed_size_interval_var(begin, length, "")
        for begin, length in zip(begins, durations, strict=True)
    ]
    links = zip(
        problem.befores.tolist(), problem.afters.tolist(), problem.waits.tolist(), strict=True
    )
    for before, after, wait in links:
        model.add(begins[after] >= begins[before] + wait)
    for resource, capacity in enumerate(problem.capacities.tolist()):
        needs = problem.demands[:, resource]
        users = np.flatnonzero((needs > 0) & (problem.durations > 0)).tolist()
        if users:
            model.add_cumulative([bars[user] for user in users], needs[users].tolist(), capacity)
    end = model.new_int_var(min(lower_bound, makespan - 1), makespan - 1, "")
    for begin, length in zip(begins, durations, strict=True):
        model.add(end >= begin + length)
    model.minimize(end)
    for begin, start in zip(begins, starts.tolist(), strict=True):
        model.add_hint(begin, start)
    return model, begins
