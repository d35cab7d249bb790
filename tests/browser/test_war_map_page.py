"""The war map as leaders and planners open it: page, wall, paper, and the plan of a project."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.plans import lock_plan
from tests.builders import a_project
from tests.plan.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
DESK = {"viewport": {"width": 1440, "height": 900}}
WALL = {"viewport": {"width": 1920, "height": 1080}}


@pytest.fixture
def site() -> Site:
    """Two fronts: a plan that cannot keep its promise, a project that has no plan yet, a road."""
    site = Site()
    site.project.stage = "construction"
    site.project.save()
    hall = a_project(site.zone, "文旅基地", stage="construction")
    road = a_project(site.zone, "生泰街", stage="construction")
    plan = site.drawn("sound-stage", promised_on=date(2021, 12, 31))
    lock_plan(plan, reason="推进会", standing=site.planner)
    set_front(site.zone, "film", name="影都战线", by=None, projects=[site.project, hall])
    set_front(site.zone, "city", name="基础设施战线", by=None, projects=[road])
    return site


@pytest.fixture
def open_chart(site: Site, open_page: Open) -> Open:
    """Sign the planner in and open a page whose chart has been drawn."""

    def open_one(path: str, **options: Any) -> Any:
        page = open_page("/accounts/login/", **options)
        page.fill("input[name=login]", site.planner.user.username)
        page.fill("input[name=password]", "Spring-2021-start")
        page.locator("main button[type=submit]").click()
        page.wait_for_selector(".rail")
        page.goto(path)
        page.wait_for_selector("war-map[ready]")
        return page

    return open_one


def test_a_planner_walks_the_war_map_and_opens_the_plan_that_is_short_of_days(
    site: Site, open_chart: Open
) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/", **DESK)
    assert page.locator("war-map > table").is_hidden()
    assert page.locator(".war-rows .front").count() == 2
    page.locator(".war-chart").focus()
    page.keyboard.press("ArrowDown")
    said = page.locator(".war-said").text_content()
    assert said.startswith("影视基地，红灯，承诺 2021-12-31 完成，缺 ")
    head = page.locator(".war-rows .front").first
    assert head.locator(".num").last.text_content().strip() == "1"  # one of its projects is red
    short = page.locator(".war-rows li").nth(1).locator(".num.is-red").text_content()
    assert f"{short} 天" in said
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/schedules/{site.project.code}/**")
    page.wait_for_selector("war-map[ready]")
    assert page.locator(".war-top").text_content().startswith("编号工作")
    page.get_by_role("button", name="列成表").click()
    assert page.locator("war-map > table").is_visible()


def test_paper_holds_what_is_seen_and_nothing_of_the_screen(site: Site, open_chart: Open) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/", **DESK)
    page.get_by_role("button", name="全收").click()
    page.get_by_text("打印", exact=True).click()
    page.locator("[data-paper=a3]").click()
    assert page.evaluate("window.isPrinted")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".war-sheet")
    assert sheet.locator("css=text.bold").all_text_contents() == ["影都战线", "基础设施战线"]
    assert "截至 2021-03-29" in sheet.locator(".print-head").text_content()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    assert sheet_mm(printed) == (420, 297)


def test_what_is_folded_goes_along_to_excel(site: Site, open_chart: Open, tmp_path: Path) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/", **DESK)
    page.locator(".war-rows .front .turn").first.click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").click()
    sent = tmp_path / "map.xlsx"
    taken.value.save_as(str(sent))
    sheet = load_workbook(sent).worksheets[0]
    hidden = [bool(sheet.row_dimensions[row].hidden) for row in range(5, sheet.max_row + 1)]
    assert hidden == [False, True, True, False, False]


def test_phases_that_overlap_stand_apart_on_paper_each_with_its_name(
    site: Site, open_chart: Open
) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/?way=forward", **DESK)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".war-sheet")
    boxes = [
        [float(mark.get_attribute(side) or 0) for side in ("x", "y", "width", "height")]
        for mark in sheet.locator("css=rect.todo").all()
    ]
    assert len({y for _x, y, _width, _height in boxes}) >= 2
    for at, (x, y, width, height) in enumerate(boxes):
        for x2, y2, width2, height2 in boxes[:at]:
            assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y, (
                "one phase covers another"
            )
    named = set(sheet.locator("css=text.barlab").all_text_contents())
    assert {"地基与基础", "主体"} <= named


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_buttons_of_the_war_map_stand_in_one_line(
    site: Site, open_chart: Open, language: str
) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/", **DESK)
    if language != "zh-hans":
        page.locator(f"button[name=language][value={language}]").click()
        page.wait_for_selector("html[lang=en] war-map[ready]")
    for width in (1440, 1366, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".ledger-page > .tools").bounding_box()["height"] < 60


@pytest.mark.parametrize(("paper", "size"), [("a2", (594, 420)), ("a0", (1189, 841))])
def test_the_wall_takes_a_larger_sheet(
    site: Site, open_chart: Open, paper: str, size: tuple[int, int]
) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/", **DESK)
    page.get_by_text("打印", exact=True).click()
    page.locator(f"[data-paper={paper}]").click()
    assert sheet_mm(page.pdf(prefer_css_page_size=True)) == size


def sheet_mm(printed: bytes) -> tuple[int, int]:
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    assert box is not None
    width, height = (round(float(side) / 72 * 25.4) for side in box.groups())
    return width, height


def test_the_page_for_paper_prints_the_chart_by_itself(site: Site, open_chart: Open) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/?print=1", **DESK)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.isPrinted")


def test_the_wall_shows_the_war_map_and_nothing_to_press(site: Site, open_chart: Open) -> None:
    page = open_chart(f"/{site.zone.slug}/war-map/?screen=1", **WALL)
    assert page.locator("war-map button").count() == 0
    chart = page.locator(".war-chart").bounding_box()
    assert chart["y"] + chart["height"] <= 1080
    assert chart["width"] > 1000
