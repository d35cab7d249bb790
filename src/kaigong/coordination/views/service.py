"""Project service: loads, the officer's week, one project's service, hand-overs, dealings."""

from __future__ import annotations

from collections import Counter

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import User
from kaigong.coordination.forms.service import (
    AssignForm,
    ContactForm,
    HandOverAnswerForm,
    HandOverForm,
    MandateForm,
    StepForm,
    SubstituteForm,
)
from kaigong.coordination.models import ContactWay, HandOverState, OfficerPart, OfficerTerm
from kaigong.coordination.pages.service import dealings_of, handed_projects, week_of
from kaigong.coordination.selectors.service import (
    SILENT_DAYS,
    STUCK_DAYS,
    contacts_of,
    hand_over_for,
    hand_overs_for,
    loads_in,
    mandate_of,
    officers_in,
    projects_of_officer,
    proposed_for,
    running_terms,
    without_officer,
)
from kaigong.coordination.services.contacts import finish_step, keep_mandate, log_contact
from kaigong.coordination.services.hand_overs import (
    answer_hand_over,
    offer_hand_over,
    undo_hand_over,
)
from kaigong.coordination.services.officers import assign_officer, end_substitute, name_substitute
from kaigong.portfolio.selectors import project_for
from kaigong.portfolio.selectors.milestones import open_milestones_of
from kaigong.wording import said

MOST = 100


def _faults(request: InZone, form: forms.Form) -> None:
    for faults in form.errors.values():
        for fault in faults:
            messages.error(request, str(fault))


def _person(request: InZone) -> User:
    """Whose week or hand-over it is: one's own, or that of the officer who is named."""
    username = request.GET.get("officer", "")
    if not username or username == request.user.username:
        return request.user
    if not request.standing.may("coordination.see_officers"):
        raise Http404
    return get_object_or_404(officers_in(request.standing), username=username)


@require_GET
@in_zone("coordination.see_week")
def week(request: InZone) -> HttpResponse:
    """What an officer has to look after now; the command office looks at anybody's."""
    person = _person(request)
    may_see_all = request.standing.may("coordination.see_officers")
    context = {
        "week": week_of(request.standing, person),
        "person": person,
        "is_own": person == request.user,
        "officers": officers_in(request.standing) if may_see_all else [],
        "may_see_all": may_see_all,
        "may_hand_over": request.standing.may("coordination.hand_over"),
        "hand_overs": hand_overs_for(request.standing).filter(state=HandOverState.OFFERED)[:MOST],
        "stuck_days": STUCK_DAYS,
        "silent_days": SILENT_DAYS,
    }
    return render(request, "coordination/week.html", context)


@require_GET
@in_zone("coordination.see_officers")
def officers(request: InZone) -> HttpResponse:
    """Who carries how much, who stands in for whom, and what nobody looks after."""
    loads = loads_in(request.standing)
    today = request.zone.today()
    substitutes = (
        OfficerTerm.objects.filter(project__zone=request.zone, part=OfficerPart.SUBSTITUTE)
        .exclude(until_on__lt=today)
        .select_related("project", "person", "project__service_officer")
    )
    bare = without_officer(request.standing)
    context = {
        "loads": loads,
        "heaviest": max((load.points for load in loads), default=0),
        "bare": [(project, proposed_for(project, loads)) for project in bare[:MOST]],
        "bare_left": max(0, bare.count() - MOST),
        "substitutes": substitutes[:MOST],
        "may_assign": request.standing.may("coordination.assign_officers"),
        "today": today,
    }
    return render(request, "coordination/officers.html", context)


