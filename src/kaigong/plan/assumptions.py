"""What a forecast takes for granted: a table with words, shown wherever the forecast is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.risk import Triangular
from kaigong.engines.waiting import Quantiles

Floats = NDArray[np.float64]
CALENDAR_DAYS = 1.4  # in a working day, on average
_SEVERITIES = {1: "grave", 2: "serious", 3: "ordinary"}


@dataclass(frozen=True)
class Assumptions:
    """See `forecast_assumptions.toml`."""

    runs: int
    seed: int
    factors: Mapping[str, Triangular]
    driver: Triangular
    weights: Mapping[str, float]
    stops: Mapping[str, float]
    least: int
    least_paces: int
    start_median_days: float
    completion_median_days: float

    @property
    def common(self) -> Quantiles:
        """Of the factor that a whole project shares."""
        return _deciles(self.driver)

    def taken_over_planned(self) -> dict[str, Quantiles]:
        """Of each trade, the factor of the project with it."""
        return {
            trade: _deciles(each).and_common(self.common) for trade, each in self.factors.items()
        }

    def chance_to_stop(self, severity: int) -> float:
        """That an issue of a severity stops the work at all."""
        return self.stops[_SEVERITIES[severity]]


@cache
def assumptions() -> Assumptions:
    """The table that ships with the house."""
    text = resources.files("kaigong.plan").joinpath("forecast_assumptions.toml").read_text("utf-8")
    given = tomllib.loads(text)
    learned = given["learned"]
    return Assumptions(
        runs=given["runs"]["count"],
        seed=given["runs"]["seed"],
        factors={trade: Triangular(*points) for trade, points in given["factor"].items()},
        driver=Triangular(*given["driver"]["project"]),
        weights=given["weight"],
        stops=given["stops"],
        least=learned["least"],
        least_paces=learned["least_paces"],
        start_median_days=learned["start_median_days"],
        completion_median_days=learned["completion_median_days"],
    )


def _deciles(given: Triangular) -> Quantiles:
    return Quantiles(*given.quantiles(np.array([0.1, 0.5, 0.9])).tolist())


def exponential(median: float, *, points: int = 65) -> Floats:
    """Quantiles of waits of which half are over by a day, and which forget how long they were."""
    shares = np.linspace(0, 1, points)
    shares[-1] = 1 - 0.5 / points
    return np.asarray(-np.log2(1 - shares) * median)
