"""Plans over the API: nothing is overwritten, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse

from kaigong.accounts.models import Role
from kaigong.plan.models import Activity, PlanEdit
from kaigong.portfolio.models import Project
from tests.api.conftest import Program
from tests.rights.samples import House, sub_plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(house: House) -> Project:
    sub_plan_of(house.shared)
    return house.shared


@pytest.fixture
def planner(house: House, program: Callable[..., Program]) -> Program:
    return program(house.people[Role.COMMAND])


def path(house: House, project: Project, what: str = "schedule-activities") -> str:
    return f"/zones/{house.zone.slug}/{what}/{project.code}"


def keys(answer: HttpResponse) -> list[str]:
    return [each["key"] for each in answer.json()["activities"]]


def test_an_activity_is_added_once_however_often_it_is_sent(
    house: House, project: Project, planner: Program
) -> None:
    body = {"key": "B", "name": "承台", "duration": 960, "links": [{"before": "A"}]}
    made = planner.ask("post", path(house, project), body, Idempotency_Key="k1")
    assert made.status_code == 201
    assert keys(made) == ["A", "B"]
    assert made.json()["links"][0]["after"] == "B"
    again = planner.ask("post", path(house, project), body, Idempotency_Key="k1")
    assert (again.status_code, again["Idempotent-Replay"]) == (201, "true")
    other = planner.ask("post", path(house, project), {**body, "key": "C"}, Idempotency_Key="k1")
    assert other.status_code == 409
    assert Activity.objects.filter(sub_plan__project=project).count() == 2
    taken = planner.ask("post", path(house, project), body)
    assert (taken.status_code, taken.json()["code"]) == (422, "plan.activity-key-taken")
    slash = planner.ask("post", path(house, project), {**body, "key": "B/1"})
    assert slash.status_code == 422  # so another plan's activity is called


def test_a_change_of_what_somebody_edited_since_is_answered_with_both(
    house: House, project: Project, planner: Program
) -> None:
    tag = planner.ask("get", path(house, project, "schedules"))["ETag"]
    body = {"key": "A", "duration": 960}
    changed = planner.ask("patch", path(house, project), body, If_Match=tag)
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    stale = planner.ask("patch", path(house, project), {**body, "duration": 480}, If_Match=tag)
    assert stale.status_code == 412
    (fault,) = stale.json()["faults"]
    assert (fault["theirs"], fault["yours"]) == ("2", tag)
    told = {"key": "A", "started_on": "2021-03-01"}
    progress = path(house, project, "schedule-progress")
    assert planner.ask("patch", progress, told, If_Match=tag).status_code == 412
    assert planner.ask("delete", f"{path(house, project)}?key=A", If_Match=tag).status_code == 412
    assert Activity.objects.get(sub_plan__project=project).duration == 960
    fresh = planner.ask("patch", progress, told, If_Match=changed["ETag"])
    assert fresh.status_code == 200
    assert fresh.json()["activities"][0]["told_on"] == "2021-03-29"


def test_a_removal_is_an_edit_with_its_reason(
    house: House, project: Project, planner: Program
) -> None:
    planner.ask("post", path(house, project), {"key": "B", "name": "承台", "duration": 480})
    gone = planner.ask(
        "delete", f"{path(house, project)}?key=B&reason=design&why=%E5%8F%96%E6%B6%88"
    )
    assert gone.status_code == 200
    assert keys(gone) == ["A"]
    edit = PlanEdit.objects.first()
    assert edit is not None
    assert (edit.verb, edit.reason, edit.words) == ("remove", "design", "取消")
    assert planner.ask("delete", f"{path(house, project)}?key=B").status_code == 404
    assert planner.ask("delete", path(house, project)).status_code == 422


def test_a_read_that_has_it_already_is_spared(
    house: House, project: Project, planner: Program
) -> None:
    found = planner.ask("get", path(house, project, "schedules"))
    again = planner.ask("get", path(house, project, "schedules"), If_None_Match=found["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_resources_are_stated_levelled_and_accepted_by_a_program(
    house: House, project: Project, planner: Program
) -> None:
    body = {"key": "B", "name": "承台", "duration": 960}
    assert planner.ask("post", path(house, project), body).status_code == 201
    where = path(house, project, "schedule-resources")
    stated = planner.ask(
        "patch",
        where,
        {
            "resources": [
                {
                    "name": "塔吊",
                    "name_en": "Tower crane",
                    "unit": "台",
                    "there": 1,
                    "later": [{"since": "2031-06-01", "units": 2}],
                }
            ],
            "needs": [{"activity": key, "units": {"R1": 1}} for key in ("A", "B")],
        },
    )
    assert stated.status_code == 200
    found = stated.json()
    assert found["resources"][0]["peak"] == 2
    assert found["resources"][0]["later"] == [{"since": "2031-06-01", "units": 2}]
    assert found["resources"][0]["short_weeks"][0]["missing"] == 1
    assert found["resources"][0]["short_weeks"][0]["activities"] == ["A", "B"]
    assert {(each["activity"], each["units"]) for each in found["needs"]} == {("A", 1), ("B", 1)}
    old = planner.ask("patch", where, {"resources": []}, If_Match='"plan-1-0"')
    assert old.status_code == 412
    levelling = path(house, project, "schedule-levelling")
    shown = planner.ask("get", levelling).json()
    taken = planner.ask("post", levelling, {"version": found["version"]})
    assert taken.status_code == 200
    now = {each["key"]: each for each in taken.json()["activities"]}
    for each in shown["activities"]:
        assert now[each["key"]]["early_start"] == each["start"]
        assert (now[each["key"]]["levelled"] is not None) is each["is_held"]
    assert [each["is_held"] for each in shown["activities"]].count(True) == 1
    again = planner.ask("post", levelling, {})
    assert (again.status_code, again.json()["code"]) == (422, "plan.nothing-to-level")
    twice = [{"since": "2031-06-01", "units": units} for units in (2, 3)]
    wrong = planner.ask("patch", where, {"resources": [{"name": "塔吊", "later": twice}]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "plan.unfit-later-number")
    unknown = planner.ask("patch", where, {"needs": [{"activity": "A", "units": {"R9": 1}}]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "plan.unknown-resource")
