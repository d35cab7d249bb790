"""The bar chart by itself: drawn, walked, folded, zoomed, pulled, printed, on wall and phone.

The page around it is a small one of the test's own; the page of the house is tested with its slice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.war_feed import large_feed, stages_feed
from tests.browser.war_page import WarPage, war_page

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
Open = Callable[..., Any]
# what stands at a point of the canvas, as "r,g,b"; x and y in px of the canvas
PIXEL = """(canvas, [x, y]) => {
  const dense = devicePixelRatio;
  return canvas.getContext('2d').getImageData(x * dense, y * dense, 1, 1).data.slice(0, 3).join()
}"""
NOTE_EVENTS = """element => {
  window.told = [];
  for (const name of ['bar:chosen', 'bar:moved', 'link:drawn', 'bar:opened'])
    element.addEventListener(name, event => window.told.push([name, event.detail]));
}"""


@pytest.fixture
def served() -> Iterator[Callable[..., WarPage]]:
    """Serve a feed in the small page, for the time of the test."""
    open_ones: list[Any] = []

    def serve(feed: dict[str, Any] | None = None, traits: str = "") -> WarPage:
        page = war_page(feed or stages_feed(), traits)
        server = page.__enter__()
        open_ones.append(page)
        return server

    yield serve
    for page in open_ones:
        page.__exit__(None, None, None)


@pytest.fixture
def open_chart(chromium: Any, served: Callable[..., WarPage]) -> Iterator[Open]:
    """Open the chart; at the end its console must be free of errors and of broken policy."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_one(
        feed: dict[str, Any] | None = None, query: str = "", traits: str = "", **options: Any
    ) -> Any:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        context = chromium.new_context(base_url=served(feed, traits).url, **options)
        contexts.append(context)
        # no printer here; the page is told that one came
        context.add_init_script(
            "window.print = () => {"
            " dispatchEvent(new Event('beforeprint')); window.isPrinted = true }"
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error.stack)))
        page.goto(f"/?{query}")
        page.wait_for_selector("war-map[ready]")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def said(page: Any) -> str:
    return str(page.locator(".war-said").text_content())


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def names(page: Any) -> list[str]:
    written = page.locator(".war-rows li > :nth-child(2)").all_text_contents()
    return [name.split(" ")[0] for name in written]


def after_a_frame(page: Any) -> None:
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def point_of(page: Any, day_minute: int, row: int) -> dict[str, float]:
    """Where a moment of a row stands on the screen, by the month scale of 1.15 px a day."""
    box = page.locator(".war-chart > canvas").bounding_box()
    begin, end = moment_of(page, "from"), moment_of(page, "to")
    begin -= max(7 * 1440, round((end - begin) * 0.02))  # the margin
    scrolled = page.locator(".war-chart").evaluate("chart => chart.scrollLeft")
    return {
        "x": box["x"] + (day_minute - begin) / 1440 * 1.15 - scrolled,
        "y": box["y"] + 48 + row * 30 + 15,
    }


def moment_of(page: Any, name: str) -> int:
    read = "name => fetch('/feed.json').then(answer => answer.json()).then(feed => feed[name])"
    return int(page.evaluate(read, name))


def test_the_chart_stands_beside_its_names_and_puts_the_table_away(open_chart: Open) -> None:
    page = open_chart()
    film, roads = (
        ["影都战线", "影视拍摄基地（一期）", "文旅基地"],
        ["基础设施战线", "生泰街及配套管网"],
    )
    assert names(page) == film + roads
    row = page.locator(".war-rows li").nth(1)
    assert row.locator(".lamp-red").get_attribute("aria-label") == "红灯"
    assert row.locator(".num").all_text_contents() == ["2022-07-30", "缺 12"]
    assert page.locator("war-map > table").is_hidden()
    page.get_by_role("button", name="列成表").click()
    assert page.locator("war-map > table").is_visible()
    assert page.locator(".war-scroll").is_hidden()


def test_what_is_done_is_dark_and_what_is_left_is_pale(open_chart: Open) -> None:
    page = open_chart()
    canvas = page.locator(".war-chart > canvas")
    done, todo, ground = ([x, 48 + 30 + 10] for x in (100, 500, 640))
    assert canvas.evaluate(PIXEL, done) == "74,78,83"  # ink-2
    assert canvas.evaluate(PIXEL, todo) == "201,216,236"  # band
    assert canvas.evaluate(PIXEL, ground) not in ("74,78,83", "201,216,236")


