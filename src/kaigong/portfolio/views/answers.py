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
        # To another place of the same page a browser only scrolls, and shows it as it was.
        here, _, _ = (request.htmx.current_url_abs_path or "").partition("#")
        is_here = here == url.partition("#")[0]
        return HttpResponse(headers={"HX-Refresh": "true"} if is_here else {"HX-Redirect": url})
    return HttpResponseRedirect(url)


def refused(request: InZone, form: forms.Form) -> HttpResponse:
    """Every fault of a form: as a fragment beside it, or as a page."""
    template = "portfolio/form_faults.html" + ("#alert" if request.htmx else "")
    return render(request, template, {"form": form}, status=422)
