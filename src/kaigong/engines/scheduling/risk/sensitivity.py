"""Which activities and risks make a plan late: criticality, cruciality, swings, merge bias.

Criticality: R. M. van Slyke, *Monte Carlo methods and the PERT problem*, Operations Research 11
(1963). Cruciality by rank correlation and the schedule sensitivity index: T. M. Williams (1992)
and the PMBOK tradition, as collected by M. Vanhoucke, *Measuring Time* (2010). Merge bias: D. R.
Fulkerson, *Expected critical path lengths in PERT networks*, Operations Research 10 (1962). None of
them was re-read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.risk import plain
from kaigong.engines.scheduling.risk.columns import ALWAYS, Columns, columns_of
from kaigong.engines.scheduling.risk.distributions import Fixed
from kaigong.engines.scheduling.risk.forecast import Forecast
from kaigong.engines.scheduling.risk.model import RiskModel
from kaigong.engines.scheduling.risk.philox import GROUP
from kaigong.engines.scheduling.risk.simulation import Run, finishes, simulated
from kaigong.engines.scheduling.risk.tables import Floats

_ROOM = 2**23  # numbers: every date of some groups is kept until the way back

_TAIL = 0.1  # the share of scenarios at each end that a swing compares


@dataclass(frozen=True)
class Swing:
    """A bar of a tornado: the mean finish at one end of a cause, and at the other.

    Attributes:
        risk: Code of the risk, or None for the duration of an activity.
        activity: Its number, or None for a risk.
        low: Mean finish in the tenth of the scenarios in which the duration is shortest, or in
            those in which the risk does not occur.
        high: In the tenth in which it is longest, or in those in which it occurs.
    """

    risk: str | None
    activity: int | None
    low: float
    high: float

    @property
    def width(self) -> float:
        return abs(self.high - self.low)


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What drives the finish; arrays have the shape (activities,), by number.

    Attributes:
        forecast: The finishes it was reckoned from.
        criticality: Share of scenarios in which an activity was there and had no float.
        cruciality: Rank correlation (Spearman) of its duration with the finish; 0 where it was
            never critical or its duration never varied.
        index: Schedule sensitivity index: criticality x its deviation / that of the finish.
        mean, deviation: Of its durations, risks and all.
        merge_bias_at: How much later it starts on average than the latest of its links would let
            it on average: what meeting paths cost there.
        finish_at_means: The finish if every duration is at its mean, as a plan without risk has it.
        swings: The tornado, widest first.
    """

    forecast: Forecast
    criticality: Floats
    cruciality: Floats
    index: Floats
    mean: Floats
    deviation: Floats
    merge_bias_at: Floats
    finish_at_means: float
    swings: tuple[Swing, ...]

    @property
    def merge_bias(self) -> float:
        """How much later the plan finishes on average than at average durations; never negative
        but for chance, where finishes are not bound (FF, SF)."""
        return self.forecast.mean - self.finish_at_means


def analysed(model: RiskModel, run: Run) -> Sensitivity:
    """Which activities and risks drive the finish.

    Scenarios come in whole groups of 256: `run.scenarios` is rounded up, here and in its forecast.
    The way back is in NumPy on either path; it keeps some 64 MB a thread, or 8 KB for each activity
    if that is more.
    """
    run = replace(run, scenarios=run.groups * GROUP)
    columns, order = columns_of(model), model.network.order
    forecast = simulated(model, run)
    critical, sums = _traced(columns, run)
    count = max(run.scenarios, 1)
    mean, squares, starts = sums / count
    deviation = np.sqrt(np.maximum(squares - mean**2, 0.0))
    criticality = critical / count
    varies = (deviation > 1e-9 * (1 + mean)) & (criticality > 0)
    cruciality, swings = _driven_by_durations(columns, run, forecast, varies, order.activity)
    swings += _driven_by_risks(model, columns, run, forecast)
    place = order.position
    spread = np.std(forecast.finishes) if forecast.finishes.size else 0.0
    return Sensitivity(
        forecast=forecast,
        criticality=criticality[place],
        cruciality=cruciality[place],
        index=(criticality * deviation / spread)[place] if spread > 0 else np.zeros(place.size),
        mean=mean[place],
        deviation=deviation[place],
        merge_bias_at=_merge_bias(columns, mean, starts)[place],
        finish_at_means=_finish_at(model, mean[place]),
        swings=tuple(sorted(swings, key=lambda swing: (-swing.width, swing.risk is None))),
    )


