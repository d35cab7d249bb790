"""The library of durations among a zone's settings."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.pages.durations import library_for


@require_GET
@in_zone("plan.edit_plans")
def durations(request: InZone) -> HttpResponse:
    """How long trades and steps take; `?of=` opens the rows of a line."""
    library = library_for(request.standing, of=request.GET.get("of", ""))
    return render(request, "plan/durations.html", {"library": library})