def test_a_dark_page_has_a_dark_chart_at_once_when_the_theme_turns(open_chart: Open) -> None:
    page = open_chart()
    canvas = page.locator(".war-chart > canvas")
    assert canvas.evaluate(PIXEL, [300, 880 - 200]) == "255,255,255"
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    after_a_frame(page)
    assert canvas.evaluate(PIXEL, [300, 880 - 200]) == "25,28,31"


def test_keys_walk_over_rows_and_bars_and_say_them(open_chart: Open) -> None:
    page = open_chart()
    page.locator("war-map").evaluate(NOTE_EVENTS)
    page.locator(".war-chart").focus()
    assert said(page).startswith("影都战线，24 个项目，红灯")
    press(page, "ArrowDown")
    assert said(page) == "影视拍摄基地（一期），红灯，承诺 2022-07-30 完成，缺 12 天"
    press(page, "ArrowRight")
    piles = "土方桩基，2020-07-01 至 2021-03-09，已完成，在关键链上"
    assert said(page) == f"影视拍摄基地（一期）：{piles}"
    press(page, "End")
    assert said(page).startswith("影视拍摄基地（一期）：验收")
    assert page.evaluate("told.at(-1)") == ["bar:chosen", {"key": "b5", "row": "r1"}]
    assert page.locator("input[name=bar]").input_value() == "b5"
    tip = page.locator(".war-tip")
    assert "2022-06-01 至 2022-07-30" in tip.text_content()


def test_enter_opens_the_page_of_the_row(open_chart: Open) -> None:
    page = open_chart()
    page.locator(".war-chart").focus()
    press(page, "ArrowDown", "Enter")
    page.wait_for_url("**/projects/base/")


def test_space_folds_a_front_and_the_browser_remembers_it(open_chart: Open) -> None:
    page = open_chart()
    page.locator(".war-chart").focus()
    press(page, "Space")
    after_a_frame(page)
    assert names(page) == ["影都战线", "基础设施战线", "生泰街及配套管网"]
    assert said(page) == "影都战线，已收起"
    page.reload()
    page.wait_for_selector("war-map[ready]")
    assert names(page) == ["影都战线", "基础设施战线", "生泰街及配套管网"]
    page.get_by_role("button", name="全展").click()
    after_a_frame(page)
    assert len(names(page)) == 5


def test_the_wheel_zooms_around_the_pointer(open_chart: Open) -> None:
    page = open_chart()
    base = page.locator(".war-chart > canvas").bounding_box()
    page.mouse.move(base["x"] + 500, base["y"] + 300)
    before = page.evaluate("document.querySelector('.war-span').offsetWidth")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -500)
    page.keyboard.up("Control")
    after_a_frame(page)
    assert page.evaluate("document.querySelector('.war-span').offsetWidth") > 2 * before
    assert page.get_by_label("时间刻度").input_value() in ("month", "week")


def test_a_drag_moves_the_chart_and_chooses_nothing(open_chart: Open) -> None:
    page = open_chart()
    page.locator("war-map").evaluate(NOTE_EVENTS)
    chart = page.locator(".war-chart")
    page.get_by_label("时间刻度").select_option("week")
    after_a_frame(page)
    before = chart.evaluate("chart => chart.scrollLeft")
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 600, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 100, steps=4)
    page.mouse.up()
    assert chart.evaluate("chart => chart.scrollLeft") == before + 200
    assert page.evaluate("told") == []


def test_only_a_chart_to_edit_lets_its_bars_be_pulled(open_chart: Open) -> None:
    for traits, moved in ((" editable", 1), ("", 0)):
        page = open_chart(traits=traits)
        page.locator("war-map").evaluate(NOTE_EVENTS)
        feed = stages_feed()
        finish = feed["bars"]["finish"][2]  # 基础主体, to the evening of 2021-11-01
        at = point_of(page, finish, 1)
        page.mouse.move(at["x"] - 2, at["y"])
        page.mouse.down()
        page.mouse.move(at["x"] - 2 - 23, at["y"], steps=5)  # 20 days of 1.15 px
        page.mouse.up()
        told = [detail for name, detail in page.evaluate("told") if name == "bar:moved"]
        assert len(told) == moved
        if moved:
            start = feed["bars"]["start"][2]
            assert told == [{"key": "b2", "start": start, "finish": finish - 20 * 1440}]


