"""How the pages of the portfolio answer an act: told and led back, or refused with the faults."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kaigong.accounts.doors import InZone


def led_to(request: InZone, url: str, told: str) -> HttpResponse:
    """Say what was done and show a page anew: by htmx's own header, or plainly."""
    messages.success(request, told)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def refused(request: InZone, form: forms.Form) -> HttpResponse:
    """Every fault of a form: as a fragment beside it, or as a page."""
    template = "portfolio/form_faults.html" + ("#alert" if request.htmx else "")
    return render(request, template, {"form": form}, status=422)
