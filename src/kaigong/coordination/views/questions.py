"""Asking firms, reading and answering what was asked, and how firms rate."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination import selectors
from kaigong.coordination.forms.questions import AnswerForm, QuestionForm
from kaigong.coordination.selectors.papers import uses_for
from kaigong.coordination.selectors.questions import (
    question_for,
    ratings_by_department,
    words_of_ratings,
)
from kaigong.coordination.services.questions import answer_question, ask_firm, withdraw_question
from kaigong.portfolio.selectors import project_for
from kaigong.wording import said

SHOWN = 50


def _told(request: InZone, form: forms.Form) -> None:
    for faults in form.errors.values():
        for fault in faults:
            messages.error(request, str(fault))


@require_POST
@in_zone("coordination.ask_firms")
def ask_in_issue(request: InZone, issue: str) -> HttpResponse:
    """Ask the firm of an issue."""
    found = selectors.issue_for(request.standing, issue)
    form = QuestionForm(request.POST)
    if form.is_valid():
        asked = ask_firm(issue=found, standing=request.standing, **form.cleaned_data)
        _say_asked(request, asked.organisation)
    else:
        _told(request, form)
    return redirect("coordination:issue", zone=request.zone.slug, issue=found.number)


@require_POST
@in_zone("coordination.ask_firms")
def ask_about_project(request: InZone, code: str) -> HttpResponse:
    """Ask the investor of a project."""
    found = project_for(request.standing, code)
    form = QuestionForm(request.POST)
    if form.is_valid():
        asked = ask_firm(project=found, standing=request.standing, **form.cleaned_data)
        _say_asked(request, asked.organisation)
    else:
        _told(request, form)
    return redirect("portfolio:project", zone=request.zone.slug, code=found.code)


def _say_asked(request: InZone, firm: object) -> None:
    messages.success(request, said(f"已问「{firm}」", f"{firm} was asked"))


@require_GET
@in_zone("coordination.see_issues")
def question(request: InZone, question: int) -> HttpResponse:
    """One question: what is asked, by when, and the answer."""
    standing = request.standing
    found = question_for(standing, question)
    sees_issue = (
        found.issue_id and selectors.issues_for(standing).filter(pk=found.issue_id).exists()
    )
    is_ours = found.organisation_id in standing.organisation_ids
    may_withdraw = (
        found.asked_by_id == standing.user.pk
        or found.asked_for_id in standing.organisation_ids
        or standing.may("coordination.dispatch_issues")
    )
    context = {
        "question": found,
        "issue": found.issue if sees_issue else None,
        "papers": uses_for(standing).filter(question=found).select_related("paper"),
        "form": AnswerForm(standing=standing) if is_ours and found.is_open else None,
        "may_withdraw": may_withdraw and found.is_open,
        "is_late": found.is_open and found.due_on < request.zone.today(),
    }
    return render(request, "coordination/question.html", context)


@require_POST
@in_zone("coordination.use_firm_door")
def answer(request: InZone, question: int) -> HttpResponse:
    """Answer for the firm."""
    found = question_for(request.standing, question)
    form = AnswerForm(request.POST, standing=request.standing)
    if not form.is_valid():
        _told(request, form)
        return redirect("coordination:question", zone=request.zone.slug, question=found.pk)
    answer_question(
        found,
        words=form.cleaned_data["words"],
        papers=list(form.cleaned_data["papers"]),
        files=request.FILES.getlist("files"),
        standing=request.standing,
    )
    messages.success(request, said("已答复", "Answered"))
    return redirect("coordination:firm", zone=request.zone.slug)


@require_POST
@in_zone("coordination.ask_firms")
def withdraw(request: InZone, question: int) -> HttpResponse:
    """Take a question back."""
    found = question_for(request.standing, question)
    withdraw_question(found, standing=request.standing)
    messages.success(request, said("已收回", "Taken back"))
    return redirect("coordination:question", zone=request.zone.slug, question=found.pk)


@require_GET
@in_zone("coordination.dispatch_issues")
def ratings(request: InZone) -> HttpResponse:
    """How firms rate the departments' solutions; no person is named."""
    context = {
        "rows": ratings_by_department(request.standing),
        "words": words_of_ratings(request.standing)[:SHOWN],
    }
    return render(request, "coordination/ratings.html", context)