def _traced(columns: Columns, run: Run) -> tuple[NDArray[np.int64], Floats]:
    """Scenarios in which each was critical, and sums; by new number, groups added in order."""
    count = columns.slot.size
    off = np.zeros(columns.event_from.size, np.bool_)
    step = min(max(_ROOM // (4 * GROUP * max(count, 1)), 1), 16)

    def work(span: range) -> list[tuple[NDArray[np.int64], Floats]]:
        found = []
        for first in range(span.start, span.stop, step):
            critical, sums = np.zeros(count, np.int64), np.zeros((3, count))
            groups = range(first, min(first + step, span.stop))
            plain.trace(plain.scenarios_of(columns, run.key, off, groups), critical, sums)
            found.append((critical, sums))
        return found

    critical, sums = np.zeros(count, np.int64), np.zeros((3, count))
    for span in run.shared(work, range(run.groups)):
        for one, its_sums in span:
            critical += one
            sums += its_sums
    return critical, sums


def _driven_by_durations(
    columns: Columns, run: Run, forecast: Forecast, varies: Any, names: Any
) -> tuple[Floats, list[Swing]]:
    """Rank correlations and swings; durations are drawn once more, for a number has an address."""
    cruciality = np.zeros(varies.size)
    swings: list[Swing] = []
    off = np.zeros(columns.event_from.size, np.bool_)
    scenarios = plain.scenarios_of(columns, run.key, off, range(run.groups))
    finish = forecast.finishes
    ranks = _ranks(finish, np.argsort(finish))
    tail = max(int(finish.size * _TAIL), 1)
    for number in np.flatnonzero(varies).tolist():
        lengths = plain.lengths(scenarios, number)
        by_length = np.argsort(lengths, kind="stable")
        cruciality[number] = _correlation(_ranks(lengths, by_length), ranks)
        low, high = finish[by_length[:tail]], finish[by_length[-tail:]]
        swings.append(Swing(None, int(names[number]), float(low.mean()), float(high.mean())))
    return cruciality, swings


def _driven_by_risks(
    model: RiskModel, columns: Columns, run: Run, forecast: Forecast
) -> list[Swing]:
    off = np.zeros(columns.event_from.size, np.bool_)
    happens = plain.scenarios_of(columns, run.key, off, range(run.groups)).happens > 0.0
    finish = forecast.finishes
    return [
        Swing(risk.key, None, float(finish[~occurs].mean()), float(finish[occurs].mean()))
        for risk, occurs in zip(model.risks, happens, strict=False)  # branches come behind
        if occurs.any() and not occurs.all()
    ]


def _ranks(values: Floats, ascending: Any) -> Floats:
    """Ranks, by the places of the values in ascending order; equal values share the mean."""
    ordered = values[ascending]
    differs = np.concatenate([[True], ordered[1:] != ordered[:-1], [True]])
    bounds = np.flatnonzero(differs)
    found = np.empty(values.size)
    found[ascending] = np.repeat((bounds[:-1] + bounds[1:] + 1) / 2, np.diff(bounds))
    return found


def _correlation(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size > 0 else 0.0


def _merge_bias(columns: Columns, mean: Floats, starts: Floats) -> Floats:
    """The mean of the latest, less the latest of the means; lags by the chance of being there."""
    chance = np.append(columns.event_to - columns.event_from, 1.0)  # the last one is ALWAYS
    after = np.repeat(np.arange(mean.size), np.diff(columns.into))
    before = columns.before.astype(np.int64)
    one, other = columns.exists_by[before], columns.exists_by[after]
    both = np.where(one == other, chance[one], chance[one] * chance[other])
    bound = starts[before] + (columns.kind & 1) * mean[before] + columns.lag * both
    latest = columns.no_earlier.copy()
    np.maximum.at(latest, after, bound - (columns.kind >> 1) * mean[after])
    found: Floats = np.where(columns.exists_by == ALWAYS, starts - latest, 0.0)
    return found


def _finish_at(model: RiskModel, mean: Floats) -> float:
    certain = RiskModel(
        model.network, [Fixed(float(each)) for each in mean], no_earlier=model.no_earlier
    )
    finish, _ = finishes(columns_of(certain), Run(1, by_numba=False), range(1))
    return float(finish[0])
