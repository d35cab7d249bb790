"""Monte Carlo of a network: the finish in each of many scenarios, on any number of threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Any

import numpy as np

from kaigong.engines.scheduling.compiling import pays
from kaigong.engines.scheduling.risk import kernels, kernels_in_parts, plain
from kaigong.engines.scheduling.risk.columns import Columns, columns_of, kept_finishes
from kaigong.engines.scheduling.risk.forecast import Forecast
from kaigong.engines.scheduling.risk.model import RiskModel
from kaigong.engines.scheduling.risk.philox import GROUP, key_of
from kaigong.engines.scheduling.risk.tables import Floats

# What NumPy goes through at a time: 16 groups of scenarios fit a row into the nearest cache.
_AT_A_TIME = 16


@dataclass(frozen=True)
class StopWhen:
    """Enough scenarios: a quantile of the finish is known closely enough.

    Args:
        quantile: Which one, such as 0.8.
        within: Half the width of its confidence interval that will do, in units of time.
        trust: The confidence.
        every: Scenarios between two looks.
    """

    within: float
    quantile: float = 0.8
    trust: float = 0.95
    every: int = 1024

    def is_met_by(self, finishes: Floats) -> bool:
        """By order statistics: the ranks that hold the quantile, by the normal approximation."""
        count = finishes.size
        reach = NormalDist().inv_cdf((1 + self.trust) / 2)
        spread = reach * (count * self.quantile * (1 - self.quantile)) ** 0.5
        low, high = count * self.quantile - spread - 1, count * self.quantile + spread
        if low < 0 or high > count - 1:
            return False
        ranked = np.partition(finishes, (int(low), int(np.ceil(high))))
        return bool(ranked[int(np.ceil(high))] - ranked[int(low)] <= 2 * self.within)


@dataclass(frozen=True)
class Run:
    """How to draw: shared by all that is asked of one model.

    Args:
        scenarios: How many; with a rule to stop, at most.
        seed: Of which 64 bits count; the same seed gives the same scenarios.
        threads: How many share the work; the numbers do not depend on it.
        by_numba: Which path to take; None is the quicker one. The numbers do not depend on it.
    """

    scenarios: int = 10_000
    seed: int = 0
    threads: int = 1
    by_numba: bool | None = None

    @property
    def key(self) -> tuple[int, int]:
        return key_of(self.seed)

    @property
    def groups(self) -> int:
        return -(-self.scenarios // GROUP)

    def compiled(self, activities: int) -> bool:
        """Whether Numba does it."""
        if self.by_numba is None:
            return pays(activities * self.scenarios)
        return self.by_numba

    def shared(self, work: Callable[[range], Any], groups: range) -> list[Any]:
        """The results of spans of groups, in order, each done by some thread."""
        count = max(1, min(self.threads, len(groups)))
        bounds = [groups.start + len(groups) * step // count for step in range(count + 1)]
        spans = [range(*each) for each in pairwise(bounds)]
        if count == 1:
            return [work(span) for span in spans]
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(work, spans))


def simulated(model: RiskModel, run: Run, *, stop: StopWhen | None = None) -> Forecast:
    """When the plan and its milestones finish, scenario by scenario.

    Args:
        model: The plan and what is uncertain.
        run: How many scenarios, and with what seed.
        stop: Ends before, as soon as it is met.
    """
    columns = columns_of(model)
    step = run.groups if stop is None else -(-stop.every // GROUP)
    parts: list[tuple[Floats, Floats]] = []
    done = 0
    while done < run.groups:
        groups = range(done, min(done + step, run.groups))
        parts.append(finishes(columns, run, groups))
        done = groups.stop
        if stop and stop.is_met_by(np.concatenate([finish for finish, _ in parts])):
            break
    count = min(done * GROUP, run.scenarios)
    finish = np.concatenate([part for part, _ in parts])[:count] if parts else np.zeros(0)
    rows = [kept for _, kept in parts] or [np.zeros((len(kept_finishes(model)), 0))]
    kept = np.concatenate(rows, axis=1)[:, :count]
    place = {number: row for row, number in enumerate(kept_finishes(model))}
    return Forecast(
        finishes=finish,
        milestones={name: kept[place[number]] for name, number in model.milestones.items()},
        promises=dict(model.promises),
    )


def finishes(
    columns: Columns, run: Run, groups: range, *, off: Any = None
) -> tuple[Floats, Floats]:
    """Finishes of the plan, shape (scenarios,), and of milestones, (milestones, scenarios)."""
    off = np.zeros(columns.event_from.size, np.bool_) if off is None else off
    finish = np.empty(len(groups) * GROUP, np.int32)
    kept = np.empty((int(columns.milestone.max(initial=-1)) + 1, finish.size), np.int32)
    with_numba = run.compiled(columns.slot.size)

    def work(span: range) -> None:
        if with_numba:
            place = slice((span.start - groups.start) * GROUP, (span.stop - groups.start) * GROUP)
            bounds = np.array([span.start, span.stop])
            rows = kernels.rows_for(columns)
            parts = kernels_in_parts.part_rows()
            kernels_in_parts.forecast(
                columns, rows, parts, run.key, off, bounds, finish[place], kept[:, place]
            )
            return
        for first in range(span.start, span.stop, _AT_A_TIME):
            part = range(first, min(first + _AT_A_TIME, span.stop))
            place = slice((part.start - groups.start) * GROUP, (part.stop - groups.start) * GROUP)
            scenarios = plain.scenarios_of(columns, run.key, off, part)
            plain.forecast(scenarios, finish[place], kept[:, place])

    run.shared(work, groups)
    return finish / columns.parts, kept / columns.parts
