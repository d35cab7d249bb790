"""The administrator's pages of webhooks."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination.forms.webhooks import WebhookForm
from kaigong.coordination.models import LetterState, Webhook
from kaigong.coordination.reach import AddressNotReachableError
from kaigong.coordination.sending import call_sender
from kaigong.coordination.services.webhooks import (
    end_webhook,
    enter_webhook,
    replay_letters,
    resume_webhook,
)
from kaigong.wording import explain, said

MANAGE = "coordination.manage_webhooks"
PAGE = 100


def _webhook(request: InZone, key: int) -> Webhook:
    return get_object_or_404(Webhook.objects.filter(zone=request.zone), pk=key)


@require_http_methods(["GET", "POST"])
@never_cache
@in_zone(MANAGE)
def webhooks(request: InZone) -> HttpResponse:
    """Who is told of what; a new address's secret is shown once."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    made, secret = None, ""
    if form.is_bound and form.is_valid():
        try:
            made, secret = enter_webhook(request.zone, **form.cleaned_data, by=request.user)
        except AddressNotReachableError as error:
            form.add_error("address", explain(error))
    waiting = Count("letters", filter=Q(letters__state=LetterState.WAITING))
    context = {
        "form": form if made is None else WebhookForm(),
        "made": made,
        "secret": secret,
        "rows": Webhook.objects.filter(zone=request.zone).annotate(waiting=waiting),
    }
    status = 422 if form.errors else 200
    return render(request, "coordination/webhooks.html", context, status=status)


@require_GET
@in_zone(MANAGE)
def webhook(request: InZone, webhook: int) -> HttpResponse:
    """Every letter of one webhook, the newest first, with what became of it."""
    found = _webhook(request, webhook)
    letters = found.letters.order_by("-id")
    page = Paginator(letters, PAGE).get_page(request.GET.get("page"))
    return render(request, "coordination/webhook.html", {"webhook": found, "page": page})


@require_POST
@in_zone(MANAGE)
def end(request: InZone, webhook: int) -> HttpResponse:
    """Tell an address nothing more."""
    end_webhook(_webhook(request, webhook), by=request.user)
    return redirect("coordination:webhooks", zone=request.zone.slug)


@require_POST
@in_zone(MANAGE)
def resume(request: InZone, webhook: int) -> HttpResponse:
    """Go on after a pause."""
    found = _webhook(request, webhook)
    resume_webhook(found, by=request.user)
    call_sender()
    return redirect("coordination:webhook", zone=request.zone.slug, webhook=found.pk)


@require_POST
@in_zone(MANAGE)
def replay(request: InZone, webhook: int, letter: int) -> HttpResponse:
    """Send one letter again, or all since."""
    found = _webhook(request, webhook)
    since = get_object_or_404(found.letters, pk=letter)
    count = replay_letters(found, since=since, by=request.user, only="only" in request.POST)
    call_sender()
    messages.success(request, said(f"再送 {count} 条", f"{count} are sent again"))
    return redirect("coordination:webhook", zone=request.zone.slug, webhook=found.pk)
