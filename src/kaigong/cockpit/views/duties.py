"""My duties: the first page of everybody who is not to look across everything."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.cockpit.duties import duties_of, grouped, row_of
from kaigong.portfolio.moments import Look


@require_GET
@in_zone("cockpit.see_duties")
def duties(request: InZone) -> HttpResponse:
    """What this person has to do, what breaches first on top."""
    look = Look.at(request.zone, None)
    found = duties_of(request.standing, look)
    rounds = [row_of(duty, look.today) for duty in found if duty.of]
    context = {
        "look": look,
        "rounds": rounds,
        "groups": grouped([duty for duty in found if not duty.of], look.today),
        "count": len(found),
    }
    return render(request, "cockpit/duties.html", context)
