"""`kaigong figures` and `kaigong lamps`: the headline figures, and a round of judging."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Annotated

import typer

from kaigong.accounts.models import Zone
from kaigong.errors import KaigongError
from kaigong.portfolio.headline import Figure, Headline, office_standing, shown_figure
from kaigong.portfolio.moments import Look
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.wording import said

ZoneSlug = Annotated[
    str, typer.Option("--zone", help=said("园区代号，如 jingyue", "Zone slug, such as jingyue"))
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        formats=["%Y-%m-%d"],
        help=said("看哪一天的记录", "The day whose record is asked for"),
    ),
]


class NoSuchZoneError(KaigongError):
    code = "cockpit.no-such-zone"
    zh = "没有代号为「{slug}」的园区；现有：{known}。"
    en = "There is no zone “{slug}”; known: {known}."


def _zone(slug: str) -> Zone:
    zone = Zone.objects.filter(slug=slug).first()
    if zone is None:
        known = ", ".join(Zone.objects.values_list("slug", flat=True)) or "–"
        raise NoSuchZoneError(slug=slug, known=known)
    return zone


def figures(
    zone: ZoneSlug,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help=said("机器可读", "As JSON"))] = False,
) -> None:
    """Print the headline figures of a zone, as the command page shows them."""
    place = _zone(zone)
    day = as_of.date() if as_of else None
    headline = Headline(office_standing(place), Look.at(place, day))
    found = list(headline.figures.values())
    if as_json:
        typer.echo(json.dumps(_told(headline, found, day), ensure_ascii=False, indent=2))
        return
    for figure in found:
        typer.echo(f"{figure.label}: {shown_figure(figure, place.currency)}")


def _told(headline: Headline, figures: list[Figure], day: date | None) -> dict[str, object]:
    return {
        "zone": headline.zone.slug,
        "currency": headline.zone.currency,
        "day": headline.look.today.isoformat(),
        "as_of": day.isoformat() if day else None,
        "month": f"{headline.month:%Y-%m}",
        "sample_rows": headline.samples,
        "figures": [
            {
                "key": figure.key,
                "zh": figure.zh,
                "en": figure.en,
                "unit": figure.unit.value,
                "value": None if figure.value is None else str(figure.value),
                "last_month": None if figure.last_month is None else str(figure.last_month),
                "last_year": None if figure.last_year is None else str(figure.last_year),
                "rows": figure.row_count,
                "filter": figure.filters,
                "formula_zh": figure.formula_zh,
                "formula_en": figure.formula_en,
            }
            for figure in figures
        ],
    }


def lamps(zone: ZoneSlug) -> None:
    """Judge every project of a zone again; a daily job calls this after midnight."""
    verdict = judge_zone(_zone(zone))
    typer.echo(
        said(
            f"判了 {verdict.judged} 个项目，{verdict.turned} 个变灯：{dict(verdict.colours)}",
            f"{verdict.judged} projects judged, {verdict.turned} turned: {dict(verdict.colours)}",
        )
    )
