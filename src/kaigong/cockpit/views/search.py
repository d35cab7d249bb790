"""The quick search, as a page and as the list under the search field."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.cockpit.links import ledger_url, project_url
from kaigong.portfolio.selectors.search import search as find

LIST_LENGTH = 8


@require_GET
@in_zone("portfolio.see_ledger")
def search(request: InZone) -> HttpResponse:
    """Projects and firms in sight that carry the text in one of their names."""
    text = request.GET.get("q", "").strip()[:100]
    is_list = bool(request.htmx)
    found = find(request.standing, text, limit=LIST_LENGTH if is_list else 50)
    context = {
        "text": text,
        "projects": [(each, project_url(request.zone, each.code)) for each in found.projects],
        "project_count": found.project_count,
        "project_left": found.project_count - len(found.projects),
        "firms": [
            (firm, ledger_url(request.zone, {"investor": {"in": [firm.organisation_id]}}))
            for firm in found.firms
        ],
    }
    template = "cockpit/search.html#found" if is_list else "cockpit/search.html"
    return render(request, template, context)
