"""The ledger page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from kaigong.accounts.doors import InZone, in_zone


@in_zone("portfolio.see_ledger")
def ledger(request: InZone) -> HttpResponse:
    """The ledger of the zone."""
    return render(request, "portfolio/ledger.html", {})
