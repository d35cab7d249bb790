"""The headline figures over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from kaigong.portfolio.api.asked import Day, Slug
from kaigong.portfolio.headline import Headline
from kaigong.portfolio.moments import Look
from kaigong.web.api.doors import enter, needs
from kaigong.web.api.troubles import READ_TROUBLES

router = Router(tags=["figures"])


class FigureOut(Schema):
    """One figure: amounts in whole currency units, shares as fractions, and how it is reckoned."""

    key: str
    zh: str
    en: str
    unit: str
    value: str | None
    last_month: str | None
    last_year: str | None
    formula_zh: str
    formula_en: str
    row_count: int
    filters: dict[str, dict[str, object]]


class FiguresOut(Schema):
    zone: str
    month: str
    moment: datetime
    figures: list[FigureOut]


@router.get(
    "/zones/{zone}/figures", response={200: FiguresOut, **READ_TROUBLES}, operation_id="figures"
)
@needs("cockpit.see_command")
def figures(
    request: HttpRequest, zone: Slug, as_of: Annotated[Day | None, Query(None)]
) -> FiguresOut:
    """The headline figures of a zone, each with its formula and its rows / 总览数字"""
    standing = enter(request, zone, figures)
    look = Look.at(standing.zone, as_of)
    headline = Headline(standing, look)
    return FiguresOut(
        zone=standing.zone.slug,
        month=f"{headline.month:%Y-%m}",
        moment=look.moment,
        figures=[
            FigureOut(
                key=figure.key,
                zh=figure.zh,
                en=figure.en,
                unit=str(figure.unit.value),
                value=_text(figure.value),
                last_month=_text(figure.last_month),
                last_year=_text(figure.last_year),
                formula_zh=figure.formula_zh,
                formula_en=figure.formula_en,
                row_count=figure.row_count,
                filters={key: dict(value) for key, value in figure.filters.items()},
            )
            for figure in headline.figures.values()
        ],
    )


def _text(value: object) -> str | None:
    return None if value is None else f"{value:f}"
