"""The share of things still open after a time, by the product-limit estimate.

E. L. Kaplan and P. Meier, *Nonparametric estimation from incomplete observations*, Journal of the
American Statistical Association 53 (1958), 457-481. What is still open counts as waiting until now
and no longer: leaving it out makes an office look quick, counting it as closed makes it look
quicker. The variance is Greenwood's; the band is taken on log(-log) of the share, so that it stays
between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.waiting.errors import UnfitWaitsError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class WaitingCurve:
    """A falling staircase: from each time on, the share that is still open.

    Attributes:
        times: Lengths at which something closed, ascending, shape (steps,), in the unit of the
            waits.
        still_open: The share open after each, shape (steps,), between 0 and 1.
        low, high: Limits of the confidence band around it, shape (steps,); where all have closed
            there is nothing to be unsure of by this estimate, and both are 0.
        waiting: How many waited at least so long, shape (steps,).
        closed: How many closed at just that length, shape (steps,).
        longest: The longest wait of all, closed or not; nothing is known beyond.
    """

    times: Floats
    still_open: Floats
    low: Floats
    high: Floats
    waiting: Ints
    closed: Ints
    longest: float

    def share_open(self, after: float) -> float:
        """The share still open after a time; NaN beyond the longest wait that was seen."""
        if after > self.longest:
            return float("nan")
        place = int(np.searchsorted(self.times, after, side="right"))
        return 1.0 if place == 0 else float(self.still_open[place - 1])

    def time_until(self, share: float) -> float | None:
        """The time by which a share has closed: 0.5 is the median, 0.9 the ninth decile.

        None where so many have not closed yet: then the answer is "longer than `longest`".

        Args:
            share: Between 0 (excluded) and 1.
        """
        if not 0 < share <= 1:
            raise UnfitWaitsError(what=f"share {share}")
        # A hair of tolerance: 1 - 0.9 is not 0.1, and products of fractions round.
        reached = np.flatnonzero(self.still_open <= 1 - share + 1e-12)
        return float(self.times[reached[0]]) if reached.size else None

    def time_left(self, waited: float | None, *, points: int = 65) -> Floats | None:
        """How much longer something waits that has waited so long already.

        By the curve, from its share open after `waited` on. Beyond the longest wait that was seen,
        and where nobody is left to learn from, as many close in a unit of time as did on average
        before: an exponential tail with the hazard -ln(share open) / longest.

        Args:
            waited: Not negative; none of what has not begun to wait, and may take no time at all.
            points: How many quantiles.

        Returns:
            Quantiles at evenly spaced shares from 0 to nearly 1, ascending, shape (points,); none
            where nothing has closed yet.
        """
        if waited is None and self.longest <= 0 and self.times.size:
            return np.zeros(points)
        if not self.times.size or self.longest <= 0:
            return None
        shares = np.linspace(0, 1, points)
        shares[0] = 1e-9  # the first that closes after, and none that closed before
        shares[-1] = 1 - 0.5 / points  # an exponential tail has no end
        last = max(float(self.still_open[-1]), 0.5 / max(int(self.waiting[0]), 1))
        hazard = -np.log(last) / self.longest
        now = 1.0 if waited is None else self.share_open(waited)
        if not now > 0:  # beyond what was seen
            return np.asarray(-np.log1p(-shares) / hazard)
        open_then = now * (1 - shares)
        places = np.searchsorted(-self.still_open, -open_then - 1e-12, side="left")
        seen = places < self.times.size
        closes = self.times[np.minimum(places, self.times.size - 1)]
        beyond = self.longest + np.log(np.maximum(self.still_open[-1], 1e-300) / open_then) / hazard
        left = np.where(seen, closes, beyond) - (waited or 0.0)
        return np.maximum.accumulate(np.maximum(left, 0.0))


def waiting_curve(lengths: Floats | Ints, is_closed: Bools, *, trust: float = 0.95) -> WaitingCurve:
    """The curve of times to close.

    Args:
        lengths: How long each waited, to its close or until now, shape (things,), not negative.
        is_closed: True where it closed, shape (things,). At equal lengths an open one is taken to
            have waited longer than a closed one, as Kaplan and Meier have it.
        trust: The confidence of the band.

    Raises:
        UnfitWaitsError: the columns differ in length, a wait is negative or no number.
    """
    if lengths.shape != is_closed.shape or lengths.ndim != 1:
        raise UnfitWaitsError(what=f"{lengths.shape}, {is_closed.shape}")
    waits = lengths.astype(np.float64)
    if waits.size and not (np.isfinite(waits).all() and (waits >= 0).all()):
        raise UnfitWaitsError(what="NaN, -")
    if not 0 < trust < 1:
        raise UnfitWaitsError(what=f"trust {trust}")
    times, closed = np.unique(waits[is_closed], return_counts=True)
    waiting = waits.size - np.searchsorted(np.sort(waits), times, side="left")
    still_open: Floats = np.cumprod(1 - closed / waiting, dtype=np.float64)
    still_open[closed == waiting] = 0.0
    low, high = _band(still_open, waiting, closed, trust)
    return WaitingCurve(
        times,
        still_open,
        low,
        high,
        waiting.astype(np.int64),
        closed.astype(np.int64),
        float(waits.max()) if waits.size else 0.0,
    )


def _band(share: Floats, waiting: Ints, closed: Ints, trust: float) -> tuple[Floats, Floats]:
    z = NormalDist().inv_cdf((1 + trust) / 2)
    low, high = share.copy(), share.copy()
    inside = share > 0
    left = (waiting - closed)[inside]
    greenwood = np.cumsum(closed[inside] / (waiting[inside] * left))
    logarithm = np.log(share[inside])
    reach = z * np.sqrt(greenwood) / logarithm
    low[inside] = share[inside] ** np.exp(-reach)
    high[inside] = share[inside] ** np.exp(reach)
    return low, high
