"""How people come in: nobody signs up by himself, and after failed tries the door stays shut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from kaigong.accounts.models import User
from kaigong.accounts.services import sign_ins
from kaigong.audit.services import record

_GREETINGS = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


def client_address(request: HttpRequest, **_: object) -> str:
    """Where a request comes from; behind our own TLS proxy, what that proxy says last.

    Whatever stands before the last entry was sent by the client and may be made up.
    """
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    own = str(request.META.get("REMOTE_ADDR", ""))
    return (told or own) if settings.IS_BEHIND_TLS else own


def person_named(request: HttpRequest, name: object) -> User | None:
    """Who bears a name that was typed at the door; upper case and lower case are one name.

    Asked several times for one try, by Axes and by the audit chain, and read once.
    """
    known: dict[object, User | None] = request.__dict__.setdefault("_kaigong_named", {})
    if name not in known:
        text = str(name or "")[:150]
        known[name] = User.objects.filter(username__iexact=text).first() if text else None
    return known[name]


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """What Axes counts failed tries by: the person's own spelling, or a seal of an unknown name.

    A name that nobody bears may be a password typed into the wrong field, so it is stored nowhere.
    Its seal lets it be locked out as any other, so that the door does not tell who exists.
    """
    name = (credentials or {}).get("username") or request.POST.get("login")
    if not name:
        return None
    person = person_named(request, name)
    if person is not None:
        return person.username
    seal = salted_hmac("kaigong.accounts.name-tried", str(name).lower(), algorithm="sha256")
    return f"?{seal.hexdigest()[:32]}"


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by the zone's administrator."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, _request: HttpRequest, **_credentials: Any) -> None:
        """Axes limits wrong passwords; allauth's limit is left for codes of the second step."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Whoever comes in on a new device reads in the language chosen on the last one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.SESSION_COOKIE_AGE,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """No greeting after log-in or log-out: the page itself shows it."""
        if message_template not in _GREETINGS:
            super().add_message(request, level, message_template, *args, **kwargs)


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The zone's identity provider vouches for people; what they may do is decided here."""

    def is_open_for_signup(self, _request: HttpRequest, sociallogin: Any) -> bool:
        """The zone's own server knows its people; DingTalk and WeChat know everybody.

        So a person links these to an account that there is, and nobody comes in by them otherwise.
        """
        return sociallogin.account.provider not in {"dingtalk", "weixin"}

    def get_app(self, *args: Any, **kwargs: Any) -> Any:
        """A provider that is not switched on has no page."""
        try:
            return super().get_app(*args, **kwargs)
        except ObjectDoesNotExist as missing:
            raise Http404 from missing

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """A person unknown to us gets an account without any role, and a line in the chain."""
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            provider = sociallogin.account.provider
            record("accounts.person.came", by=user, subject=user.username, provider=provider)
        return user

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """A Chinese name is one word: the provider's `name`, not a first and a last one."""
        user: User = super().populate_user(request, sociallogin, data)
        claims = sociallogin.account.extra_data
        told = claims.get("userinfo", claims).get("name") or data.get("name") or ""
        user.display_name = str(told)[:100]
        return user


class DevicesInTheChain(DefaultUserSessionsAdapter):  # type: ignore[misc]  # no types
    """Signing other devices out is an act like coming in."""

    def end_sessions(self, sessions: Sequence[Any]) -> None:
        """End some sessions of one person; one line says how many."""
        request = context.request
        with transaction.atomic():
            super().end_sessions(sessions)
            if sessions:
                sign_ins.note_others_signed_out(
                    request.user, address=client_address(request), count=len(sessions)
                )


def locked_out(
    request: HttpRequest, _credentials: object = None, *_args: object, **_kwargs: object
) -> HttpResponse:
    """Too many failed tries: say so, and for how long."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=429)
