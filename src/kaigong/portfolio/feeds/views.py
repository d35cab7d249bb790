"""Saved views of the ledger, with how many rows each shows now."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from kaigong.accounts.doors import InZone, in_zone
from kaigong.portfolio.feeds.acts import UnreadableActError, act_of, id_in
from kaigong.portfolio.feeds.asked import read_filters, view_asked
from kaigong.portfolio.models import SavedView
from kaigong.portfolio.selectors.saved_views import saved_views_for
from kaigong.portfolio.services.saved_views import drop_view, keep_view
from kaigong.portfolio.sheet import Sheet, UnreadableFilterError
from kaigong.portfolio.standing_views import STANDING_VIEWS


@require_http_methods(["GET", "POST", "DELETE"])
@in_zone("portfolio.see_ledger")
def views(request: InZone) -> HttpResponse:
    """The views that a person has at hand; keep one more; drop one."""
    if request.method == "GET":
        return JsonResponse(_listed(request), safe=False)
    act = act_of(request)
    if request.method == "DELETE":
        number = id_in(act, "id")
        drop_view(request.standing, get_object_or_404(saved_views_for(request.standing), pk=number))
        return JsonResponse({"dropped": number})
    state = act.get("state")
    if not isinstance(state, dict):
        raise UnreadableActError
    read_filters(str(state.get("filter") or ""))
    view = keep_view(
        request.standing,
        name=str(act.get("name") or ""),
        state=state,
        is_office=act.get("is_office") is True,
    )
    return JsonResponse(_told(view))


def _told(view: SavedView) -> dict[str, object]:
    is_office = view.organisation_id is not None
    return {"id": view.pk, "name": view.name, "is_office": is_office, "state": view.state}


def _listed(request: InZone) -> list[dict[str, object]]:
    frame = view_asked(request)
    found: list[dict[str, object]] = []
    for standing_view in STANDING_VIEWS:
        filters = standing_view.filters(request.standing)
        count = Sheet(request.standing, replace(frame, filters=filters)).count()
        found.append({"id": standing_view.key, "name": str(standing_view.name), "count": count})
    saved = saved_views_for(request.standing)
    return [*found, *(_told(view) | {"count": _count(request, view)} for view in saved)]


def _count(request: InZone, view: SavedView) -> int | None:
    """None when a column of its filter is no more: the view says so when it is opened."""
    frame = view_asked(request)
    try:
        filters = read_filters(str(view.state.get("filter") or ""))
        return Sheet(request.standing, replace(frame, filters=filters)).count()
    except UnreadableFilterError:
        return None
