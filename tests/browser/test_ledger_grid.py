"""The ledger as officers use it: keys, ranges, paste, undo, groups, filters, paper, phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kaigong.accounts.models import Role, Zone
from kaigong.portfolio.columns import COLUMNS, SHOWN_FIRST
from kaigong.portfolio.models import AnnualPlan, Project, ProjectLamp
from kaigong.portfolio.services.changes import Edit, change_cells
from kaigong.portfolio.services.plans import lock_plan
from tests.builders import (
    YI,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_sector,
    a_standing,
    a_zone,
    an_organisation,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
MARCH = date(2021, 3, 1)
Open = Callable[..., Any]
# sector, name, total, plan and done in 亿元, lamp, why
ROWS = """\
影视文旅|国际影都影视拍摄基地（一期）|68|9.60|2.41|red|供电晚 9 天，交付缺 12 天
影视文旅|国际影都文旅基地|120|8.50|1.62|green|
影视文旅|国际影都总部基地|45.2|6.20|1.18|green|
影视文旅|长春野生动物园|38|5.30|0.94|amber|计划 4-30 开工，用地未批
影视文旅|国际影都影视教育基地|32.5|2.80|0.05|grey|月报缺 2 期，数字 41 天前
数字经济|数字经济产业园|56|7.20|1.48|green|
数字经济|净月未来城|98|6.50|0.40|amber|施工道路晚 6 天
数字经济|长发智慧城市产业基地|22.7|4.80|0.61|red|3-25 桩基未完成
基础设施|东部快速路南延工程|19.6|4.50|1.02|green|
基础设施|影视产业园区基础设施（生泰街）|6.8|2.20|0.31|red|66 kV 线路迁改未签"""


@pytest.fixture
def zone() -> Zone:
    """A zone with ten projects in three sectors, as of March 2021."""
    zone = a_zone("jingyue", name="长春净月高新区")
    force = an_organisation(zone, "影都专班", kind="task_force")
    for line in ROWS.splitlines():
        sector, name, total, planned, done, colour, reason = line.split("|")
        project = a_project(
            zone,
            name,
            sector=a_sector(zone, sector),
            total_amount=Decimal(total) * YI,
            task_force=force,
            stage="construction",
            planned_completion_on=date(2022, 12, 31),
        )
        a_plan(project, planned=Decimal(planned) * YI)
        a_report(project, MARCH, Decimal(done) * YI, physical_progress="主体 20 %")
        rank = ["red", "amber", "grey", "green"].index(colour)
        ProjectLamp.objects.create(
            project=project, zone=zone, colour=colour, rank=rank, reason=reason,
            reason_en=reason, since=zone.end_of(MARCH),
        )  # fmt: skip
    return zone


@pytest.fixture
def ledger(zone: Zone, open_page: Open) -> Open:
    """Open the ledger signed in, and wait until the grid stands."""

    def open_ledger(query: str = "", *, role: Role = Role.COMMAND, **options: Any) -> Any:
        person = a_person(zone, role)
        page = open_page("/accounts/login/", **options)
        page.fill("input[name=login]", person.username)
        page.fill("input[name=password]", "Spring-2021-start")
        page.click("main button[type=submit]")
        page.wait_for_url("**/jingyue/**")
        page.goto(f"/jingyue/ledger/{query}")
        page.wait_for_selector("ledger-grid[ready] tbody tr[data-line]")
        return page

    return open_ledger


def look(page: Any, name: str) -> None:
    """Keep a picture for the eye, where `KAIGONG_SCREENSHOTS` names a folder."""
    if folder := os.environ.get("KAIGONG_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png")


def cell(page: Any, name: str, column: str) -> Any:
    """The cell of a project in a column, by the words of both heads."""
    place = page.locator(f"thead th[data-column={column}]").get_attribute("aria-colindex")
    row = page.locator("tbody tr[data-line]", has_text=name).first
    return row.locator(f"td[aria-colindex='{place}']")


def project(name: str) -> Project:
    return Project.objects.get(name=name)


def planned(name: str) -> Decimal | None:
    return AnnualPlan.objects.get(project__name=name, year=2021).planned_amount


def toast(page: Any, words: str) -> None:
    page.wait_for_selector(f".toast:has-text('{words}')")


def pasted(page: Any, text: str) -> None:
    """Put a text on the clipboard as Excel does, and press Ctrl V."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
