"""Where the year will end, if the rest of the plan is done at the pace seen so far.

A simple estimate, and labelled so wherever it is shown. It knows nothing of the causes in single
projects, of seasons beyond the monthly plan, or of issues on the way. It stands where no forecast
project by project (`outcomes`) has been made: on a past day, and for whom not the whole zone is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kaigong.engines.forecasting.spread import Floats, Spread

MOST_GROUPS = (
    400  # more projects are drawn in groups: the spread of the sum stays, the work does not
)


@dataclass(frozen=True, eq=False)
class YearEnd(Spread):
    """The spread of the year's sum by the pace so far, in the currency unit of its input.

    `paces` are sorted draws of the ratio of done to planned, shape (draws,); the `totals` follow
    from them, in the same order.
    """

    done: float
    plan_left: float
    paces: Floats

    def at(self, plan_from_now: Floats, quantile: float) -> Floats:
        """The cumulative sum when a part of the plan that is left has been worked off.

        Args:
            plan_from_now: Planned amounts from now on, cumulative, shape (points,).
            quantile: Between 0 and 1.
        """
        pace = float(np.quantile(self.paces, quantile))
        return self.done + plan_from_now * pace


def estimated_year_end(
    *,
    done: Floats,
    plan_to_date: Floats,
    plan_left: Floats,
    target: float,
    rng: np.random.Generator,
    draws: int = 2000,
) -> YearEnd | None:
    """The year-end sum by the ratio of done to planned, and its spread over the projects.

    The pace of the zone is Σ done / Σ plan to date. How sure it is, the projects' own ratios tell:
    they are drawn with replacement (bootstrap of a ratio), each draw gives a pace, and the plan
    that is left is worked off at that pace.

    Args:
        done: Done this year by each project, shape (projects,), currency unit.
        plan_to_date: Planned for the same months, shape (projects,).
        plan_left: Planned for the months after, shape (projects,).
        target: The year's sum to reach.
        rng: A seeded generator; the same seed and input give the same answer.
        draws: How many paces are drawn.

    Returns:
        The estimate, or none where fewer than two projects have a plan to date to be measured by.

    Source:
        Efron and Tibshirani, An Introduction to the Bootstrap (1993), section 10.3: the bootstrap
        of a ratio estimator.
    """
    has_plan = plan_to_date > 0
    if int(has_plan.sum()) < 2:
        return None
    pairs = np.column_stack([np.nan_to_num(done[has_plan]), plan_to_date[has_plan]])
    pairs = _in_groups(pairs, rng)
    count = len(pairs)
    weights = rng.multinomial(count, np.full(count, 1 / count), size=draws).astype(np.float64)
    sums = weights @ pairs
    paces = np.sort(sums[:, 0] / sums[:, 1])
    total_done = float(np.nansum(done))
    left = float(np.nansum(plan_left))
    return YearEnd(total_done + left * paces, target, total_done, left, paces)


def _in_groups(pairs: Floats, rng: np.random.Generator) -> Floats:
    """Many projects as sums over random groups of equal size, few ones as they are."""
    if len(pairs) <= MOST_GROUPS:
        return pairs
    places = rng.permutation(len(pairs)) % MOST_GROUPS
    grouped = np.zeros((MOST_GROUPS, 2))
    np.add.at(grouped, places, pairs)
    return grouped
