"""What *Done means* of the plan asks to be walked, in the Jingyue demo zone.

The twenty sound stages are scheduled backward and their days won; the war map goes to A3; a permit
slips and the leader reads what that costs, before and after; a real file of P6 comes in, is
changed, goes out and opens again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaigong.accounts.models import User, Zone
from kaigong.demo.people import PASSWORD
from kaigong.engines.scheduling import files
from kaigong.engines.scheduling.files import lost_fields
from kaigong.plan.models import Activity, Front, PlanEdit, SubPlan, YearForecast
from kaigong.plan.moments import start_day
from kaigong.wording import CHINESE
from tests.browser.test_plan_files import signed_in_as
from tests.engines.scheduling.files.archives import members
from tests.plan.site import Site
from tests.plan.test_plan_files import P6_FILE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
DESK = {"viewport": {"width": 1440, "height": 900}}
STAGES, WAITING = "JY-2020-0001", "JY-2021-0038"
A3 = (420.0, 297.0)  # mm, as it lies


@pytest.fixture
def zone(demo_zone: Callable[[], Zone]) -> Zone:
    zone = demo_zone()
    User.objects.update(language=CHINESE)
    return zone


def signed_in(open_page: Open, name: str) -> Any:
    page = signed_in_as(open_page, name, PASSWORD, **DESK)
    page.set_default_timeout(30_000)
    return page


def sent(page: Any, button: Any) -> None:
    """Press a button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def at_rest(page: Any) -> None:
    """Wait until a page asks for nothing more: a database in memory is locked by whole tables."""
    page.wait_for_selector("war-map[ready]")
    page.wait_for_load_state("networkidle")


def test_the_sound_stages_are_scheduled_backward_and_their_days_won_and_given_back(
    zone: Zone, open_page: Open
) -> None:
    plan = SubPlan.objects.get(project__code=STAGES)
    page = signed_in(open_page, "command")
    page.goto(f"/{zone.slug}/schedules/{STAGES}/")
    page.wait_for_selector("war-map[ready]")
    head = page.locator("#plan-head").inner_text()
    assert "要抢回\n14\n个工作日" in head
    assert "承诺 2022-07-30，推算 2022-08-16" in head
    done = {row.key: row.quantity_done for row in plan.activities.exclude(quantity=None)}
    assert done == {"B10": 20, "C20": 2}  # of twenty: all piles, two topped out

    # Which day each step must start: all that have not begun, the nearest first.
    page.get_by_text("以后的").click()
    listed = page.locator("section", has=page.get_by_text("每一步最迟哪天开始")).first.inner_text()
    waiting = Activity.objects.filter(sub_plan=plan, started=None, children=None)
    rows = list(waiting.order_by("late_start", "place"))
    assert [row.key for row in rows][:2] == ["C30", "D10"]
    assert re.findall(r"\d{4}-\d\d-\d\d", listed) == [
        start_day(row.late_start or 0).isoformat() for row in rows
    ]

    # Why, and the three cheapest ways.
    page.wait_for_selector("#remedies")
    told = page.locator("#remedies").inner_text()
    assert "「冬停（假定）」11-15 至 03-15 停工" in told
    assert "就不能在 2022-07-30 前完成" in told
    costs = [float(each) for each in re.findall(r"加价约 ([\d.]+) 个工作日的费用", told)]
    assert len(costs) == 3
    assert costs == sorted(costs)
    days = [date.fromisoformat(each) for each in re.findall(r"，(\d{4}-\d\d-\d\d) 完成", told)]
    assert all(day <= date(2022, 7, 30) for day in days)

    at_rest(page)
    before = plan.version
    sent(page, page.get_by_role("button", name="采用这个办法").first)
    assert "承诺守得住了" in page.locator(".toasts").inner_text()
    head = page.locator("#plan-head").inner_text()
    assert "要抢回" not in head
    assert f"推算 {days[0]}" in head
    assert page.locator("#remedies").count() == 0
    edit = PlanEdit.objects.get(sub_plan=plan, number=before + 1)
    assert edit.verb == "hasten"
    at_rest(page)

    sent(page, page.locator("#plan-edits form button").first)
    assert "要抢回\n14\n个工作日" in page.locator("#plan-head").inner_text()
    page.wait_for_selector("#remedies")
    assert page.locator("#remedies").inner_text() == told


