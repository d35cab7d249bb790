"""A month's round in the browser: twelve projects by keystrokes, drafts that survive, the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kaigong.accounts.models import Role, User, Zone
from kaigong.portfolio.models import MonthlyReport, ReportDraft, Stage
from tests.builders import YI, a_person, a_project, a_report, a_zone, an_organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MARCH = date(2021, 3, 1)


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue", name="长春净月高新区")


@pytest.fixture
def officer(zone: Zone) -> User:
    officer = a_person(zone, Role.SERVICE, organisation=an_organisation(zone, "服务中心"))
    for number in range(1, 13):
        project = a_project(
            zone, f"项目{number:02d}", stage=Stage.CONSTRUCTION, service_officer=officer
        )
        a_report(project, date(2021, 2, 1), YI, physical_progress="桩基")
    return officer


@pytest.fixture
def opened(open_page: Callable[..., Any], officer: User) -> Callable[..., Any]:
    def open_round(path: str = "/jingyue/months/2021-03/", **options: Any) -> Any:
        page = open_page("/accounts/login/", **options)
        page.fill("input[name=login]", officer.username)
        page.fill("input[name=password]", "Spring-2021-start")
        page.click("main button[type=submit]")
        page.wait_for_url("**/jingyue/**")
        page.goto(path)
        return page

    return open_round


def test_twelve_projects_without_touching_the_mouse(opened: Callable[..., Any]) -> None:
    page = opened()
    for place in range(12):
        page.wait_for_selector(f".round-head:has-text('{place}/12')")
        page.wait_for_selector("month-round:defined #amount:focus")
        if place % 3 == 2:
            page.keyboard.press("=")
        else:
            # A draft still on its way would be answered while the test ends and empties the tables.
            with page.expect_response("**/draft/**"):
                page.keyboard.insert_text("0.25")
                page.keyboard.press("Tab")
                page.keyboard.insert_text("承台完成")
            page.keyboard.press("Enter")
    page.wait_for_selector(".round-head:has-text('12/12')")
    reports = MonthlyReport.objects.filter(month=MARCH)
    assert reports.filter(is_unchanged=True, record_amount=0).count() == 4
    assert reports.filter(record_amount=YI / 4, physical_progress="承台完成").count() == 8


def test_a_half_typed_sum_survives_a_closed_window(opened: Callable[..., Any]) -> None:
    page = opened()
    page.wait_for_selector("#amount:focus")
    page.keyboard.type("0.3")
    page.wait_for_selector("#kept:has-text('草稿已存')")
    page.goto("about:blank")
    assert ReportDraft.objects.get().typed["amount"] == "0.3"
    page.goto("/jingyue/months/2021-03/")
    assert page.input_value("#amount") == "0.3"


def test_a_fault_is_told_beside_the_field_and_nothing_is_lost(opened: Callable[..., Any]) -> None:
    page = opened()
    page.wait_for_selector("#amount:focus")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errorlist:has-text('超过总投资')")
    assert page.input_value("#amount") == "99"


@pytest.mark.parametrize(
    "path", ["months/2021-03/", "plans/2021/", "projects/{code}/", "projects/{code}/history/"]
)
def test_nothing_runs_over_the_edge_of_a_phone(
    opened: Callable[..., Any], officer: User, path: str
) -> None:
    code = MonthlyReport.objects.select_related("project").first().project.code  # type: ignore[union-attr]
    page = opened(f"/jingyue/{path.format(code=code)}", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_step_that_is_refused_says_why_in_its_place(opened: Callable[..., Any]) -> None:
    code = MonthlyReport.objects.select_related("project").first().project.code  # type: ignore[union-attr]
    page = opened(f"/jingyue/projects/{code}/")
    page.click("summary:has-text('推进阶段')")
    page.select_option("#step-stage", "suspended")
    page.click("text=记下这一步")
    page.wait_for_selector("#step-faults :text('要写明原因')")
    page.fill("#step-reason", "冬停")
    page.click("text=记下这一步")
    page.wait_for_selector(".toast:has-text('已移到「停工」')")
