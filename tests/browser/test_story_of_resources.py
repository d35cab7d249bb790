"""The sound stages share crews: where they lack, what that costs, accepted, and taken back.

In the Jingyue demo zone, on a desk and on a phone, without an error in the console.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import standing_in
from kaigong.demo.people import PASSWORD
from kaigong.plan.levelling import levelled
from kaigong.plan.models import PlanEdit, SubPlan
from kaigong.plan.moments import finish_day, minute_of, start_day
from kaigong.plan.selectors.plans import open_plan
from kaigong.wording import CHINESE
from tests.browser.test_plan_files import signed_in_as
from tests.browser.test_story_of_plans import DESK, STAGES, at_rest, sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def zone(demo_zone: Callable[[], Zone]) -> Zone:
    zone = demo_zone()
    User.objects.update(language=CHINESE)
    return zone


def dates(plan: SubPlan) -> dict[str, tuple[int, int]]:
    rows = plan.activities.values_list("key", "early_start", "early_finish")
    return {key: (start, finish) for key, start, finish in rows}


def test_crews_that_lack_are_seen_levelled_accepted_and_given_back(
    zone: Zone, open_page: Open
) -> None:
    plan = SubPlan.objects.get(project__code=STAGES)
    before = dates(plan)
    standing = standing_in(User.objects.get(username="command"), zone.slug)
    made = levelled(open_plan(standing, STAGES))
    page = signed_in_as(open_page, "command", PASSWORD, **DESK)
    page.set_default_timeout(30_000)
    page.goto(f"/{zone.slug}/schedules/{STAGES}/")
    at_rest(page)
    assert "最多同时要 10 组，只有 8 组" in page.locator("#short").inner_text()

    page.locator("#short").get_by_role("link", name="主体班组").click()
    page.wait_for_url("**/resources/**")
    card = page.locator("#r-r3").inner_text()
    assert "缺 2 组" in card
    assert "承台与基础（20 座）" in card
    page.locator("#r-r3").get_by_text("列成表").click()
    lacking = page.locator("#r-r3 tbody tr", has=page.locator("td.is-red")).count()
    assert lacking == page.locator("#r-r3 rect.over").count() > 0

    page.get_by_role("link", name="按资源排", exact=True).click()
    told = page.locator("#levelled")
    assert "采用之前，计划不动" in told.inner_text()
    line = told.locator("tr", has=page.get_by_text("C30", exact=True)).inner_text()
    assert re.findall(r"\d{4}-\d\d-\d\d", line)[2:] == [
        start_day(minute_of(made.starts["C30"])).isoformat(),
        finish_day(minute_of(made.finishes["C30"])).isoformat(),
    ]
    assert "主体班组" in line
    assert f"{finish_day(minute_of(made.finishes['F30']))}" in told.inner_text()
    assert dates(plan) == before

    sent(page, page.get_by_role("button", name="采用，排进计划"))
    assert "已按资源排进计划" in page.locator(".toasts").inner_text()
    assert page.locator("rect.over").count() == 0
    edit = PlanEdit.objects.filter(sub_plan=plan).first()
    assert edit is not None
    assert edit.verb == "level"
    assert dates(plan)["C30"] == (minute_of(made.starts["C30"]), minute_of(made.finishes["C30"]))

    page.goto(f"/{zone.slug}/schedules/{STAGES}/")
    at_rest(page)
    assert page.locator("#short").count() == 0
    sent(page, page.locator("#plan-edits form button").first)
    assert dates(plan) == before


def test_a_planner_types_another_number_on_a_phone(zone: Zone, open_page: Open) -> None:
    page = signed_in_as(open_page, "command", PASSWORD, **PHONE)
    page.set_default_timeout(30_000)
    page.goto(f"/{zone.slug}/schedules/{STAGES}/resources/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    there = page.locator("#state input[name=there]")
    there.nth(2).fill("10")
    with page.expect_navigation():
        there.nth(2).press("Enter")
    assert "够用：最多同时用 10 组，有 10 组" in page.locator("#r-r3").inner_text()
    assert "假定" not in page.locator("#r-r3").inner_text()  # somebody has told it by now
    assert "假定" in page.locator("#r-r4").inner_text()


def test_plans_levelled_together_are_given_back_by_one_button(zone: Zone, open_page: Open) -> None:
    plans = {each.pk: each for each in SubPlan.objects.exclude(resources={})}
    before = {number: dates(each) for number, each in plans.items()}
    page = signed_in_as(open_page, "command", PASSWORD, **DESK)
    page.set_default_timeout(30_000)
    page.goto(f"/{zone.slug}/shared-resources/")
    assert page.locator("#last-jointly").count() == 0
    page.get_by_role("link", name="几份计划一起排", exact=True).click()
    page.wait_for_url("**/shared-resources/?with=level")
    sent(page, page.get_by_role("button", name="采用，排进各计划"))
    moved = {number for number, each in plans.items() if dates(each) != before[number]}
    assert moved
    card = page.locator("#last-jointly")
    chief = User.objects.get(username="command")
    assert f"{chief}" in card.inner_text()
    for number in moved:
        assert str(plans[number].project) in card.inner_text()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size(DESK["viewport"])

    sent(page, page.get_by_role("button", name="在这些计划里一起撤销"))
    assert "份计划里撤销" in page.locator(".toasts").inner_text()
    assert "已撤销" in card.inner_text()
    assert page.get_by_role("button", name="在这些计划里一起撤销").count() == 0
    assert {number: dates(each) for number, each in plans.items()} == before
