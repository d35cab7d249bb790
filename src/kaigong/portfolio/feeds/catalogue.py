"""The catalogue of columns as the grid needs it: kinds, units, choices, who may edit."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import OrganisationKind
from kaigong.accounts.selectors import bodies_seen, people_seen
from kaigong.portfolio.columns import COLUMNS, GROUPS, Column, Kind
from kaigong.portfolio.feeds.asked import month_asked
from kaigong.portfolio.models import Sector
from kaigong.portfolio.pages.doors import settings_url
from kaigong.portfolio.selectors.sectors import open_sectors, thresholds_of
from kaigong.web.amounts import ledger_unit
from kaigong.web.asof import day_asked, moment_asked
from kaigong.wording import is_chinese, said

Choices = list[dict[str, str]]
# How the grid shows a column where that differs from how it is stored.
_SHOWN_AS = {"name": "link", "year_share": "bar"}
_ORGANISATION_KINDS = {
    "task_force": [OrganisationKind.TASK_FORCE],
    "investor": [OrganisationKind.FIRM],
}


@require_GET
@in_zone("portfolio.see_ledger")
def columns(request: InZone) -> HttpResponse:
    """Every column that the ledger has, and how its cells are shown and typed."""
    unit = ledger_unit(request.zone.currency)
    may_edit = request.standing.may("portfolio.edit_ledger")
    choices, settings = _choices(request), _settings(request)
    listed = []
    for column in COLUMNS.values():
        is_amount = column.kind is Kind.AMOUNT
        entry: dict[str, object] = {
            "key": column.key,
            "label": str(column.label),
            "group": column.group,
            "kind": _SHOWN_AS.get(column.key, column.kind.value),
            "width": _width(column),
            "is_editable": column.is_editable and may_edit,
            "is_frozen": column.is_frozen,
            "is_shown": column.is_shown,
            "is_sortable": True,
            "digits": column.digits,
            "unit": unit.name if is_amount else "",
            "unit_size": format(unit.size, "f") if is_amount else "1",
            "help": said(column.help_zh, column.help_en),
        }
        if column.key in choices:
            entry["choices"] = choices[column.key]
        if column.kind in settings:
            entry["settings"] = settings[column.kind]
        listed.append(entry)
    groups = [
        {
            "key": group.key,
            "label": str(group.label),
            "unit": unit.name if group.key == "investment" else "",
        }
        for group in GROUPS
    ]
    return JsonResponse({"columns": listed, "groups": groups})


def _width(column: Column) -> int:
    """Widths are drawn for Chinese; an English word of a choice or an office needs more room."""
    wide = {Kind.CHOICE: 136, Kind.FLAG: 124, Kind.ORGANISATION: 140}
    if is_chinese() or column.kind not in wide:
        return column.width
    return 90 if column.key == "kind" else max(column.width, wide[column.kind])


def _settings(request: InZone) -> dict[Kind, dict[str, str]]:
    """Where the names in a column are set, for who may look there."""
    year, day = month_asked(request).year, day_asked(request)
    pages = {
        Kind.SECTOR: ("settings", said(f"{year} 年的产业口径", f"Sector scheme of {year}")),
        Kind.LEVEL: ("levels", said(f"{year} 年的级别标准", f"Levels of {year}")),
    }
    urls = {
        kind: settings_url(request.standing, page, year=year, as_of=day)
        for kind, (page, _) in pages.items()
    }
    return {kind: {"url": url, "label": pages[kind][1]} for kind, url in urls.items() if url}


def _choices(request: InZone) -> dict[str, Choices]:
    """What may be chosen in a column, in the reader's language; names of persons as they are."""
    zone, year = request.zone, month_asked(request).year
    organisations = list(bodies_seen(request.standing))
    seen = people_seen(request.standing)
    people = [{"value": str(each.pk), "label": str(each)} for each in seen]
    levels = thresholds_of(zone, year, moment=moment_asked(request, zone))
    every_sector = Sector.objects.filter(scheme__zone=zone).order_by("-scheme__first_year", "place")
    sectors = {"sector": open_sectors(zone, year), "given_sector": list(every_sector)}
    found: dict[str, Choices] = {}
    for column in COLUMNS.values():
        if column.choices is not None:
            found[column.key] = _own(column)
        elif column.kind is Kind.PERSON:
            found[column.key] = people
        elif column.kind is Kind.ORGANISATION:
            kinds = _ORGANISATION_KINDS.get(column.key)
            found[column.key] = [
                {"value": str(each.pk), "label": str(each)}
                for each in organisations
                if (each.kind in kinds if kinds else each.kind not in ("firm", "task_force"))
            ]
        elif column.kind is Kind.SECTOR:
            listed = sectors[column.key]
            found[column.key] = [{"value": str(each.pk), "label": str(each)} for each in listed]
        elif column.kind is Kind.LEVEL:
            found[column.key] = [{"value": str(each.pk), "label": str(each)} for each in levels]
    return found


def _own(column: Column) -> Choices:
    assert column.choices is not None  # noqa: S101
    return [{"value": str(value), "label": str(label)} for value, label in column.choices.choices]
