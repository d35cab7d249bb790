"""The week's progress with the keyboard: cell by cell, somebody else's row, undo, a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kaigong.plan.models import Activity, PlanEdit, SubPlan
from kaigong.plan.services.activities import report_progress
from kaigong.plan.services.weekly import Told, tell_progress
from tests.browser.test_war_map_page import DESK
from tests.plan.site import DAY, Site, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site() -> Site:
    site = Site()
    plan = site.drawn(start=date(2021, 3, 22))
    site.add(plan, "A10", 10, name="桩基")
    site.add(plan, "A20", 10, name="管沟")
    for key in ("A10", "A20"):
        report_progress(plan, key, standing=site.planner, started_on=date(2021, 3, 22), share=0.2)
    return site


@pytest.fixture
def open_week(open_page: Callable[..., Any], site: Site) -> Callable[..., Any]:
    def open_one(**options: Any) -> Any:
        page = open_page("/accounts/login/", **options)
        page.fill("input[name=login]", site.planner.user.username)
        page.fill("input[name=password]", "Spring-2021-start")
        page.click("main button[type=submit]")
        page.wait_for_url(f"**/{site.zone.slug}/**")
        page.goto(f"/{site.zone.slug}/weekly/")
        page.wait_for_selector("weekly-progress[ready]")
        return page

    return open_one


def plan_of(site: Site) -> SubPlan:
    return SubPlan.objects.get(project=site.project)


def cell(page: Any, key: str, name: str) -> Any:
    number = Activity.objects.get(key=key).pk
    return page.locator(f"#w-{number} [name={name}]")


def test_a_week_is_told_with_the_keyboard_alone(
    site: Site,
    open_week: Callable[..., Any],
) -> None:
    page = open_week(**DESK)
    keys = page.keyboard
    cell(page, "A10", "done").focus()
    with page.expect_response("**/rows/A10/"):
        keys.type("50%")
        keys.press("Enter")
    with page.expect_response("**/rows/A20/"):
        keys.type("30%")
        keys.press("ArrowUp")
    plan = plan_of(site)
    assert [row(plan, key).remaining for key in ("A10", "A20")] == [5 * DAY, 7 * DAY]
    page.locator("#weekly-undo", has_text="管沟").wait_for()
    with page.expect_response("**/undo/"):
        keys.press("Control+z")
    page.wait_for_function(
        f"document.querySelector('#w-{row(plan, 'A20').pk} [name=done]').value === '20%'"
    )
    assert row(plan, "A20").remaining == 8 * DAY
    with page.expect_response("**/rows/A10/"):
        keys.press("=")  # nothing changed
    keys.type("halb")
    with page.expect_response("**/rows/A20/"):
        keys.press("Enter")
    page.locator(".errorlist", has_text="看不懂完成").wait_for()
    keys.press("Escape")
    assert page.locator(".errorlist").count() == 0


def test_what_somebody_else_wrote_is_shown_and_mine_can_be_written_all_the_same(
    site: Site,
    open_week: Callable[..., Any],
) -> None:
    page = open_week(**DESK)
    told = Told(done="60%")
    tell_progress(plan_of(site), "A10", told, per_day=DAY, standing=site.planner)
    cell(page, "A10", "done").fill("40%")
    page.keyboard.press("Tab")
    page.locator(".errorlist", has_text="刚改过").wait_for()
    assert cell(page, "A10", "done").input_value() == "60%"
    with page.expect_response("**/rows/A10/"):
        page.locator(".errorlist button").click()
    assert row(plan_of(site), "A10").remaining == 6 * DAY
    assert PlanEdit.objects.filter(verb="progress").count() == 4


def test_a_phone_shows_a_card_an_activity_and_no_sideways_scroll(
    site: Site,
    open_week: Callable[..., Any],
) -> None:
    page = open_week(
        viewport={"width": 390, "height": 800}, has_touch=True,
        is_mobile=True,
    )  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert cell(page, "A10", "finished").get_attribute("type") == "date"
    with page.expect_response("**/rows/A10/"):
        cell(page, "A10", "finished").fill("2021-03-29")
        cell(page, "A10", "remark").focus()
    assert row(plan_of(site), "A10").remaining == 0
