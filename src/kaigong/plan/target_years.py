"""A zone's year read for its targets: projects, fronts, the works of plans, what was set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kaigong.accounts.models import User
from kaigong.engines.forecasting import Spread
from kaigong.engines.scheduling.risk import EVEN, Shape
from kaigong.plan.indicators import MONTHS, NO_MONTHS, Indicator, Share, cents
from kaigong.plan.models import (
    QUANTITY,
    Activity,
    ForecastAction,
    ForecastFront,
    ForecastProject,
    Front,
    SubPlan,
)
from kaigong.plan.month_shares import MonthShares, WorkSpan
from kaigong.plan.selectors.done_quantities import quantities_done
from kaigong.plan.selectors.forecasts import KeptForecast, forecast_for
from kaigong.plan.selectors.fronts import fronts_by_project, fronts_in
from kaigong.plan.selectors.map_plans import MapPlans, plans_now, plans_then
from kaigong.plan.selectors.targets import InForce, Whose, targets_in_force
from kaigong.plan.spending_shapes import SHAPES
from kaigong.portfolio.headline import month_in_view
from kaigong.portfolio.moments import Look
from kaigong.portfolio.numbers import Numbers, numbers_of
from kaigong.portfolio.selectors.prospects import Prospect, prospects_of
from kaigong.portfolio.services.plans import is_locked

if TYPE_CHECKING:
    from kaigong.accounts.selectors import Standing


@dataclass(frozen=True)
class Work:
    """An activity that others do not lie below, with the dates it has to keep to.

    The dates are those of the plan's last baseline, and of the plan as it stands without one.
    """

    row: Activity
    plan: SubPlan
    span: WorkSpan | None

    @property
    def name(self) -> str:
        return f"{self.plan.project.code}/{self.row.key}"

    @property
    def whose(self) -> Whose:
        return Whose(sub_plan=self.plan.pk, key=self.row.key)


class TargetYear:
    """Everything the target trees of one year are made of, from a constant number of queries.

    Args:
        month: The first day of the month in view, up to which reports count; the one that the
            headline figures are seen from without it.
        day: As it stood at the end of a past day: ledger, fronts, plans, targets and the forecast
            of then.
        is_by_hand: Targets that a lock kept do not count: all that nobody set is drawn anew.
    """

    def __init__(
        self,
        standing: Standing,
        month: date | None = None,
        *,
        day: date | None = None,
        is_by_hand: bool = False,
    ) -> None:
        self.standing, self.zone, self.is_by_hand = standing, standing.zone, is_by_hand
        self.day = day if day is not None and day < standing.zone.today() else None
        look = Look.at(standing.zone, self.day)
        self.moment = look.as_of
        self.month = month or month_in_view(standing, look)

    @property
    def year(self) -> int:
        return self.month.year

    @cached_property
    def prospects(self) -> list[Prospect]:
        return prospects_of(self.standing, self.month, as_of=self.moment)

    @cached_property
    def numbers(self) -> Numbers:
        """What the ledger itself adds up to."""
        return numbers_of(self.standing, self.month, as_of=self.moment)

    @cached_property
    def is_locked(self) -> bool:
        return is_locked(self.zone, self.year)

    @cached_property
    def in_force(self) -> InForce:
        at, is_by_hand = self.moment, self.is_by_hand
        return targets_in_force(self.zone, self.year, at=at, is_by_hand=is_by_hand)

    # --- fronts and projects -----------------------------------------------------------------

    @cached_property
    def fronts(self) -> list[Front]:
        return fronts_in(self.zone, moment=self.moment)

    @cached_property
    def of_front(self) -> Mapping[int | None, list[Prospect]]:
        """The year's projects by the number of their front; none gathers the rest."""
        front_of = fronts_by_project(self.zone, moment=self.moment)
        found: dict[int | None, list[Prospect]] = {}
        for each in self.prospects:
            found.setdefault(front_of.get(each.project.pk), []).append(each)
        return found

    def shares(self, indicator: Indicator) -> Mapping[int, Share]:
        return indicator.shares(self.standing, self.month, self.prospects)

    # --- the works of plans ------------------------------------------------------------------

    @cached_property
    def held(self) -> MapPlans:
        """The plans of the year's projects."""
        ids = [each.project.pk for each in self.prospects]
        found = SubPlan.objects.filter(project__in=ids).select_related("project")
        if self.day is None or self.moment is None:
            return plans_now(self.zone, found)
        return plans_then(self.zone, found, self.day, self.moment)

    @property
    def plans(self) -> dict[int, SubPlan]:
        """Plans by the number of their project."""
        return self.held.plans

    @cached_property
    def works(self) -> Mapping[int, list[Work]]:
        """The works of each plan in its order, by the number of its project."""
        found: dict[int, list[Work]] = {}
        for number, plan in self.plans.items():
            rows = self.held.rows.get(plan.pk, [])
            above = {row.parent_id for row in rows}
            locked = self.held.locked.get(plan.pk, {})
            for row in rows:
                if row.pk not in above:
                    span = locked.get(row.key) or (row.early_start, row.early_finish)
                    work = Work(row, plan, _span(span, row.calendar_id or plan.calendar_id))
                    found.setdefault(number, []).append(work)
        rows = [work.row for works in found.values() for work in works]
        owners = User.objects.in_bulk({row.owner_id for row in rows} - {None})
        for row in rows:
            row.owner = owners.get(row.owner_id or 0)
        return found

    @cached_property
    def month_shares(self) -> MonthShares:
        spans = [work.span for works in self.works.values() for work in works if work.span]
        return MonthShares(self.year, self.held.calendars if self.plans else {}, spans)

    def amounts(self, work: Work) -> list[int]:
        """What an activity costs before the year, in each of its months, and after it, exactly."""
        return self._parts(work, cents(work.row.amount), SHAPES[work.row.shape])

    def quantities(self, work: Work) -> list[int]:
        """Its quantity likewise; months that were set are as they were set."""
        parts = self._parts(work, cents(work.row.quantity), EVEN)
        for month in MONTHS:
            value = self.in_force.get((QUANTITY, work.whose, month))
            if value is not None:
                parts[month] = cents(value)
        return parts

    @cached_property
    def quantities_done(self) -> Mapping[tuple[int, str], list[int]]:
        """What was done of each quantity before the year, and in each of its months that began."""
        rows = [w.row for works in self.works.values() for w in works if w.row.quantity]
        today = self.day or self.zone.today()
        last = today if today.year == self.year else date(self.year, 12, 31)
        found = quantities_done(self.zone, rows, last, moment=self.moment) if rows else {}
        return {key: [cents(each) for each in values] for key, values in found.items()}

    def is_set(self, work: Work) -> bool:
        """Whether somebody set the quantity of one of its months."""
        return any((QUANTITY, work.whose, month) in self.in_force for month in MONTHS)

    def _parts(self, work: Work, total: int, shape: Shape) -> list[int]:
        if work.span is None:
            return [total, *NO_MONTHS, 0]
        return self.month_shares.parts(total, work.span, shape)

    # --- what is expected --------------------------------------------------------------------

    @cached_property
    def kept(self) -> KeptForecast | None:
        """The latest forecast of this year; of who may see it."""
        found = forecast_for(self.standing, on=self.day)
        return found if found is not None and found.row.year == self.year else None

    @cached_property
    def front_forecasts(self) -> dict[int | None, ForecastFront]:
        if self.kept is None:
            return {}
        return {each.front_id: each for each in self.kept.row.fronts.all()}

    @cached_property
    def project_forecasts(self) -> dict[int, ForecastProject]:
        if self.kept is None:
            return {}
        return {each.project_id: each for each in self.kept.projects}

    @cached_property
    def actions(self) -> Mapping[int, list[ForecastAction]]:
        """What could be done, by the number of the project, what brings most first."""
        found: dict[int, list[ForecastAction]] = {}
        for each in self.kept.actions if self.kept else []:
            found.setdefault(each.project_id, []).append(each)
        return found

    def spread(self, indicator: Indicator, front: Front | None, target: int) -> Spread | None:
        """What a front will come to by the forecast; `target` in hundredths."""
        row = self.front_forecasts.get(front.pk if front else None)
        if row is None or not indicator.forecast:
            return None
        return _spread(row.spreads[indicator.forecast], target)

    def whole_spread(self, indicator: Indicator, target: int) -> Spread | None:
        """What the zone will come to."""
        if self.kept is None or not indicator.forecast:
            return None
        return _spread(self.kept.row.spreads[indicator.forecast], target)


def _spread(quantiles: list[float], target: int) -> Spread:
    return Spread(np.array(quantiles), target / 100)


def _span(span: tuple[int | None, int | None], calendar: int) -> WorkSpan | None:
    start, finish = span
    if start is None or finish is None:
        return None
    return WorkSpan(start, max(start, finish), calendar)
