"""The door of a page: who comes in, into which zone, with which right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from kaigong.accounts.models import SignedIn, Zone
from kaigong.accounts.selectors import Standing, standing_in

P = ParamSpec("P")


class InZone(SignedIn):
    """A request of a person who stands in a zone."""

    zone: Zone
    standing: Standing


ZoneView = Callable[Concatenate[InZone, P], HttpResponseBase]


def in_zone(right: str) -> Callable[[ZoneView[P]], Callable[..., HttpResponseBase]]:
    """Let in who has a right in the zone of the address; for all others the page does not exist.

    The view's address begins with `<slug:zone>/`; the view itself is called without it and finds
    `request.zone` and `request.standing`.
    """

    def door(view: ZoneView[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def enter(
            request: HttpRequest, zone: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            inside = cast(InZone, request)
            inside.standing = standing_in(inside.user, zone)
            inside.zone = inside.standing.zone
            if not inside.standing.may(right):
                raise Http404
            return view(inside, *args, **kwargs)

        enter.right = right  # type: ignore[attr-defined]  # the walk over all addresses reads it
        return login_required(enter)

    return door
