"""What plans remind people of: progress that is old, starts of tomorrow, days in one's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client

from kaigong.accounts.models import Role, Scope
from kaigong.accounts.selectors import Standing
from kaigong.accounts.services.tokens import make_token
from kaigong.coordination.services.condition_kinds import begin_condition_kinds
from kaigong.plan.duties import plan_duties
from kaigong.plan.models import SubPlan
from kaigong.plan.services.activities import report_progress
from kaigong.portfolio.registries import Duty
from tests.builders import a_project
from tests.plan.site import Site

pytestmark = pytest.mark.django_db
MONDAY = date(2021, 3, 29)


@pytest.fixture
def site() -> Site:
    """Piles run since a week; caps follow tomorrow."""
    site = Site()
    owner = site.planner.user
    site.project.stage = "construction"
    site.project.save()
    plan = site.drawn(start=date(2021, 3, 22))
    site.add(plan, "A10", 7, name="桩基", owner=owner)
    site.add(plan, "A20", 3, "A10", name="承台", owner=owner, committed_on=date(2021, 4, 30))
    site.add(plan, "A30", 60, "A20", name="主体")
    report_progress(plan, "A10", standing=site.planner, started_on=date(2021, 3, 22), remaining=480)
    return site


def plan_of(site: Site) -> SubPlan:
    return SubPlan.objects.get(project=site.project)


def duties(standing: Standing, today: date = MONDAY) -> list[Duty]:
    standing.zone.stands_on = today
    standing.zone.save()
    return list(plan_duties(standing, today))


def test_whoever_owns_what_starts_tomorrow_reads_what_it_waits_for(site: Site) -> None:
    (start,) = duties(site.planner)
    assert start.what == "影视基地：承台 开始"
    assert start.due_on == date(2021, 3, 30)
    assert start.why == "还在等：桩基完成"
    assert f"/weekly/?project={site.project.code}#w-" in start.url
    report_progress(
        plan_of(site), "A10", standing=site.planner, started_on=date(2021, 3, 22),
        finished_on=MONDAY,
    )  # fmt: skip
    (start,) = duties(site.planner)
    assert start.why == "没有要等的了"


def test_before_a_weekend_tomorrow_is_the_next_working_day(site: Site) -> None:
    report_progress(
        plan_of(site), "A10", standing=site.planner, started_on=date(2021, 3, 22), remaining=5 * 480
    )
    # 3 to 5 April 2021 are 清明: piles end on Friday 2, caps start on Tuesday 6.
    assert duties(site.planner, date(2021, 4, 1)) == []
    assert [each.due_on for each in duties(site.planner, date(2021, 4, 2))] == [date(2021, 4, 6)]


def test_progress_of_a_week_ago_is_asked_for_by_project(site: Site) -> None:
    assert not [each for each in duties(site.planner, MONDAY) if each.key.startswith("progress")]
    found = duties(site.planner, MONDAY + timedelta(days=7))
    (old,) = [each for each in found if each.key.startswith("progress")]
    assert old.what == "影视基地：更新 1 项工作的进度"
    assert "桩基" in old.why
    assert old.due_on == MONDAY + timedelta(days=7)
    report_progress(
        plan_of(site), "A10", standing=site.planner, started_on=date(2021, 3, 22), remaining=480
    )
    found = duties(site.planner, MONDAY + timedelta(days=7))
    assert not [each for each in found if each.key.startswith("progress")]


def test_what_has_no_owner_is_asked_of_the_projects_officer(site: Site) -> None:
    plan = plan_of(site)
    for key, finished in (("A10", MONDAY), ("A20", MONDAY)):
        report_progress(
            plan, key, standing=site.planner, started_on=date(2021, 3, 25), finished_on=finished
        )
    officer = site.somebody(Role.SERVICE)
    assert duties(officer) == []
    site.project.service_officer = officer.user
    site.project.save()
    assert [each.what for each in duties(officer)] == ["影视基地：主体 开始"]
    assert duties(site.planner) == []
    assert duties(site.somebody(Role.INSPECTOR)) == []


def test_works_before_the_start_wait_for_its_conditions(site: Site) -> None:
    begin_condition_kinds(site.zone, by=None)
    site.project.stage = "approval"
    site.project.save()
    (start,) = duties(site.planner)
    assert start.why == "还在等：桩基完成；开工要素缺 6 项"


def test_another_project_is_named_only_to_who_sees_it(site: Site) -> None:
    first = site.project
    site.project = a_project(site.zone, "隧道", stage="construction")
    owner = site.somebody(Role.SERVICE)
    site.project.service_officer = owner.user
    site.project.save()
    plan = site.drawn()
    site.add(plan, "B10", 3, f"{first.code}/A10", name="掘进")
    (start,) = duties(owner)
    assert start.why == "还在等：另一个项目的节点完成"
    site.project.service_officer = site.planner.user
    site.project.save()
    assert "还在等：影视基地 桩基完成" in [each.why for each in duties(site.planner)]


def test_duties_take_as_many_queries_for_many_plans(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    begin_condition_kinds(site.zone, by=None)
    first = site.project
    projects = [a_project(site.zone, f"项目{number}", stage="approval") for number in range(6)]

    def grow(project: Any) -> None:
        project.service_officer = site.planner.user
        project.save()
        site.project = project
        plan = site.drawn()
        site.add(plan, "B10", 3, f"{first.code}/A10", name="掘进")

    grow(projects[0])
    duties(site.planner)
    with django_assert_max_num_queries(9) as few:
        assert len(list(plan_duties(site.planner, MONDAY))) == 2
    for project in projects[1:]:
        grow(project)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(list(plan_duties(site.planner, MONDAY))) == 7


def test_ones_calendar_holds_promises_milestones_and_starts_of_ones_own(site: Site) -> None:
    plan = plan_of(site)
    site.add(plan, "M1", 0, "A20", name="出零", kind="finish milestone", owner=site.planner.user)
    _, secret = make_token(site.planner.user, name="日历", scopes=[Scope.CALENDAR], days=None)
    content = Client().get(f"/me/calendar/{secret}.ics").content
    days = {
        str(event["summary"]): event.decoded("dtstart")
        for event in icalendar.Calendar.from_ical(content).walk("VEVENT")
    }
    assert days["影视基地：承台 承诺完成"] == date(2021, 4, 30)
    assert days["影视基地：承台 开始"] == date(2021, 3, 30)
    assert days["影视基地：出零 节点"] == date(2021, 4, 1)
    assert not [each for each in days if "主体" in each]  # nobody's
    assert not [each for each in days if "桩基" in each]  # it runs, and was not promised
    report_progress(
        plan, "A10", standing=site.planner, started_on=date(2021, 3, 22), finished_on=MONDAY
    )
    report_progress(plan, "A20", standing=site.planner, started_on=MONDAY, finished_on=MONDAY)
    content = Client().get(f"/me/calendar/{secret}.ics").content
    names = [str(each["summary"]) for each in icalendar.Calendar.from_ical(content).walk("VEVENT")]
    assert "✓ 影视基地：承台 承诺完成" in names
    assert not [each for each in names if each.endswith("承台 开始")]