DESK = {"viewport": {"width": 1440, "height": 900}}


def test_the_ledger_shows_groups_subtotals_and_the_total(ledger: Open) -> None:
    page = ledger(**DESK)
    look(page, "ledger")
    assert page.locator("tbody tr.group").count() == 3
    assert cell(page, "影视文旅", "planned_amount").inner_text() == "32.40"
    assert page.locator("tr.total").inner_text().split()[:2] == ["合计", "506.80"]
    assert page.locator("[data-part=rows]").inner_text() == "10 行，3 组"


def test_what_is_typed_into_a_cell_is_saved_undone_and_redone(ledger: Open) -> None:
    page = ledger(**DESK)
    cell(page, "国际影都总部基地", "planned_amount").click()
    page.keyboard.type("6.5")
    look(page, "typing")
    page.keyboard.press("Enter")
    toast(page, "已保存 1 格")
    assert planned("国际影都总部基地") == Decimal("650000000.00")
    assert cell(page, "国际影都总部基地", "planned_amount").inner_text() == "6.50"
    page.keyboard.press("Control+z")
    toast(page, "已撤销 1 格")
    assert planned("国际影都总部基地") == Decimal("620000000.00")
    page.wait_for_function("() => !document.querySelector('.fresh')")
    assert cell(page, "国际影都总部基地", "planned_amount").inner_text() == "6.20"
    page.keyboard.press("Control+y")
    toast(page, "已重做 1 格")
    assert planned("国际影都总部基地") == Decimal("650000000.00")
    page.keyboard.press("Control+y")
    toast(page, "没有可重做的修改")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelectorAll('.toast').length === 5")
    assert planned("国际影都总部基地") == Decimal("620000000.00")


def test_a_first_read_that_failed_is_tried_again(ledger: Open) -> None:
    page = ledger(**DESK)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    # To the console a 4xx is no error; to the page it is like a line that is cut.
    page.route("**/outline.json*", lambda route: route.fulfill(status=429, body="busy"))
    page.goto("/jingyue/ledger/")
    page.wait_for_selector("[data-part=trouble] [role=alert]")
    assert page.locator("ledger-grid[ready]").count() == 0
    page.unroute("**/outline.json*")
    page.click("[data-part=trouble] button")
    page.wait_for_selector("ledger-grid[ready] tbody tr[data-line]")
    assert page.locator("[data-part=trouble]").inner_text() == ""
    assert faults == []


def test_a_filter_that_fits_nothing_says_so_and_leads_back(ledger: Open) -> None:
    page = ledger(**DESK)
    page.click("text=＋ 筛选")
    page.click(".pop-menu button:text-is('名称')")
    page.fill("input[name=contains]", "没有的")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-part=empty]:visible")
    assert page.locator("[data-part=empty] h3:visible").all_inner_texts() == ["没有符合条件的项目"]
    page.click("[data-part=empty] a:visible")
    page.wait_for_selector("ledger-grid[ready] tbody tr[data-line]")
    assert page.locator("[data-part=rows]").inner_text() == "10 行，3 组"


def test_a_faulty_cell_says_what_is_wrong_and_changes_nothing(ledger: Open) -> None:
    page = ledger(**DESK)
    cell(page, "数字经济产业园", "planned_amount").dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("很多")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bubble.fault")
    look(page, "fault")
    assert "很多" in cell(page, "数字经济产业园", "planned_amount").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector(".bubble", state="detached")
    assert cell(page, "数字经济产业园", "planned_amount").inner_text() == "7.20"
    page.keyboard.type("很多")
    page.keyboard.press("Enter")
    page.click(".bubble >> text=恢复原值")
    assert cell(page, "数字经济产业园", "planned_amount").inner_text() == "7.20"
    assert planned("数字经济产业园") == Decimal("720000000.00")


def test_a_choice_is_found_by_its_first_letter_and_esc_leaves_the_cell_alone(
    ledger: Open,
) -> None:
    page = ledger(**DESK)
    kind = cell(page, "净月未来城", "kind")
    kind.click()
    page.keyboard.type("续")
    page.wait_for_selector(".choices li:has-text('续建')")
    look(page, "choices")
    page.keyboard.press("Enter")
    toast(page, "已保存 1 格")
    assert project("净月未来城").kind == "continuing"
    kind.click()
    page.keyboard.press("F2")
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    assert kind.inner_text() == "续建"


