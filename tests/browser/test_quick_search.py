"""Searching by keys alone, from any page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kaigong.accounts.models import Role
from tests.builders import a_person, a_project, a_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_keys_call_the_search_walk_its_results_and_open_one(open_page: Callable[..., Any]) -> None:
    zone = a_zone("jingyue")
    a_person(zone, Role.COMMAND, name="lijing")
    found = a_project(zone, "影都拍摄基地")
    a_project(zone, "影都总部基地")
    page = open_page("/accounts/login/?next=/jingyue/plans/2021/")
    page.fill("input[name=login]", "lijing")
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")
    page.wait_for_url("**/plans/2021/")  # the page of log-in knows the search too
    page.wait_for_function("!!customElements.get('quick-search')")
    page.keyboard.press("Control+k")
    page.keyboard.type("影都")
    page.wait_for_selector(".search-list a")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.search-list') !== null")
    page.keyboard.press("Escape")
    assert not page.locator(".search-list").is_visible()
    page.keyboard.press("Control+k")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
        if found.name in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/projects/{found.code}/")
