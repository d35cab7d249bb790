"""The resources of one plan: what there is, what is asked for, and the plan that it allows."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.engines.scheduling.levelling import NeverEnoughError, NeverFreeLongEnoughError
from kaigong.errors import KaigongError
from kaigong.plan.errors import (
    NeedOfASummaryError,
    ResourceNameError,
    TooManyResourcesError,
    UnfitLaterNumberError,
    UnfitResourceError,
    UnknownResourceError,
    UnknownSharedResourceError,
)
from kaigong.plan.levelling import is_levellable, levelled, levelled_back
from kaigong.plan.models import Activity
from kaigong.plan.pages.levelled import back_shown, levelled_shown
from kaigong.plan.pages.plan_head import past_context
from kaigong.plan.pages.resources import resources_shown
from kaigong.plan.resource_lines import resources_typed, typed_again
from kaigong.plan.resources import (
    Resource,
    needs_in,
    needs_written,
    resources_of,
    shared_one,
)
from kaigong.plan.selectors.past import plan_on
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services.resources import accept_levelling, state_needs, state_resources
from kaigong.plan.sharing import resource_of, shared_in
from kaigong.web.asof import day_asked
from kaigong.wording import explain, said

BLANK = 2  # empty lines below the resources that there are
MOST_LINES = 200  # activities that the page asks for needs; of others their own form does
FORWARD, BACKWARD = "level", "back"
UNFIT = (
    NeedOfASummaryError,
    ResourceNameError,
    TooManyResourcesError,
    UnfitLaterNumberError,
    UnfitResourceError,
    UnknownResourceError,
    UnknownSharedResourceError,
)


@require_GET
@in_zone("plan.see_plans")
def page(request: InZone, code: str) -> HttpResponse:
    """Loads of each resource; `?with=level`: levelled beside it, `?with=back`: latest starts."""
    day = day_asked(request)
    return render(request, "plan/resources.html", _context(request, code, day))


def _context(request: InZone, code: str, day: date | None = None) -> dict[str, object]:
    opened = plan_on(open_plan(request.standing, code), day)
    way = request.GET.get("with", "")
    context: dict[str, object] = {
        **past_context(request, opened),
        "kept": [("with", way)] if way else [],
        "project": opened.project,
        "opened": opened,
        "way": way if way in (FORWARD, BACKWARD) else "",
        "may_edit": request.standing.may("plan.edit_plans") and day is None,
        "can_level": is_levellable(opened),
        **_with_resources(opened, way),
    }
    resources = resources_of(opened.plan)
    work = [row for row in opened.work if row.finished is None and row.kind == "task"]
    return context | {
        "resources": [
            *(each for each in resources if not each.shared),
            *[Resource("", "") for _ in range(BLANK)],
        ],
        "shareable": [resource_of(each) for each in shared_in(request.zone)],
        "chosen": [each.shared for each in resources],
        "lines": [(row, needs_written(row.needs, resources)) for row in work[:MOST_LINES]],
        "more_lines": max(0, len(work) - MOST_LINES),
        "needed": sum(bool(row.needs) for row in work),
    }


def _refused(request: InZone, code: str, wrong: KaigongError, where: str) -> HttpResponse:
    """The page again with what was typed, and what is wrong with it; nothing was kept."""
    context = _context(request, code) | {"fault": explain(wrong), "fault_in": where}
    if where == "state":
        context["resources"] = typed_again(request.POST)
        context["chosen"] = request.POST.getlist("shared")
    else:
        lines = cast("list[tuple[Activity, str]]", context["lines"])
        context["lines"] = [
            (row, request.POST.get(f"needs-{row.key}", text)) for row, text in lines
        ]
    return render(request, "plan/resources.html", context, status=422)


def _with_resources(opened: OpenPlan, way: str) -> dict[str, object]:
    """What the page shows of loads, and of the plan that resources allow."""
    if way not in (FORWARD, BACKWARD) or not is_levellable(opened):
        return {"shown": resources_shown(opened)}
    try:
        found = levelled(opened)
        if way == BACKWARD:
            return {
                "shown": resources_shown(opened),
                "back": back_shown(opened, levelled_back(opened), found),
            }
    except (NeverEnoughError, NeverFreeLongEnoughError) as wrong:
        return {"shown": resources_shown(opened), "never": explain(wrong)}
    beside = found.unlevelled, found.starts, found.finishes
    return {
        "shown": resources_shown(opened, levelled=beside),
        "levelled": levelled_shown(opened, found),
    }


@require_POST
@in_zone("plan.edit_plans")
def state(request: InZone, code: str) -> HttpResponse:
    """Keep which resources there are; a line whose name was emptied goes."""
    opened = open_plan(request.standing, code)
    try:
        found = _stated(request, opened)
        state_resources(opened.plan, found, standing=request.standing, seen_version=_seen(request))
    except UNFIT as wrong:
        return _refused(request, code, wrong, "state")
    return _back(
        request, code, said("资源已保存，可在修编里撤销", "Resources kept; undo among the edits")
    )


def _stated(request: InZone, opened: OpenPlan) -> list[Resource]:
    """The plan's own lines, and what it takes over of the zone's."""
    kept = resources_of(opened.plan)
    shared = {each.shared: each for each in kept if each.shared}
    own = resources_typed(request.POST, {each.key: each for each in kept if not each.shared})
    if "asks_shared" not in request.POST:
        return [*own, *shared.values()]
    chosen = dict.fromkeys(request.POST.getlist("shared"))
    return [*own, *(shared.get(key) or shared_one(opened.plan, key) for key in chosen)]


@require_POST
@in_zone("plan.edit_plans")
def needs(request: InZone, code: str) -> HttpResponse:
    """Keep how many units activities need; only lines that were changed are touched."""
    opened = open_plan(request.standing, code)
    resources = resources_of(opened.plan)
    given = {}
    try:
        for row in opened.work:
            text = request.POST.get(f"needs-{row.key}")
            if text is not None and (units := needs_in(text, resources)) != row.needs:
                given[row.key] = units
        state_needs(opened.plan, given, standing=request.standing, seen_version=_seen(request))
    except UNFIT as wrong:
        return _refused(request, code, wrong, "needs")
    told = said(f"{len(given)} 项工作的资源已保存", f"Needs of {len(given)} activities kept")
    return _back(request, code, told)


@require_POST
@in_zone("plan.edit_plans")
def accept(request: InZone, code: str) -> HttpResponse:
    """Put the levelled dates into the plan, as one edit."""
    accept_levelling(open_plan(request.standing, code), seen_version=_seen(request))
    told = said("已按资源排进计划；可在修编里撤销", "The plan is levelled; undo it among the edits")
    return _back(request, code, told)


def _seen(request: InZone) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else None


def _back(request: InZone, code: str, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(reverse("plan:resources", args=[request.zone.slug, code]))
