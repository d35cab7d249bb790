"""The ledger page: its frame, the plain table under the grid, and the table for print."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.selectors import Standing
from kaigong.portfolio.batches import batch_name
from kaigong.portfolio.feeds.asked import (
    columns_asked,
    day_in_view,
    month_asked,
    share_of_year,
    view_asked,
)
from kaigong.portfolio.feeds.rows import age_of
from kaigong.portfolio.ledger_forms import NewProjectForm
from kaigong.portfolio.models import SavedView
from kaigong.portfolio.paper import Paper, zone_address
from kaigong.portfolio.selectors.origins import planned_years
from kaigong.portfolio.selectors.papers import LAST_IMPORT, last_import_for, layouts_for
from kaigong.portfolio.selectors.saved_views import saved_views_for
from kaigong.portfolio.services.projects import add_project
from kaigong.portfolio.standing_views import STANDING_VIEWS
from kaigong.web.asof import day_asked
from kaigong.wording import said

FIRST_ROWS = 50
# The grid asks for its sums beside its rows. Under a large ledger the plain table leaves them to a
# link, or every opening of the page would sum up all months twice.
SUMMED_AT_ONCE = 5_000
STATE = {"columns", "sort", "filter", "group"}
USUAL_GROUP = "sector"
USUAL_SORT = ("-planned_amount",)


@in_zone("portfolio.see_ledger")
def ledger(request: InZone) -> HttpResponse:
    """The ledger of the zone; `?print=1` is all of it as a plain table for A3."""
    return _page(request)


@require_POST
@in_zone("portfolio.add_project")
def add(request: InZone) -> HttpResponse:
    """Enter one project by its name, sector, kind and total."""
    form = NewProjectForm(request.zone, request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    project = add_project(request.zone, by=request.user, **form.fields_of_project())
    messages.success(
        request,
        said(
            f"已建立 {project.code} {project.name}", f"{project.code} {project.name} has been added"
        ),
    )
    return redirect("portfolio:ledger", request.zone.slug)


def _page(
    request: InZone, *, form: NewProjectForm | None = None, status: int = 200
) -> HttpResponse:
    view = view_asked(request)
    if not STATE & set(request.GET):  # the plain address shows the office's usual picture
        view = replace(view, group=USUAL_GROUP, sort=USUAL_SORT)
    tick = share_of_year(view, day=day_in_view(request))
    is_print = request.GET.get("print") == "1"
    paper = Paper(request.standing, view, columns_asked(request), tick=tick, is_print=is_print)
    standing = request.standing
    context: dict[str, object] = {
        "table": paper.every_row()
        if is_print
        else paper.first_rows(
            FIRST_ROWS, summed_up_to=None if "sums" in request.GET else SUMMED_AT_ONCE
        ),
        "year": view.year,
        "month": month_asked(request),
        "day": day_in_view(request),
        "as_of": day_asked(request),
        "age": age_of(request),
        "back": urlencode({key: text for key, text in request.GET.items() if key != "print"}),
    }
    if is_print:
        return render(request, "portfolio/ledger_print.html", context)
    context |= {
        "base": zone_address(request.zone),
        "tabs": _tabs(request),
        "years": _years(request),
        "usual": urlencode({"group": view.group, "sort": ",".join(view.sort)}),
        "widths": _widths(request),
        "may_edit": standing.may("portfolio.edit_ledger") and not day_asked(request),
        "may_share": standing.may("portfolio.edit_ledger"),
        "may_import": standing.may("portfolio.import_ledger") and not day_asked(request),
        "may_add": standing.may("portfolio.add_project") and not day_asked(request),
        "may_manage": standing.may("accounts.manage_people"),
        "is_filtered": bool(view.filters),
        "layouts": _layouts(standing),
        "new_project": form or NewProjectForm(request.zone),
    }
    return render(request, "portfolio/ledger.html", context, status=status)


def _tabs(request: InZone) -> list[dict[str, object]]:
    """The views at hand; how many rows each shows comes later, from the feed."""
    here = request.GET.get("view", "all")
    as_of = day_asked(request)
    frame = urlencode({"as_of": as_of.isoformat()}) if as_of else ""
    tabs: list[dict[str, object]] = []
    for view in STANDING_VIEWS:
        address = view.address(request.standing)
        tabs.append(_tab(view.key, str(view.name), f"{address}&{frame}".rstrip("&"), here))
    for saved in saved_views_for(request.standing).select_related("organisation"):
        tab = _tab(
            str(saved.pk), batch_name(saved.name), f"{_address_of(saved)}&{frame}".rstrip("&"), here
        )
        tab["may_drop"] = saved.user_id == request.user.pk or (
            saved.organisation_id in request.standing.organisation_ids
            and request.standing.may("portfolio.edit_ledger")
        )
        tab["shared_by"] = saved.organisation  # a view of one's own may have the same name
        tabs.append(tab)
    return tabs


def _tab(key: str, name: str, query: str, here: str) -> dict[str, object]:
    return {"key": key, "name": name, "query": query, "is_here": key == here}


def _address_of(view: SavedView) -> str:
    asked = {key: str(view.state.get(key) or "") for key in ("columns", "sort", "filter", "group")}
    return urlencode({"view": str(view.pk), **{key: text for key, text in asked.items() if text}})


def _layouts(standing: Standing) -> list[dict[str, object]]:
    """The office's own workbooks that the view may be put into."""
    last = last_import_for(standing)
    kept = [(str(one.pk), one) for one in layouts_for(standing)]
    found = [(LAST_IMPORT, last), *kept] if last else kept
    return [{"key": key, "name": one.name, "file_name": one.file_name} for key, one in found]


def _years(request: InZone) -> list[int]:
    """The years that have a plan, and this one."""
    return sorted({*planned_years(request.zone), day_in_view(request).year}, reverse=True)


def _widths(request: InZone) -> str:
    """The column widths that a saved view keeps."""
    key = request.GET.get("view", "")
    if not key.isdigit() or len(key) > 18:
        return ""
    view = saved_views_for(request.standing).filter(pk=int(key)).first()
    widths = view.state.get("widths") if view else None
    return json.dumps(widths) if isinstance(widths, dict) and widths else ""