@require_POST
@in_zone("coordination.assign_officers")
def assign(request: InZone) -> HttpResponse:
    """Give projects to an officer: those that are ticked."""
    form = AssignForm(request.POST, standing=request.standing)
    if not form.is_valid():
        _faults(request, form)
        return redirect("coordination:officers", zone=request.zone.slug)
    given = form.cleaned_data
    projects = list(given["projects"])
    if projects:
        count = assign_officer(
            request.zone, projects, officer=given["person"], by=request.user, reason=given["reason"]
        )
        told = said(
            f"{count} 个项目交给 {given['person']}", f"{count} projects go to {given['person']}"
        )
        messages.success(request, told)
    else:
        messages.error(request, said("没有勾选项目", "No project was ticked"))
    return redirect("coordination:officers", zone=request.zone.slug)


@require_POST
@in_zone("coordination.assign_officers")
def substitute(request: InZone) -> HttpResponse:
    """Name who stands in for an officer who is away."""
    form = SubstituteForm(request.POST, standing=request.standing)
    if not form.is_valid():
        _faults(request, form)
        return redirect("coordination:officers", zone=request.zone.slug)
    given = form.cleaned_data
    projects = list(given["projects"])
    if not projects and given["away"] is not None:
        away = projects_of_officer(request.standing, given["away"])
        projects = list(away.filter(service_officer=given["away"]))
    made = name_substitute(
        request.zone, projects, person=given["person"], from_on=given["from_on"],
        until_on=given["until_on"], by=request.user, reason=given["reason"],
    )  # fmt: skip
    told = said(
        f"{given['person']} 替班 {len(made)} 个项目", f"{given['person']}: {len(made)} projects"
    )
    messages.success(request, told)
    return redirect("coordination:officers", zone=request.zone.slug)


@require_POST
@in_zone("coordination.assign_officers")
def end_standing_in(request: InZone) -> HttpResponse:
    """End the terms of a substitute."""
    username = request.POST.get("person", "")
    terms = OfficerTerm.objects.filter(
        project__zone=request.zone, part=OfficerPart.SUBSTITUTE, person__username=username
    ).exclude(until_on__lt=request.zone.today())
    rows = list(terms.select_related("project__zone", "person"))
    for term in rows:
        end_substitute(term, by=request.user)
    messages.success(request, said(f"已结束 {len(rows)} 项替班", f"{len(rows)} terms ended"))
    return redirect("coordination:officers", zone=request.zone.slug)


# --- one project ---------------------------------------------------------------------------------


@require_GET
@in_zone("coordination.see_service")
def service(request: InZone, code: str) -> HttpResponse:
    """Who looks after a project, the mandate, and every contact with its firm."""
    project = project_for(request.standing, code)
    today = request.zone.today()
    terms = OfficerTerm.objects.filter(project=project).select_related("person", "by")
    dealings = dealings_of(request.standing, project)
    context = {
        "project": project,
        "terms": terms.order_by("-from_on", "-id"),
        "substitutes": running_terms(today)
        .filter(project=project, part=OfficerPart.SUBSTITUTE)
        .select_related("person"),
        "mandate": mandate_of(project),
        "contacts": contacts_of(project)[:MOST],
        "dealings": dealings,
        "ways": ContactWay,
        "may_log": request.standing.may("coordination.log_contacts"),
        "today": today,
    }
    return render(request, "coordination/service.html", context)


def _to_service(request: InZone, code: str, told: str = "") -> HttpResponse:
    if told:
        messages.success(request, told)
    return redirect("coordination:service", zone=request.zone.slug, code=code)


@require_POST
@in_zone("coordination.log_contacts")
def contact(request: InZone, code: str) -> HttpResponse:
    """Keep one contact with the firm of a project."""
    project = project_for(request.standing, code)
    form = ContactForm(request.POST)
    if not form.is_valid():
        _faults(request, form)
        return _to_service(request, code)
    log_contact(project, by=request.user, **form.cleaned_data)
    return _to_service(request, code, said("已记录", "On record"))


@require_POST
@in_zone("coordination.log_contacts")
def step_done(request: InZone, code: str) -> HttpResponse:
    """The next step of a contact was taken."""
    project = project_for(request.standing, code)
    form = StepForm(request.POST)
    if not form.is_valid():
        _faults(request, form)
        return _to_service(request, code)
    found = get_object_or_404(contacts_of(project), pk=form.cleaned_data["contact"])
    finish_step(found, by=request.user)
    return _to_service(request, code, said("已办", "Done"))


