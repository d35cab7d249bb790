"""The forecast as pages show it: amounts in words, actions in sentences, and a what-if."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString

from kaigong.accounts.models import Zone
from kaigong.engines.forecasting import Spread
from kaigong.plan.assumptions import assumptions
from kaigong.plan.models import (
    ActionKind,
    Basis,
    ForecastAction,
    ForecastProject,
)
from kaigong.plan.pages.forecast_basis import assumed_rows, learned_words
from kaigong.plan.selectors.forecasts import KeptForecast
from kaigong.web.amounts import estimate_in_words, shown_amount, table_unit
from kaigong.web.charts import distribution_chart
from kaigong.wording import said

SHOWN_ACTIONS = 10
SHOWN_PROJECTS = 20


@dataclass(frozen=True)
class ProjectLine:
    """A project in the table of who carries the risk."""

    row: ForecastProject
    url: str
    what_if: str
    planned: str
    done: str
    p10: str
    p50: str
    p90: str
    share: float  # of the variance, in percent
    missed: str
    start: float | None  # chances in percent
    completion: float | None


@dataclass(frozen=True)
class ActionLine:
    """Something that could be done. Points are of the chance, in percent."""

    row: ForecastAction
    words: str
    url: str
    amount: str
    money: str  # the same with its own unit, as an estimate
    points: float
    all_points: float

    @property
    def slip(self) -> float | None:
        """Days by which it brings the start or the end forward; none where that is under half."""
        days = self.row.slip_days
        return None if days is None or abs(days) < 0.5 else days


@dataclass(frozen=True)
class ForecastPage:
    """One kept forecast, ready to be shown."""

    kept: KeptForecast
    zone: Zone

    @cached_property
    def unit(self) -> str:
        return table_unit(self.kept.row.amount_target, self.zone.currency).name

    def digits(self, value: Decimal | float) -> str:
        """An amount in the unit of the page."""
        unit = table_unit(self.kept.row.amount_target, self.zone.currency).key
        amount = value if isinstance(value, Decimal) else Decimal(str(round(value, 2)))
        return shown_amount(amount, currency=self.zone.currency, unit=unit).digits

    @property
    def chart(self) -> SafeString:
        spread = self.kept.amount
        size = float(table_unit(self.kept.row.amount_target, self.zone.currency).size)
        return distribution_chart(
            (spread.totals / size).tolist(),
            target=spread.target / size,
            unit=self.unit,
            width=560,
            height=150,
        )

    @property
    def targets(self) -> list[tuple[str, str, str, str, str, float]]:
        """Name, target, P10, P50, P90 and chance in percent, of money, starts, completions."""
        row = self.kept.row
        found = [
            (said("完成投资", "Investment"), self.kept.amount, row.amount_chance, True),
            (said("开工（含复工）", "Starts"), self.kept.starts, row.starts_chance, False),
            (said("竣工", "Completions"), self.kept.completions, row.completions_chance, False),
        ]
        return [
            (name, *self._spread(spread, is_money=is_money), chance * 100)
            for name, spread, chance, is_money in found
        ]

    def _spread(self, spread: Spread, *, is_money: bool) -> tuple[str, str, str, str]:
        values = (spread.target, spread.p10, spread.p50, spread.p90)
        low, middle, high, top = (
            self.digits(value) if is_money else f"{value:.0f}" for value in values
        )
        return low, middle, high, top

    @property
    def quantiles(self) -> list[tuple[int, str]]:
        """The same facts as the chart, for the table beside it."""
        shares = (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95)
        return [(share, self.digits(self.kept.amount.quantile(share / 100))) for share in shares]

    @property
    def months(self) -> list[tuple[int, list[str]]]:
        """Month, and its P10, P50, P80, P90."""
        first = self.kept.row.month + 1
        return [
            (first + place, [self.digits(value) for value in row])
            for place, row in enumerate(self.kept.row.months)
        ]

    @cached_property
    def projects(self) -> list[ProjectLine]:
        return [self._project(row) for row in self.kept.projects]

    def _project(self, row: ForecastProject) -> ProjectLine:
        code = row.project.code
        is_network = row.basis == Basis.NETWORK
        page = "plan:schedule" if is_network else "portfolio:project"
        return ProjectLine(
            row=row,
            url=reverse(page, args=[self.zone.slug, code]),
            what_if=reverse("plan:what_if", args=[self.zone.slug, code]) if is_network else "",
            planned=self.digits(row.planned_amount),
            done=self.digits(row.done_amount),
            p10=self.digits(row.p10),
            p50=self.digits(row.p50),
            p90=self.digits(row.p90),
            share=row.variance_share * 100,
            missed=self.digits(row.missed_amount),
            start=None if row.start_chance is None else row.start_chance * 100,
            completion=None if row.completion_chance is None else row.completion_chance * 100,
        )

    @property
    def slips(self) -> list[ProjectLine]:
        """The projects with a plan, in which something may be let slip."""
        return [line for line in self.projects if line.what_if]

    @property
    def paced(self) -> int:
        """How many projects go by their monthly plan."""
        return len(self.projects) - len(self.slips)

    @cached_property
    def actions(self) -> list[ActionLine]:
        """All actions, what raises the chance most first."""
        return [self._action(row) for row in self.kept.actions]

    @property
    def issues(self) -> list[ActionLine]:
        """Issues by their worth."""
        found = [line for line in self.actions if line.row.kind == ActionKind.ISSUE]
        return sorted(found, key=lambda line: (-line.row.gain_amount, line.row.pk))

    def _action(self, row: ForecastAction) -> ActionLine:
        slug = self.zone.slug
        url = reverse("portfolio:project", args=[slug, row.project.code])
        if row.issue is not None:
            url = reverse("coordination:issue", args=[slug, row.issue.number])
        elif row.kind == ActionKind.CONDITION:
            url = reverse("coordination:conditions_of", args=[slug, row.project.code])
        elif row.activity_key:
            url = reverse("plan:schedule", args=[slug, row.project.code])
        return ActionLine(
            row=row,
            words=_words(row),
            url=url,
            amount=self.digits(row.gain_amount),
            money=estimate_in_words(row.gain_amount, currency=self.zone.currency),
            points=row.gain_chance * 100,
            all_points=row.gain_all_chance * 100,
        )

    @property
    def learned(self) -> list[str]:
        return learned_words(self.kept.row.learned, assumptions())

    @property
    def assumed(self) -> list[tuple[str, str]]:
        """The tables that are taken for granted: what, and its numbers."""
        return assumed_rows(assumptions())


def _words(row: ForecastAction) -> str:
    """What to do; the project is told beside it."""
    match ActionKind(row.kind):
        case ActionKind.ISSUE:
            title = row.issue.title if row.issue else ""
            due = f"{row.due_on:%m-%d}" if row.due_on else ""
            return said(f"{due} 前解决「{title}」", f"Solve “{title}” by {due}")
        case ActionKind.CONDITION:
            due = f"{row.due_on:%m-%d}" if row.due_on else ""
            return said(f"{due} 前{row.words}到位", f"{row.words_en} there by {due}")
        case ActionKind.REMEDY:
            return said(row.words, row.words_en)
        case ActionKind.START:
            return said("按计划日开工", "Begin on the planned day")
        case ActionKind.PACE:
            return said("往后每月不低于月计划", "Keep to its monthly plan from now on")
