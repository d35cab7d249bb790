"""The level of a project by its total investment; the thresholds are rows that change by year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kaigong.engines.counting.errors import UnorderedThresholdsError
from kaigong.engines.counting.once import Ints


@dataclass(frozen=True)
class Threshold:
    """From which amount on, since which year."""

    first_year: int
    from_cents: int
    key: int = 0  # the caller's own mark, for example the row's id


def thresholds_in_force(thresholds: Iterable[Threshold], *, year: int) -> list[Threshold]:
    """The newest set that had begun by a year, lowest amount first; none before the first set."""
    begun = [threshold for threshold in thresholds if threshold.first_year <= year]
    newest = max((threshold.first_year for threshold in begun), default=None)
    return sorted(
        (threshold for threshold in begun if threshold.first_year == newest),
        key=lambda threshold: threshold.from_cents,
    )


def levels_of(amount_cents: Ints, from_cents: Sequence[int]) -> Ints:
    """The place of the highest threshold that each amount reaches, −1 below the lowest.

    Args:
        amount_cents: Total investment, shape (rows,), hundredths. Reaching a threshold is enough.
        from_cents: Thresholds in ascending order, hundredths.

    Raises:
        UnorderedThresholdsError: they do not ascend.
    """
    if any(low >= high for low, high in pairwise(from_cents)):
        raise UnorderedThresholdsError(values=", ".join(map(str, from_cents)))
    edges = np.asarray(from_cents, dtype=np.int64)
    places: Ints = np.searchsorted(edges, amount_cents, side="right").astype(np.int64) - 1
    return places