def test_a_pasted_block_waits_is_saved_as_one_and_undone_as_one(ledger: Open) -> None:
    page = ledger(**DESK, **CLIPBOARD)
    cell(page, "国际影都影视拍摄基地（一期）", "planned_amount").click()
    before = {row.project_id: row.planned_amount for row in AnnualPlan.objects.all()}
    # The first three rows by plan; then the block passes the head of the next group.
    pasted(page, "9.70\t2.50\n8.60\tabc\n6.30\t1.20\n")
    page.wait_for_selector("button:has-text('保存 5 格')")
    look(page, "paste")
    assert "已粘贴 3 行 × 2 列" in page.locator(".paste").inner_text()
    assert "1 格有误" in page.locator(".paste").inner_text()
    assert {row.project_id: row.planned_amount for row in AnnualPlan.objects.all()} == before
    page.click("text=逐格查看")
    page.wait_for_selector(".bubble.fault")
    look(page, "stepping")
    page.click("text=保存 5 格")
    toast(page, "已保存 5 格")
    assert planned("国际影都影视拍摄基地（一期）") == Decimal("970000000.00")
    assert planned("国际影都总部基地") == Decimal("630000000.00")
    page.click(".paste button:has-text('撤销')")
    page.click(".toast >> text=撤销")
    toast(page, "已撤销 5 格")
    assert {row.project_id: row.planned_amount for row in AnnualPlan.objects.all()} == before


def test_a_paste_into_a_locked_plan_asks_first(zone: Zone, ledger: Open) -> None:
    lock_plan(
        zone, year=2021, reason="年初下达", approver=a_person(zone, Role.LEADER), by=a_person(zone)
    )
    page = ledger(**DESK, **CLIPBOARD)
    cell(page, "国际影都文旅基地", "planned_amount").click()
    pasted(page, "8.80\n6.30")
    page.wait_for_selector("text=2 格改动锁定计划")
    look(page, "locked")
    assert page.locator("button:has-text('保存')").count() == 0
    page.click(".bubble >> text=仍然改")
    page.click("text=保存 1 格")
    toast(page, "与锁定计划不同")
    assert planned("国际影都文旅基地") == Decimal("880000000.00")
    assert planned("国际影都总部基地") == Decimal("620000000.00")


def test_the_second_of_two_people_sees_both_values_and_chooses(zone: Zone, ledger: Open) -> None:
    page = ledger(**DESK)
    lijing = a_standing(a_person(zone, name="李静"), zone)
    park = project("数字经济产业园")
    edit = Edit(park.pk, "planned_amount", "7.41")
    change_cells(lijing, [edit], month=MARCH)
    cell(page, "数字经济产业园", "planned_amount").click()
    page.keyboard.type("7.38")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bubble:has-text('李静')")
    look(page, "clash")
    assert "对方写 7.41，你写 7.38" in page.locator(".bubble").inner_text()
    assert planned("数字经济产业园") == Decimal("741000000.00")
    page.click("text=用我的")
    toast(page, "已保存 1 格")
    assert planned("数字经济产业园") == Decimal("738000000.00")


def test_keys_draw_a_range_that_adds_up_and_copies_to_excel(ledger: Open) -> None:
    page = ledger(**DESK, **CLIPBOARD)
    cell(page, "国际影都影视拍摄基地（一期）", "planned_amount").click()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowDown")
    status = page.locator(".statusbar")
    page.wait_for_selector(".statusbar:has-text('合计 24.30')")
    look(page, "range")
    assert "选中「年计划」3 格" in status.inner_text()
    assert "平均 8.10" in status.inner_text()
    assert "最小 6.20" in status.inner_text()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    toast(page, "已复制 3 行 × 2 列")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r", "") == "9.60\t2.41\n8.50\t1.62\n6.20\t1.18"
    page.keyboard.press("Control+End")
    last = page.locator("td.here")
    assert last.get_attribute("aria-colindex") == page.locator("table.ledger").get_attribute(
        "aria-colcount"
    )


