"""What a year may come to: draws of a sum, and what was asked of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spread:
    """Draws of the year's sum, each as likely as the others, and the target.

    Attributes:
        totals: Ascending, shape (draws,), in the unit of the target.
        target: The year's sum to reach.
    """

    totals: Floats
    target: float

    @property
    def p10(self) -> float:
        """The sum that is exceeded in nine of ten draws."""
        return self.quantile(0.1)

    @property
    def p50(self) -> float:
        return self.quantile(0.5)

    @property
    def p90(self) -> float:
        """The sum that is exceeded in one of ten draws."""
        return self.quantile(0.9)

    @property
    def chance(self) -> float:
        """The fraction of draws that reach the target."""
        return self.chance_with(0.0)

    def quantile(self, share: float) -> float:
        """The sum below which a share of the draws lies."""
        return float(np.quantile(self.totals, share))

    def chance_with(self, more: float) -> float:
        """The fraction of draws that would reach the target with so much more in each."""
        return float(np.mean(self.totals + more >= self.target))

    def thinned(self, count: int = 1000) -> Spread:
        """The same spread in fewer draws: the middles of as many equal shares."""
        if self.totals.size <= count:
            return self
        shares = (np.arange(count) + 0.5) / count
        places = np.minimum((shares * self.totals.size).astype(np.int64), self.totals.size - 1)
        return Spread(self.totals[places], self.target)


def spread_of(draws: npt.ArrayLike, *, target: float) -> Spread:
    """A spread out of draws in any order."""
    return Spread(np.sort(np.asarray(draws, np.float64)), target)
