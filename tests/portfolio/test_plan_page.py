"""The plan of a year on the page: table, lock, versions and what differs between them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit import clock
from kaigong.portfolio.models import AnnualPlan, PlanLock
from kaigong.portfolio.services.plans import lock_plan, set_plan
from tests.builders import YI, a_person, a_project, a_zone

pytestmark = pytest.mark.django_db
URL = "/jingyue/plans/2021/"


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_empty_year_says_what_to_do_first(zone: Zone) -> None:
    html = signed_in(a_person(zone)).get(URL).content.decode()
    assert "2021 年还没有计划" in html


def test_a_planner_plans_and_a_leader_locks(zone: Zone) -> None:
    planner, leader = a_person(zone, Role.COMMAND), a_person(zone, Role.LEADER)
    a_project(zone, "影都", code="A")
    form = {"planned_amount": "9.6", "month_3": "4.6", "month_4": "5", "is_start_planned": "on"}
    assert signed_in(planner).post(URL + "set/A/", form).status_code == 302
    plan = AnnualPlan.objects.get()
    assert (plan.planned_amount, plan.is_start_planned) == (YI * 96 / 10, True)
    wrong = signed_in(planner).post(URL + "set/A/", form | {"month_4": "4"})
    assert wrong.status_code == 422
    assert "差 1 亿元" in wrong.content.decode()
    lock = {"reason": "主任办公会", "approver": leader.pk}
    assert signed_in(leader).post(URL + "lock/", lock).status_code == 302
    assert PlanLock.objects.get().number == 1
    signed_in(planner).post(URL + "set/A/", form | {"planned_amount": "10", "month_4": "5.4"})
    html = signed_in(leader).get(URL).content.decode()
    assert "<del>9.60</del> <ins>10.00</ins>" in html
    assert "3月 4.60，4月 5.40" in html


def test_only_who_may_plans_and_locks(zone: Zone) -> None:
    leader, officer = a_person(zone, Role.LEADER), a_person(zone, Role.INSPECTOR)
    planner = a_person(zone, Role.COMMAND)
    project = a_project(zone, "影都", code="A")
    set_plan(project, year=2021, planned_amount=YI, by=None)
    lock = {"reason": "x", "approver": leader.pk}
    for path, form in ((URL + "lock/", lock), (URL + "set/A/", {"planned_amount": "2"})):
        assert signed_in(officer).post(path, form).status_code == 404
        assert signed_in(planner).post(path, form).status_code == 302
    html = signed_in(officer).get(URL).content.decode()
    assert "锁定新版本" not in html
    assert 'href="?project=A' not in html
    assert signed_in(a_person(a_zone(), Role.LEADER)).get(URL).status_code == 404


def test_who_may_not_lock_reads_who_does(zone: Zone) -> None:
    statistician = signed_in(a_person(zone, Role.STATISTICIAN))
    leader = a_person(zone, Role.LEADER)
    set_plan(a_project(zone), year=2021, planned_amount=YI, by=None)
    asked = "锁定由领导、指挥部来做。"
    assert asked + "你先把计划编好" in statistician.get(URL).content.decode()
    lock_plan(zone, year=2021, reason="主任办公会", approver=leader, by=leader)
    assert asked + "你可以接着改" in statistician.get(URL).content.decode()
    inspector = signed_in(a_person(zone, Role.INSPECTOR)).get(URL).content.decode()
    assert asked + "</p>" in inspector
    assert asked not in signed_in(leader).get(URL).content.decode()


def test_the_page_costs_the_same_for_many_projects(
    zone: Zone, django_assert_max_num_queries
) -> None:
    for _ in range(30):
        set_plan(a_project(zone), year=2021, planned_amount=YI, month_amounts={3: YI}, by=None)
    client = signed_in(a_person(zone, Role.LEADER))
    with django_assert_max_num_queries(20):
        client.get(URL)


def test_the_plan_reads_in_english(zone: Zone) -> None:
    set_plan(a_project(zone, "P"), year=2021, planned_amount=YI, by=None)
    client = signed_in(a_person(zone, Role.LEADER))
    client.cookies["kaigong_language"] = "en"
    html = client.get(URL).content.decode()
    assert "Planned investment" in html
    for chinese in ("计划投资", "序时进度", "版本", "差异"):
        assert chinese not in html


def test_a_past_day_shows_the_plan_and_versions_of_that_day(zone: Zone) -> None:
    leader = a_person(zone, Role.LEADER)
    project = a_project(zone, "影都", code="A")
    with clock.as_if(datetime(2021, 1, 10, tzinfo=UTC)):
        set_plan(project, year=2021, planned_amount=3 * YI, month_amounts={3: 3 * YI}, by=None)
    with clock.as_if(datetime(2021, 2, 10, tzinfo=UTC)):
        set_plan(project, year=2021, planned_amount=7 * YI, month_amounts={4: 7 * YI}, by=None)
        lock_plan(zone, year=2021, reason="议定", approver=leader, by=leader)
    client = signed_in(leader)
    then = client.get(URL + "?as_of=2021-01-31")
    assert [(row.planned_amount, months) for row, months in then.context["rows"]] == [
        (3 * YI, {3: 3 * YI})
    ]
    assert then.context["locks"] == []
    html = then.content.decode()
    assert "只能看不能改" in html
    assert "lock-reason" not in html
    assert client.get(URL).context["rows"][0][0].planned_amount == 7 * YI
