"""Reading forecasts: today's, the months' before, and what an issue is worth."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from django.db.models import QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.engines.forecasting import Spread
from kaigong.plan.models import ForecastAction, ForecastProject, YearForecast
from kaigong.plan.playing import Floats
from kaigong.portfolio.numbers import numbers_of


def forecasts_for(standing: Standing) -> QuerySet[YearForecast]:
    """The forecasts of a zone for who may see the whole of it, the latest first."""
    if not standing.may("plan.see_forecast"):
        return YearForecast.objects.none()
    return YearForecast.objects.filter(zone=standing.zone).order_by("-on")


@dataclass(frozen=True)
class KeptForecast:
    """A forecast with what it says as the engine's values."""

    row: YearForecast

    @property
    def amount(self) -> Spread:
        return self._spread("amount", float(self.row.amount_target))

    @property
    def starts(self) -> Spread:
        return self._spread("starts", self.row.starts_target)

    @property
    def completions(self) -> Spread:
        return self._spread("completions", self.row.completions_target)

    def _spread(self, name: str, target: float) -> Spread:
        return Spread(np.array(self.row.spreads[name]), float(target))

    @cached_property
    def totals(self) -> Floats:
        """Money, starts and completions of every run, shape (3, runs)."""
        flat = np.frombuffer(zlib.decompress(self.row.totals), np.float32)
        return flat.reshape(3, -1).astype(np.float64)

    @cached_property
    def projects(self) -> list[ForecastProject]:
        """All projects, those that carry most of the risk first."""
        return list(self.row.projects.select_related("project"))

    @cached_property
    def actions(self) -> list[ForecastAction]:
        """What could be done, what raises the chance most first."""
        return list(self.row.actions.select_related("project", "issue__lead"))


def forecast_for(standing: Standing, *, on: date | None = None) -> KeptForecast | None:
    """The latest forecast up to a day, of that day's year.

    Args:
        on: A past day; today without it.
    """
    day = on or standing.zone.today()
    found = forecasts_for(standing).filter(on__lte=day, year=day.year).defer("totals").first()
    return KeptForecast(found) if found else None


def forecast_before(standing: Standing, kept: KeptForecast) -> YearForecast | None:
    """The last forecast that the month before made, of the same year."""
    this_month = kept.row.on.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    before = forecasts_for(standing).filter(
        on__gte=last_month, on__lt=this_month, year=kept.row.year
    )
    return before.defer("totals", "spreads").first()


def prices_for(standing: Standing, issue_ids: Iterable[int]) -> dict[int, ForecastAction]:
    """What issues are worth by the zone's latest forecast; none for a firm.

    A price says how bad it stands with a project, so whoever may not see prices learns nothing.
    """
    if not standing.may("plan.see_prices"):
        return {}
    latest = latest_forecast(standing.zone)
    if latest is None:
        return {}
    found = ForecastAction.objects.filter(forecast=latest, issue__in=list(issue_ids))
    return {each.issue_id: each for each in found if each.issue_id is not None}


def latest_forecast(zone: Zone) -> int | None:
    """The number of a zone's latest forecast of this year."""
    found = YearForecast.objects.filter(zone=zone, year=zone.today().year).order_by("-on")
    return found.values_list("pk", flat=True).first()


CHECKED = (0.1, 0.5, 0.8, 0.9)


@dataclass(frozen=True)
class Check:
    """What a kept forecast said of the end of a month, and what came.

    Attributes:
        quantiles: P10, P50, P80 and P90 of the sum, in the zone's currency unit.
        came: What is on record for it now.
    """

    on: date
    month: date
    quantiles: tuple[float, ...]
    came: float

    @property
    def ahead(self) -> int:
        """How many months ahead it was said."""
        return (self.month.year - self.on.year) * 12 + self.month.month - self.on.month


def checks_for(standing: Standing) -> list[Check]:
    """Every month that came after a kept forecast, with what the forecast had said of it.

    One forecast a month counts, the last one of it, so that busy days do not count more.
    """
    latest: dict[tuple[int, int], YearForecast] = {}
    for row in forecasts_for(standing).order_by("on").defer("totals", "spreads"):
        latest[row.on.year, row.on.month] = row
    today = standing.zone.today()
    came: dict[date, float] = {}
    found = []
    for row in latest.values():
        for place, said in enumerate(row.months):
            month = date(row.year, row.month + 1 + place, 1)
            if month.replace(day=28) >= today.replace(day=1):
                break
            if month not in came:
                numbers = numbers_of(standing, month, as_of=None)
                came[month] = float(numbers.sum("year_amount"))
            found.append(Check(row.on, month, tuple(said), came[month]))
    return found


def held(checks: Iterable[Check]) -> list[tuple[float, float]]:
    """For each quantile the share of the checks in which no more came."""
    rows = list(checks)
    return [
        (share, sum(each.came <= each.quantiles[place] for each in rows) / len(rows))
        for place, share in enumerate(CHECKED)
        if rows
    ]
