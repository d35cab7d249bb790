"""The administrator's pages of people."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts import selectors, services
from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.forms import AppointmentForm, PersonForm
from kaigong.accounts.models import Role, User
from kaigong.accounts.rights import REACH, RIGHTS
from kaigong.wording import said

MANAGE = "accounts.manage_people"


def _person(request: InZone, username: str) -> User:
    return get_object_or_404(selectors.people_in(request.zone), username=username)


def _back(request: InZone, user: User) -> HttpResponse:
    """To the person's page, or to the list when the person has left the zone with the last role."""
    if selectors.memberships_of(user, zone=request.zone).exists():
        return redirect("accounts:person", zone=request.zone.slug, username=user.username)
    return redirect("accounts:people", zone=request.zone.slug)


@require_GET
@in_zone(MANAGE)
def people(request: InZone) -> HttpResponse:
    """Who acts in this zone, in which roles."""
    found = selectors.people_in(request.zone)
    asked = request.GET.get("q", "").strip()
    if asked:
        found = found.filter(Q(username__icontains=asked) | Q(display_name__icontains=asked))
    memberships = selectors.memberships_in(request.zone)
    by_person: dict[int, list[object]] = {}
    for membership in memberships:
        by_person.setdefault(membership.user_id, []).append(membership)
    rows = [(person, by_person.get(person.pk, [])) for person in found]
    context = {
        "rows": rows,
        "asked": asked,
        "waiting": selectors.people_without_role(),
        "form": AppointmentForm(zone=request.zone),
    }
    return render(request, "accounts/people.html", context)


@require_http_methods(["GET", "POST"])
@in_zone(MANAGE)
def add_person(request: InZone) -> HttpResponse:
    """Enter a person with a first role, and show the link for the first password."""
    form = PersonForm(request.POST or None, zone=request.zone)
    if request.method == "POST" and form.is_valid():
        person = services.add_person(**form.cleaned_data, by=request.user)
        return _show_link(request, person)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/add_person.html", {"form": form}, status=status)


@require_GET
@in_zone(MANAGE)
def person(request: InZone, username: str) -> HttpResponse:
    """What a person is here, and what an administrator can do about it."""
    someone = _person(request, username)
    context = {
        "person": someone,
        "memberships": selectors.memberships_of(someone, zone=request.zone),
        "form": AppointmentForm(zone=request.zone),
    }
    return render(request, "accounts/person.html", context)


@require_POST
@in_zone(MANAGE)
def appoint(request: InZone, username: str) -> HttpResponse:
    """Give a role to a person of this zone, or to one who waits for a first role."""
    here = selectors.people_in(request.zone).filter(username=username).first()
    someone = here or get_object_or_404(selectors.people_without_role(), username=username)
    form = AppointmentForm(request.POST, zone=request.zone)
    if not form.is_valid():
        context = {
            "person": someone,
            "memberships": selectors.memberships_of(someone, zone=request.zone),
            "form": form,
        }
        return render(request, "accounts/person.html", context, status=422)
    services.appoint(someone, **form.cleaned_data, by=request.user)
    messages.success(request, said(f"已任命{someone}。", f"{someone} has the role now."))
    return _back(request, someone)


@require_POST
@in_zone(MANAGE)
def dismiss(request: InZone, username: str, membership: int) -> HttpResponse:
    """Take one role away."""
    someone = _person(request, username)
    held = selectors.memberships_of(someone, zone=request.zone)
    services.dismiss(get_object_or_404(held, pk=membership), by=request.user)
    messages.success(request, said(f"已免去{someone}的岗位。", f"{someone} lost the role."))
    return _back(request, someone)


@require_POST
@in_zone(MANAGE)
def switch(request: InZone, username: str, state: str) -> HttpResponse:
    """Shut a person out, or let the person in again."""
    act = {"off": services.deactivate, "on": services.reactivate}.get(state)
    if act is None:
        raise Http404
    someone = _person(request, username)
    act(someone, zone=request.zone, by=request.user)
    return _back(request, someone)


@require_POST
@never_cache
@in_zone(MANAGE)
def password_link(request: InZone, username: str) -> HttpResponse:
    """A link by which the person sets a password, shown to the administrator once."""
    return _show_link(request, _person(request, username))


def _show_link(request: InZone, someone: User) -> HttpResponse:
    uid, token = services.offer_password_link(someone, zone=request.zone, by=request.user)
    link = request.build_absolute_uri(reverse("account_welcome", args=[uid, token]))
    return render(request, "accounts/password_link.html", {"person": someone, "link": link})


@require_GET
@in_zone(MANAGE)
def rights(request: InZone) -> HttpResponse:
    """The table of rights, as the code reads it."""
    rows = [
        (right, [role in right.roles for role in Role])
        for right in sorted(RIGHTS.values(), key=lambda each: each.name)
    ]
    reach = [REACH[role] for role in Role]
    context = {"rows": rows, "roles": list(Role), "reach": reach}
    return render(request, "accounts/rights.html", context)
