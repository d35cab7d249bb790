"""The command page, its tables by another grouping, and the big screen."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.cockpit.command_page import GROUPINGS, CommandPage
from kaigong.cockpit.selectors import last_look
from kaigong.cockpit.services import note_visit
from kaigong.portfolio.moments import Look
from kaigong.web.asof import day_asked


@require_GET
@in_zone("cockpit.see_command")
def command(request: InZone) -> HttpResponse:
    """What turned red, what waits for a decision, will we reach this year's target."""
    day = day_asked(request)
    is_wall = request.GET.get("screen") == "1"
    grouping = request.GET.get("by", "sector")
    is_fragment = bool(request.htmx) and "by" in request.GET
    # The wall is nobody's visit, nor is a look at a past day or at one table.
    is_visit = not (is_wall or day or is_fragment)
    look = Look.at(request.zone, day)
    page = CommandPage(
        standing=request.standing,
        look=look,
        since=note_visit(request.standing)
        if is_visit
        else last_look(request.standing, as_of=look.as_of),
        grouping=grouping if grouping in GROUPINGS else "sector",
        is_wall=is_wall,
    )
    template = "cockpit/wall.html" if is_wall else "cockpit/command.html"
    if is_fragment:
        template = "cockpit/parts/groups.html"
    context = {
        "page": page,
        "as_of": day,
        "groupings": GROUPINGS,
        "may_decide": request.standing.may("cockpit.decide") and not day and not is_wall,
        "may_import": request.standing.may("portfolio.import_ledger"),
        "may_manage": request.standing.may("accounts.manage_people"),
    }
    return render(request, template, context)
