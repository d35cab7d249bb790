"""The ledger page, first rows and one filter, against Django's Paginator with its count.

Both go through the test client and the same middleware, signed in. The peer is a bare page: fifty
rows with the same ten cells in a plain table, no frame, tabs or totals, so it has less to do.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import DecimalField, F, OuterRef, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from benchmarks.places import MONTH, SLUG
from benchmarks.timing import agree, in_turns

VIEWS = {
    "first rows": {"sort": "-planned_amount"},
    "with a filter": {
        "sort": "-planned_amount",
        "filter": json.dumps({"kind": {"in": ["new"]}, "planned_amount": {"from": "30000000"}}),
    },
}
KEYS = ("name", "code", "kind", "stage", "sector", "total_amount", "planned_amount", "year_amount")
TABLE = """{% for p in page %}<tr><td>{{ p.code }}</td><td>{{ p.name }}</td>
<td>{{ p.get_kind_display }}</td><td>{{ p.get_stage_display }}</td><td>{{ p.sector.name }}</td>
<td>{{ p.total_amount }}</td><td>{{ p.planned }}</td><td>{{ p.done }}</td><td>{{ p.place }}</td>
<td>{{ p.planned_completion_on|date:"Y-m-d" }}</td></tr>{% endfor %}{{ page.paginator.count }}"""


def peer_rows(view: str) -> Any:
    from kaigong.portfolio.models import AnnualPlan, MonthlyReport, Project

    plan = AnnualPlan.objects.filter(project=OuterRef("pk"), year=MONTH.year)
    done = (
        MonthlyReport.objects.filter(
            project=OuterRef("pk"), month__gte=MONTH.replace(month=1), month__lte=MONTH
        )
        .order_by()
        .values("project")
        .annotate(amount=Sum("record_amount"))
        .values("amount")
    )
    rows = Project.objects.filter(zone__slug=SLUG).select_related("sector")
    rows = rows.annotate(
        planned=Subquery(plan.values("planned_amount")[:1]),
        done=Subquery(done, output_field=DecimalField()),
    )
    if view == "with a filter":
        rows = rows.filter(kind="new", planned__gte=30_000_000)
    return rows.order_by(F("planned").desc(nulls_last=True), "code", "id")


def peer_page(request: HttpRequest) -> HttpResponse:
    page = Paginator(peer_rows(request.GET["view"]), 50).page(1)
    return HttpResponse(Template(TABLE).render(Context({"page": page})))


urlpatterns = [path("peer/", peer_page)]


def codes(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"JY-\d{6}", page)))


def measure(standing: Any, *, turns: int) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    from kaigong.portfolio.feeds.asked import read_filters
    from kaigong.portfolio.sheet import Sheet, View

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(standing.user, backend="django.contrib.auth.backends.ModelBackend")

    def page(address: str, **asked: str) -> str:
        answer = client.get(f"{address}?{urlencode(asked)}")
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        return str(answer.content.decode())

    def bare(view: str) -> str:
        with override_settings(ROOT_URLCONF="benchmarks.ledger_page"):
            return page("/peer/", view=view)

    found: dict[str, Any] = {}
    for name, asked in VIEWS.items():
        view = View(MONTH, read_filters(asked.get("filter", "")), sort=[asked["sort"]])
        with CaptureQueriesContext(connection) as counted:
            html = page(f"/{SLUG}/ledger/", **asked)
        queries = len(counted)
        with CaptureQueriesContext(connection) as counted:
            theirs = bare(name)
        peer_queries = len(counted)
        agree(f"ledger, {name}: first rows", codes(html), codes(theirs))
        total = Sheet(standing, view).count()
        agree(f"ledger, {name}: count", total, peer_rows(name).count())
        seconds = in_turns(
            {
                "ours": lambda asked=asked: page(f"/{SLUG}/ledger/", **asked),
                "Paginator page": lambda name=name: bare(name),
                "our window of 200 alone": lambda view=view: Sheet(standing, view).window(KEYS),
            },
            turns=turns,
        )
        found[name] = {
            "rows": total,
            "queries": queries,
            "peer_queries": peer_queries,
            "seconds": seconds,
        }
    return found
