"""Doors from a figure to its rows in the ledger, and from a word to where it is set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing

Filters = Mapping[str, Mapping[str, object]]


def rows_url(zone: Zone, filters: Filters, *, month: date, as_of: date | None = None) -> str:
    """The ledger with exactly these rows, in a month and as of a day."""
    asked = {
        "filter": json.dumps(filters, ensure_ascii=False, separators=(",", ":")),
        "month": f"{month:%Y-%m}",
    }
    if as_of is not None:
        asked["as_of"] = as_of.isoformat()
    return f"{reverse('portfolio:ledger', args=[zone.slug])}?{urlencode(asked)}"


def settings_url(standing: Standing, page: str, *, year: int, as_of: date | None = None) -> str:
    """Where sectors (`settings`) or levels (`levels`) of a year are set; empty to who may not look.

    A reader follows it as well as who may change them: it says by which rule a word stands there.
    """
    if not standing.may("portfolio.see_settings"):
        return ""
    asked = {"year": str(year)} | ({"as_of": as_of.isoformat()} if as_of else {})
    return f"{reverse(f'portfolio:{page}', args=[standing.zone.slug])}?{urlencode(asked)}"
