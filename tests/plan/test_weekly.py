"""The week's progress: what stands on the page, cells written one by one, conflicts, undo."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.plan.day_words import day_in
from kaigong.plan.errors import (
    NothingToUndoError,
    PlanChangedMeanwhileError,
    ProgressOutOfOrderError,
    UnreadableDayError,
)
from kaigong.plan.models import Activity, PlanEdit, SubPlan
from kaigong.plan.moments import begin_of, finish_day, start_day
from kaigong.plan.pages.weekly import OWN, WeekLine, last_told, week_page
from kaigong.plan.services.activities import report_progress
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.services.weekly import Told, tell_progress, undo_progress
from tests.builders import a_project
from tests.plan.site import DAY, Site, row

pytestmark = pytest.mark.django_db
MONDAY = date(2021, 3, 29)


@pytest.fixture
def site() -> Site:
    """One activity runs, one starts next week, one lies far ahead, one is done for long."""
    site = Site()
    plan = site.drawn(start=date(2021, 3, 15))
    site.add(plan, "A00", 2, name="场平")
    site.add(plan, "A10", 10, "A00", name="桩基", owner=site.planner.user)
    site.add(plan, "A20", 3, "A10", name="承台", quantity=300, unit="m³")
    site.add(plan, "A30", 60, "A20", name="主体")
    site.add(plan, "A40", 5, "A30", name="屋面")
    report_progress(
        plan, "A00", standing=site.planner, started_on=date(2021, 3, 15),
        finished_on=date(2021, 3, 16),
    )  # fmt: skip
    report_progress(plan, "A10", standing=site.planner, started_on=date(2021, 3, 22), share=0.5)
    return site


def plan_of(site: Site) -> SubPlan:
    return SubPlan.objects.get(project=site.project)


def lines(site: Site, **asked: str) -> dict[str, WeekLine]:
    return {line.row.key: line for line in week_page(site.planner, **asked).lines}


def tell(site: Site, key: str, **cells: str) -> None:
    plan = plan_of(site)
    tell_progress(
        plan, key, Told(**cells), per_day=DAY, standing=site.planner, seen_version=plan.version
    )


def test_what_runs_or_comes_in_two_weeks_is_asked_for(site: Site) -> None:
    assert list(lines(site)) == ["A10", "A20", "A30"]
    assert list(lines(site, who=OWN)) == ["A10"]
    assert list(lines(site, code="JY-X")) == []
    tell(site, "A10", finished="3-29")
    assert "A10" in lines(site)  # until the week is over it can be put right


def test_what_should_have_started_is_asked_for_and_is_late(site: Site) -> None:
    plan = plan_of(site)
    lock_plan(plan, reason="批准", standing=site.planner)
    site.zone.stands_on = date(2021, 4, 26)
    site.zone.save()
    found = lines(site)
    assert found["A20"].is_overdue
    assert found["A20"].is_late
    assert not found["A10"].is_overdue  # it runs
    assert found["A10"].days_late == 0  # its dates are those of its last reckoning
    tell(site, "A10", done="60%")
    assert lines(site)["A10"].days_late > 0


def test_each_cell_is_kept_by_itself_and_the_dates_follow(site: Site) -> None:
    before = row(plan_of(site), "A20").early_start
    tell(site, "A10", remaining="8d")
    found = row(plan_of(site), "A10")
    assert (found.remaining, start_day(found.started or 0)) == (8 * DAY, date(2021, 3, 22))
    assert found.told == begin_of(MONDAY)
    assert (row(plan_of(site), "A20").early_start or 0) > (before or 0)
    tell(site, "A10", done="100%")
    found = row(plan_of(site), "A10")
    assert finish_day(found.finished or 0) == MONDAY
    assert found.remaining == 0
    tell(site, "A10", done="90%")
    found = row(plan_of(site), "A10")
    assert (found.finished, found.remaining) == (None, DAY)
    tell(site, "A10", started="")
    found = row(plan_of(site), "A10")
    assert (found.started, found.remaining) == (None, None)


def test_a_quantity_begins_what_had_not_begun(site: Site) -> None:
    tell(site, "A10", finished="今天")
    tell(site, "A20", done="120")
    found = row(plan_of(site), "A20")
    assert found.quantity_done == 120
    assert found.remaining == round(3 * DAY * 0.6)
    assert start_day(found.started or 0) == MONDAY
    assert lines(site)["A20"].cells["done"] == "120/300 m³"


def test_why_it_is_late_and_the_remark_stand_with_the_edit(site: Site) -> None:
    tell(site, "A10", late_reason="weather", remark="连续三天下雪")
    found = row(plan_of(site), "A10")
    assert (found.late_reason, found.remark) == ("weather", "连续三天下雪")
    assert found.remaining == 5 * DAY
    edit = plan_of(site).edits.first()
    assert edit is not None
    assert (edit.verb, edit.reason, edit.words) == ("progress", "weather", "连续三天下雪")
    tell(site, "A10", late_reason="", remark="")
    assert row(plan_of(site), "A10").late_reason == ""


def test_as_it_was_is_told_for_today(site: Site) -> None:
    site.zone.stands_on = date(2021, 4, 6)
    site.zone.save()
    assert not lines(site)["A10"].is_told
    tell(site, "A10")
    assert lines(site)["A10"].is_told
    assert row(plan_of(site), "A10").remaining == 5 * DAY
    count = PlanEdit.objects.count()
    tell(site, "A10")  # once a day is enough
    assert PlanEdit.objects.count() == count


def test_the_data_date_of_a_file_moves_with_it(site: Site) -> None:
    plan = plan_of(site)
    plan.data_date = begin_of(date(2021, 3, 22))
    plan.save()
    tell(site, "A10", done="60%")
    assert plan_of(site).data_date == begin_of(MONDAY)


def test_nothing_happens_after_today_or_before_its_start(site: Site) -> None:
    for cells in ({"finished": "2021-04-02"}, {"finished": "3-20"}):
        with pytest.raises(ProgressOutOfOrderError):
            tell(site, "A10", **cells)
    with pytest.raises(ProgressOutOfOrderError):
        tell(site, "A20", finished="3-29")  # when did it start?


def test_whoever_comes_second_is_told(site: Site) -> None:
    seen = plan_of(site).version
    tell(site, "A10", done="60%")
    plan = plan_of(site)
    with pytest.raises(PlanChangedMeanwhileError):
        tell_progress(
            plan, "A10", Told(done="70%"), per_day=DAY, standing=site.planner, seen_version=seen
        )
    other = Told(remark="等材料")
    tell_progress(plan, "A20", other, per_day=DAY, standing=site.planner, seen_version=seen)
    assert row(plan, "A20").remark == "等材料"


def test_one_takes_back_ones_own_last_report_alone(site: Site) -> None:
    tell(site, "A10", done="60%")
    last = last_told(site.planner)
    assert last is not None
    assert "桩基" in last.words
    officer = site.somebody(Role.COMMAND)
    assert last_told(officer) is None
    with pytest.raises(NothingToUndoError):
        undo_progress(plan_of(site), last.edit.number, standing=officer)
    undo_progress(plan_of(site), last.edit.number, standing=site.planner)
    assert row(plan_of(site), "A10").remaining == 5 * DAY
    again = last_told(site.planner)
    assert again is not None
    assert again.edit.number < last.edit.number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None), ("今天", MONDAY), ("昨天", date(2021, 3, 28)), ("3-29", MONDAY),
        ("3月5日", date(2021, 3, 5)), ("3.30", date(2020, 3, 30)), ("2-29", date(2020, 2, 29)),
        ("２０２１－０３－０１", date(2021, 3, 1)), ("2021年3月2日", date(2021, 3, 2)),
    ],
)  # fmt: skip
def test_days_are_read_as_people_type_them(text: str, day: date | None) -> None:
    assert day_in(text, today=MONDAY) == day


@pytest.mark.parametrize("text", ["下周", "2021年3月", "13-40", "x"])
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(UnreadableDayError):
        day_in(text, today=MONDAY)


def browser_of(site: Site, role: Role | None = None) -> Client:
    browser = Client()
    browser.force_login(site.somebody(role).user if role else site.planner.user)
    return browser


def address(site: Site, key: str) -> str:
    return f"/{site.zone.slug}/weekly/{site.project.code}/rows/{key}/"


def test_the_page_is_told_without_script_and_written_by_a_form(site: Site) -> None:
    browser = browser_of(site)
    url = f"/{site.zone.slug}/weekly/"
    page = browser.get(url).content.decode()
    assert "桩基" in page
    assert "屋面" not in page
    given = {"version": plan_of(site).version, "done": "80%", "remaining": "5d", "started": ""}
    given["started"] = "2021-03-22"
    answer = browser.post(f"{address(site, 'A10')}?who=own", given)
    assert answer["Location"].startswith(f"{url}?who=own#w-")
    assert row(plan_of(site), "A10").remaining == 2 * DAY  # what was typed, not what stood there
    wrong = browser.post(address(site, "A10"), {"version": 99, "done": "halb"}, follow=True)
    assert "看不懂完成" in wrong.content.decode()


def test_a_script_is_answered_with_the_lines_as_they_stand(site: Site) -> None:
    browser, json = browser_of(site), {"Accept": "application/json"}
    seen = plan_of(site).version
    url = address(site, "A10")
    given = {"version": seen, "done": "60%"}
    answer = browser.post(url, given, headers=json)
    assert answer.status_code == 200
    told = answer.json()
    number = str(row(plan_of(site), "A10").pk)
    assert 'value="60%"' in told["rows"][number]
    assert "撤销" in told["undo"]
    second = browser_of(site, Role.COMMAND).post(
        url, {"version": seen, "done": "70%"}, headers=json
    )
    assert second.status_code == 409
    assert str(site.planner.user) in second.json()["message"]
    assert 'value="60%"' in second.json()["rows"][number]
    edit = plan_of(site).edits.first()
    assert edit is not None
    back = f"/{site.zone.slug}/weekly/{site.project.code}/edits/{edit.number}/undo/"
    assert browser.post(back, headers=json).status_code == 200
    assert row(plan_of(site), "A10").remaining == 5 * DAY
    assert browser.post(url, {"done": "70%"}, headers=json).status_code == 422  # no version


def test_a_firm_tells_of_its_own_projects_only(site: Site) -> None:
    own = Client()
    own.force_login(site.somebody(Role.FIRM, site.firm).user)
    assert "桩基" in own.get(f"/{site.zone.slug}/weekly/").content.decode()
    given = {"version": plan_of(site).version, "done": "60%"}
    stranger = browser_of(site, Role.FIRM)
    assert "桩基" not in stranger.get(f"/{site.zone.slug}/weekly/").content.decode()
    assert stranger.post(address(site, "A10"), given).status_code == 404
    assert own.post(address(site, "A10"), given).status_code == 302
    assert row(plan_of(site), "A10").remaining == 4 * DAY


def test_it_takes_as_many_queries_for_many_plans(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    browser, url = browser_of(site), f"/{site.zone.slug}/weekly/"
    browser.get(url)
    with django_assert_max_num_queries(20) as few:
        browser.get(url)
    for number in range(4):
        site.project = a_project(site.zone, f"项目{number}")
        plan = site.drawn()
        site.add(plan, "B10", 10)
        site.add(plan, "B20", 10)
    assert Activity.objects.count() == 13
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(url)