@require_POST
@in_zone("coordination.log_contacts")
def mandate(request: InZone, code: str) -> HttpResponse:
    """Keep the firm's mandate."""
    project = project_for(request.standing, code)
    form = MandateForm(request.POST, request.FILES)
    if not form.is_valid():
        _faults(request, form)
        return _to_service(request, code)
    keep_mandate(project, by=request.user, **form.cleaned_data)
    return _to_service(request, code, said("委托书已存", "The mandate is kept"))


@require_GET
@in_zone("coordination.see_service")
def dealings(request: InZone, code: str) -> HttpResponse:
    """Every step of a firm's matters with the zone, and what their returns cost."""
    project = project_for(request.standing, code)
    context = {"project": project, "dealings": dealings_of(request.standing, project)}
    return render(request, "coordination/dealings.html", context)


# --- hand-overs ---------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@in_zone("coordination.hand_over")
def new_hand_over(request: InZone) -> HttpResponse:
    """Choose what goes to whom: one's own projects, or for the command office anybody's."""
    giver = _person(request)
    if request.method == "POST":
        form = HandOverForm(request.POST, standing=request.standing, giver=giver)
        if form.is_valid():
            given = form.cleaned_data
            made = offer_hand_over(
                request.zone, giver=giver, taker=given["person"],
                projects=list(given["projects"]), by=request.user, note=given["note"],
            )  # fmt: skip
            messages.success(request, said(f"已请 {made.taker} 接手", f"{made.taker} was asked"))
            return redirect("coordination:hand_over", zone=request.zone.slug, hand_over=made.pk)
        _faults(request, form)
    mine = list(
        projects_of_officer(request.standing, giver).filter(service_officer=giver).order_by("code")
    )
    promised = Counter(
        each.project_id for each in open_milestones_of(giver, [each.pk for each in mine])
    )
    context = {
        "giver": giver,
        "projects": [(project, promised[project.pk]) for project in mine],
        "officers": officers_in(request.standing).exclude(pk=giver.pk),
    }
    return render(request, "coordination/hand_over_new.html", context)


@require_GET
@in_zone("coordination.hand_over")
def hand_over(request: InZone, hand_over: int) -> HttpResponse:
    """The one page: what is open, what is promised, what was said last."""
    found = hand_over_for(request.standing, hand_over)
    is_open = found.state == HandOverState.OFFERED
    context = {
        "hand_over": found,
        "rows": handed_projects(found),
        "may_answer": is_open and found.taker == request.user,
        "may_undo": found.state == HandOverState.ACCEPTED
        and (found.taker == request.user or _may_assign(request)),
        "today": request.zone.today(),
    }
    return render(request, "coordination/hand_over.html", context)


@require_POST
@in_zone("coordination.hand_over")
def answer(request: InZone, hand_over: int) -> HttpResponse:
    """Take it over, or say why not."""
    found = hand_over_for(request.standing, hand_over)
    form = HandOverAnswerForm(request.POST)
    if not form.is_valid():
        _faults(request, form)
    else:
        made = answer_hand_over(found, by=request.user, **form.cleaned_data)
        messages.success(request, str(made.get_state_display()))
    return redirect("coordination:hand_over", zone=request.zone.slug, hand_over=found.pk)


@require_POST
@in_zone("coordination.hand_over")
def undo(request: InZone, hand_over: int) -> HttpResponse:
    """Give back what was taken over."""
    found = hand_over_for(request.standing, hand_over)
    undo_hand_over(found, by=request.user, may_assign=_may_assign(request))
    messages.success(request, said(f"已退回 {found.giver}", f"{found.giver} has them again"))
    return redirect("coordination:hand_over", zone=request.zone.slug, hand_over=found.pk)


def _may_assign(request: InZone) -> bool:
    return request.standing.may("coordination.assign_officers")
