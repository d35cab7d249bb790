"""The page behind a figure: formula, comparisons, rows, persons, times, files, other sources."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.cockpit.links import figure_url, ledger_url, project_url
from kaigong.cockpit.selectors import contradictions_in, published_beside
from kaigong.portfolio.headline import Figure, Headline, Unit, shown_figure
from kaigong.portfolio.moments import Look
from kaigong.portfolio.outlook import Outlook, outlook_of
from kaigong.portfolio.selectors.origins import last_recorded_at, origins_of
from kaigong.portfolio.sheet import Sheet, Value, View
from kaigong.web.amounts import ledger_unit, shown_amount
from kaigong.web.asof import day_asked
from kaigong.wording import said

ROWS_SHOWN = 200


@dataclass(frozen=True)
class CountedRow:
    """A row that a figure counts, and what it adds to it."""

    code: str
    name: str
    url: str
    amount: str
    source: str
    is_sample: bool


@require_GET
@in_zone("cockpit.see_command")
def figures(request: InZone) -> HttpResponse:
    """All figures with their formulas, and where published figures contradict each other."""
    day = day_asked(request)
    look = Look.at(request.zone, day)
    headline = Headline(request.standing, look)
    currency = request.zone.currency
    rows = [
        (figure, shown_figure(figure, currency), figure_url(request.zone, figure.key, look=look))
        for figure in headline.figures.values()
    ]
    context = {"rows": rows, "as_of": day, "contradictions": contradictions_in(request.standing)}
    return render(request, "cockpit/figures.html", context)


@require_GET
@in_zone("cockpit.see_command")
def figure(request: InZone, key: str) -> HttpResponse:
    """One figure, opened."""
    day = day_asked(request)
    look = Look.at(request.zone, day)
    headline = Headline(request.standing, look)
    origins = {
        "as_of": day,
        "recorded_at": last_recorded_at(request.zone, as_of=look.as_of),
        "origins": origins_of(request.zone, as_of=look.as_of),
        "headline": headline,
    }
    if key == "year_end":
        outlook = outlook_of(request.standing, headline, look)
        return render(request, "cockpit/year_end.html", origins | _estimate(outlook, request))
    found = headline.figures.get(key)
    if found is None:
        raise Http404
    currency = request.zone.currency
    context = origins | {
        "figure": found,
        "shown": shown_figure(found, currency),
        "last_month": _beside(found, currency, "last_month"),
        "last_year": _beside(found, currency, "last_year"),
        "rows_url": ledger_url(request.zone, found.filters, month=found.month, look=look),
        "rows": _rows(request, found, look),
        "rows_shown": ROWS_SHOWN,
        "unit_name": ledger_unit(currency).name,
        "published": [
            (each, shown_figure(found, currency, each.value))
            for each in published_beside(request.zone, key)
        ],
    }
    return render(request, "cockpit/figure.html", context)


def _beside(figure: Figure, currency: str, name: str) -> str:
    value = getattr(figure, name)
    return "" if value is None else str(shown_figure(figure, currency, value))


def _rows(request: InZone, figure: Figure, look: Look) -> list[CountedRow]:
    column = figure.column if figure.unit is not Unit.COUNT else ""
    keys = ["code", "name", "name_en", "source", "is_sample", *([column] if column else [])]
    sort = [f"-{column}"] if column else []
    view = View(figure.month, figure.filters, sort=sort, as_of=look.as_of)
    window = Sheet(request.standing, view).window(keys, limit=ROWS_SHOWN)
    return [_counted(request, row, look) for row in window.rows]


def _counted(request: InZone, row: list[Value], look: Look) -> CountedRow:
    _, code, name, name_en, source, is_sample, *amount = row
    shown = ""
    if amount and amount[0] is not None:
        shown = shown_amount(amount[0], currency=request.zone.currency, unit="ledger").digits  # type: ignore[arg-type]  # a column of amounts
    return CountedRow(
        code=str(code),
        name=said(str(name), str(name_en or name)),
        url=project_url(request.zone, str(code), look=look),
        amount=shown,
        source=str(source or ""),
        is_sample=bool(is_sample),
    )


def _estimate(outlook: Outlook, request: InZone) -> dict[str, object]:
    estimate = outlook.estimate
    if estimate is None:
        return {"estimate": None}
    currency = request.zone.currency

    def amount(value: float) -> str:
        return str(shown_amount(Decimal(str(value)), currency=currency, unit="ledger"))

    return {
        "estimate": estimate,
        "facts": {
            "done": amount(estimate.done),
            "left": amount(estimate.plan_left),
            "target": amount(estimate.target),
            "p10": amount(estimate.p10),
            "p50": amount(estimate.p50),
            "p90": amount(estimate.p90),
        },
        "draws": len(estimate.totals),
    }