def test_a_dragged_range_is_filled_down_and_cleared(ledger: Open) -> None:
    page = ledger(**DESK)
    first = cell(page, "国际影都文旅基地", "physical_progress")
    first.click()
    page.keyboard.type("封顶 2/20")
    page.keyboard.press("Enter")
    toast(page, "已保存 1 格")
    first.hover()
    page.mouse.down()
    cell(page, "长春野生动物园", "physical_progress").hover()
    page.mouse.up()
    assert page.locator("td.picked").count() == 3
    page.keyboard.press("Control+d")
    page.click("text=保存 2 格")
    toast(page, "已保存 2 格")
    assert cell(page, "长春野生动物园", "physical_progress").inner_text() == "封顶 2/20"
    page.keyboard.press("Delete")
    page.click("text=保存 3 格")
    toast(page, "已保存 3 格")
    assert cell(page, "长春野生动物园", "physical_progress").inner_text() == ""


def test_groups_close_and_open_by_mouse_and_key(ledger: Open) -> None:
    page = ledger(**DESK)
    head = page.locator("tbody tr.group", has_text="影视文旅")
    head.locator("td.no").click()
    assert "5 个，已收起" in head.inner_text()
    assert page.locator("tbody tr[data-line]").count() == 3 + 5
    assert head.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody tr[data-line]:has-text('长春野生动物园')")
    assert page.locator("tbody tr[data-line]").count() == 3 + 10


def test_order_filter_and_columns_live_in_the_address(ledger: Open) -> None:
    page = ledger("?view=all&sort=name", **DESK)
    page.click("th[data-column=planned_amount] .sorter")
    page.wait_for_function("() => location.search.includes('sort=planned_amount')")
    page.click("th[data-column=planned_amount] .sorter")
    page.wait_for_selector("th[data-column=planned_amount][aria-sort=descending]")
    page.wait_for_selector("tbody tr[data-line='0']:has-text('9.60')")
    page.hover("th[data-column=planned_amount]")
    page.click("th[data-column=planned_amount] .sieve")
    look(page, "filter")
    page.fill(".pop input[name=from]", "6")
    page.click(".pop >> text=筛选")
    page.wait_for_selector("[data-part=rows]:has-text('5 行')")
    assert page.locator(".chip", has_text="年计划 ≥ 6 亿元").is_visible()
    page.click("text=＋ 筛选")
    page.click(".pop-menu >> text=灯")
    page.check(".pop input[value=red]")
    page.click(".pop button:has-text('筛选')")
    page.wait_for_selector("[data-part=rows]:has-text('1 行')")
    page.reload()
    page.wait_for_selector("ledger-grid[ready]")
    assert page.locator("[data-part=rows]").inner_text() == "1 行"
    page.click("[aria-label^='去掉筛选：灯']")
    page.wait_for_selector("[data-part=rows]:has-text('5 行')")
    page.click("[data-act=columns]")
    look(page, "columns")
    page.check(".chooser input[value=leader]")
    page.uncheck(".chooser input[value=task_force]")
    page.click("text=用这些列")
    page.wait_for_selector("th[data-column=leader]")
    assert page.locator("th[data-column=task_force]").count() == 0
    page.click("text=＋ 存为视图")
    page.fill(".dialog input[name=name]", "大项目")
    page.click(".dialog >> text=存下视图")
    page.wait_for_selector(".nav a[aria-current]:has-text('大项目')")
    page.wait_for_selector(".nav a:has-text('大项目') small:has-text('5')")
    page.click("[data-act=drop-view]")
    page.wait_for_url("**/jingyue/ledger/")
    page.wait_for_selector("ledger-grid[ready]")
    assert page.locator(".nav a:has-text('大项目')").count() == 0


def test_a_leader_reads_and_cannot_type(ledger: Open) -> None:
    page = ledger(role=Role.LEADER, **DESK)
    cell(page, "国际影都总部基地", "planned_amount").click()
    page.keyboard.press("Enter")
    page.wait_for_selector(".statusbar:has-text('没有改台账的权限')")
    assert page.locator(".cell-editor.open").count() == 0


