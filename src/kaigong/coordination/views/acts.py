"""What is done to an issue from its page."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination import selectors
from kaigong.coordination.forms.issues import (
    DeadlineForm,
    HelpAnswerForm,
    HelpForm,
    MoveForm,
    RemarkForm,
)
from kaigong.coordination.life import move_called
from kaigong.coordination.models import Issue, Paper
from kaigong.coordination.parties import acting_for
from kaigong.coordination.services.helps import answer_for_help, ask_for_help
from kaigong.coordination.services.issues import move_deadline, move_issue, remark_on_issue
from kaigong.coordination.services.papers import keep_papers
from kaigong.web.sent_once import is_from_outbox, refusal_of, sent_once
from kaigong.wording import said


def _back(
    request: InZone, issue: Issue, told: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """To the issue again: with what was done, or with what is wrong in what was typed."""
    if form is not None:
        if is_from_outbox(request):
            return refusal_of(form)
        for faults in form.errors.values():
            for fault in faults:
                messages.error(request, str(fault))
    elif told:
        messages.success(request, told)
    return redirect("coordination:issue", zone=request.zone.slug, issue=issue.number)


def _papers(request: InZone, issue: Issue, files: list[UploadedFile]) -> list[Paper]:
    body = acting_for(issue, request.standing)
    return keep_papers(request.zone, files=files, by=request.user, organisation=body)


@require_POST
@in_zone("coordination.see_issues")
@sent_once
def move(request: InZone, issue: str, move: str) -> HttpResponse:
    """One move of the life of an issue; who may make it hangs on what one is to it."""
    found = selectors.issue_for(request.standing, issue)
    known = move_called(move)
    if known is None:
        raise Http404
    form = MoveForm(request.POST, request.FILES, standing=request.standing)
    if not form.is_valid():
        return _back(request, found, form=form)
    given = form.cleaned_data
    with transaction.atomic():
        move_issue(
            found,
            move,
            standing=request.standing,
            lead=given["lead"],
            words=given["words"],
            papers=_papers(request, found, given["papers"]),
            seen_version=given["version"],
        )
    return _back(request, found, f"{known.label}：{found.number}")


@require_POST
@in_zone("coordination.see_issues")
@sent_once
def remark(request: InZone, issue: str) -> HttpResponse:
    """Words and photos under an issue."""
    found = selectors.issue_for(request.standing, issue)
    form = RemarkForm(request.POST, request.FILES)
    if not form.is_valid():
        return _back(request, found, form=form)
    given = form.cleaned_data
    with transaction.atomic():
        remark_on_issue(
            found,
            standing=request.standing,
            words=given["words"],
            papers=_papers(request, found, given["papers"]),
            is_internal=given["is_internal"],
        )
    return _back(request, found, said("已留言", "Said"))


@require_POST
@in_zone("coordination.dispatch_issues")
def deadline(request: InZone, issue: str) -> HttpResponse:
    """Another day to be solved by, with its reason."""
    found = selectors.issue_for(request.standing, issue)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return _back(request, found, form=form)
    day = form.cleaned_data["to"]
    move_deadline(found, to=day, reason=form.cleaned_data["words"], standing=request.standing)
    return _back(request, found, said(f"期限改为 {day}", f"Due on {day}"))


@require_POST
@in_zone("coordination.see_issues")
def ask_help(request: InZone, issue: str) -> HttpResponse:
    """Ask a department for its part."""
    found = selectors.issue_for(request.standing, issue)
    form = HelpForm(request.POST, standing=request.standing)
    if not form.is_valid():
        return _back(request, found, form=form)
    given = form.cleaned_data
    help_ = ask_for_help(
        found,
        of=given["organisation"],
        task=given["task"],
        due_on=given["due_on"],
        standing=request.standing,
    )
    body = help_.organisation
    return _back(request, found, said(f"已请「{body}」配合", f"{body} was asked to help"))


@require_POST
@in_zone("coordination.see_issues")
def answer_help(request: InZone, issue: str) -> HttpResponse:
    """A helping department's answer."""
    found = selectors.issue_for(request.standing, issue)
    form = HelpAnswerForm(request.POST, standing=request.standing)
    if not form.is_valid():
        return _back(request, found, form=form)
    given = form.cleaned_data
    help_ = answer_for_help(
        found,
        of=given["organisation"],
        state=given["state"],
        words=given["words"],
        standing=request.standing,
    )
    return _back(request, found, help_.get_state_display())
