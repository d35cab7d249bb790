"""One's own tokens: made, seen once, revoked; and the link of one's calendar."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kaigong.accounts.models import ApiToken, Scope, SignedIn
from kaigong.accounts.services.tokens import LONGEST_DAYS, make_token, revoke_token, valid_tokens
from kaigong.wording import said, say


class TokenForm(forms.Form):
    """A token for a program; a calendar's link is made by a button of its own."""

    name = forms.CharField(label=say("用途", "What it is for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=say("可以", "It may"),
        choices=[choice for choice in Scope.choices if choice[0] != Scope.CALENDAR],
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ.value],
    )
    days = forms.IntegerField(
        label=say("有效天数", "Days it lives"), min_value=1, max_value=LONGEST_DAYS, initial=90
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that one holds, and a new one."""
    user = cast(SignedIn, request).user
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_valid():
        _, secret = make_token(user, **form.cleaned_data)
        form = TokenForm()
    return _shown(request, form, secret=secret)


@login_required
@never_cache
@require_POST
def calendar_link(request: HttpRequest) -> HttpResponse:
    """A new secret link of one's calendar; those of before are revoked."""
    user = cast(SignedIn, request).user
    for token in valid_tokens(user):
        if token.scopes == [Scope.CALENDAR]:
            revoke_token(token, by=user)
    name = said("日历订阅", "Calendar feed")
    _, secret = make_token(user, name=name, scopes=[Scope.CALENDAR], days=None)
    link = request.build_absolute_uri(reverse("calendar", args=[secret]))
    return _shown(request, TokenForm(), link=link)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """A token of one's own opens nothing from now on."""
    user = cast(SignedIn, request).user
    token = get_object_or_404(ApiToken, pk=number, user=user)
    revoke_token(token, by=user)
    messages.success(request, said("已作废。", "Revoked."))
    return redirect("tokens")


def _shown(
    request: HttpRequest, form: TokenForm, *, secret: str = "", link: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "secret": secret,
        "link": link,
        "tokens": valid_tokens(cast(SignedIn, request).user),
        "scopes": dict(Scope.choices),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "accounts/tokens.html", context, status=status)
