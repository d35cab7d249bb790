"""What a simulation says: quantiles, curves and the chance of keeping each promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.risk.tables import Floats


@dataclass(frozen=True)
class Histogram:
    """How many scenarios finish within each span.

    Attributes:
        edges: Shape (bins + 1,).
        counts: Shape (bins,).
    """

    edges: Floats
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """Finishes of many scenarios, in units from the project's start.

    Attributes:
        finishes: Of the whole plan, shape (scenarios,), in the order of the scenarios.
        milestones: Of each milestone, likewise.
        promises: The latest finish promised for some of the milestones.
    """

    finishes: Floats
    milestones: Mapping[str, Floats]
    promises: Mapping[str, float]

    @cached_property
    def ranked(self) -> Floats:
        """Finishes, ascending."""
        return np.sort(self.finishes)

    @property
    def mean(self) -> float:
        return float(self.finishes.mean())

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return float(self.finishes.std(ddof=1)) if self.finishes.size > 1 else 0.0

    def quantile(self, share: float, *, milestone: str | None = None) -> float:
        """The finish that a share of the scenarios keeps: 0.8 is P80.

        The smallest finish that at least so many keep, so a promise made by it is kept as said.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"a share lies between 0 and 1, not at {share}")
        values = self.ranked if milestone is None else np.sort(self.milestones[milestone])
        place = int(np.ceil(share * values.size - 1e-9)) - 1
        return float(values[max(place, 0)])

    @property
    def p50(self) -> float:
        return self.quantile(0.5)

    @property
    def p80(self) -> float:
        return self.quantile(0.8)

    def chance_by(self, time: float, *, milestone: str | None = None) -> float:
        """The share of scenarios that are done by a time."""
        values = self.finishes if milestone is None else self.milestones[milestone]
        return float(np.mean(values <= time))

    def chances(self) -> dict[str, float]:
        """The chance of keeping each promise."""
        return {name: self.chance_by(by, milestone=name) for name, by in self.promises.items()}

    def chance_of_all(self) -> float:
        """The chance of keeping all promises together; 1 where nothing was promised.

        Not the product of the chances: what delays one milestone often delays the others too.
        """
        kept = np.ones(self.finishes.size, np.bool_)
        for name, by in self.promises.items():
            kept &= self.milestones[name] <= by
        return float(kept.mean())

    def histogram(self, bins: int = 40) -> Histogram:
        """Even spans from the earliest finish to the latest."""
        counts, edges = np.histogram(self.finishes, bins)
        return Histogram(edges, counts.astype(np.int64))

    def s_curve(self, points: int = 101) -> tuple[Floats, Floats]:
        """Finishes at even shares from 0 to 1, and the shares."""
        shares = np.linspace(0, 1, points)
        return np.array([self.quantile(float(share)) for share in shares]), shares

    def uncertainty_of_quantile(self, share: float, *, trust: float = 0.95) -> tuple[float, float]:
        """A confidence interval of a quantile, by order statistics: how far chance may be off."""
        from statistics import NormalDist

        count = self.finishes.size
        reach = NormalDist().inv_cdf((1 + trust) / 2) * (count * share * (1 - share)) ** 0.5
        low = max(int(np.floor(count * share - reach)) - 1, 0)
        high = min(int(np.ceil(count * share + reach)), count - 1)
        return float(self.ranked[low]), float(self.ranked[high])
