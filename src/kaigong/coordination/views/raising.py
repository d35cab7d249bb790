"""Raising an issue, after a look at what was raised already."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination import selectors
from kaigong.coordination.forms.issues import RaiseForm
from kaigong.coordination.forms.papers import TAKEN
from kaigong.coordination.models import Paper
from kaigong.coordination.pages.issues import row_of, rows_of
from kaigong.coordination.parties import speaks_for
from kaigong.coordination.selectors.alike import AlikeIssue, alike_issues, report_from
from kaigong.coordination.services.followers import join_issue
from kaigong.coordination.services.issues import raise_issue
from kaigong.coordination.services.papers import keep_papers
from kaigong.web.sent_once import Choice, is_from_outbox, refusal, refusal_of, sent_once
from kaigong.wording import said

SHOWN = 10


@require_http_methods(["GET", "POST"])
@in_zone("coordination.raise_issue")
@sent_once
def new(request: InZone) -> HttpResponse:
    """Raise an issue, or add to the one that tells the same already."""
    if request.method == "GET":
        asked = {name: request.GET.get(name, "") for name in ("project", "category")}
        return _page(request, RaiseForm(standing=request.standing, initial=asked))
    form = RaiseForm(request.POST, request.FILES, standing=request.standing)
    is_whole = form.is_valid()
    if number := request.POST.get("join"):
        return _join(request, form, number)
    if not is_whole:
        return refusal_of(form) if is_from_outbox(request) else _page(request, form, status=422)
    given = form.cleaned_data
    seen = set(given.pop("seen").split())
    alike = _alike(request, form)
    if any(each.issue.number not in seen for each in alike):
        return _asked_first(request, form, alike)
    with transaction.atomic():
        papers = _papers(request, given.pop("papers"), given.pop("kept"))
        made = raise_issue(
            request.zone, by=request.user, raised_for=speaks_for(request.standing), papers=papers,
            **given,
        )  # fmt: skip
    messages.success(request, said(f"已提出：{made.number}", f"Raised: {made.number}"))
    return redirect("coordination:issue", zone=request.zone.slug, issue=made.number)


@require_GET
@in_zone("coordination.raise_issue")
def alike(request: InZone) -> HttpResponse:
    """What may tell the same as what is being typed."""
    form = RaiseForm(request.GET, standing=request.standing)
    form.is_valid()
    context = {"alike": _rows(request, _alike(request, form))}
    return render(request, "coordination/alike.html", context)


def _alike(request: InZone, form: RaiseForm) -> list[AlikeIssue]:
    given = form.cleaned_data
    if given.get("category") is None:
        return []
    words = [given.get(name, "") for name in ("title", "text", "location")]
    point = given.get("point")
    report = report_from(*words, point=(float(point[0]), float(point[1])) if point else None)
    return alike_issues(
        request.standing, report, category=given["category"], project=given.get("project")
    )


def _rows(request: InZone, alike: list[AlikeIssue]) -> list[tuple[Any, bool]]:
    today = request.zone.today()
    return [(row_of(each.issue, today), each.may_be_joined) for each in alike]


def _asked_first(request: InZone, form: RaiseForm, alike: list[AlikeIssue]) -> HttpResponse:
    """Show what looks the same; nothing is raised, and no file has to be chosen again."""
    numbers = " ".join(each.issue.number for each in alike)
    if is_from_outbox(request):
        told = "；".join(f"{each.issue.number} {each.issue.title}" for each in alike)
        joins = [
            Choice(
                said(
                    f"是 {each.issue.number}，加到那里", f"It is {each.issue.number}: add it there"
                ),
                {"join": each.issue.number},
            )
            for each in alike
            if each.may_be_joined
        ]
        anyway = Choice(said("不是，照样提出", "It is not: raise it"), {"seen": numbers})
        message = said(f"看起来已有人提过：{told}", f"This looks like: {told}")
        return refusal(message, status=409, choices=[*joins, anyway])
    given = form.cleaned_data
    kept = _papers(request, given["papers"], given["kept"])
    return _page(request, form, status=409, alike=alike, kept=kept, seen=numbers)


def _join(request: InZone, form: RaiseForm, number: str) -> HttpResponse:
    """Words and papers go to an issue that is on record already."""
    given = form.cleaned_data
    found = selectors.issue_for(request.standing, number)
    words = [given.get(name, "").strip() for name in ("title", "text")]
    with transaction.atomic():
        papers = _papers(request, given.get("papers", []), given.get("kept", []))
        join_issue(
            found, standing=request.standing, words="\n".join(filter(None, words)), papers=papers
        )
    told = said(f"已加到 {found.number}，没有另外提出", f"Added to {found.number}, not raised anew")
    messages.success(request, told)
    return redirect("coordination:issue", zone=request.zone.slug, issue=found.number)


def _papers(request: InZone, files: list[UploadedFile], kept: list[Paper]) -> list[Paper]:
    body = speaks_for(request.standing)
    brought = keep_papers(request.zone, files=files, by=request.user, organisation=body)
    return [*kept, *brought]


def _page(
    request: InZone,
    form: RaiseForm,
    *,
    status: int = 200,
    alike: list[AlikeIssue] | None = None,
    kept: list[Paper] | None = None,
    seen: str = "",
) -> HttpResponse:
    code = form["project"].value()
    beside = selectors.open_issues_for(request.standing).filter(project__code=code or None)
    context = {
        "form": form,
        "beside": rows_of(beside[:SHOWN], request.zone.today()),
        "alike": _rows(request, alike or []),
        "kept": kept or [],
        "seen": seen,
        "taken": TAKEN,
    }
    return render(request, "coordination/raise.html", context, status=status)
