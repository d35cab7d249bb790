"""The forecast of a year: 143 plans on calendars, money tied to their works, 10,000 runs.

No open tool does the same (money and dates of a programme on working calendars, to the minute), so
the peer is the plain way: NumPy, one vector of all runs for each link and look into a calendar. It
gives the same numbers to the last bit, which is asked before anything is timed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np

from benchmarks.timing import in_turns

RUNS, WORKS = 10_000, 20
BY = datetime(2022, 1, 1)  # noqa: DTZ001 - a plan's moments are local


def measure(projects: int, *, turns: int) -> dict[str, Any]:
    from kaigong.engines.forecasting import Outcomes, ProjectRuns, Targets
    from kaigong.engines.scheduling.risk import Run, spent_by

    plans = [_a_plan(number) for number in range(projects)]

    def year(run: Run, most: int = projects) -> Outcomes:
        runs = []
        for plan in plans[:most]:
            found = spent_by(plan, [BY], run, keeps=["A0", f"A{WORKS - 1}"])
            end = (BY - found.origin).total_seconds() / 60
            begun, done = found.starts[0] <= end, found.finishes[1] <= end
            runs.append(ProjectRuns(plan.key, found.spent[0], begun, done))
        outcomes = Outcomes(runs, Targets(projects * 9.9e7, projects, projects // 2))
        assert outcomes.amount.p10 <= outcomes.amount.p90
        outcomes.variance_shares()
        return outcomes

    few = min(projects, 14)
    fast, slow = (year(Run(RUNS, seed=7, by_numba=by), few).amounts for by in (True, False))
    if not np.array_equal(fast, slow):
        raise SystemExit("forecast: the sides differ")
    found = year(Run(RUNS, seed=7, by_numba=True)).amount
    sides = {
        "ours": lambda: year(Run(RUNS, seed=7, by_numba=True)),
        "ours, two threads": lambda: year(Run(RUNS, seed=7, threads=2, by_numba=True)),
        f"NumPy, {few} of the projects": lambda: year(Run(RUNS, seed=7, by_numba=False), few),
    }
    return {
        "projects": projects,
        "works of each": WORKS,
        "runs": RUNS,
        "P50, million": round(found.p50 / 1e6, 1),
        "chance of the target": round(found.chance, 3),
        "year": {"seconds": in_turns(sides, turns=turns)},
    }


def _a_plan(number: int) -> Any:
    """A chain of works with overlaps, some of them standing still in winter."""
    from kaigong.engines.scheduling import Calendar, Network
    from kaigong.engines.scheduling.risk import Hold, SpendingPlan, Triangular

    calendar = Calendar.weekly("Mon-Fri 8-12 13-17")
    if number % 3 == 0:
        calendar = Calendar.weekly("Mon-Sat 8-12 13-17").closed("--11-15/--03-15")
    network = Network(start="2021-01-04", data_date="2021-03-29", calendar=calendar)
    works: list[Any] = []
    for place in range(WORKS):
        work = network.task(f"A{place}", f"{10 + (place * 7 + number) % 25}d")
        if works:
            work.after(works[-1].fs() if place % 3 else works[-1].ss("5d"))
        if len(works) > 3 and place % 4 == 0:
            work.after(works[-4].ff("3d"))
        works.append(work)
    keys = [work.key for work in works]
    return SpendingPlan(
        f"P{number}",
        network.run(),
        dict.fromkeys(keys, 1e7),
        dict.fromkeys(keys, Triangular(0.8, 1.0, 1.6)),
        Triangular(0.95, 1.0, 1.2),
        (Hold("issue", "A3", 0.5, np.array([0.0, 10.0, 40.0])),),
    )
