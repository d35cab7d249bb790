"""The pages of issues: the list, and one issue."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination import registries, selectors
from kaigong.coordination.asked import VIEWS, Asked
from kaigong.coordination.forms.issues import solvers
from kaigong.coordination.forms.papers import TAKEN
from kaigong.coordination.life import OVER, Party, move_called
from kaigong.coordination.models import HelpState, Issue, IssueCategory, IssueState
from kaigong.coordination.pages.firm import firm_part
from kaigong.coordination.pages.issues import place_of, row_of, rows_of
from kaigong.coordination.pages.papers import papers_by_turn
from kaigong.coordination.parties import moves_for, parties_of
from kaigong.coordination.selectors.alike import AlikeIssue, alike_issues, report_of
from kaigong.coordination.selectors.papers import uses_beside

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
        "rows": rows_of(
            page.object_list, request.zone.today(), notes=_notes(standing, list(page.object_list))
        ),
        "orders": [
            (asked.but(by=note.key), note.key, note.label)
            for note in registries.issue_notes
            if note.is_for(standing)
        ],
        "own_order": asked.but(by=""),
        "address": asked.but(),
        "is_narrowed": replace(asked, by="") != Asked(view=asked.view),
        "may_import": request.standing.may("coordination.import_issues"),
        "may_bring": request.standing.may("coordination.answer_issues"),
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
    beside = uses_beside(standing, found)
    of_turn = papers_by_turn(beside)
    # What departments ask of each other is not for the firm.
    is_inside = standing.reach is not Reach.OWN
    helps = list(found.helps.select_related("organisation", "answered_by")) if is_inside else []
    context = {
        "issue": found,
        "row": row_of(found, request.zone.today()),
        "raised_with": of_turn.get(None),
        "turns": [
            (turn, move.label if (move := move_called(turn.move)) else "", of_turn.get(turn.pk))
            for turn in selectors.turns_for(standing, found)
        ],
        "moves": [(move, set(move.asks)) for move in moves_for(found, standing)],
        "firm": firm_part(found, standing, request.zone.today()),
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
        "taken": TAKEN,
        "place": place_of(found),
        "alike": _alike(found, parties, standing),
        "followers": found.followers.select_related("organisation"),
        "may_be_internal": standing.may("coordination.answer_issues"),
        "panels": [
            (panel.template, facts)
            for panel in registries.issue_panels
            if (facts := panel.facts(standing, found)) is not None
        ],
    }
    return render(request, "coordination/issue.html", context)


def _notes(standing: Standing, issues: list[Issue]) -> dict[int, list[str]]:
    """What other slices say of issues, in words."""
    found: dict[int, list[str]] = {}
    for note in registries.issue_notes:
        if note.is_for(standing):
            for number, words in note.words(standing, issues).items():
                found.setdefault(number, []).append(words)
    return found


def _alike(found: Issue, parties: set[Party], standing: Standing) -> list[AlikeIssue]:
    """For who assigns it: what else may tell the same, whoever raised it."""
    if Party.DISPATCH not in parties or found.state not in {IssueState.RAISED, IssueState.TRIAGED}:
        return []
    return alike_issues(
        standing, report_of(found), category=found.category, project=found.project, beside=found
    )
