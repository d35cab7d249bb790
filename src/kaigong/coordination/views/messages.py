"""A person's messages: what the rules of escalation told inside the house."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.pages.messages import by_day
from kaigong.coordination.selectors.messages import messages_for
from kaigong.coordination.services.messages import read_messages

PAGE = 100


@require_GET
@in_zone("coordination.see_issues")
def messages(request: InZone) -> HttpResponse:
    """The newest first, by day; those in which this person can act before the others."""
    found = messages_for(request.standing)
    only_new = request.GET.get("view") != "all"
    unread = found.filter(read_at=None)
    page = Paginator(unread if only_new else found, PAGE).get_page(request.GET.get("page"))
    newest = found.order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "page": page,
        "days": by_day(page.object_list),
        "only_new": only_new,
        "unread": page.paginator.count if only_new else unread.count(),
        "newest": newest or 0,
    }
    return render(request, "coordination/messages.html", context)


@require_POST
@in_zone("coordination.see_issues")
def read(request: InZone) -> HttpResponse:
    """All that the page showed are read."""
    until = request.POST.get("until", "")
    if until.isdecimal() and len(until) < 18:
        read_messages(request.standing, until=int(until))
    return redirect("coordination:messages", request.zone.slug)