def test_the_war_map_goes_to_a3_with_all_its_fronts_and_projects(
    zone: Zone, open_page: Open
) -> None:
    page = signed_in(open_page, "leader")
    page.goto(f"/{zone.slug}/war-map/")
    page.wait_for_selector("war-map[ready]")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheets = page.locator(".war-sheet")
    names = page.locator(".war-sheet text").all_text_contents()
    fronts = list(Front.objects.filter(zone=zone).values_list("name", flat=True))
    heads = page.locator(".war-sheet text.bold").all_text_contents()
    assert len(fronts) == 5
    assert set(fronts) <= set(heads)
    count = sheets.count()
    projects = int(re.findall(r"显示 (\d+) 个项目", page.locator("main").text_content())[0])
    assert sum(each.startswith("样例项目") for each in names) > 100
    assert projects == 162
    printed = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    assert len(boxes) == count == len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))
    for box in boxes:
        size = [float(each) * 25.4 / 72 for each in box]
        assert size == pytest.approx(A3, abs=0.5)


FIGURES = re.compile(
    r"开工（P50）\s(?P<start>\S+)\s原来 (?P<was>\S+)"
    r".*?今年的钱\s(?P<money>\S+)\s亿元\s平均，原来 (?P<before>[\d.]+)，变成 (?P<after>[\d.]+)"
    r".*?完成投资的把握\s(?P<chance>[\d.]+)\s%\s原来 (?P<chance_was>[\d.]+) %",
    re.DOTALL,
)


def read_off(page: Any) -> dict[str, str]:
    page.wait_for_selector("text=今年的钱")
    found = FIGURES.search(page.locator(".figs").inner_text())
    assert found is not None, page.locator(".figs").inner_text()
    return found.groupdict()


def test_a_permit_slips_and_the_leader_reads_start_money_and_chance_before_and_after(
    zone: Zone, open_page: Open
) -> None:
    leader, planner = signed_in(open_page, "leader"), signed_in(open_page, "command")
    planner.goto(f"/{zone.slug}/forecast/")
    sent(planner, planner.get_by_role("button", name="按现在的数据重算"))
    forecasts = YearForecast.objects.count()
    edits = PlanEdit.objects.count()

    leader.goto(f"/{zone.slug}/forecast/")
    leader.locator("#slips a", has_text="样例项目 038").click()
    leader.select_option("[name=activity]", "A20")
    leader.fill("[name=days]", "40")
    sent(leader, leader.get_by_role("button", name="看影响"))
    asked = read_off(leader)
    assert date.fromisoformat(asked["start"]) > date.fromisoformat(asked["was"])
    assert float(asked["after"]) < float(asked["before"])
    assert float(asked["chance"]) < float(asked["chance_was"])
    assert (YearForecast.objects.count(), PlanEdit.objects.count()) == (forecasts, edits)

    # The planner has it in the plan: the promise that slips is shown first, and leads to the same.
    planner.goto(f"/{zone.slug}/schedules/{WAITING}/?row=A20")
    at_rest(planner)
    permit = Activity.objects.get(sub_plan__project__code=WAITING, key="A20")
    assert permit.trade == "permit"
    days = float(planner.input_value("#duration"))
    planner.fill("#duration", f"{days + 40:g}")
    planner.locator(".plan-form").get_by_role("button", name="看影响").click()
    planner.wait_for_selector("#effects table")
    effects = planner.locator("#effects").inner_text()
    assert "交付使用" in effects
    assert "改「施工许可」的影响" in effects
    assert "还没有保存" in effects
    to = planner.locator("#effects a", has_text="今年少多少钱").get_attribute("href")
    assert to.endswith(f"{WAITING}/?activity=A20&days=40")
    leader.goto(to)
    assert read_off(leader) == asked
    assert PlanEdit.objects.count() == edits

    planner.locator("#effects [name=reason]").select_option("permit")
    sent(planner, planner.get_by_role("button", name="接受，保存"))
    at_rest(planner)
    assert PlanEdit.objects.count() == edits + 1
    planner.goto(f"/{zone.slug}/forecast/")
    sent(planner, planner.get_by_role("button", name="按现在的数据重算"))

    # What was foretold is what the forecast and the command page say now; a longer permit is
    # itself less certain, which the question did not ask.
    leader.goto(f"/{zone.slug}/forecast/")
    kept = YearForecast.objects.get(zone=zone, on=zone.today())
    assert kept.amount_chance * 100 == pytest.approx(float(asked["chance"]), abs=0.4)
    shown = f"{kept.amount_chance * 100:.0f}"
    assert f"{shown} %" in leader.locator("main table").first.inner_text()
    leader.goto(f"/{zone.slug}/")
    assert shown in leader.locator(".answers").inner_text()


