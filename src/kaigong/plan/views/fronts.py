"""The fronts of a zone among its settings: who leads which projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import User
from kaigong.accounts.selectors import people_in
from kaigong.plan.models import Front, FrontEdit
from kaigong.plan.pages.front_edits import edit_lines
from kaigong.plan.selectors.fronts import front_choices, fronts_for, fronts_in
from kaigong.plan.services.fronts import add_front, remove_front, set_front, undo_front_edit
from kaigong.wording import said


class FrontForm(forms.Form):
    name = forms.CharField(max_length=200)
    name_en = forms.CharField(max_length=200, required=False)
    leader = forms.ModelChoiceField(User.objects.none(), required=False, to_field_name="username")
    place = forms.IntegerField(min_value=0, max_value=1000, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = people  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@in_zone("plan.set_fronts")
def fronts(request: InZone) -> HttpResponse:
    """All fronts with what they hold; a POST adds one."""
    people = people_in(request.zone)
    form = FrontForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        front = add_front(
            request.zone,
            name=given["name"],
            name_en=given["name_en"],
            leader=given["leader"],
            by=request.user,
        )
        messages.success(request, said(f"已设「{front}」，请选项目", f"“{front}” is set"))
        return redirect("plan:front", zone=request.zone.slug, key=front.key)
    held = {
        rows.front.pk: len(rows.projects) for rows in fronts_for(request.standing) if rows.front
    }
    context = {
        "rows": [(front, held.get(front.pk, 0)) for front in fronts_in(request.zone)],
        "edits": edit_lines(request.standing),
        "form": form,
        "people": people,
    }
    return render(request, "plan/fronts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@in_zone("plan.set_fronts")
def front(request: InZone, key: str) -> HttpResponse:
    """One front: its name, leader, place and projects."""
    found = get_object_or_404(Front, zone=request.zone, key=key, is_dissolved=False)
    people = people_in(request.zone)
    first = {
        "name": found.name,
        "name_en": found.name_en,
        "leader": found.leader.username if found.leader else None,
        "place": found.place,
    }
    form = FrontForm(request.POST or None, initial=first, people=people)
    choices = front_choices(request.standing, found)
    if request.method == "POST" and form.is_valid():
        wanted = set(request.POST.getlist("project"))
        given = form.cleaned_data
        shown = {choice.project.pk for choice in choices}
        made = set_front(
            request.zone,
            found.key,
            name=given["name"],
            name_en=given["name_en"],
            leader=given["leader"],
            place=given["place"] or 0,
            projects=[
                *(choice.project for choice in choices if choice.project.code in wanted),
                # What is no longer on the map stays where it was.
                *(
                    member.project
                    for member in found.members.filter(until=None).select_related("project")
                    if member.project_id not in shown
                ),
            ],
            by=request.user,
        )
        messages.success(request, said(f"已存「{made}」", f"“{made}” is kept"))
        return redirect("plan:fronts", zone=request.zone.slug)
    context = {"front": found, "form": form, "people": people, "choices": choices}
    return render(request, "plan/front.html", context, status=422 if form.errors else 200)


@require_POST
@in_zone("plan.set_fronts")
def remove(request: InZone, key: str) -> HttpResponse:
    """Dissolve a front; its projects stand in none."""
    found = get_object_or_404(Front, zone=request.zone, key=key, is_dissolved=False)
    remove_front(found, by=request.user)
    messages.success(
        request,
        said(
            f"已撤「{found}」，项目归入「未分战线」",
            f"“{found}” is dissolved; its projects stand in none",
        ),
    )
    return redirect("plan:fronts", zone=request.zone.slug)


@require_POST
@in_zone("plan.set_fronts")
def undo(request: InZone, front_edit: int) -> HttpResponse:
    """A front and the projects that moved are what they were before an edit."""
    found = get_object_or_404(FrontEdit, front__zone=request.zone, pk=front_edit)
    undo_front_edit(found, by=request.user)
    messages.success(
        request,
        said(f"已撤销对「{found.front}」的改动", f"The change of “{found.front}” is undone"),
    )
    return redirect("plan:fronts", zone=request.zone.slug)
