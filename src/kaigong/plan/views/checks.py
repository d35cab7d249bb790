"""The check of a plan, and ways to win its days that are accepted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.pages.plan_check import plan_check
from kaigong.plan.pages.plan_head import head_of, past_context
from kaigong.plan.pages.remedies import remedies_for
from kaigong.plan.selectors.past import plan_on
from kaigong.plan.selectors.plans import open_plan, plan_of
from kaigong.plan.services.remedies import accept_remedy
from kaigong.web.asof import day_asked
from kaigong.wording import said


@require_GET
@in_zone("plan.see_plans")
def check(request: InZone, code: str) -> HttpResponse:
    """The fourteen points of a plan, each with the activities that it is about."""
    opened = plan_on(open_plan(request.standing, code), day_asked(request))
    context = {
        **past_context(request, opened),
        "project": opened.project,
        "opened": opened,
        "check": plan_check(opened),
    }
    return render(request, "plan/check.html", context)


@require_GET
@in_zone("plan.see_plans")
def remedies(request: InZone, code: str) -> HttpResponse:
    """The cheapest ways to win the days that are short, as a card of the page."""
    project, opened = plan_of(request.standing, code)
    found = remedies_for(opened) if opened is not None and opened.rows else None
    if found is None:
        return HttpResponse()
    context = {
        "project": project,
        "found": found,
        "version": opened.plan.version if opened is not None else 0,
        "may_edit": request.standing.may("plan.edit_plans"),
    }
    return render(request, "plan/remedies.html", context)


@require_POST
@in_zone("plan.edit_plans")
def accept_way(request: InZone, code: str) -> HttpResponse:
    """Put one way to win the days into the plan, and say what is still missing."""
    version = request.POST.get("version", "")
    accept_remedy(
        open_plan(request.standing, code),
        request.POST.getlist("measure"),
        seen_version=int(version) if version.isdecimal() else None,
    )
    worst = head_of(open_plan(request.standing, code)).worst
    if worst is not None and worst.short:
        told = said(
            f"已采用，「{worst.row}」还缺 {worst.short} 个工作日",
            f"Accepted; “{worst.row}” is still {worst.short} working days short",
        )
    else:
        told = said(
            "已采用，承诺守得住了；可在修编里撤销",
            "Accepted: the promises hold; undo it among the edits",
        )
    messages.success(request, told)
    return redirect("plan:schedule", request.zone.slug, code)
