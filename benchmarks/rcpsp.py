"""Plans under scarce resources against CP-SAT and PyJobShop: `make bench-rcpsp`.

The instances are those of PSPLIB in ../shared/data, with their best known makespans. Every side has
the same processor seconds on each instance, two for each second of the limit as it has two threads;
a watchdog stops who goes on. So other work on the machine takes nothing from anybody.

    python -m benchmarks.rcpsp --sets J30 J60 J120 --every 60 --seconds 10
    python -m benchmarks.rcpsp --sets J120 --every 10 --evolution
"""

from __future__ import annotations

import argparse
import importlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from ortools.sat.python import cp_model
from tests.engines.scheduling.levelling.psplib import Instances, Known

from kaigong.engines.scheduling.levelling import ResourceProblem, plan_by_evolution, plan_within

SIZES = {"J30": 480, "J60": 480, "J120": 600}
BUDGETS = (1_000, 5_000, 50_000)  # schedules, as the literature compares heuristics
WORKERS = 2
SEED = 1


class Found(NamedTuple):
    makespan: float
    is_proved: bool


def main() -> None:
    options = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    options.add_argument("--sets", nargs="*", choices=SIZES, default=list(SIZES))
    options.add_argument("--every", type=int, default=1, help="one instance in so many")
    options.add_argument("--first", type=int, default=6, help="number of the first instance")
    options.add_argument("--seconds", type=float, default=10.0, help="per instance, of each side")
    options.add_argument(
        "--evolution", action="store_true", help="only the heuristic, by schedules"
    )
    options.add_argument("--ours", action="store_true", help="no peers")
    options.add_argument("--race", action="store_true", help="not the heuristic alone")
    options.add_argument(
        "--json",
        type=Path,
        help="keep what was found of each instance; what it holds is not redone",
    )
    asked = options.parse_args()
    kept: dict[str, Any] = {}
    if asked.json and asked.json.exists():
        kept = json.loads(asked.json.read_text())

    def keep() -> None:
        if asked.json:
            asked.json.write_text(json.dumps(kept, indent=1))

    for name in asked.sets:
        first = min(asked.first, asked.every)
        names = [f"{name}_{number}" for number in range(first, SIZES[name] + 1, asked.every)]
        instances = Instances(Path(__file__).parents[2] / "shared" / "data", names)
        print(f"\n== {name}: {len(names)} instances, {names[0]} to {names[-1]}, seed {SEED}")
        of_set = kept.setdefault(name, {})
        if not asked.race:
            of_set["evolution"] = by_schedules(instances)
        if not asked.evolution:
            by_time(instances, of_set, keep, seconds=asked.seconds, peers=not asked.ours)
        keep()


def by_schedules(instances: Instances) -> dict[str, Any]:
    """The heuristic alone, at the numbers of schedules that the literature compares."""
    plan_by_evolution(next(iter(instances.problems.values())), schedules=100)  # compiled by now
    kept = {}
    for schedules in BUDGETS:
        began, generated, makespans = time.process_time(), 0, {}
        for name, problem in instances.problems.items():
            plan = plan_by_evolution(problem, schedules=schedules, seed=SEED)
            makespans[name], generated = plan.makespan, generated + plan.schedules
        took = time.process_time() - began
        known = [instances.known[name] for name in makespans]
        over_path = _mean_excess(makespans.values(), [each.critical_path for each in known])
        gap = _mean_excess(makespans.values(), [each.best for each in known])
        print(
            f"  evolution, {schedules:6,} schedules: {over_path:6.2f} % over the critical path,"
            f" gap {gap:5.2f} %, {generated / took:9,.0f} schedules per CPU-second"
        )
        kept[str(schedules)] = makespans
    return kept


