"""The first page that everybody meets, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kaigong.accounts.models import Role
from tests.builders import a_person, a_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_officer_signs_in_and_meets_the_ledger(open_page: Callable[..., Any]) -> None:
    zone = a_zone("jingyue")
    a_person(zone, Role.COMMAND, name="lijing")
    page = open_page("/")
    page.fill("input[name=login]", "lijing")
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")
    page.wait_for_url("**/jingyue/**")
    assert page.locator(".rail").is_visible()
