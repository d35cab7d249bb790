"""The first page that everybody meets, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kaigong.accounts.models import Role
from kaigong.accounts.services import offer_password_link
from tests.builders import a_person, a_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Any) -> None:
    page.fill("input[name=login]", "lijing")
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")


def test_an_officer_signs_in_and_meets_the_ledger(open_page: Callable[..., Any]) -> None:
    zone = a_zone("jingyue")
    a_person(zone, Role.COMMAND, name="lijing")
    page = open_page("/")
    sign_in(page)
    page.wait_for_url("**/jingyue/**")
    assert page.locator(".rail").is_visible()


def test_a_person_makes_a_token_and_a_calendar(open_page: Callable[..., Any]) -> None:
    a_person(a_zone("jingyue"), Role.COMMAND, name="lijing")
    page = open_page("/accounts/tokens/")
    sign_in(page)
    page.fill("input[name=name]", "报表程序")
    page.locator("form[action$='tokens/'] input[type=checkbox]").first.check()
    page.click("form[action$='tokens/'] button")
    assert page.locator("#secret").input_value()
    page.click("form[action$='calendar/'] button")
    page.wait_for_url("**/calendar/")
    assert page.locator("#secret").input_value()


def test_a_new_person_sets_the_first_password(open_page: Callable[..., Any]) -> None:
    zone = a_zone("jingyue")
    person = a_person(zone, Role.COMMAND, name="lijing")
    key = offer_password_link(person, zone=zone, by=a_person(zone, Role.ADMINISTRATOR))
    page = open_page(reverse("account_welcome", args=key))
    for field in page.locator("main input[type=password]").all():
        field.fill("Summer-2021-works")
    page.click("main form button")
    page.wait_for_url("**/accounts/login/**")
