"""The administrator's page of organisations: one tree."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts import selectors, services
from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.forms import MoveForm, OrganisationForm, RenameForm
from kaigong.accounts.models import Organisation
from kaigong.accounts.views.people import MANAGE


def _organisation(request: InZone, pk: int) -> Organisation:
    return get_object_or_404(selectors.organisations_in(request.zone, with_closed=True), pk=pk)


def _tree(request: InZone, form: OrganisationForm | None = None) -> HttpResponse:
    context = {
        "branches": selectors.tree_of(request.zone),
        "form": form or OrganisationForm(zone=request.zone),
    }
    status = 422 if form else 200
    return render(request, "accounts/organisations.html", context, status=status)


@require_GET
@in_zone(MANAGE)
def organisations(request: InZone) -> HttpResponse:
    """The tree, with a form for a new organisation."""
    return _tree(request)


@require_POST
@in_zone(MANAGE)
def found(request: InZone) -> HttpResponse:
    """A new organisation."""
    form = OrganisationForm(request.POST, zone=request.zone)
    if not form.is_valid():
        return _tree(request, form)
    services.found_organisation(request.zone, **form.cleaned_data, by=request.user)
    return redirect("accounts:organisations", zone=request.zone.slug)


@in_zone(MANAGE)
def organisation(request: InZone, pk: int) -> HttpResponse:
    """One organisation: its names, its place, who acts for it; POST gives it other names."""
    one = _organisation(request, pk)
    names = RenameForm(
        request.POST if request.method == "POST" else None,
        initial={"name": one.name, "name_en": one.name_en},
    )
    if request.method == "POST" and names.is_valid():
        services.rename_organisation(one, **names.cleaned_data, by=request.user)
        return redirect("accounts:organisations", zone=request.zone.slug)
    context = {
        "organisation": one,
        "names": names,
        "place": MoveForm(zone=request.zone, initial={"parent": one.parent}),
        "memberships": one.memberships.select_related("user"),
    }
    status = 422 if names.is_bound else 200
    return render(request, "accounts/organisation.html", context, status=status)


@require_POST
@in_zone(MANAGE)
def move(request: InZone, pk: int) -> HttpResponse:
    """Another parent."""
    one = _organisation(request, pk)
    form = MoveForm(request.POST, zone=request.zone)
    if not form.is_valid():
        raise Http404  # only a parent of this zone is offered; anything else does not exist here
    services.move_organisation(one, **form.cleaned_data, by=request.user)
    return redirect("accounts:organisations", zone=request.zone.slug)


@require_POST
@in_zone(MANAGE)
def close(request: InZone, pk: int) -> HttpResponse:
    """Close it."""
    services.close_organisation(_organisation(request, pk), by=request.user)
    return redirect("accounts:organisations", zone=request.zone.slug)


@require_POST
@in_zone(MANAGE)
def reopen(request: InZone, pk: int) -> HttpResponse:
    """Open it again."""
    services.reopen_organisation(_organisation(request, pk), by=request.user)
    return redirect("accounts:organisations", zone=request.zone.slug)
