"""The pages of issues: the list, one issue, and raising one."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import Organisation, OrganisationKind
from kaigong.coordination import selectors
from kaigong.coordination.asked import VIEWS, Asked
from kaigong.coordination.forms.issues import RaiseForm, solvers
from kaigong.coordination.life import OVER, Party, move_called
from kaigong.coordination.models import HelpState, IssueCategory, Severity
from kaigong.coordination.pages.issues import row_of, rows_of
from kaigong.coordination.parties import moves_for, parties_of
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.issues import raise_issue
from kaigong.wording import said

PAGE = 100


@require_GET
@in_zone("coordination.see_issues")
def issues(request: InZone) -> HttpResponse:
    """The issues that a person may see: those that wait for him first."""
    asked = Asked.of(request.GET)
    standing = request.standing
    counts = {view: replace(asked, view=view).rows(standing).count() for view in VIEWS}
    if not asked.view:
        asked = replace(asked, view="mine" if counts["mine"] else "open")
    found = asked.rows(standing).select_related(
        "zone", "project", "category", "lead", "owner", "raised_by", "raised_for"
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "views": [(asked.but(view=key), key, label, counts[key]) for key, label in VIEWS.items()],
        "asked": asked,
        "categories": IssueCategory.objects.filter(zone=request.zone),
        "leads": solvers(standing),
        "page": page,
        "rows": rows_of(page.object_list, request.zone.today()),
        "address": asked.but(),
        "is_narrowed": asked != Asked(view=asked.view),
        "may_raise": standing.may("coordination.raise_issue"),
        "may_see_statistics": standing.may("coordination.see_statistics"),
    }
    return render(request, "coordination/issues.html", context)


@require_GET
@in_zone("coordination.see_issues")
def issue(request: InZone, issue: str) -> HttpResponse:
    """One issue: where it stands, who acts next, what happened, and what this person can do."""
    standing = request.standing
    found = selectors.issue_for(standing, issue)
    parties = parties_of(found, standing)
    helps = list(found.helps.select_related("organisation", "answered_by"))
    context = {
        "issue": found,
        "row": row_of(found, request.zone.today()),
        "turns": [
            (turn, move.label if (move := move_called(turn.move)) else "")
            for turn in selectors.turns_for(standing, found)
        ],
        "moves": [(move, set(move.asks)) for move in moves_for(found, standing)],
        "helps": helps,
        "my_helps": [
            each
            for each in helps
            if each.organisation_id in standing.organisation_ids and each.state != HelpState.DONE
        ],
        "answers": [each for each in HelpState if each is not HelpState.ASKED],
        "solvers": solvers(standing),
        "may_ask_help": bool({Party.LEAD, Party.DISPATCH} & parties) and found.state not in OVER,
        "may_move_deadline": Party.DISPATCH in parties
        and found.solution_due_on is not None
        and found.state not in OVER,
        "may_be_internal": standing.may("coordination.answer_issues"),
    }
    return render(request, "coordination/issue.html", context)


@require_http_methods(["GET", "POST"])
@in_zone("coordination.raise_issue")
def new(request: InZone) -> HttpResponse:
    """Raise an issue; what is already open on the project is shown beside it."""
    standing = request.standing
    if not IssueCategory.objects.filter(zone=request.zone).exists():
        begin_categories(request.zone, by=None)
    posted = request.POST if request.method == "POST" else None
    initial = {"project": request.GET.get("project", ""), "category": request.GET.get("category")}
    form = RaiseForm(posted, standing=standing, initial=initial)
    if posted is not None and form.is_valid():
        made = raise_issue(
            request.zone, by=request.user, raised_for=_speaks_for(request), **form.cleaned_data
        )
        told = said(f"已提出：{made.number}", f"Raised: {made.number}")
        messages.success(request, told)
        return redirect("coordination:issue", zone=request.zone.slug, issue=made.number)
    code = (posted or request.GET).get("project", "")
    beside = selectors.open_issues_for(standing).filter(project__code=code or None)
    context = {
        "form": form,
        "beside": rows_of(beside[:10], request.zone.today()),
        "severities": Severity,
    }
    status = 422 if form.errors else 200
    return render(request, "coordination/raise.html", context, status=status)


def _speaks_for(request: InZone) -> Organisation | None:
    """The body whose issue it is: a person's firm or utility, else the first one."""
    bodies = [each.organisation for each in request.standing.memberships]
    outside = {OrganisationKind.FIRM, OrganisationKind.UTILITY}
    return next((each for each in bodies if each.kind in outside), bodies[0] if bodies else None)
