"""The cells of the figures' row: name, figure and unit, comparison, age and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.safestring import SafeString

from kaigong.cockpit.links import figure_url, ledger_url
from kaigong.cockpit.models import PublishedFigure
from kaigong.cockpit.selectors import published_for
from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.headline import Figure, Headline, Unit, shown_figure
from kaigong.web.amounts import ledger_unit, shown_amount
from kaigong.web.charts import bar
from kaigong.wording import is_chinese, said


@dataclass(frozen=True)
class Cell:
    """One headline figure as it is shown."""

    key: str
    name: str
    digits: str
    unit: str
    comparison: str
    age: str
    url: str  # its rows
    why_url: str  # its explanation
    bar: SafeString
    is_sample: bool


def cells_of(headline: Headline) -> list[Cell]:
    """The six cells, from left to right."""
    makers = [_projects, _total, _plan, _new, _batch, _done]
    kit = _Kit(headline)
    return [maker(kit) for maker in makers]


class _Kit:
    """Words that several cells share."""

    def __init__(self, headline: Headline) -> None:
        self.headline = headline
        self.figures = headline.figures
        self.currency = headline.zone.currency
        self.published = published_for(headline)

    def text(self, key: str) -> str:
        return str(shown_figure(self.figures[key], self.currency))

    def beside(self, key: str, value: Decimal) -> str:
        """Another value of a figure, without the unit where the figure itself shows the same."""
        figure = self.figures[key]
        shown = shown_figure(figure, self.currency, value)
        is_same = shown.unit == shown_figure(figure, self.currency).unit
        return shown.digits if is_same else str(shown)

    def pair(self, one: str, other: str) -> tuple[str, str]:
        """Two figures for one line; a unit that both have is written once.

        The line of a cell holds some twenty characters, and a cut figure is none.
        """
        shown = [shown_figure(self.figures[key], self.currency) for key in (one, other)]
        if shown[0].unit != shown[1].unit:
            return str(shown[0]), str(shown[1])
        if is_chinese():
            return shown[0].digits, str(shown[1])
        return str(shown[0]), shown[1].digits

    def against(self, key: str) -> str:
        """Last month and the same month of last year, where they are on record."""
        figure = self.figures[key]
        told = []
        if figure.last_month is not None:
            shown = shown_figure(figure, self.currency, figure.last_month)
            told.append(said(f"上月 {shown}", f"last month {shown}"))
        if figure.last_year is not None:
            shown = shown_figure(figure, self.currency, figure.last_year)
            told.append(said(f"去年同月 {shown}", f"last year {shown}"))
        return said("，", ", ").join(told)

    def change(self, key: str) -> str:
        """The change against last year in percent, in ink."""
        figure = self.figures[key]
        if figure.value is None or not figure.last_year:
            return ""
        change = (figure.value / figure.last_year - 1) * 100
        sign = "+" if change >= 0 else "−"
        return said(f"同比 {sign}{abs(change):.1f} %", f"{sign}{abs(change):.1f} % on last year")

    def cell(
        self, key: str, *, comparison: str, name: str = "", unit: str = "", whole_unit: str = "",
        age: str = "", share: Decimal | None = None, tick: Decimal | None = None, rows: str = "",
    ) -> Cell:  # fmt: skip
        headline, figure = self.headline, self.figures[key]
        shown = shown_figure(figure, self.currency)
        source = self.figures[rows or key]
        published = self.published.get(key)
        is_published = published is not None and _agrees(figure, published, self.currency)
        return Cell(
            key=key,
            name=name or figure.label,
            digits=shown.digits,
            unit=(whole_unit or f"{shown.unit}{unit}") if figure.value is not None else "",
            comparison=comparison,
            age=age or self._age(published if is_published else None),
            url=ledger_url(headline.zone, source.filters, month=headline.month, look=headline.look),
            why_url=figure_url(headline.zone, key, look=headline.look),
            bar=bar(float(share), tick=None if tick is None else float(tick))
            if share is not None
            else SafeString(""),
            is_sample=headline.samples > 0 and not is_published,
        )

    def _age(self, published: PublishedFigure | None) -> str:
        day = _short(self.headline.look.today)
        if published is not None:
            said_on = published.published_on or published.as_of
            shown = _short(said_on) if said_on else published.period
            return said(f"{shown}，官方发布，与台账相符", f"{shown}, published; ledger agrees")
        return said(f"{day}，由台账计算", f"{day}, computed from the ledger")


def _short(day: date) -> str:
    return f"{day.month}-{day.day:02d}"


def _agrees(figure: Figure, published: PublishedFigure, currency: str) -> bool:
    """Whether a published figure says the same, at the precision it was published in."""
    if figure.value is None:
        return False
    step = Decimal(1) if figure.unit is Unit.COUNT else Decimal("0.005")
    if figure.unit is Unit.AMOUNT:
        step = ledger_unit(currency).size / 100
    return abs(figure.value - published.value) < step


def _projects(kit: _Kit) -> Cell:
    kinds = kit.headline.numbers.kinds
    choices = COLUMNS["kind"].choices
    order = choices.choices if choices else ()
    told = [f"{label} {kinds[key].count}" for key, label in order if key in kinds]
    return kit.cell("year_projects", comparison=said("，", ", ").join(told))


def _total(kit: _Kit) -> Cell:
    figure = kit.figures["total_investment"]
    comparison = ""
    if figure.value is not None and figure.row_count:
        mean = shown_amount(figure.value / figure.row_count, currency=kit.currency, digits=1)
        comparison = said(f"平均每个 {mean}", f"{mean} each on average")
    return kit.cell("total_investment", comparison=comparison)


def _plan(kit: _Kit) -> Cell:
    return kit.cell("year_plan", comparison=kit.change("year_plan") or kit.against("year_plan"))


def _new(kit: _Kit) -> Cell:
    share, figures = kit.figures["new_share"].value, kit.figures
    unit, comparison = "", ""
    if share is not None:
        unit = said(f"，占 {share * 100:.0f} %", f"{share * 100:.0f} %")
        plan, part = kit.text("new_plan"), figures["new_plan_share"].value
        told = f"{part * 100:.2f} %" if part is not None else ""
        comparison = said(f"计划 {plan}，占 {told}", f"plan {plan}, {told}")
    return kit.cell("new_projects", unit=unit, comparison=comparison, share=share)


def _batch(kit: _Kit) -> Cell:
    batch = kit.headline.numbers.batch
    if batch is None:
        return kit.cell(
            "batch_started",
            name=said("批次开工", "Batch starts"),
            comparison=said("今年的计划没有分批次", "no batches in this year's plan"),
        )
    rate = kit.figures["batch_start_rate"].value
    total, plan = kit.pair("batch_total", "batch_plan")
    told = said(f"总投资 {total}，年计划 {plan}", f"total {total}, plan {plan}")
    return kit.cell(
        "batch_started",
        whole_unit=said(f"/ {batch.planned} 个", f"/ {batch.planned}")
        + (said("，", ", ") + f"{rate * 100:.1f} %" if rate is not None else ""),
        comparison=told,
        share=rate,
        rows="batch_planned",
    )


def _done(kit: _Kit) -> Cell:
    figures = kit.figures
    month, share = figures["month_plan_share"].value, figures["completion_share"].value
    done, passed = figures["done_to_date"], kit.headline.time_share
    told = []
    if month is not None:
        told.append(said(f"为月计划 {month * 100:.1f} %", f"{month * 100:.1f} % of plan"))
    if done.last_year is not None:
        last_year = kit.beside("done_to_date", done.last_year)
        told.append(said(f"去年同月 {last_year}", f"last year {last_year}"))
    ages = []
    if share is not None:
        ages.append(said(f"占年 {share * 100:.1f} %", f"year {share * 100:.1f} %"))
        ages.append(said(f"序时 {passed * 100:.1f} %", f"time {passed * 100:.1f} %"))
    if done.last_month is not None:
        before = kit.headline.month - timedelta(days=1)
        last_month = kit.beside("done_to_date", done.last_month)
        ages.append(said(f"上月 {last_month}", f"{before:%b} {last_month}"))
    age = said("，", ", ").join(ages)
    return kit.cell(
        "done_to_date",
        comparison=said("，", ", ").join(told),
        age=age,
        share=share,
        tick=passed,
    )
