"""The command page and each person's own first page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kaigong.accounts.selectors import zones_for


@login_required
def first_page(request: HttpRequest) -> HttpResponse:
    """Lead a person to the zone; who stands in several chooses, who stands in none is told so."""
    zones = list(zones_for(request.user))
    if len(zones) == 1:
        return redirect("portfolio:ledger", zone=zones[0].slug)
    return render(request, "cockpit/zones.html", {"zones": zones})
