"""The door of the API: who comes in, by token or by the session of our own pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from kaigong.accounts.models import ApiToken, Scope, User
from kaigong.accounts.rights import RIGHTS
from kaigong.accounts.selectors import Standing, standing_in
from kaigong.accounts.services.tokens import token_of
from kaigong.web.api.troubles import (
    NotAllowedError,
    NotFoundError,
    ScopeMissingError,
    UnreadableTextError,
)

View = TypeVar("View", bound=Callable[..., Any])


class TokenDoor(HttpBearer):
    """`Authorization: Bearer kg_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        _refuse_unreadable(request)
        found = token_of(token)
        if found is not None:
            request.user = found.user
        return found


class SessionDoor(APIKeyCookie):
    """The session of a person at our own pages; acts need the page's CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User | None:
        if "Authorization" in request.headers or not isinstance(request.user, User):
            return None
        _refuse_unreadable(request)
        found: User | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, _key: str | None) -> User | None:
        return request.user if isinstance(request.user, User) else None


def needs(right: str, scope: Scope = Scope.READ) -> Callable[[View], View]:
    """Note on an operation which right of the table and which scope of a token it needs.

    The operation itself calls `enter` with the slug; the walk over all operations reads the note.
    """
    assert right in RIGHTS or not right, right  # noqa: S101  (an unknown right is a bug and loud)

    def noted(view: View) -> View:
        view.right, view.scope = right, scope  # type: ignore[attr-defined]
        return view

    return noted


def enter(request: HttpRequest, slug: str, operation: Callable[..., Any]) -> Standing:
    """The standing with which somebody acts in a zone.

    Raises:
        NotFoundError: no such zone, no role in it, or nothing of this kind to be seen.
        ScopeMissingError, NotAllowedError: it is to be seen, but this may not be done.
    """
    right, scope = operation.right, operation.scope  # type: ignore[attr-defined]
    check_scope(request, scope)
    try:
        standing = standing_in(request.user, slug)
    except Http404 as error:
        raise NotFoundError from error
    if not standing.may(right):
        if scope is Scope.READ:
            raise NotFoundError
        raise NotAllowedError(right=RIGHTS[right].text)
    return standing


def check_scope(request: HttpRequest, scope: Scope) -> None:
    """Hold a token's scopes against what is asked; a session may all that its person may.

    Raises:
        ScopeMissingError: the token was made for something else.
    """
    token = getattr(request, "auth", None)
    if isinstance(token, ApiToken) and scope not in token.scopes:
        raise ScopeMissingError(scope=scope.label)


def _refuse_unreadable(request: HttpRequest) -> None:
    """PostgreSQL keeps no NUL and neither database half a surrogate: refuse both, once, here."""
    texts: list[object] = [request.path, *request.GET.keys()]
    texts += [value for _, values in request.GET.lists() for value in values]
    texts += [value for name, value in request.META.items() if name.startswith("HTTP_")]
    if request.content_type == "multipart/form-data":  # read by now; files may hold any byte
        texts += [value for _, values in request.POST.lists() for value in values]
        texts += [file.name for _, files in request.FILES.lists() for file in files]
    elif request.body:
        try:
            texts.append(json.loads(request.body))
        except (ValueError, RecursionError):
            texts.append(request.body.decode(errors="replace"))
    if any(map(_is_unreadable, texts)):
        raise UnreadableTextError


def _is_unreadable(value: object) -> bool:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str) and (
            "\x00" in each or any("\ud800" <= sign <= "\udfff" for sign in each)
        ):
            return True
    return False
