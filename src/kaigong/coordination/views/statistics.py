"""The figures of issues: how long they wait, on whom, and what comes again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.selectors import organisations_in
from kaigong.coordination.asked import Asked
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.models import IssueCategory
from kaigong.coordination.pages import statistics as page
from kaigong.coordination.selectors import issues_for
from kaigong.coordination.selectors import statistics as figures
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said


@require_GET
@in_zone("coordination.see_statistics")
def statistics(request: InZone) -> HttpResponse:
    """Times to close, days lost by cause, department and season, and what was raised again."""
    zone, standing = request.zone, request.standing
    asked = Asked.of(request.GET)
    found = asked.among(issues_for(standing), standing)
    today = zone.today()
    waits = figures.waits_of(found, zone, today)
    curve = figures.curve_of(waits)
    list_url = reverse("coordination:issues", args=[zone.slug])
    categories = list(IssueCategory.objects.filter(zone=zone))
    bodies = {each.pk: str(each) for each in organisations_in(zone, with_closed=True)}
    causes = {
        each.pk: (str(each), list_url + asked.but(view="all", category=each.key))
        for each in categories
    }
    leads = {
        key: (name, list_url + asked.but(view="all", lead=key)) for key, name in bodies.items()
    } | {0: (said("尚未交办", "not assigned yet"), "")}
    seasons = figures.grouped(waits, waits.seasons, by_cost=False)
    named = {
        key: (name, list_url + url)
        for key, (name, url) in page.season_names(seasons, asked).items()
    }
    again = figures.repeated(found)
    projects = projects_for(standing).in_bulk([each.project_id for each in again])
    context = {
        "asked": asked,
        "categories": categories,
        "leads": solvers(standing),
        "count": len(waits),
        "open": int((~waits.is_over).sum()),
        "late_days": int(waits.late.sum()),
        "late_open": int(((waits.late > 0) & ~waits.is_over).sum()),
        "median": curve.time_until(0.5),
        "ninth": curve.time_until(0.9),
        "longest": int(curve.longest),
        "chart": page.curve_chart(curve) if len(waits) else "",
        "closed_after": page.closed_after(curve),
        "tables": [
            (said("按原因", "By cause"), page.rows_of(
                figures.grouped(waits, waits.categories), causes)),
            (said("按牵头部门", "By lead department"), page.rows_of(
                figures.grouped(waits, waits.leads), leads)),
            (said("按提出的季度", "By quarter raised"), page.rows_of(seasons, named)),
        ],
        "hands": page.hand_rows(figures.hands_of(found, zone.end_of(today)), bodies),
        "again": [
            (projects[each.project_id], causes[each.category_id][0], each, list_url + asked.but(
                view="all", project=projects[each.project_id].code,
                category=next(c.key for c in categories if c.pk == each.category_id)))
            for each in again
            if each.project_id in projects
        ],
        "list_url": list_url,
        "all_url": list_url + asked.but(view="all"),
        "late_url": list_url + asked.but(view="open", is_late=True),
        "is_narrowed": asked != Asked(view=asked.view),
    }  # fmt: skip
    return render(request, "coordination/statistics.html", context)
