"""A planner at the outline of a plan, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kaigong.plan.models import Activity, PlanEdit
from tests.browser.test_war_map_page import DESK, open_chart  # noqa: F401  (a fixture)
from tests.plan.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site() -> Site:
    site = Site()
    plan = site.drawn()
    site.add(plan, "A10", 5, name="桩基")
    site.add(plan, "A20", 2, "A10", name="承台")
    return site


def test_a_planner_edits_the_outline_with_the_keyboard_alone(
    site: Site,
    open_chart: Callable[..., Any],  # noqa: F811
) -> None:
    page = open_chart(f"/{site.zone.slug}/schedules/{site.project.code}/?way=forward", **DESK)
    keys = page.keyboard

    def rows(cell: str) -> list[str]:
        return [each.strip() for each in page.locator(f"[data-cell={cell}]").all_text_contents()]

    def edit(number: int) -> None:
        page.locator("#plan-age", has_text=f"第 {number} 次").wait_for()

    page.locator(".war-field").focus()
    keys.press("ArrowRight")
    keys.type("9天")  # the dates follow while it is typed
    page.locator(".war-told", has_text="2 项日期变动").wait_for()
    keys.press("Escape")
    assert rows("duration") == ["5d", "2d"]
    assert PlanEdit.objects.count() == 2
    keys.type("9天")
    keys.press("Enter")
    edit(3)
    keys.press("Control+Enter")
    keys.type("防水")  # before the new row is there
    keys.press("Enter")
    edit(5)
    assert rows("name") == ["桩基", "承台", "防水"]
    keys.press("Tab")
    page.locator(".war-fault").wait_for()
    assert "不能变成汇总行" in page.locator(".war-fault").text_content()
    keys.press("Control+z")  # the name
    edit(6)
    keys.press("Control+z")  # the row
    edit(7)
    assert rows("name") == ["桩基", "承台"]
    assert Activity.objects.get(key="A10").duration == 9 * 480
    # The table beside the chart tells what was edited since the page came.
    page.get_by_role("button", name="列成表").click()
    page.locator("#row-A10 td:nth-child(3)", has_text="9").wait_for()
