"""Inviting people of firms, and the door through which they come."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter as drawing
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kaigong.accounts import selectors
from kaigong.accounts.adapters import client_address
from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.forms import ComeInForm, InvitationForm
from kaigong.accounts.models import Invitation, User
from kaigong.accounts.services.invitations import (
    SpentInvitationError,
    come_in,
    come_in_as,
    invitation_behind,
    invite_person,
    revoke_invitation,
)
from kaigong.accounts.services.people import TakenNameError, WeakPasswordError
from kaigong.audit import clock
from kaigong.errors import KaigongError
from kaigong.wording import explain, said

INVITE = "accounts.invite_firms"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class TooManyTriesError(KaigongError):
    code = "accounts.too-many-tries"
    zh = "试的次数太多；请 15 分钟后再打开邀请链接。"
    en = "Too many tries; open the invitation again in a quarter of an hour."


@require_http_methods(["GET", "POST"])
@never_cache
@in_zone(INVITE)
def invitations(request: InZone) -> HttpResponse:
    """The invitations that are out; a new one is shown once, as a link and a picture to scan."""
    initial = {"organisation": request.GET.get("firm", "")}
    posted = request.POST if request.method == "POST" else None
    form = InvitationForm(posted, standing=request.standing, initial=initial)
    if posted is not None and form.is_valid():
        firm = form.cleaned_data.pop("organisation")
        made, secret = invite_person(firm, **form.cleaned_data, standing=request.standing)
        link = request.build_absolute_uri(reverse("account_invited", args=[secret]))
        context = {"invitation": made, "link": link, "picture": _picture(link)}
        return render(request, "accounts/invitation_link.html", context)
    found = list(selectors.invitations_for(request.standing)[:200])
    moment = clock.now()
    open_ones = [each for each in found if _is_open(each) and each.expires_at > moment]
    context = {
        "form": form,
        "open": open_ones,
        "over": [each for each in found if each not in open_ones][:50],
    }
    return render(request, "accounts/invitations.html", context, status=422 if form.errors else 200)


def _is_open(invitation: Invitation) -> bool:
    return invitation.used_at is None and invitation.revoked_at is None


def _picture(link: str) -> str:
    """The link as a QR code, drawn as the codes of the second step are."""
    svg: str = drawing().build_totp_svg(link)
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  (drawn here, from a link of ours)


@require_POST
@in_zone(INVITE)
def revoke(request: InZone, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(selectors.invitations_for(request.standing), pk=invitation)
    revoke_invitation(found, by=request.user)
    messages.success(request, said(f"已收回给{found.name}的邀请。", f"{found.name}: taken back."))
    return redirect("accounts:invitations", zone=request.zone.slug)


@require_http_methods(["GET", "POST"])
@never_cache
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """Come in by an invitation: name oneself, set a password; or take it with one's account."""
    try:
        invitation = _looked_up(request, secret)
    except SpentInvitationError:
        # Used, expired, revoked, unknown: one answer, so that nobody learns which.
        return _answer(request, {}, status=422)
    except TooManyTriesError as error:
        return _answer(request, {"told": explain(error)}, status=429)
    if isinstance(request.user, User):
        if request.method == "POST":
            come_in_as(secret, user=request.user)
            return redirect("first")
        return _answer(request, {"invitation": invitation, "person": request.user})
    posted = request.POST if request.method == "POST" else None
    form = ComeInForm(posted, initial={"display_name": invitation.name})
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        given.pop("again")
        try:
            user = come_in(secret, **given)
        except TakenNameError as error:
            form.add_error("username", explain(error))
        except WeakPasswordError as error:
            form.add_error("password", explain(error))
        else:
            record_authentication(request, user, method="password", username=user.username)
            login(request, user, backend=MODEL_BACKEND)
            return redirect("first")
    status = 422 if form.errors else 200
    return _answer(request, {"invitation": invitation, "form": form}, status=status)


def _looked_up(request: HttpRequest, secret: str) -> Invitation:
    """The open invitation; who tries links that open nothing is stopped for a while."""
    if not _may_try(request, counts=False):
        raise TooManyTriesError
    try:
        return invitation_behind(secret)
    except SpentInvitationError:
        _may_try(request, counts=True)
        raise


def _may_try(request: HttpRequest, *, counts: bool) -> bool:
    """Whether an address may try another link; reading a page counts as trying, too."""
    usage = ratelimit.consume(
        request,
        app="allauth.account",
        action="invitation",
        key=client_address(request),
        dry_run=not counts,
        limit_get=True,
    )
    return usage is not None


def _answer(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = render(request, "accounts/invited.html", context, status=status)
    # The address itself is the key; see `door.welcome`.
    response["Referrer-Policy"] = "strict-origin"
    return response
