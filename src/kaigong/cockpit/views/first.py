"""Each person's own first page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kaigong.accounts.models import Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import standing_in, zones_for


@login_required
def first_page(request: HttpRequest) -> HttpResponse:
    """Lead a person to the zone; who stands in several chooses, who stands in none is told so."""
    zones = list(zones_for(request.user))
    if len(zones) == 1:
        return redirect(_page_in(request, zones[0]), zone=zones[0].slug)
    doors = [(zone, _page_in(request, zone)) for zone in zones]
    return render(request, "cockpit/zones.html", {"doors": doors})


def _page_in(request: HttpRequest, zone: Zone) -> str:
    """The command page for who may see it, a firm's own page, one's duties for all others."""
    standing = standing_in(request.user, zone.slug)
    if standing.may("coordination.use_firm_door") and standing.reach is Reach.OWN:
        return "coordination:firm"
    return "cockpit:command" if standing.may("cockpit.see_command") else "cockpit:duties"
