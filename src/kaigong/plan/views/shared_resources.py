"""What the plans of a zone share: stated among its settings, seen on a page, levelled together."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.errors import KaigongError
from kaigong.plan.errors import (
    ResourceNameError,
    SharedResourceInUseError,
    TooManyResourcesError,
    UnfitLaterNumberError,
    UnfitResourceError,
)
from kaigong.plan.joint_levelling import levelled_jointly
from kaigong.plan.models import JointLevelling, SharedResourceEdit
from kaigong.plan.pages.joint_levelling import joint_shown, last_joint
from kaigong.plan.pages.shared_edits import shared_edit_lines
from kaigong.plan.pages.shared_resources import shared_page, shared_table
from kaigong.plan.resource_lines import resources_typed, typed_again
from kaigong.plan.resources import Resource
from kaigong.plan.services.joint_levelling import accept_jointly, undo_jointly
from kaigong.plan.services.shared_resources import state_shared, undo_shared_edit
from kaigong.plan.sharing import resource_of, shared_in
from kaigong.plan.table_workbooks import as_attachment, table_workbook
from kaigong.wording import explain, said

BLANK = 2  # empty lines below those that there are
JOINTLY = "level"
UNFIT = (
    ResourceNameError,
    SharedResourceInUseError,
    TooManyResourcesError,
    UnfitLaterNumberError,
    UnfitResourceError,
)


@require_http_methods(["GET", "POST"])
@in_zone("plan.set_fronts")
def settings(request: InZone) -> HttpResponse:
    """How many of each there are for all plans of the zone; an emptied name takes one off."""
    kept = [resource_of(each) for each in shared_in(request.zone)]
    context: dict[str, object] = {
        "resources": [*kept, *[Resource("", "") for _ in range(BLANK)]],
        "kept": kept,
        "edits": shared_edit_lines(request.zone),
    }
    if request.method == "POST":
        try:
            found = resources_typed(request.POST, {each.key: each for each in kept})
            state_shared(request.zone, found, by=request.user)
        except UNFIT as wrong:
            typed = typed_again(request.POST)
            context |= {"fault": explain(wrong), "fault_in": "state", "resources": typed}
            return render(request, "plan/shared_settings.html", context, status=422)
        messages.success(request, said("共用资源已保存", "Shared resources kept"))
        return redirect("plan:shared_resources", zone=request.zone.slug)
    return render(request, "plan/shared_settings.html", context)


@require_POST
@in_zone("plan.set_fronts")
def undo_statement(request: InZone, shared_edit: int) -> HttpResponse:
    """What an edit changed of what plans share is again what it was."""
    found = get_object_or_404(SharedResourceEdit, zone=request.zone, pk=shared_edit)
    undo_shared_edit(found, by=request.user)
    messages.success(
        request, said("已撤销对共用资源的改动", "The change of what is shared is undone")
    )
    return redirect("plan:shared_resources", zone=request.zone.slug)


@require_GET
@in_zone("plan.see_plans")
def loads(request: InZone) -> HttpResponse:
    """Who takes what, week by week; `?with=level`: all plans levelled together."""
    context: dict[str, object] = {
        "page": shared_page(request.standing),
        "last": last_joint(request.standing),
        "may_set": request.standing.may("plan.set_fronts"),
        "may_edit": request.standing.may("plan.edit_plans"),
        "way": JOINTLY if request.GET.get("with") == JOINTLY else "",
    }
    if context["way"]:
        try:
            found = levelled_jointly(request.standing)
            context["jointly"] = joint_shown(request.standing, found)
        except KaigongError as wrong:
            context["never"] = explain(wrong)
    return render(request, "plan/shared_loads.html", context)


@require_GET
@in_zone("plan.see_plans")
def workbook(request: InZone) -> FileResponse:
    """The same in Excel."""
    table = shared_table(shared_page(request.standing), request.standing)
    content = table_workbook(table, standing=request.standing, project="")
    return as_attachment(content, f"{said('共用资源', 'shared-resources')}.xlsx")


@require_POST
@in_zone("plan.edit_plans")
def accept(request: InZone) -> HttpResponse:
    """Put the joint levelling that was shown into all its plans."""
    found = accept_jointly(request.standing, seen=request.POST.get("seen", ""))
    count = sum(each.moves for each in found.plans)
    told = said(
        f"已排进 {count} 份计划；可在本页一起撤销，或在各自的修编里撤销",
        f"{count} plans are levelled; undo it here as one, or among the edits of each",
    )
    messages.success(request, told)
    return redirect("plan:shared_loads", zone=request.zone.slug)


@require_POST
@in_zone("plan.edit_plans")
def undo(request: InZone, levelling: int) -> HttpResponse:
    """Take a joint levelling back in all its plans."""
    found = get_object_or_404(JointLevelling, zone=request.zone, pk=levelling)
    count = len(undo_jointly(found, standing=request.standing))
    told = said(f"已在 {count} 份计划里撤销", f"It is undone in {count} plans")
    messages.success(request, told)
    return redirect("plan:shared_loads", zone=request.zone.slug)
