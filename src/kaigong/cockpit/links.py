"""Doors from a figure to its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from kaigong.accounts.models import Zone
from kaigong.portfolio.moments import Look


def ledger_url(
    zone: Zone,
    filters: Mapping[str, Mapping[str, object]],
    *,
    month: date | None = None,
    look: Look | None = None,
) -> str:
    """The ledger with exactly these rows, in the month and as of the day of the look."""
    asked: dict[str, str] = {}
    if filters:
        asked["filter"] = json.dumps(filters, ensure_ascii=False, separators=(",", ":"))
    if month is not None:
        asked["month"] = f"{month:%Y-%m}"
    if look is not None and look.as_of is not None:
        asked["as_of"] = look.today.isoformat()
    address = reverse("portfolio:ledger", args=[zone.slug])
    return f"{address}?{urlencode(asked)}" if asked else address


def project_url(zone: Zone, code: str, *, look: Look | None = None) -> str:
    """The page of a project, as of the day of the look."""
    try:
        address = reverse("portfolio:project", args=[zone.slug, code])
    except NoReverseMatch:  # a code that no address can carry is still found in the ledger
        return ledger_url(zone, {"code": {"contains": code}}, look=look)
    if look is not None and look.as_of is not None:
        return f"{address}?as_of={look.today.isoformat()}"
    return address


def figure_url(zone: Zone, key: str, *, look: Look) -> str:
    """The page that explains a figure."""
    address = reverse("cockpit:figure", args=[zone.slug, key])
    return f"{address}?as_of={look.today.isoformat()}" if look.as_of else address


def forecast_url(zone: Zone, *, look: Look) -> str:
    """The page of the year's forecast, as of the day of the look."""
    address = reverse("plan:forecast", args=[zone.slug])
    return f"{address}?as_of={look.today.isoformat()}" if look.as_of else address
