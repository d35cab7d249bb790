"""The look-ahead: what starts, runs and finishes in the next weeks, and what it waits for."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.coordination.services.condition_kinds import begin_condition_kinds
from kaigong.plan.pages.look_ahead import LookAhead, look_ahead
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.activities import report_progress
from tests.plan.site import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """Monday 29 March 2021: one activity runs, one starts after it, one lies far ahead."""
    site = Site()
    plan = site.drawn(start=date(2021, 3, 22))
    site.add(plan, "A10", 10, name="桩基", owner=site.planner.user)
    site.add(plan, "A20", 3, "A10", name="承台")
    site.add(plan, "A30", 60, "A20", name="主体")
    site.add(plan, "A40", 5, "A30", name="屋面", trade="commissioning")
    report_progress(plan, "A10", standing=site.planner, started_on=date(2021, 3, 22), share=0.5)
    return site


def ahead_of(site: Site, weeks: int = 3, by: str = "owner") -> LookAhead:
    return look_ahead(open_plan(site.planner, site.project.code), weeks=weeks, by=by)


def test_weeks_say_what_starts_runs_and_finishes(site: Site) -> None:
    ahead = ahead_of(site)
    marks = {line.row.key: line.weeks for line in ahead.lines}
    # Five days of piles are left, to Friday 2 April; then 清明 until Monday.
    assert marks == {
        "A10": ["finish", "", ""],
        "A20": ["", "whole", ""],
        "A30": ["", "start", "run"],
    }
    assert (ahead.starting, ahead.finishing) == (2, 2)
    assert [line.row.key for line in ahead_of(site, weeks=1).lines] == ["A10"]


def test_it_says_what_is_waited_for_and_whose_turn_it_is(site: Site) -> None:
    site.project.stage = "construction"
    site.project.save()
    ahead = ahead_of(site)
    waits = {line.row.key: [wait.words for wait in line.waits] for line in ahead.lines}
    assert waits["A10"] == []  # it runs
    assert waits["A20"] == ["桩基完成"]
    groups = {name: [line.row.key for line in lines] for name, lines in ahead.groups}
    assert groups == {str(site.planner.user): ["A10"], "未定责任人": ["A20", "A30"]}
    assert [name for name, _lines in ahead_of(site, by="trade").groups] == ["施工"]


def test_works_wait_for_the_conditions_of_the_start(site: Site) -> None:
    begin_condition_kinds(site.zone, by=None)
    site.project.stage = "approval"
    site.project.save()
    ahead = ahead_of(site)
    assert len(ahead.conditions) == 6
    waits = {line.row.key: line.waits for line in ahead.lines}
    assert [wait.words for wait in waits["A20"]] == ["桩基完成", "开工要素缺 6 项"]
    assert waits["A20"][1].is_late  # nobody has promised them
    assert waits["A10"] == []


def test_the_page_the_workbook_and_who_may_see_them(site: Site) -> None:
    browser = Client()
    browser.force_login(site.planner.user)
    url = f"/{site.zone.slug}/schedules/{site.project.code}/ahead"
    page = browser.get(f"{url}/?weeks=2&by=trade").content.decode()
    assert "今后 2 周" in page
    assert "桩基" in page
    assert "屋面" not in page
    assert "今后 3 周" in browser.get(f"{url}/?weeks=99999999999&by=x").content.decode()
    content = b"".join(browser.get(f"{url}.xlsx").streaming_content)
    sheet = load_workbook(BytesIO(content)).active
    assert [sheet.cell(row=at, column=2).value for at in (5, 6, 7)] == ["A10", "A20", "A30"]
    assert sheet.cell(row=5, column=6).value == 0.5
    stranger = Client()
    stranger.force_login(site.somebody(Role.FIRM).user)
    assert stranger.get(f"{url}/").status_code == 404
