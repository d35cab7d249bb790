"""The public API as a program meets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kaigong.accounts.models import KeptAnswer, Role, Scope
from kaigong.audit import clock
from kaigong.portfolio.models import ChangeSet, MonthlyReport, Project
from kaigong.portfolio.models.changes import ChangeSource
from tests.api.conftest import Program
from tests.builders import TODAY, YI, a_project
from tests.rights.samples import House

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
ZONE = "/zones/jingyue"


@pytest.fixture
def officer(house: House, program: Programs) -> Program:
    return program(house.people[Role.STATISTICIAN])


def test_nobody_gets_in_without_a_token_or_with_a_bad_one(house: House, client: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer kg_wrong"}, {"Authorization": "Basic x"}):
        answer = client.get("/api/v1/zones", headers=headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert set(answer.json()) == {"code", "zh", "en", "faults"}


def test_a_session_reads_and_needs_the_pages_seal_to_write(house: House) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(house.people[Role.STATISTICIAN])
    assert [zone["slug"] for zone in browser.get("/api/v1/zones").json()] == ["jingyue"]
    body = {"cells": {"content": "改"}}
    path = f"/api/v1{ZONE}/projects/{house.shared.code}"
    refused = browser.patch(path, body, content_type="application/json")
    assert refused.status_code == 403
    browser.get("/")  # a page of ours plants the seal
    browser.cookies["csrftoken"] = "a" * 32
    allowed = browser.patch(
        path, body, content_type="application/json", headers={"X-CSRFToken": "a" * 32}
    )
    assert allowed.status_code == 200, allowed.content


def test_a_token_for_reading_does_not_write(house: House, program: Programs) -> None:
    reader = program(house.people[Role.STATISTICIAN], Scope.READ)
    path = f"{ZONE}/projects/{house.shared.code}"
    assert reader.ask("get", path).status_code == 200
    answer = reader.ask("patch", path, {"cells": {"content": "改"}})
    assert (answer.status_code, answer.json()["code"]) == (403, "api.scope-missing")
    calendar = program(house.people[Role.STATISTICIAN], Scope.CALENDAR)
    assert calendar.ask("get", path).status_code == 403


def test_projects_are_listed_filtered_sorted_and_paged(house: House, officer: Program) -> None:
    for number in range(5):
        a_project(house.zone, f"甲{number}", code=f"A-{number}", total_amount=number * YI)
    query = 'filter={"name":{"contains":"甲"}}&sort=-total_amount&columns=name,total_amount'
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = officer.ask("get", f"{ZONE}/projects?{query}&limit=2&cursor={cursor}").json()
        found += [(each["code"], each["cells"]["total_amount"]) for each in page["items"]]
        cursor, pages = page["next"], pages + 1
    assert page["total"] == 5
    assert pages == 3
    assert found[0] == ("A-4", "400000000.00")
    assert [code for code, _ in found] == [f"A-{number}" for number in (4, 3, 2, 1, 0)]


def test_pages_of_one_list_show_one_moment(house: House, officer: Program) -> None:
    query = "columns=name&limit=1"
    first = officer.ask("get", f"{ZONE}/projects?{query}").json()
    a_project(house.zone, "后来的", code="A-0")  # it would push the first row onto page two
    second = officer.ask("get", f"{ZONE}/projects?{query}&cursor={first['next']}").json()
    codes = {page["items"][0]["code"] for page in (first, second)}
    assert codes == {house.shared.code, house.remote.code}
    assert second["next"] is None


def test_a_read_that_changed_nothing_is_not_sent_again(house: House, officer: Program) -> None:
    for path in (f"{ZONE}/projects/{house.shared.code}", f"{ZONE}/projects", "/zones"):
        first = officer.ask("get", path)
        again = officer.ask("get", path, If_None_Match=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    change = {"cells": {"content": "改"}}
    officer.ask("patch", f"{ZONE}/projects/{house.shared.code}", change)
    path = f"{ZONE}/projects/{house.shared.code}"
    assert officer.ask("get", path, If_None_Match=first["ETag"]).status_code == 200


def test_cells_change_exactly_and_can_be_undone_as_one(house: House, officer: Program) -> None:
    cells = {"total_amount": "1234567890.12", "planned_amount": "2", "place": "生态大街",
             "planned_completion_on": "2022-07-30", "is_start_planned": True}  # fmt: skip
    answer = officer.ask("patch", f"{ZONE}/projects/{house.shared.code}", {"cells": cells})
    assert answer.status_code == 200, answer.content
    told = answer.json()["cells"]
    assert {key: told[key] for key in cells} == cells | {"planned_amount": "2.00"}
    assert ChangeSet.objects.get().source == ChangeSource.API


def test_who_changes_what_somebody_else_changed_is_shown_both(
    house: House, officer: Program, program: Programs
) -> None:
    path = f"{ZONE}/projects/{house.shared.code}"
    tag = officer.ask("get", path)["ETag"]
    other = program(house.people[Role.COMMAND])
    assert other.ask("patch", path, {"cells": {"place": "东"}}, If_Match=tag).status_code == 200
    answer = officer.ask("patch", path, {"cells": {"place": "西"}}, If_Match=tag)
    assert answer.status_code == 412
    (fault,) = answer.json()["faults"]
    assert (fault["where"], fault["theirs"], fault["yours"]) == ("place", "东", "西")
    house.shared.refresh_from_db()
    assert house.shared.place == "东"
    fresh = officer.ask("get", path)["ETag"]
    assert officer.ask("patch", path, {"cells": {"place": "西"}}, If_Match=fresh).status_code == 200


def test_faults_are_told_all_at_once_in_both_languages(house: House, officer: Program) -> None:
    cells = {"total_amount": "很多", "name": "", "lamp": "red", "longitude": "1234567"}
    answer = officer.ask("patch", f"{ZONE}/projects/{house.shared.code}", {"cells": cells})
    assert answer.status_code == 422
    faults = answer.json()["faults"]
    assert {fault["where"] for fault in faults} == set(cells)
    assert all(fault["zh"] != fault["en"] for fault in faults)
    lonely = {"cells": {"longitude": "125.1"}}  # a point is both or none
    answer = officer.ask("patch", f"{ZONE}/projects/{house.shared.code}", lonely)
    assert (answer.status_code, answer.json()["code"]) == (422, "portfolio.contradicting-cells")


def test_a_repeated_request_acts_once(house: House, officer: Program) -> None:
    body = {"name": "新项目", "cells": {"total_amount": "500000000"}}
    first = officer.ask("post", f"{ZONE}/projects", body, Idempotency_Key="k1")
    assert first.status_code == 201, first.content
    assert first.json()["cells"]["total_amount"] == "500000000.00"
    again = officer.ask("post", f"{ZONE}/projects", body, Idempotency_Key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replay"] == "true"
    assert Project.objects.filter(name="新项目").count() == 1
    other = officer.ask("post", f"{ZONE}/projects", body | {"name": "另一个"}, Idempotency_Key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "api.key-used")
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    later = officer.ask("post", f"{ZONE}/projects", body | {"name": "另一个"}, Idempotency_Key="k1")
    assert later.status_code == 201


def test_a_refused_request_leaves_its_key_free(house: House, officer: Program) -> None:
    body = {"name": "新项目", "cells": {"total_amount": "很多"}}
    refused = officer.ask("post", f"{ZONE}/projects", body, Idempotency_Key="k2")
    assert refused.status_code == 422
    assert not Project.objects.filter(name="新项目").exists()
    body["cells"] = {"total_amount": "1"}
    assert officer.ask("post", f"{ZONE}/projects", body, Idempotency_Key="k2").status_code == 201


def test_a_month_is_reported_and_a_plan_set(
    house: House, officer: Program, program: Programs
) -> None:
    body = {"project": house.shared.code, "month": "2021-02", "amount": "1500000.50"}
    answer = officer.ask("post", f"{ZONE}/reports", body)
    assert answer.status_code == 201, answer.content
    report = MonthlyReport.objects.get(project=house.shared, month=date(2021, 2, 1))
    assert str(report.record_amount) == "1500000.50"
    listed = officer.ask("get", f"{ZONE}/reports?month=2021-02").json()
    assert [each["record_amount"] for each in listed["items"]] == ["1500000.50"]
    plan = {"planned_amount": "300", "months": {"1": "100", "12": "200"}, "batch": "春季"}
    path = f"{ZONE}/plans/2021/{house.shared.code}"
    assert program(house.people[Role.DEPARTMENT]).ask("put", path, plan).status_code == 403
    answer = officer.ask("put", path, plan)
    assert answer.status_code == 200, answer.content
    assert answer.json()["months"] == {"1": "100.00", "12": "200.00"}
    apart = officer.ask("put", path, plan | {"months": {"1": "1"}})
    assert (apart.status_code, apart.json()["code"]) == (422, "portfolio.months-do-not-add-up")
    listed = officer.ask("get", f"{ZONE}/plans?year=2021").json()["items"]
    assert {each["project"]: each["planned_amount"] for each in listed} == {
        house.shared.code: "300.00",
        house.remote.code: "100000000.00",
    }


def test_milestones_are_set_and_moved_with_a_reason(house: House, officer: Program) -> None:
    owner = house.people[Role.SERVICE].username
    body = {"project": house.shared.code, "name": "封顶", "due_on": "2021-10-01", "owner": owner}
    assert officer.ask("post", f"{ZONE}/milestones", body).status_code == 201
    moved = body | {"due_on": "2021-11-01"}
    assert officer.ask("post", f"{ZONE}/milestones", moved).status_code == 422
    assert officer.ask("post", f"{ZONE}/milestones", moved | {"reason": "雨季"}).status_code == 201
    listed = officer.ask("get", f"{ZONE}/milestones?project={house.shared.code}").json()["items"]
    assert [(each["name"], each["due_on"], each["owner"]) for each in listed] == [
        ("封顶", "2021-11-01", owner)
    ]


def test_figures_come_with_formula_and_rows(house: House, officer: Program) -> None:
    figures = officer.ask("get", f"{ZONE}/figures").json()["figures"]
    by_key = {figure["key"]: figure for figure in figures}
    assert by_key["year_projects"]["value"] == "2"
    assert by_key["year_plan"]["formula_zh"].startswith("Σ")


def test_a_past_day_is_answered_from_history(house: House, officer: Program) -> None:
    with clock.as_if(house.zone.end_of(TODAY - timedelta(days=10))):
        house.shared.save()
    house.shared.place = "新址"
    with clock.as_if(house.zone.end_of(TODAY - timedelta(days=2))):
        house.shared.save()
    path = f"{ZONE}/projects/{house.shared.code}"
    then = officer.ask("get", f"{path}?as_of={TODAY - timedelta(days=5)}").json()
    now = officer.ask("get", path).json()
    assert (then["cells"]["place"], now["cells"]["place"]) == ("", "新址")
    long_ago = officer.ask("get", f"{path}?as_of=2001-01-01")
    assert long_ago.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", f"{ZONE}/projects?limit=0", None),
        ("get", f"{ZONE}/projects?cursor=nonsense", None),
        ("get", f"{ZONE}/projects?month=2021-13", None),
        ("get", f'{ZONE}/projects?filter={{"total_amount":{{"from":"1e999999"}}}}', None),
        ("get", f'{ZONE}/projects?filter={{"nothing":{{}}}}', None),
        ("get", f"{ZONE}/projects?filter=%00", None),
        ("post", f"{ZONE}/projects", {"name": "a\x00b"}),
        ("post", f"{ZONE}/projects", {"name": ""}),
        ("post", f"{ZONE}/reports", {"project": "x", "month": "2021-3", "amount": "1"}),
    ],
)
def test_what_cannot_be_read_is_a_422(
    house: House, officer: Program, method: str, path: str, body: object
) -> None:
    answer = officer.ask(method, path, body)
    assert answer.status_code == 422, answer.content
    assert set(answer.json()) == {"code", "zh", "en", "faults"}


def test_lists_ask_a_constant_number_of_queries(
    house: House, officer: Program, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        a_project(house.zone)
    for path in ("projects", "plans", "reports", "milestones", "figures"):
        officer.ask("get", f"{ZONE}/{path}")
        with django_assert_max_num_queries(30 if path == "figures" else 9):
            assert officer.ask("get", f"{ZONE}/{path}").status_code == 200
