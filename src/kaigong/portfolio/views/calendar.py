"""One's own deadlines as a calendar that a phone subscribes to, by a secret link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_GET

from kaigong.accounts.models import Scope, User
from kaigong.accounts.selectors import standing_in, zones_for
from kaigong.accounts.services.tokens import token_of
from kaigong.audit import clock
from kaigong.portfolio.selectors.deadlines import Deadline, deadlines_of
from kaigong.wording import said

if TYPE_CHECKING:
    from icalendar import Event


@require_GET
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The deadlines of the person whose link this is; a revoked link does not exist."""
    token = token_of(secret)
    if token is None or Scope.CALENDAR not in token.scopes:
        raise Http404
    with override(token.user.language):
        content = _calendar(request, token.user)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address itself is the key
    return response


def _calendar(request: HttpRequest, user: User) -> bytes:
    import icalendar

    found = icalendar.Calendar()
    found.add("prodid", "-//Kaigong//deadlines//ZH")
    found.add("version", "2.0")
    found.add("x-wr-calname", said("开工：我的期限", "Kaigong: my deadlines"))
    found.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for zone in zones_for(user):
        standing = standing_in(user, zone.slug)
        if not standing.may("cockpit.see_duties"):
            continue
        for deadline in deadlines_of(standing):
            found.add_component(_event(request, zone.slug, deadline))
    return bytes(found.to_ical())


def _event(request: HttpRequest, slug: str, deadline: Deadline) -> Event:
    import icalendar

    page = deadline.url
    if not page and deadline.code:
        page = reverse("portfolio:project", args=[slug, deadline.code])
    url = request.build_absolute_uri(page or reverse("cockpit:duties", args=[slug]))
    event = icalendar.Event()
    event.add("uid", f"{deadline.key}@{slug}.kaigong")
    event.add("dtstamp", clock.now())
    event.add("dtstart", deadline.on)
    event.add("dtend", deadline.on + timedelta(days=1))
    event.add("summary", f"✓ {deadline.what}" if deadline.is_done else deadline.what)
    event.add("description", f"{deadline.why}\n{url}")
    event.add("url", url)
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy all day
    return event