def test_a_past_day_is_shown_as_such_and_cannot_be_changed(ledger: Open) -> None:
    page = ledger(**DESK)
    page.goto("/jingyue/ledger/?as_of=2021-02-28")
    page.wait_for_selector("ledger-grid[ready]")
    assert page.locator(".alert-asof").inner_text().startswith("你在看 2021-02-28 的台账")
    assert page.locator("[data-part=rows]").inner_text() == "0 行"  # nothing was on record yet


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_english_and_both_themes(ledger: Open, theme: str) -> None:
    page = ledger(**DESK)
    page.context.add_cookies([{"name": "kaigong_theme", "value": theme, "url": page.url}])
    page.click("button[name=language][value=en]")
    page.wait_for_selector("html[lang=en] ledger-grid[ready] tbody tr[data-line]")
    look(page, f"english-{theme}")
    assert page.locator("[data-part=rows]").inner_text() == "10 rows, 3 groups"
    shown = f"{len(SHOWN_FIRST)}/{len(COLUMNS)}"
    assert page.locator("[data-act=columns]").inner_text().split() == ["Columns", shown]
    assert page.locator("html").get_attribute("data-bs-theme") == theme


def test_english_shows_the_english_name_and_edits_the_stored_one(zone: Zone, ledger: Open) -> None:
    Project.objects.filter(name="净月未来城").update(name_en="Jingyue Future City")
    page = ledger(**DESK)
    page.click("button[name=language][value=en]")
    page.wait_for_selector("html[lang=en] ledger-grid[ready] tbody tr[data-line]")
    shown = cell(page, "Jingyue Future City", "name")
    place = shown.bounding_box()
    page.mouse.dblclick(place["x"] + place["width"] - 6, place["y"] + place["height"] / 2)
    assert page.locator(".cell-editor.open").input_value() == "净月未来城"
    look(page, "english-name")
    page.keyboard.type("二期")
    page.keyboard.press("Enter")
    toast(page, "1 cell saved")
    future = Project.objects.get(name_en="Jingyue Future City")
    assert future.name == "净月未来城二期"
    assert shown.inner_text() == "Jingyue Future City"


