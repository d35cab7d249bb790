"""What an edit would move is shown before it is accepted."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kaigong.accounts.doors import InZone
from kaigong.plan.models import ReasonCode
from kaigong.plan.pages.effects import effects_shown
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.services.effects import effects_of, moves_others

# Asked anew on the page of the effects, or belonging to one sending alone.
_NOT_CARRIED = {"csrfmiddlewaretoken", "seen", "reason", "why"}


def first_shown(
    request: InZone,
    opened: OpenPlan,
    act: Callable[[], object],
    *,
    name: str,
    key: str,
    is_trial: bool,
) -> HttpResponse | None:
    """The effects of an act instead of the act, where they were asked for or must be seen first.

    They must be seen once where a promise of another project would slip.

    Args:
        name: The address that keeps the act.
        is_trial: Whether they were asked for.

    Raises:
        KaigongError: the act would be refused.
    """
    has_seen = request.POST.get("seen") == "1"
    if not is_trial and (has_seen or not moves_others(opened.plan)):
        return None
    effects = effects_of(opened.plan, act, key=key)
    if not is_trial and not effects.slips_elsewhere:
        return None
    context = {
        "project": opened.project,
        "row": key,
        "called": next((row for row in opened.rows if row.key == key), key),
        "effects": effects_shown(effects, request.standing),
        "is_asked": not is_trial,
        "accept": reverse(f"plan:{name}", args=[request.zone.slug, opened.project.code, key]),
        "carried": [
            (field, value)
            for field, values in request.POST.lists()
            if field not in _NOT_CARRIED
            for value in values
        ],
        "reasons": ReasonCode.choices,
        "reason": request.POST.get("reason", ""),
        "why": request.POST.get("why", ""),
        "is_removal": name == "remove_activity",
        "what_if": _what_if(request, opened, key, days=effects.days),
    }
    template = "plan/effects_card.html" if request.htmx else "plan/effects.html"
    return render(request, template, context, status=200 if is_trial else 409)


def _what_if(request: InZone, opened: OpenPlan, key: str, *, days: int) -> str:
    """Where a slip of so many days is put into money and chances; "" where it is not shown."""
    if not days or not request.standing.may("plan.see_forecast"):
        return ""
    page = reverse("plan:what_if", args=[request.zone.slug, opened.project.code])
    return f"{page}?{urlencode({'activity': key, 'days': days})}"
