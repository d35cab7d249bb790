"""Evolution and CP-SAT on one problem side by side, for a given time."""

from __future__ import annotations

import time
from collections.abc import Callable

from kaigong.engines.scheduling.levelling.bounds import lower_bound
from kaigong.engines.scheduling.levelling.evolution import Evolution
from kaigong.engines.scheduling.levelling.optimal import Search, can_be_solved
from kaigong.engines.scheduling.levelling.problem import LevelledPlan, ResourceProblem

Clock = Callable[[], float]

_FIRST = 2_000  # schedules before CP-SAT is given a plan to beat
_MOST = 1_000_000  # schedules a population is made for at most
_STEP = 0.05  # seconds between two looks at the clock
_RENEWED = 0.25  # of the time: CP-SAT begins anew if its plan to beat is out of date by then
_LEFT = 0.35  # of the time: with less left, evolution keeps its thread though it has done its work


def plan_within(
    problem: ResourceProblem,
    *,
    seconds: float,
    seed: int = 0,
    workers: int = 2,
    clock: Clock = time.monotonic,
) -> LevelledPlan:
    """The shortest plan found in a time, and what is proven of it.

    First a short evolution; then, where OR-Tools is installed, CP-SAT looks for a shorter plan or
    for a proof in threads of its own, while evolution goes on in this one with larger populations;
    where that has done its work, this thread goes to a second search that differs from the first.
    With one worker evolution has half of the time, and CP-SAT the rest. It ends sooner where the
    plan is proved to be the shortest. Unlike that of `plan_by_evolution`, the plan depends on how
    quick the machine is.

    Searching around the plan with CP-SAT, its neighbourhoods or windows of time left free, was
    turned down: on hard J120 instances it found nothing in the time of 800,000 schedules.

    Args:
        seconds: How long to look.
        workers: Threads at most, this one among them.
        clock: What the seconds are counted by; processor time on a machine that others use too.
    """
    race = _Race(problem, seed=seed, deadline=clock() + seconds, clock=clock)
    if race.is_open:
        race.run(workers)
    return LevelledPlan(race.starts, race.makespan, race.bound, race.found_by, race.schedules, seed)


class _Race:
    def __init__(
        self, problem: ResourceProblem, *, seed: int, deadline: float, clock: Clock
    ) -> None:
        self.problem, self.seed, self.deadline, self.clock = problem, seed, deadline, clock
        self.searches: list[Search] = []
        first = Evolution(problem, schedules=_FIRST, seed=seed)
        first.go_on(1)
        self.bound = lower_bound(problem, makespan=first.makespan)
        began = clock()
        while first.generated < _FIRST and first.makespan > self.bound and clock() < deadline:
            first.go_on(_FIRST // 20, good_enough=self.bound)
        self.rate = first.generated / max(clock() - began, 1e-6)
        self.starts, self.makespan, self.found_by = first.starts, first.makespan, "evolution"
        self.schedules = first.generated

    @property
    def is_open(self) -> bool:
        """Whether there is something left to find, and time to do so."""
        return self.makespan > self.bound and self.clock() < self.deadline

    def run(self, workers: int) -> None:
        """Until nothing is left to find, or the time is over."""
        takes_turns = self.is_solvable and workers == 1
        if self.is_solvable and not takes_turns:
            self._begin_search(workers - 1)
        whole = self.deadline - self.clock()
        turn = self.deadline - whole / 2 if takes_turns else self.deadline
        is_done = self._evolve(turn, whole=whole, workers=workers)
        if self.is_open and (takes_turns or is_done):
            self._begin_search(1, is_relaxed=is_done)
            self._wait()
        self._end_searches()

    @property
    def is_solvable(self) -> bool:
        """Whether CP-SAT can take part."""
        return can_be_solved(self.problem, makespan=self.makespan)

    def _evolve(self, until: float, *, whole: float, workers: int) -> bool:
        """Whether evolution did all it can, and leaves CP-SAT its thread for much of the time."""
        renewed_at, left_by = (self.deadline - share * whole for share in (1 - _RENEWED, _LEFT))
        expected = round(self.rate * (until - self.clock()))
        planned = min(max(expected, _FIRST), _MOST)
        evolution = Evolution(self.problem, schedules=planned, seed=self.seed + 1)
        step = max(1, round(self.rate * _STEP))
        before, is_renewed = self.schedules, False
        while self.is_open and self.clock() < until:
            evolution.go_on(step, good_enough=self.bound)
            self._take(evolution)
            self.schedules = before + evolution.generated
            self._hear_searches()
            if self.searches and evolution.generated >= planned and self.clock() < left_by:
                return True
            if self.searches and not is_renewed and self.clock() >= renewed_at:
                is_renewed = True
                (search,) = self.searches
                if self.makespan < search.given and search.is_running:
                    self._end_searches()
                    self._begin_search(workers - 1)
        return False

    def _take(self, found: Evolution | Search) -> None:
        if found.makespan < self.makespan:
            self.starts, self.makespan = found.starts, found.makespan
            self.found_by = "CP-SAT" if isinstance(found, Search) else "evolution"

    # --- CP-SAT ------------------------------------------------------------------------------

    def _begin_search(self, workers: int, *, is_relaxed: bool = False) -> None:
        search = Search(
            self.problem,
            starts=self.starts,
            lower_bound=self.bound,
            workers=workers,
            seed=self.seed,
            is_relaxed=is_relaxed,
        )
        search.begin()
        self.searches.append(search)

    def _hear_searches(self) -> None:
        for search in self.searches:
            if not search.is_running:
                self._take(search)
            self.bound = min(max(self.bound, search.lower_bound), self.makespan)

    def _wait(self) -> None:
        while self.is_open and any(each.is_running for each in self.searches):
            next(each for each in self.searches if each.is_running).wait(_STEP)
            self._hear_searches()

    def _end_searches(self) -> None:
        for search in self.searches:
            search.stop()
        self._hear_searches()
        self.searches = []
