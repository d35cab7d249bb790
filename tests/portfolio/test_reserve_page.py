"""The reserve pool on its page: ripeness, the move into a plan, and who may do it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit.models import Entry
from kaigong.portfolio.models import AnnualPlan, Project, ProjectKind
from tests.builders import YI, a_person, a_project, a_zone, an_organisation

pytestmark = pytest.mark.django_db
URL = "/jingyue/reserve/"


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def in_reserve(zone: Zone, name: str, **given: object) -> Project:
    return a_project(zone, name, kind=ProjectKind.RESERVE, **given)


def test_an_empty_pool_says_how_it_is_filled(zone: Zone) -> None:
    html = signed_in(a_person(zone)).get(URL).content.decode()
    assert "储备库是空的" in html


def test_the_ripest_stand_first_and_others_are_not_in_the_pool(zone: Zone) -> None:
    in_reserve(zone, "谋划项目", maturity="idea")
    in_reserve(zone, "未填项目")
    in_reserve(zone, "齐备项目", maturity="ready", total_amount=3 * YI)
    a_project(zone, "在建项目")
    html = signed_in(a_person(zone)).get(URL).content.decode()
    table = html[html.index("<tbody") :]
    places = [table.index(name) for name in ("齐备项目", "谋划项目", "未填项目")]
    assert places == sorted(places)
    assert "在建项目" not in html
    assert "总投资 23 亿元" in html or "23.00" in html


def test_a_ripened_project_moves_into_the_plan_with_its_record(zone: Zone) -> None:
    planner = a_person(zone, Role.COMMAND)
    project = in_reserve(zone, "影都二期", code="R/1", maturity="study")
    browser = signed_in(planner)
    taking = {"year": "2021", "planned_amount": "2.5", "is_start_planned": "on", "batch": "春季"}
    unripe = browser.post(URL + "take/R/1/", taking)
    assert unripe.status_code == 422
    assert "要素齐备" in unripe.content.decode()
    assert not AnnualPlan.objects.exists()

    assert browser.post(URL + "ripen/R/1/", {"maturity": "ready"}).status_code == 302
    assert browser.post(URL + "take/R/1/", taking).status_code == 302
    plan = AnnualPlan.objects.get(project=project, year=2021)
    assert (plan.planned_amount, plan.is_start_planned, plan.batch) == (YI * 5 / 2, True, "春季")
    assert "影都二期" not in browser.get(URL).content.decode().partition("<tbody")[2]
    entry = Entry.objects.get(act="portfolio.reserve.taken_into_plan")
    assert (entry.subject, entry.actor) == ("R/1", planner)


def test_an_unripe_project_is_taken_in_for_a_stated_reason(zone: Zone) -> None:
    in_reserve(zone, "影都二期", code="R1", maturity="idea")
    taking = {"year": "2022", "reason": "省里点名"}
    answer = signed_in(a_person(zone, Role.COMMAND)).post(URL + "take/R1/", taking)
    assert answer.status_code == 302
    assert AnnualPlan.objects.get().year == 2022


@pytest.mark.parametrize("year", ["2020", "2031", "x", ""])
def test_a_plan_of_no_near_year_is_refused(zone: Zone, year: str) -> None:
    in_reserve(zone, "影都二期", code="R1", maturity="ready")
    answer = signed_in(a_person(zone, Role.COMMAND)).post(URL + "take/R1/", {"year": year})
    assert answer.status_code == 422
    assert not AnnualPlan.objects.exists()


def test_only_planners_ripen_and_take(zone: Zone) -> None:
    project = in_reserve(zone, "影都二期", code="R1", maturity="study")
    reader = signed_in(a_person(zone, Role.INSPECTOR))
    assert "转入计划" not in reader.get(URL).content.decode()
    for path, form in (("ripen/R1/", {"maturity": "ready"}), ("take/R1/", {"year": "2021"})):
        assert reader.post(URL + path, form).status_code == 404
    project.refresh_from_db()
    assert (project.maturity, project.kind) == ("study", ProjectKind.RESERVE)
    stranger = a_person(a_zone(), Role.COMMAND)
    assert signed_in(stranger).get(URL).status_code == 404


def test_a_department_sees_its_own_part_of_the_pool(zone: Zone) -> None:
    bureau = an_organisation(zone, "建设局")
    in_reserve(zone, "建设局储备", lead_department=bureau)
    in_reserve(zone, "水务局储备", lead_department=an_organisation(zone, "水务局"))
    officer = a_person(zone, Role.DEPARTMENT, organisation=bureau)
    html = signed_in(officer).get(URL).content.decode()
    assert "建设局储备" in html
    assert "水务局储备" not in html


def test_the_page_speaks_english_and_costs_the_same_for_many(
    zone: Zone, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        in_reserve(zone, f"储备{number}", lead_department=an_organisation(zone, f"局{number}"))
    browser = signed_in(a_person(zone, Role.COMMAND))
    with django_assert_max_num_queries(14):
        html = browser.get(URL, headers={"Accept-Language": "en"}).content.decode()
    assert "Projects in reserve" in html
    assert "Take it in" in html
