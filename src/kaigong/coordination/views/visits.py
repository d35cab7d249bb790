"""Site visits: the list, one visit, and the form that is filled in on a phone."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.visits import (
    MOST_FINDINGS,
    FindingForm,
    VisitForm,
    finding_forms,
    found_in,
)
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.selectors.visits import visit_for, visits_for
from kaigong.coordination.services.visits import record_visit
from kaigong.web.sent_once import is_from_outbox, refusal_of, sent_once
from kaigong.wording import said

PAGE = 50


@require_GET
@in_zone("coordination.see_visits")
def visits(request: InZone) -> HttpResponse:
    """The visits that a person may see, the latest first."""
    found = (
        visits_for(request.standing)
        .select_related("project", "by")
        .prefetch_related("findings__issue")
    )
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "may_record": request.standing.may("coordination.record_visit"),
        "tab": "visits",
    }
    return render(request, "coordination/visits.html", context)


@require_http_methods(["GET", "POST"])
@in_zone("coordination.record_visit")
@sent_once
def new(request: InZone) -> HttpResponse:
    """One page, one plain POST, so that a phone without a network can keep it and send it later."""
    standing = request.standing
    is_sent = request.method == "POST"
    initial = {
        "client_key": uuid.uuid4().hex,
        "project": request.GET.get("project", ""),
        "visited_on": request.zone.today(),
    }
    if is_sent and "more" in request.POST:
        # What is written stays, and nobody is told yet what is missing.
        form = VisitForm(standing=standing, initial=initial | request.POST.dict())
        return _page(request, form, finding_forms(standing, request, more=1))
    form = VisitForm(request.POST if is_sent else None, standing=standing, initial=initial)
    findings = finding_forms(standing, request if is_sent else None)
    is_whole = all(each.is_valid() for each in findings if each.is_bound)
    if is_sent and form.is_valid() and is_whole:
        given = dict(form.cleaned_data)
        made = record_visit(
            given.pop("project"),
            **given,
            findings=found_in(request, findings),
            files=request.FILES.getlist("files"),
            standing=standing,
        )
        messages.success(request, said("已记下", "On record"))
        return redirect("coordination:visit", zone=request.zone.slug, visit=made.pk)
    if is_sent and is_from_outbox(request):
        return refusal_of(next(each for each in [form, *findings] if each.errors))
    return _page(request, form, findings, status=422 if is_sent else 200)


def _page(
    request: InZone, form: VisitForm, findings: list[FindingForm], *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "findings": findings,
        "blank": FindingForm(prefix="f__", standing=request.standing),
        "most": MOST_FINDINGS,
        "tab": "visits",
    }
    return render(request, "coordination/visit_new.html", context, status=status)


@require_GET
@in_zone("coordination.see_visits")
def visit(request: InZone, visit: int) -> HttpResponse:
    """One visit: what was seen, the photos, and what became of each finding."""
    standing = request.standing
    found = visit_for(standing, visit)
    findings = list(found.findings.select_related("issue"))
    keys = [each.issue_id for each in findings if each.issue_id]
    seen = set(issues_for(standing).filter(pk__in=keys).values_list("pk", flat=True))
    context = {
        "visit": found,
        "findings": [(each, each.issue_id in seen) for each in findings],
        "papers": uses_for(standing).filter(visit=found).select_related("paper"),
        "tab": "visits",
    }
    return render(request, "coordination/visit.html", context)
