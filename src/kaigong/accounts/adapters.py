"""How people come in: nobody signs up by himself, and after failed tries the door stays shut."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by the zone's administrator."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The zone's identity provider vouches for people; what they may do is decided here."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: Any) -> bool:
        return True


def locked_out(
    request: HttpRequest, _credentials: object = None, *_args: object, **_kwargs: object
) -> HttpResponse:
    """Too many failed tries: say so, and for how long."""
    return render(request, "account/locked_out.html", status=429)
