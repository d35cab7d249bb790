"""The page of channels: ways out of the house, their trial, and what did not get through."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.coordination import posting
from kaigong.coordination.forms.settings import AddressForm, ChannelForm
from kaigong.coordination.models import Channel, Delivery, DeliveryState
from kaigong.coordination.selectors.messages import deliveries_in
from kaigong.coordination.services import channels as services
from kaigong.coordination.services.sending import retry
from kaigong.coordination.views.answers import CHANNELS, SEE, back, history_of
from kaigong.wording import said

PAGE = 50


@require_GET
@in_zone(SEE)
def channels(request: InZone) -> HttpResponse:
    """The channels of the zone, and what went through them lately; addresses are never shown."""
    found = deliveries_in(request.zone)
    troubled = found.filter(state__in=[DeliveryState.FAILED, DeliveryState.UNSURE])
    is_troubled = request.GET.get("view") == "troubled"
    page = Paginator(troubled if is_troubled else found, PAGE).get_page(request.GET.get("page"))
    context = {
        "channels": Channel.objects.filter(zone=request.zone, closed_at=None).select_related(
            "organisation"
        ),
        "form": ChannelForm(zone=request.zone),
        "page": page,
        "troubled": troubled.count(),
        "is_troubled": is_troubled,
        "may_change": request.standing.may(CHANNELS),
        "lines": history_of(request, "coordination.channel", "coordination.delivery"),
    }
    return render(request, "coordination/channels.html", context)


@sensitive_post_parameters("address")
@require_POST
@in_zone(CHANNELS)
def keep(request: InZone) -> HttpResponse:
    """A new channel."""
    form = ChannelForm(request.POST, zone=request.zone)
    if not form.is_valid():
        return back(request, "channels", form=form)
    made = services.keep_channel(request.zone, by=request.user, **form.cleaned_data)
    told = said(f"已新增「{made}」，先试发一条", f"Added “{made}”; try it first")
    return back(request, "channels", told=told)


@require_POST
@in_zone(CHANNELS)
def try_one(request: InZone, channel: int) -> HttpResponse:
    """Send a word and show the answer."""
    found = _one(request, channel)
    answer = services.try_channel(found, by=request.user)
    if answer.outcome == posting.Outcome.SENT:
        return back(request, "channels", told=said(f"「{found}」已收下", f"“{found}” took it"))
    messages.error(
        request,
        said(f"「{found}」没有收下：{answer.words}", f"“{found}” did not take it: {answer.words}"),
    )
    return back(request, "channels")


@sensitive_post_parameters("address")
@require_POST
@in_zone(CHANNELS)
def readdress(request: InZone, channel: int) -> HttpResponse:
    """Another address."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return back(request, "channels", form=form)
    held = services.readdress_channel(
        _one(request, channel), address=form.cleaned_data["address"], by=request.user
    )
    return back(
        request, "channels", told=said(f"「{held}」已换地址", f"“{held}” has a new address")
    )


@require_POST
@in_zone(CHANNELS)
def close(request: InZone, channel: int) -> HttpResponse:
    """Use it no more."""
    found = _one(request, channel)
    services.close_channel(found, by=request.user)
    return back(request, "channels", told=said(f"「{found}」已停用", f"“{found}” closed"))


@require_POST
@in_zone(CHANNELS)
def retry_one(request: InZone, delivery: int) -> HttpResponse:
    """Send a message once more."""
    retry(get_object_or_404(Delivery, zone=request.zone, pk=delivery), by=request.user)
    return back(request, "channels", told=said("已排队重发", "Waits to be sent again"))


def _one(request: InZone, key: int) -> Channel:
    return get_object_or_404(Channel, zone=request.zone, pk=key, closed_at=None)
