"""The war map of a zone, and its feed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.audit.services import record
from kaigong.plan.moments import start_day
from kaigong.plan.pages.chains import MOST_SHOWN, Chain, chains_of
from kaigong.plan.pages.papers import paper_context
from kaigong.plan.pages.tables import chains_table, map_table
from kaigong.plan.pages.war_map import NEAR, WarMap, chart_of_map, phase_days, war_map_for
from kaigong.plan.table_workbooks import as_attachment, workbook_of
from kaigong.web.asof import day_asked, on_the_same_day
from kaigong.wording import said


def _asked(request: InZone) -> tuple[WarMap, WarMap, str, bool]:
    """The whole map, the part that was asked for, the front's key, and whether backward."""
    whole = war_map_for(request.standing, as_of=day_asked(request))
    front = request.GET.get("front", "")
    part = whole.narrowed(front) if front and any(front == f.key for f in whole.fronts) else whole
    return whole, part, front, request.GET.get("way") != "forward"


def _chains(request: InZone, part: WarMap, whole: WarMap) -> list[Chain]:
    then = on_the_same_day(request, "")
    return chains_of(part, whole, zone=request.zone.slug, then=then)


@require_GET
@in_zone("plan.see_plans")
def war_map(request: InZone) -> HttpResponse:
    """Fronts and projects; `?front=`, `?way=forward`, `?view=chains` the critical chains across
    projects, `?screen=1` the wall, `?print=1` for paper."""
    whole, part, front, is_backward = _asked(request)
    day = day_asked(request)
    on = {"as_of": day.isoformat()} if day else {}
    is_chains = request.GET.get("view") == "chains"
    kept = {
        "front": front,
        "way": "" if is_backward else "forward",
        "view": "chains" if is_chains else "",
    }
    kept = {name: value for name, value in kept.items() if value}
    query = urlencode(on | kept)
    today = start_day(whole.today)
    feed = reverse("plan:war_map_feed", args=[request.zone.slug])
    context = {
        "whole": whole,
        "part": part,
        "front": front,
        "is_backward": is_backward,
        "query": query,
        # the table says what the bars show
        "told": [
            (front, [(line, phase_days(line, is_backward=is_backward)) for line in front.lines])
            for front in part.fronts
        ],
        "feed": f"{feed}?{query}" if query else feed,
        "as_of": day,
        "as_of_said": said(f"你在看 {today} 的作战图", f"War map as of {today}"),
        "asked": f"{query}&" if query else "",
        "on": f"{urlencode(on)}&" if on else "",
        "then": f"?{urlencode(on)}" if on else "",
        "kept": list(kept.items()),
        "today": today,
        "last_day": request.zone.today(),
        "is_chains": is_chains,
        **paper_context(request),
        "is_screen": request.GET.get("screen") == "1",
        "may_set": request.standing.may("plan.set_fronts"),
        "may_see_targets": request.standing.may("plan.see_targets"),
    }
    if not context["is_screen"]:
        chains = _chains(request, part, whole)
        context |= {
            "chains": chains[:MOST_SHOWN],
            "chain_count": len(chains),
            "chains_left": len(chains) - MOST_SHOWN,
            "near": NEAR,
        }
    template = "plan/war_map.html"
    if context["is_screen"]:
        template = "plan/war_map_screen.html"
    elif context["is_print"]:
        template = "plan/war_map_print.html"
    return render(request, template, context)


@require_GET
@in_zone("plan.see_plans")
def war_map_xlsx(request: InZone) -> FileResponse:
    """The map as it is shown, `?folded=` the fronts closed there, and the critical chains that run
    through it, in Excel."""
    whole, part, _front, _is_backward = _asked(request)
    folded = set(request.GET.getlist("folded"))
    tables = [map_table(part, folded=folded), chains_table(part, _chains(request, part, whole))]
    record(
        "plan.map.exported",
        by=request.user,
        zone=request.zone.slug,
        rows=sum(len(table.rows) for table in tables),
    )
    name = said("作战图", "war-map")
    return as_attachment(workbook_of(tables), f"{name}-{start_day(part.today)}.xlsx")


@require_GET
@in_zone("plan.see_plans")
def war_map_feed(request: InZone) -> HttpResponse:
    """The war map as columns for the chart."""
    _whole, part, _front, is_backward = _asked(request)
    then = on_the_same_day(request, "")
    chart = chart_of_map(part, zone=request.zone.slug, is_backward=is_backward, then=then)
    return JsonResponse(chart.as_feed())