def by_time(
    instances: Instances,
    kept: dict[str, Any],
    keep: Callable[[], None],
    *,
    seconds: float,
    peers: bool,
) -> None:
    """Each side on each instance, in turns.

    Args:
        kept: Makespan, proof and processor seconds by side and instance; filled, and kept after
            each instance, for whole sets take hours.
    """
    limit = seconds * WORKERS
    sides: dict[str, Callable[[ResourceProblem], Found]] = {"ours": lambda p: ours(p, limit)}
    if peers:
        sides["CP-SAT"] = lambda p: cp_sat(p, limit)
        sides["PyJobShop"] = lambda p: pyjobshop(p, limit)
    for name, problem in instances.problems.items():
        for side, solve in sides.items():
            of_side = kept.setdefault(side, {})
            if name not in of_side:
                began = time.process_time()
                found = solve(problem)
                of_side[name] = [*found, round(time.process_time() - began, 2)]
        keep()
    for side in sides:
        asked = {name: kept[side][name] for name in instances.problems}
        results = {name: Found(makespan, proved) for name, (makespan, proved, _) in asked.items()}
        used = sum(seconds for _, _, seconds in asked.values())
        print(f"  {side:10} {_line(results, instances.known)}, {used:.0f} CPU-seconds in all")


def ours(problem: ResourceProblem, limit: float) -> Found:
    plan = plan_within(problem, seconds=limit, seed=SEED, workers=WORKERS, clock=time.process_time)
    return Found(plan.makespan, plan.is_proved)


def cp_sat(problem: ResourceProblem, limit: float) -> Found:
    """The usual model: an interval for each activity, a cumulative for each resource."""
    model = cp_model.CpModel()
    horizon = int(problem.durations.sum())
    starts = [model.new_int_var(0, horizon, "") for _ in range(problem.count)]
    bars = [
        model.new_fixed_size_interval_var(start, int(length), "")
        for start, length in zip(starts, problem.durations, strict=True)
    ]
    for before, after, wait in zip(problem.befores, problem.afters, problem.waits, strict=True):
        model.add(starts[int(after)] >= starts[int(before)] + int(wait))
    for resource, capacity in enumerate(problem.capacities):
        model.add_cumulative(bars, problem.demands[:, resource].tolist(), int(capacity))
    end = model.new_int_var(0, horizon, "")
    model.add_max_equality(
        end,
        [start + int(length) for start, length in zip(starts, problem.durations, strict=True)],
    )
    model.minimize(end)
    solver = _watched(limit)()
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(float("inf"), is_proved=False)
    return Found(solver.objective_value, status == cp_model.OPTIMAL)


def pyjobshop(problem: ResourceProblem, limit: float) -> Found:
    """The same instance through PyJobShop, with OR-Tools behind it."""
    import pyjobshop as peer

    behind: Any = importlib.import_module("pyjobshop.solvers.ortools.CPModel")
    model = peer.Model()
    resources = [model.add_renewable(int(each)) for each in problem.capacities]
    tasks = [model.add_task() for _ in range(problem.count)]
    for task, length, needs in zip(tasks, problem.durations, problem.demands, strict=True):
        model.add_mode(task, resources, int(length), [int(each) for each in needs])
    for before, after in zip(problem.befores, problem.afters, strict=True):
        model.add_end_before_start(tasks[int(before)], tasks[int(after)])
    plain = behind.CpSolver
    behind.CpSolver = _watched(limit)
    try:
        result = model.solve(solver="ortools", display=False, num_workers=WORKERS)
    finally:
        behind.CpSolver = plain
    return Found(result.objective, result.status.value == "Optimal")


def _watched(limit: float) -> Any:
    """A solver of OR-Tools that is stopped when the process has used so many seconds."""

    class Watched(cp_model.CpSolver):
        def solve(self, *given: Any, **named: Any) -> Any:
            until, is_done = time.process_time() + limit, threading.Event()

            def watch() -> None:
                while not is_done.wait(0.05):
                    if time.process_time() > until:
                        self.stop_search()

            watchdog = threading.Thread(target=watch)
            watchdog.start()
            try:
                return super().solve(*given, **named)
            finally:
                is_done.set()
                watchdog.join()

    return Watched


def _line(results: dict[str, Found], known: dict[str, Known]) -> str:
    gaps = [100 * (each.makespan / known[name].best - 1) for name, each in results.items()]
    proved = sum(each.is_proved for each in results.values())
    return (
        f"gap to the best known: mean {np.mean(gaps):.2f} %, most {max(gaps):.1f} %;"
        f" proved {proved} of {len(gaps)}"
    )


def _mean_excess(makespans: Any, of: list[int]) -> float:
    return float(
        np.mean([100 * (one / other - 1) for one, other in zip(makespans, of, strict=True)])
    )


if __name__ == "__main__":
    main()
