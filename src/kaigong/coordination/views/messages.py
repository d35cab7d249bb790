"""A person's messages: notices, and what the rules of escalation told inside the house."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.pages.messages import by_day
from kaigong.coordination.pages.notices import notice_row
from kaigong.coordination.selectors.messages import messages_for, notices_for, unread_of
from kaigong.coordination.services.messages import read_messages

PAGE = 100


@require_GET
@in_zone("coordination.see_issues")
def messages(request: InZone) -> HttpResponse:
    """The newest first, by day; those in which this person can act before the others."""
    found = messages_for(request.standing)
    only_new = request.GET.get("view") != "all"
    unread = unread_of(found, request.standing)
    page = Paginator(unread if only_new else found, PAGE).get_page(request.GET.get("page"))
    newest = found.order_by("-pk").values_list("pk", flat=True).first()
    notices = notices_for(request.standing)
    newest_notice = notices.values_list("pk", flat=True).first()
    new_notices = unread_of(notices, request.standing)
    shown = (new_notices if only_new else notices)[:PAGE] if page.number == 1 else []
    unread_issues = page.paginator.count if only_new else unread.count()
    context = {
        "page": page,
        "days": by_day(page.object_list),
        "only_new": only_new,
        "notices": [notice_row(each) for each in shown],
        "unread": unread_issues + new_notices.count(),
        "newest": newest or 0,
        "newest_notice": newest_notice or 0,
    }
    return render(request, "coordination/messages.html", context)


@require_POST
@in_zone("coordination.see_issues")
def read(request: InZone) -> HttpResponse:
    """All that the page showed are read."""
    read_messages(
        request.standing,
        until=_key(request.POST.get("until", "")),
        until_notice=_key(request.POST.get("until_notice", "")),
    )
    return redirect("coordination:messages", request.zone.slug)


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
