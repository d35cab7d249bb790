"""How long something may take: three-point estimates and their kin, in any unit of time.

PERT: D. G. Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar, *Application of a technique for
research and development program evaluation*, Operations Research 7 (1959), 646-669 (not re-read):
a beta distribution whose mean is (low + 4 most likely + high) / 6. Lognormal by P10 and P90: what
experts are asked for where the end is open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from kaigong.engines.scheduling.risk.errors import UnfitDistributionError
from kaigong.engines.scheduling.risk.tables import (
    Floats,
    beta_quantiles,
    lognormal_quantiles,
    looked_up,
)

_P90 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Fixed:
    """Always the same."""

    value: float

    def __post_init__(self) -> None:
        _ask(self, self.value)

    @property
    def mean(self) -> float:
        return self.value

    @property
    def variance(self) -> float:
        return 0.0

    @property
    def most_likely(self) -> float:
        return self.value

    def quantiles(self, at: Floats) -> Floats:
        return np.full(at.shape, float(self.value))


@dataclass(frozen=True)
class Uniform:
    """Anything between two ends, with nothing to prefer."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _ask(self, self.low, self.high)

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12

    @property
    def most_likely(self) -> float:
        return self.mean

    def quantiles(self, at: Floats) -> Floats:
        return self.low + at * (self.high - self.low)


@dataclass(frozen=True)
class Triangular:
    """Rising evenly to the most likely, and falling evenly to the pessimistic."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _ask(self, self.low, self.mode, self.high)

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        span, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        return (span**2 - rise * fall) / 18

    @property
    def most_likely(self) -> float:
        return self.mode

    def quantiles(self, at: Floats) -> Floats:
        rising, falling, turn = self.pieces
        left = at < turn
        root = np.sqrt(np.where(left, at * rising, (1.0 - at) * falling))
        return np.where(left, self.low + root, self.high - root)

    @classmethod
    def through(cls, p10: float, p50: float, p90: float) -> Triangular:
        """The triangle of a tenth, a half and nine tenths.

        No triangle leans more than a right-angled one: where the median lies as near to an end as
        there or nearer, it is one, and meets the two outer ones alone. None begins below 0.

        Raises:
            UnfitDistributionError: they do not ascend from 0 on.
        """
        given = cls(p10, p50, p90)
        if p90 == p10:
            return given
        turn = _turn_of((p50 - p10) / (p90 - p10))
        low, _, high = _of_unit(turn)
        span = (p90 - p10) / (high - low)
        begin = max(0.0, p10 - span * low)
        return cls(begin, begin + span * turn, begin + span)

    @property
    def pieces(self) -> tuple[float, float, float]:
        """(high - low)(mode - low), (high - low)(high - mode), and the share below the mode."""
        span = self.high - self.low
        share = (self.mode - self.low) / span if span else 0.0
        return span * (self.mode - self.low), span * (self.high - self.mode), share


@dataclass(frozen=True)
class Pert:
    """A beta distribution between the ends, drawn to the most likely with a weight.

    Args:
        weight: How strongly; 4 is PERT, less is flatter, 0 is uniform.
    """

    low: float
    mode: float
    high: float
    weight: float = 4.0

    def __post_init__(self) -> None:
        _ask(self, self.low, self.mode, self.high)
        if not 0 <= self.weight <= 100:
            raise UnfitDistributionError(given=self)

    @property
    def shape(self) -> tuple[float, float]:
        """Alpha and beta."""
        span = self.high - self.low
        share = (self.mode - self.low) / span if span else 0.5
        return 1 + self.weight * share, 1 + self.weight * (1 - share)

    @property
    def mean(self) -> float:
        return (self.low + self.weight * self.mode + self.high) / (self.weight + 2)

    @property
    def variance(self) -> float:
        alpha, beta = self.shape
        both = alpha + beta
        return alpha * beta / (both**2 * (both + 1)) * (self.high - self.low) ** 2

    @property
    def most_likely(self) -> float:
        return self.mode

    def quantiles(self, at: Floats) -> Floats:
        return self.low + looked_up(beta_quantiles(*self.shape), at) * (self.high - self.low)


@dataclass(frozen=True)
class Lognormal:
    """Open to the long side: shorter than `p10` once in ten, longer than `p90` once in ten."""

    p10: float
    p90: float

    def __post_init__(self) -> None:
        _ask(self, self.p10, self.p90)
        if not self.p10 > 0:
            raise UnfitDistributionError(given=self)

    @property
    def median(self) -> float:
        return math.sqrt(self.p10 * self.p90)

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.log(self.p90 / self.p10) / (2 * _P90)

    @property
    def mean(self) -> float:
        return self.median * math.exp(self.sigma**2 / 2)

    @property
    def variance(self) -> float:
        return self.mean**2 * math.expm1(self.sigma**2)

    @property
    def most_likely(self) -> float:
        return self.median * math.exp(-(self.sigma**2))

    def quantiles(self, at: Floats) -> Floats:
        return 0.0 + looked_up(lognormal_quantiles(self.sigma), at) * self.median


Distribution = Fixed | Uniform | Triangular | Pert | Lognormal


def scaled(given: Distribution, by: float) -> Distribution:
    """The same in another unit: days of eight hours become minutes by 480."""
    match given:
        case Fixed(value):
            return Fixed(value * by)
        case Uniform(low, high):
            return Uniform(low * by, high * by)
        case Triangular(low, mode, high):
            return Triangular(low * by, mode * by, high * by)
        case Pert(low, mode, high, weight):
            return Pert(low * by, mode * by, high * by, weight)
        case Lognormal(p10, p90):
            return Lognormal(p10 * by, p90 * by)


def _turn_of(wanted: float) -> float:
    """Where the mode of a triangle lies whose median is at a share of the way from P10 to P90."""

    def median_of(turn: float) -> float:
        low, middle, high = _of_unit(turn)
        return (middle - low) / (high - low)

    # Below 0.1 and above 0.9 all three lie on one side, and the mode may be anywhere there.
    if wanted <= median_of(0.0) + 1e-12:
        return 0.0
    if wanted >= median_of(1.0) - 1e-12:
        return 1.0
    least, most = 0.1, 0.9
    for _ in range(60):  # the further right the mode, the further right the median
        turn = (least + most) / 2
        least, most = (turn, most) if median_of(turn) < wanted else (least, turn)
    return least


def _of_unit(turn: float) -> tuple[float, float, float]:
    """A tenth, a half and nine tenths of the triangle from 0 to 1 with its mode at `turn`."""
    low, middle, high = Triangular(0.0, turn, 1.0).quantiles(np.array([0.1, 0.5, 0.9])).tolist()
    return low, middle, high


def _ask(given: Distribution, *ascending: float) -> None:
    """The numbers are there, not negative, and in order."""
    fits = all(math.isfinite(number) for number in ascending)
    if not fits or ascending[0] < 0 or list(ascending) != sorted(ascending):
        raise UnfitDistributionError(given=given)