def test_a_phone_keeps_the_name_in_sight(ledger: Open) -> None:
    page = ledger(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.evaluate("document.querySelector('.ledger-wrap').scrollLeft = 400")
    look(page, "phone")
    name = cell(page, "净月未来城", "name").bounding_box()
    assert name["x"] == 0
    assert name["width"] <= 150
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_print_is_one_plain_table_of_all_rows(ledger: Open) -> None:
    page = ledger(**DESK)
    page.click("text=打印 A3")
    page.wait_for_selector("print-button button:visible")
    page.emulate_media(media="print")
    look(page, "print")
    assert page.locator(".ledger tbody tr").count() == 3 + 10
    assert page.locator(".print-head").inner_text().startswith("长春净月高新区 2021 年项目大表")
    assert page.locator(".rail").is_hidden()
    assert page.evaluate("window.isPrinted") is True


def test_without_script_the_first_rows_are_there(ledger: Open) -> None:
    page = ledger(**DESK)
    html = page.request.get("/jingyue/ledger/").text()
    assert "国际影都影视拍摄基地（一期）" in html
    assert "506.80" in html


MANY = 100_000
SCROLLED_THROUGH = """async () => {
  const sheet = document.querySelector(".ledger-wrap");
  const box = sheet.getBoundingClientRect();
  const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const seen = { gaps: 0, frames: 0, most: 0, slowest: 0 };
  for (let top = 0; top < 60000; top += 700) {
    const before = performance.now();
    sheet.scrollTop = top;
    await frame();
    seen.slowest = Math.max(seen.slowest, performance.now() - before);
    seen.frames += 1;
    seen.most = Math.max(seen.most, sheet.querySelectorAll("tr[data-line]").length);
    for (let y = box.top + 70; y < box.bottom - 40; y += 60) {
      const hit = document.elementFromPoint(box.left + 300, y);
      if (!hit || !hit.closest("tr[data-line]")) seen.gaps += 1;
    }
  }
  return seen;
}"""


def a_feed_of_many(route: Any) -> None:
    """Rows, and an outline of four groups, as the server would tell them of 100,000 projects."""
    url = urlsplit(route.request.url)
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    if url.path.endswith("outline.json"):
        sums = {"planned_amount": "100000000.00"}
        groups = [
            {"key": str(place), "label": f"组{place}", "count": MANY // 4, "sums": sums}
            | {"offset": place * MANY // 4, "lamps": {"red": 1}}
            for place in range(4)
        ]
        total = {"count": MANY, "sums": sums, "lamps": {}}
        answer: dict[str, Any] = {"groups": groups if asked.get("group") else [], "total": total}
    else:
        offset, limit = int(asked["offset"]), int(asked["limit"])
        rows = [
            [number, f"P{number}", f"项目 {number}", f"{number}00000.00"]
            for number in range(offset, min(offset + limit, MANY))
        ]
        keys = ["id", "code", "name", "planned_amount"]
        answer = {"version": "1", "offset": offset, "total": MANY, "keys": keys, "rows": rows}
    route.fulfill(json=answer)


def test_a_hundred_thousand_rows_scroll_without_a_gap(ledger: Open) -> None:
    page = ledger(**DESK)
    page.route("**/ledger/rows.json*", a_feed_of_many)
    page.route("**/ledger/outline.json*", a_feed_of_many)
    page.goto("/jingyue/ledger/?sort=name")
    page.wait_for_selector("[data-part=rows]:has-text('100,000 行')")
    seen = page.evaluate(SCROLLED_THROUGH)
    assert seen["gaps"] == 0, seen
    assert seen["most"] < 100  # only what is in view is drawn
    page.wait_for_selector("tbody tr[data-line]:has-text('项目 2000')")
    page.locator("tbody td.num:visible").first.click()
    page.keyboard.press("Control+End")
    page.wait_for_selector("tbody tr[data-line='99999']:has-text('项目 99999')")
    look(page, "many")
    page.keyboard.press("Control+Home")
    page.wait_for_selector("tbody tr[data-line='0']:has-text('项目 0')")
    page.goto("/jingyue/ledger/?group=sector")
    page.wait_for_selector("ledger-grid[ready] tr.group")
    for label in ["组0", "组1", "组2"]:
        page.locator("tr.group", has_text=label).locator("td.no").click()
    page.wait_for_selector("tbody tr[data-line='4']:has-text('项目 75000')")


def test_the_grid_is_accessible(ledger: Open) -> None:
    page = ledger(**DESK)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('ledger-grid').then(told => told.violations)")
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []
    cell(page, "国际影都总部基地", "planned_amount").click()
    field = page.locator(".cell-editor")
    assert field.get_attribute("aria-label") == "年计划 6.20, 国际影都总部基地"
    assert cell(page, "国际影都总部基地", "planned_amount").get_attribute("aria-selected") == "true"
    assert page.locator("table.ledger").get_attribute("aria-rowcount") == str(2 + 13 + 1)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.cell-editor')")
    page.goto(page.url)  # four keys lead from the top of the page into the sheet
    page.wait_for_selector(".cell-editor")
    for key in ("Tab", "Enter", "Tab", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.classList.contains('cell-editor')")


def test_five_thousand_rows_are_pasted_saved_and_undone_as_one(zone: Zone, ledger: Open) -> None:
    page = ledger(**DESK, **CLIPBOARD)
    page.set_default_timeout(60_000)
    names = [f"批量项目{number:04d}" for number in range(5000)]
    made = Project.objects.bulk_create(
        Project(zone=zone, code=f"B-{place:04d}", name=name, folded_name=name)
        for place, name in enumerate(names)
    )
    AnnualPlan.objects.bulk_create(
        AnnualPlan(zone=zone, project=each, year=2021, planned_amount=YI) for each in made
    )
    page.goto('/jingyue/ledger/?sort=code&filter={"code":{"contains":"B-"}}')
    page.wait_for_selector("[data-part=rows]:has-text('5,000 行')")
    cell(page, names[1], "planned_amount").click()
    pasted(page, "".join(f"{row / 100 + 2:.2f}\t{row / 100 + 1:.2f}\n" for row in range(5000)))
    page.wait_for_selector("text=1 行超出表尾，没有粘贴")
    page.click("button:has-text('保存 9998 格')")
    toast(page, "已保存 9998 格")
    changed = AnnualPlan.objects.filter(project__code="B-4999").get()
    assert changed.planned_amount == Decimal("51.98") * YI
    page.click(".toast button:has-text('撤销')")
    toast(page, "已撤销 9998 格")
    assert not AnnualPlan.objects.filter(project__in=made).exclude(planned_amount=YI).exists()
