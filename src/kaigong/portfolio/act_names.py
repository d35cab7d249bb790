"""What the keys in lines of the chain stand for today, with the page of each that still exists."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

from kaigong.accounts.selectors import Standing
from kaigong.audit import facts
from kaigong.audit.facts import Told
from kaigong.portfolio.models import ImportRun, Sector, WorkItem
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.portfolio.selectors.saved_views import saved_views_for
from kaigong.wording import said

Names = Mapping[str, Told]


def _page(name: str, standing: Standing, *values: object) -> str:
    try:
        return reverse(f"portfolio:{name}", args=[standing.zone.slug, *values])
    except NoReverseMatch:  # no address can carry this key
        return ""


def _projects(standing: Standing, keys: set[str]) -> Names:
    found = projects_for(standing).filter(code__in=keys).values_list("code", flat=True)
    return {code: Told(code, _page("project", standing, code)) for code in found}


def _months(standing: Standing, keys: set[str]) -> Names:
    is_open = standing.may("portfolio.see_ledger")
    return {key: Told(key, _page("month", standing, key) if is_open else "") for key in keys}


def _years(standing: Standing, keys: set[str]) -> Names:
    is_open = standing.may("portfolio.see_ledger")
    return {
        key: Told(
            said(f"{key} 年计划", f"Plan of {key}"),
            _page("plan", standing, int(key)) if is_open and key.isdecimal() else "",
        )
        for key in keys
    }


def _settings(standing: Standing, keys: set[str]) -> Names:
    """`sectors/2021` and `levels/2021`."""
    is_open = standing.may("portfolio.see_settings")
    told = {}
    for key in keys:
        what, _, year = key.partition("/")
        text = {
            "sectors": said(f"{year} 年起的产业口径", f"Sector scheme from {year}"),
            "levels": said(f"{year} 年起的级别标准", f"Levels from {year}"),
        }.get(what)
        if text and year.isdecimal():
            page = {"sectors": "scheme", "levels": "year_levels"}[what]
            told[key] = Told(text, _page(page, standing, int(year)) if is_open else "")
    return told


def _views(standing: Standing, keys: set[str]) -> Names:
    """A view that still exists and is the reader's own or the office's, by its name."""
    found = saved_views_for(standing).filter(pk__in=facts.row_ids(keys))
    ledger = _page("ledger", standing)
    return {str(view.pk): Told(view.name, f"{ledger}?view={view.pk}") for view in found}


def _change_sets(standing: Standing, keys: set[str]) -> Names:
    """The number of a change; one that a file brought opens the file's page."""
    is_open = standing.may("portfolio.import_ledger")
    runs = ImportRun.objects.filter(zone=standing.zone, change_set_id__in=facts.row_ids(keys))
    files = dict(runs.values_list("change_set_id", "pk")) if is_open else {}
    return {
        str(number): Told(
            said(f"第 {number} 号", f"no. {number}"),
            _page("import_run", standing, files[number]) if number in files else "",
        )
        for number in facts.row_ids(keys)
    }


def _work_items(standing: Standing, keys: set[str]) -> Names:
    found = WorkItem.objects.filter(project__zone=standing.zone, pk__in=facts.row_ids(keys))
    return {str(item.pk): Told(item.name) for item in found}


def _sectors(standing: Standing, keys: set[str]) -> Names:
    found = Sector.objects.filter(scheme__zone=standing.zone, pk__in=facts.row_ids(keys))
    return {str(sector.pk): Told(str(sector)) for sector in found}


for _kind, _finder in {
    "project": _projects,
    "month": _months,
    "plan of a year": _years,
    "setting": _settings,
    "view": _views,
    "change set": _change_sets,
    "work item": _work_items,
    "sector": _sectors,
}.items():
    facts.register_names(_kind, _finder)
