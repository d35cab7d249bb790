"""The pages of settings as a statistician works them, and as a leader reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from kaigong.accounts.models import Role, User, Zone
from kaigong.portfolio.models import LevelThreshold, SectorMapping
from kaigong.portfolio.services.levels import set_thresholds
from kaigong.wording import CHINESE, ENGLISH
from tests.builders import YI, a_person, a_plan, a_project, a_sector, a_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
WORDS = {
    "zh-CN": {
        "open": "设立口径", "map": "改对应", "save": "保存", "try": "试算",
        "undo": "撤销上一次改动", "none_open": "每个旧产业都有着落", "level": "三亿级",
    },
    "en": {
        "open": "Draw it up", "map": "Map it", "save": "Save", "try": "Try it",
        "undo": "Undo the last change", "none_open": "Every old sector is accounted for",
        "level": "300 m",
    },
}  # fmt: skip


@pytest.fixture
def zone() -> Zone:
    zone = a_zone("jingyue", name="长春净月高新区")
    film, health = a_sector(zone, "影视文旅"), a_sector(zone, "生命健康")
    for sector, total in ((film, 4 * YI), (health, 2 * YI)):
        a_plan(a_project(zone, f"{sector}项目", sector=sector, total_amount=total))
    set_thresholds(zone, first_year=2021, levels=[(YI, ("亿元级", "100 m"))], by=None)
    return zone


def signed_in(open_page: Open, person: User, language: str, **options: Any) -> Any:
    User.objects.filter(pk=person.pk).update(language=ENGLISH if language == "en" else CHINESE)
    page = open_page("/accounts/login/", language=language, **options)
    page.fill("input[name=login]", person.username)
    page.fill("input[name=password]", "Spring-2021-start")
    page.click("main button[type=submit]")
    page.wait_for_url("**/jingyue/**")
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_statistician_draws_maps_tries_saves_and_undoes(
    zone: Zone, open_page: Open, language: str
) -> None:
    words = WORDS[language]
    page = signed_in(open_page, a_person(zone, Role.STATISTICIAN, name="liu"), language)
    page.goto("/jingyue/settings/")
    page.wait_for_url("**/settings/sectors/2021/")
    page.fill("input[name=first_year]", "2023")
    page.fill("form[action$='/open/'] input[name=name]", "三张名片")
    page.click(f"button:has-text('{words['open']}')")
    page.wait_for_url("**/settings/sectors/2023/**")
    page.wait_for_selector(f"#ways:has-text('{words['none_open']}')")

    # 影视文旅 now leads to the other one of the two.
    way = page.locator("#ways li", has_text="影视文旅").first
    way.locator("summary").click()
    boxes = way.locator("input[name=after]")
    boxes.nth(0).uncheck()
    boxes.nth(1).check()
    with page.expect_navigation():
        way.locator(f"button:has-text('{words['save']}')").click()
    after = SectorMapping.objects.get(before__name="影视文旅").after
    assert (after.name, after.scheme.first_year) == ("生命健康", 2023)
    # Its page counts both projects there, and the figure opens to both.
    there = page.locator("#sectors tbody tr:has(input[value='生命健康'])")
    assert there.locator("a.open").inner_text().strip() == "2"
    there.locator("a.open").click()
    page.wait_for_selector("ledger-grid .ledger td:has-text('生命健康项目')")
    assert page.locator("ledger-grid .ledger td:has-text('影视文旅项目')").count() > 0

    page.goto("/jingyue/settings/levels/2021/")
    page.fill("input[name=name-1]", words["level"])
    page.fill("input[name=name_en-1]", "300 m")
    page.fill("input[name=amount-1]", "3" if language == "zh-CN" else "300m")
    with page.expect_navigation():
        page.click(f"button:has-text('{words['try']}')")
    tried = page.locator("section.c7 table").nth(1).locator("tbody tr")
    assert re.search(r"\b1\b", tried.filter(has_text=words["level"]).first.inner_text())
    assert LevelThreshold.objects.filter(zone=zone).count() == 1  # nothing is saved yet
    with page.expect_navigation():
        page.click("button[value=save]")
    assert LevelThreshold.objects.filter(zone=zone).count() == 2
    with page.expect_navigation():
        page.click(f"button:has-text('{words['undo']}')")
    assert LevelThreshold.objects.filter(zone=zone).count() == 1


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_leader_reads_the_same_pages_without_a_button(
    zone: Zone, open_page: Open, language: str
) -> None:
    page = signed_in(open_page, a_person(zone, Role.LEADER, name="wang"), language)
    for path in ("sectors/2021/", "levels/2021/"):
        page.goto(f"/jingyue/settings/{path}")
        assert page.locator("main table").count() > 0
        assert page.locator("main form[method=post]").count() == 0


def test_the_audit_page_is_read_on_a_phone(zone: Zone, open_page: Open) -> None:
    size = {"width": 390, "height": 844}
    inspector = a_person(zone, Role.INSPECTOR, name="zhang")
    page = signed_in(open_page, inspector, "zh-CN", viewport=size)
    page.goto("/jingyue/audit/")
    page.wait_for_selector(".chain .act:has-text('登录')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.chain').scrollWidth") <= 390


def test_on_a_phone_rows_of_links_open_at_the_current_one(zone: Zone, open_page: Open) -> None:
    size = {"width": 390, "height": 844}
    page = signed_in(open_page, a_person(zone, Role.COMMAND, name="liu"), "en", viewport=size)
    page.goto("/jingyue/settings/durations/")
    boxes = page.eval_on_selector_all(
        "nav [aria-current]",
        "all => all.map(each => (({left, right}) => [left, right])(each.getBoundingClientRect()))",
    )
    assert len(boxes) == 2  # of the tabs, and of the bar at the foot
    for left, right in boxes:
        assert 0 <= left < right <= 390
