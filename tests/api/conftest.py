"""A zone with rows, and people who come with tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from kaigong.accounts.models import Scope, User
from kaigong.accounts.services.tokens import make_token
from tests.rights.samples import House, a_house


@pytest.fixture
def house() -> House:
    return a_house("jingyue")


class Program:
    """A program that asks the API with a person's token."""

    def __init__(self, user: User, scopes: list[str]) -> None:
        _, secret = make_token(user, name="test", scopes=scopes)
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.client = Client(headers=self.headers)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        given: dict[str, Any] = {
            "headers": {name.replace("_", "-"): text for name, text in headers.items()}
        }
        if isinstance(body, dict) and any(hasattr(each, "read") for each in body.values()):
            given |= {"data": body}
        elif body is not None:
            given |= {"data": body, "content_type": "application/json"}
        ask: Callable[..., HttpResponse] = getattr(self.client, method)
        return ask(f"/api/v1{path}", **given)


@pytest.fixture
def program() -> Callable[..., Program]:
    def made(user: User, *scopes: str) -> Program:
        return Program(user, list(scopes) or [Scope.READ, Scope.WRITE])

    return made
