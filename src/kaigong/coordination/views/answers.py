"""How the settings of coordination answer: to the page again, with what was done or is wrong."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from kaigong.accounts.doors import InZone
from kaigong.audit.facts import Line, lines_told
from kaigong.audit.selectors import entries_of

SEE, CHANGE, CHANNELS = (
    "coordination.see_settings",
    "coordination.change_settings",
    "coordination.keep_channels",
)
LATEST = 20


def faults(request: InZone, form: forms.Form) -> None:
    """Say what is wrong in what was typed, each with the name of its field."""
    for name, found in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for fault in found:
            messages.error(request, f"{label}：{fault}" if label else str(fault))


def back(
    request: InZone, page: str, *values: object, told: str = "", form: forms.Form | None = None
) -> HttpResponse:
    """To a page of the settings, with what was done, or with what is wrong."""
    if form is not None:
        faults(request, form)
    elif told:
        messages.success(request, told)
    return redirect(f"coordination:{page}", request.zone.slug, *values)


def history_of(request: InZone, *beginnings: str) -> list[Line]:
    """The latest changes of a setting, in words."""
    found = entries_of(request.zone.slug, *beginnings)[:LATEST]
    return lines_told(found, request.standing)