def test_escape_lets_go_of_a_bar_that_is_being_pulled(open_chart: Open) -> None:
    page = open_chart(traits=" editable")
    page.locator("war-map").evaluate(NOTE_EVENTS)
    at = point_of(page, stages_feed()["bars"]["finish"][2], 1)
    page.mouse.move(at["x"] - 2, at["y"])
    page.mouse.down()
    page.mouse.move(at["x"] + 60, at["y"], steps=5)
    press(page, "Escape")
    page.mouse.up()
    assert [name for name, _ in page.evaluate("told") if name == "bar:moved"] == []


def test_a_link_is_drawn_from_the_end_of_one_bar_to_another(open_chart: Open) -> None:
    page = open_chart(traits=" editable")
    page.locator("war-map").evaluate(NOTE_EVENTS)
    feed = stages_feed()
    start = point_of(page, feed["bars"]["finish"][2], 1)
    end = point_of(page, feed["bars"]["start"][7], 2)
    page.keyboard.down("Shift")
    page.mouse.move(start["x"] - 2, start["y"])
    page.mouse.down()
    page.mouse.move(end["x"] + 3, end["y"], steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    told = [detail for name, detail in page.evaluate("told") if name == "link:drawn"]
    assert told == [{"before": "b2", "after": "b7", "kind": "FS"}]


def test_the_edge_of_the_columns_moves_with_arrows_and_stays(open_chart: Open) -> None:
    page = open_chart()
    side = page.locator(".war-side")
    before = side.bounding_box()["width"]
    page.get_by_role("separator").focus()
    press(page, "ArrowLeft", "ArrowLeft")
    assert side.bounding_box()["width"] == before - 32
    page.reload()
    page.wait_for_selector("war-map[ready]")
    assert side.bounding_box()["width"] == before - 32


def test_twenty_thousand_bars_draw_only_the_rows_in_view(open_chart: Open) -> None:
    page = open_chart(large_feed())
    assert page.locator(".war-rows li").count() < 40
    page.locator(".war-chart").focus()
    press(page, "Control+End")
    after_a_frame(page)
    assert names(page)[-1].startswith("项目")
    assert "1000" in page.locator(".war-rows li").last.text_content()
    box = page.locator(".war-rows li").last.bounding_box()
    chart = page.locator(".war-chart").bounding_box()
    assert box["y"] + box["height"] <= chart["y"] + chart["height"]


def test_paper_holds_every_row_once_and_cuts_none(open_chart: Open) -> None:
    page = open_chart(large_feed(fronts=4, projects=30, works=3))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheets = page.locator(".war-sheet")
    assert sheets.count() == 4  # 124 rows, 36 on a sheet at most
    written = page.locator(".war-sheet text.name").all_text_contents()
    projects = [text for text in written if text.startswith("项目")]
    assert projects == [f"项目 {number:04}" for number in range(1, 121)]
    head = sheets.nth(1).locator(".print-head")
    assert head.text_content() == "总施工图截至 2021-03-29，第 2 张，共 4 张"
    for at in range(4):
        years = sheets.nth(at).locator("css=text.yr").all_text_contents()
        assert "2022 年" in years  # the head stands on each sheet
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert sheets.count() == 0


def test_a_sheet_is_a_page_of_the_printer(open_chart: Open) -> None:
    page = open_chart(large_feed(fronts=4, projects=30, works=3))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 4
    assert b"/MediaBox [0 0 1191.12 841.9" in printed  # A3, landscape


def test_a_page_for_paper_prints_once_the_chart_is_there(open_chart: Open) -> None:
    page = open_chart(traits=" at-once")
    page.wait_for_selector(".war-sheet", state="attached")
    assert page.evaluate("window.isPrinted")
    assert page.locator(".war-sheet").count() == 1


def test_a_reader_who_cannot_see_finds_no_barrier(open_chart: Open) -> None:
    page = open_chart()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('war-map').then(told => told.violations)")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []


def test_the_file_of_the_chart_carries_its_colours(open_chart: Open, tmp_path: Path) -> None:
    page = open_chart(accept_downloads=True)
    with page.expect_download() as got:
        page.get_by_role("button", name="存成 SVG 文件").click()
    file = got.value
    assert file.suggested_filename == "总施工图.svg"
    file.save_as(str(tmp_path / "chart.svg"))
    drawn = (tmp_path / "chart.svg").read_text("utf-8")
    assert 'fill="rgb(74, 78, 83)"' in drawn
    assert ">影视拍摄基地（一期）<" in drawn


def test_the_wall_shows_all_of_the_time_and_nothing_to_press(open_chart: Open) -> None:
    feed = large_feed(fronts=2, projects=30, works=2)
    page = open_chart(feed, "screen=1", viewport={"width": 1920, "height": 1080})
    assert page.locator("war-map .chip").count() == 0
    chart = page.locator(".war-chart")
    assert chart.evaluate("chart => chart.scrollWidth - chart.clientWidth") <= 1
    assert page.locator(".war-rows li").first.bounding_box()["height"] == 48


def test_a_phone_begins_with_the_list_and_swipes_to_the_chart(open_chart: Open) -> None:
    page = open_chart(viewport={"width": 390, "height": 780}, has_touch=True)
    first = page.locator(".war-rows li").nth(1).bounding_box()
    assert first["x"] == 0
    assert first["width"] >= 380
    page.locator(".war").evaluate("war => war.scrollTo(390, 0)")
    after_a_frame(page)
    assert page.locator(".war-chart").bounding_box()["x"] <= 30
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_two_fingers_zoom_the_chart(open_chart: Open) -> None:
    page = open_chart(viewport={"width": 390, "height": 780}, has_touch=True)
    page.locator(".war").evaluate("war => war.scrollTo(390, 0)")
    span = page.locator(".war-span")
    before = span.evaluate("span => span.offsetWidth")
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *places: int) -> None:
        points = [{"x": x, "y": 400, "id": at} for at, x in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 150, 200)
    touch("touchMove", 125, 225)
    touch("touchMove", 100, 250)
    touch("touchEnd")
    after_a_frame(page)
    assert span.evaluate("span => span.offsetWidth") > 2 * before


