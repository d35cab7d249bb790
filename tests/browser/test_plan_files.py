"""A plan of P6 comes in, is changed on its page, goes out, and is the same when it comes again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaigong.engines.scheduling import files
from tests.plan.site import Site
from tests.plan.test_file_resources import quay
from tests.plan.test_plan_files import hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]


def signed_in_as(open_page: Open, name: str, password: str, **options: Any) -> Any:
    page = open_page("/accounts/login/", **options)
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.locator("main button[type=submit]").click()
    page.wait_for_selector(".rail")
    return page


def test_a_file_of_p6_comes_in_is_changed_goes_out_and_comes_in_again(
    open_page: Open, tmp_path: Path
) -> None:
    site = Site()
    brought = tmp_path / "hall.xer"
    brought.write_bytes(hall())
    plan = f"/{site.zone.slug}/schedules/{site.project.code}/"
    page = signed_in_as(open_page, site.planner.user.username, "Spring-2021-start")

    page.goto(f"{plan}files/")
    page.set_input_files("input[type=file]", str(brought))
    page.click("form.drop button")
    page.click("main button.btn-primary")
    page.wait_for_url(f"**{plan}")
    page.goto(f"{plan}?row=walls")
    assert page.input_value("#links") == "piles"
    page.fill("#duration", "20")
    page.click(".plan-form .btn-primary")
    page.wait_for_url("**#row")

    page.goto(f"{plan}files/as/origin/")
    assert "一样不少" in page.locator("main").inner_text()
    with page.expect_download() as got:
        page.click("main a.btn-primary")
    sent = tmp_path / "again.xer"
    got.value.save_as(str(sent))
    network = files.read(sent.read_bytes()).projects[0].network
    assert network.activities["walls"].duration == 20 * 600  # its days have ten hours
    assert network.activities["roof"].needs == {"crane": 1.0}  # not ticked

    page.goto(f"{plan}files/")
    page.set_input_files("input[type=file]", str(sent))
    page.click("form.drop button")
    page.wait_for_selector("text=计划和文件一致")


def test_a_resource_that_is_ticked_in_the_dry_run_stands_on_the_page_of_resources(
    open_page: Open, tmp_path: Path
) -> None:
    site = Site()
    brought = tmp_path / "quay.xer"
    brought.write_bytes(quay())
    plan = f"/{site.zone.slug}/schedules/{site.project.code}/"
    page = signed_in_as(
        open_page, site.planner.user.username, "Spring-2021-start",
        viewport={"width": 390, "height": 844},
    )  # fmt: skip

    page.goto(f"{plan}files/")
    page.set_input_files("input[type=file]", str(brought))
    page.click("form.drop button")
    page.wait_for_selector("#scarce")
    boxes = page.locator("#scarce input[type=checkbox]")
    assert [box.is_checked() for box in boxes.all()] == [False, False]
    first = page.locator("#scarce tbody tr").first.inner_text()
    assert "rig" in first
    assert "超 1" in first
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("checkbox", name="rig").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="采用", exact=True).click()
    page.wait_for_selector("text=已经按现在的重新试算")
    assert page.get_by_role("checkbox", name="rig").is_checked()
    page.get_by_role("button", name="采用", exact=True).click()
    page.wait_for_url(f"**{plan}")

    page.goto(f"{plan}resources/")
    card = page.locator("#r-r1").inner_text()
    assert "rig" in card
    assert "最多同时要 2" in card
    assert "只有 1" in card
    assert page.locator("#r-r2").count() == 0