@pytest.mark.shared_data
def test_a_real_file_of_p6_comes_in_is_changed_and_opens_again_without_loss(
    shared_data: Path, open_page: Open, tmp_path: Path
) -> None:
    site = Site()
    content = members(shared_data / "schedule" / "p6.tar.gz")[P6_FILE]
    brought, again = tmp_path / "hall.xer", tmp_path / "again.xer"
    brought.write_bytes(content)
    plan = f"/{site.zone.slug}/schedules/{site.project.code}/"
    page = signed_in_as(open_page, site.planner.user.username, "Spring-2021-start", **DESK)
    page.set_default_timeout(60_000)  # 692 activities are reckoned on a machine that may be busy

    page.goto(f"{plan}files/")
    page.set_input_files("input[type=file]", str(brought))
    sent(page, page.locator("form.drop button"))
    page.select_option("[name=chosen]", "4533")
    sent(page, page.get_by_role("button", name="试算"))
    assert page.locator("main").inner_text().count("618/618") == 5  # es ef ls lf tf
    sent(page, page.get_by_role("button", name="采用", exact=True))
    at_rest(page)
    changed = Activity.objects.filter(started=None, children=None, duration__gt=4800).first()
    assert changed is not None
    page.goto(f"{plan}?row={changed.key}")
    at_rest(page)
    days = float(page.input_value("#duration"))
    page.fill("#duration", f"{days + 2:g}")
    sent(page, page.locator(".plan-form .btn-primary"))
    at_rest(page)

    page.goto(f"{plan}files/as/origin/")
    assert "一样不少" in page.locator("main").inner_text()  # the report of lost fields
    with page.expect_download() as got:
        page.click("main a.btn-primary")
    got.value.save_as(str(again))
    before, after = (
        {each.key: each.network for each in files.read(file.read_bytes()).projects}
        for file in (brought, again)
    )
    differences = lost_fields(before["4533"], after["4533"])
    assert {(each.key, each.field) for each in differences} == {
        (changed.key, "duration"), (changed.key, "remaining"),
    }  # fmt: skip
    assert lost_fields(before["4517"], after["4517"]) == ()
    per_day = before["4533"].calendar_of(before["4533"].activities[changed.key]).minutes_per_day
    assert after["4533"].activities[changed.key].duration == changed.duration + 2 * per_day

    page.goto(f"{plan}files/")
    page.set_input_files("input[type=file]", str(again))
    sent(page, page.locator("form.drop button"))
    page.select_option("[name=chosen]", "4533")
    sent(page, page.get_by_role("button", name="试算"))
    assert "计划和文件一致" in page.locator("main").inner_text()