def test_a_changed_plan_arrives_by_itself_and_the_eye_stays_where_it_was(
    open_chart: Open, served: Callable[..., WarPage]
) -> None:
    server = served(stages_feed(), ' renew="0.2"')
    page = open_chart(traits="")
    page.goto(server.url)
    page.wait_for_selector("war-map[ready]")
    page.locator(".war-chart").focus()
    press(page, "ArrowDown", "ArrowRight", "ArrowRight")
    scrolled = page.locator(".war-chart").evaluate("chart => chart.scrollLeft")
    changed = stages_feed()
    changed["version"] = 2
    changed["rows"]["name"][2] = "文旅基地（二期）"
    server.feed = changed
    page.wait_for_selector(".war-rows >> text=文旅基地（二期）")
    assert page.locator(".war-chart").evaluate("chart => chart.scrollLeft") == scrolled
    assert page.locator(".war-rows li.here").text_content().startswith("影视拍摄基地")


def test_the_table_stays_when_the_feed_does_not_come(
    chromium: Any, served: Callable[..., WarPage]
) -> None:
    server = served()
    server.is_feed_here = False
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("alert").wait_for()
    assert page.locator("war-map > table").is_visible()
    server.is_feed_here = True
    page.get_by_role("button", name="再试一次").click()
    page.wait_for_selector("war-map[ready]")
    assert page.locator("war-map > table").is_hidden()
    context.close()


def test_english_pages_have_english_charts(open_chart: Open) -> None:
    page = open_chart(query="language=en")
    assert page.locator(".war-top").text_content() == "Fronts and projectsPromisedFloat, days"
    page.locator(".war-chart").focus()
    press(page, "ArrowDown")
    assert said(page).endswith("Red, promised for 2022-07-30, 12 days to win")


def test_days_are_the_zones_wherever_the_browser_stands(open_chart: Open) -> None:
    for timezone in ("Asia/Shanghai", "America/Los_Angeles"):
        page = open_chart(timezone_id=timezone)
        page.locator(".war-chart").focus()
        press(page, "ArrowDown", "ArrowRight")
        assert "2020-07-01 至 2021-03-09" in said(page)
