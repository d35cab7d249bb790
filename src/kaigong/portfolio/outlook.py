"""Will we reach this year's target: the trend by month and the simple estimate of its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np

from kaigong.accounts.selectors import Standing
from kaigong.engines.forecasting import YearEnd, estimated_year_end
from kaigong.portfolio.headline import Headline
from kaigong.portfolio.moments import Look
from kaigong.portfolio.sheet import View
from kaigong.portfolio.trend import Trend
from kaigong.web.charts import Band

SEED = 2021  # any fixed number: the same rows give the same answer on every reload


@dataclass(frozen=True)
class Outlook:
    """The year of the projects in the annual plan, in the zone's currency unit.

    `plan` and `actual` are cumulative and begin at 0; `estimate` is none where nothing is planned
    by month or nothing was reported.
    """

    plan: tuple[float, ...]
    actual: tuple[float, ...]
    target: Decimal
    estimate: YearEnd | None

    @property
    def band(self) -> Band | None:
        """The estimate by month, from the last actual month on."""
        if self.estimate is None:
            return None
        last = len(self.actual) - 1
        ahead = np.diff(np.asarray(self.plan))[last:]
        total = float(ahead.sum())
        # The months share what is left of the plan as they do in the monthly plan.
        left = self.estimate.plan_left * np.concatenate([[0], np.cumsum(ahead)])
        left = left / total if total > 0 else left * 0
        low, middle, high = (self.estimate.at(left, share).tolist() for share in (0.1, 0.5, 0.9))
        return Band(low, middle, high)

    def points_of(self, shortfall: Decimal) -> float | None:
        """By how many points the chance would rise if a shortfall were made up."""
        if self.estimate is None:
            return None
        return (self.estimate.chance_with(float(shortfall)) - self.estimate.chance) * 100


def outlook_of(standing: Standing, headline: Headline, look: Look) -> Outlook:
    """The outlook of one look."""
    view = View(headline.month, headline.filters, as_of=look.as_of)
    trend = Trend(standing, view)
    months = trend.by_month()
    target = headline.numbers.sum("planned_amount")
    plan = _cumulative(months.planned)
    actual = _cumulative(months.done[: headline.month.month])
    has_plan, has_actual = plan[-1] > 0, any(months.reported)
    estimate = None
    if has_plan and has_actual and target > 0:
        paces = Trend(standing, view).paces()
        each = (paces.done, paces.plan_to_date, paces.plan_left)
        estimate = _estimate(*(values.tobytes() for values in each), target=float(target))
    return Outlook(
        plan=plan if has_plan else (),
        actual=actual if has_actual else (),
        target=target,
        estimate=estimate,
    )


@lru_cache(maxsize=16)
def _estimate(
    done: bytes, plan_to_date: bytes, plan_left: bytes, *, target: float
) -> YearEnd | None:
    """The same paces have the same end, drawn once: a page is opened oftener than they change."""
    return estimated_year_end(
        done=np.frombuffer(done),
        plan_to_date=np.frombuffer(plan_to_date),
        plan_left=np.frombuffer(plan_left),
        target=target,
        rng=np.random.default_rng(SEED),
    )


def _cumulative(months: Sequence[Decimal]) -> tuple[float, ...]:
    return (0.0, *np.cumsum([float(amount) for amount in months]).tolist())
