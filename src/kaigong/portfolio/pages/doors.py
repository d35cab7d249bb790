"""Doors from a figure of the portfolio's own pages to its rows in the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from kaigong.accounts.models import Zone

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
