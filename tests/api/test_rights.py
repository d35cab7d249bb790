"""Every operation × every role, held against the one table of rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse

from kaigong.accounts.models import Role, Scope
from kaigong.accounts.rights import REACH, RIGHTS, Reach
from kaigong.config.api import api
from kaigong.plan.models import Road
from kaigong.plan.moments import begin_of
from kaigong.plan.pages.roads import proposals_of
from kaigong.plan.selectors.roads import roads_for
from kaigong.plan.services.roads import place_work
from kaigong.portfolio.headline import office_standing
from kaigong.portfolio.models import Project
from tests.api.conftest import Program
from tests.builders import a_person, a_zone
from tests.rights.samples import SAMPLES, House, a_joint_levelling, sub_plan_of

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def road_proposal(project: Project) -> dict[str, Any]:
    """A sewer comes into the road while it is being paved: the pavement is to wait."""
    plan = sub_plan_of(project)
    road, _made = Road.objects.get_or_create(zone=project.zone, name=project.code, length=100)
    if not plan.activities.filter(key="S").exists():
        sewer = plan.activities.get(key="A")
        sewer.pk, sewer.key = None, "S"
        sewer.save()
        begin = begin_of(project.zone.today())
        plan.activities.update(early_start=begin, early_finish=begin + 480)
        for row, layer in ((plan.activities.get(key="A"), "road"), (sewer, "sewer")):
            place_work(road, row, start=0, end=50, layer=layer, by=None)
    seen = roads_for(office_standing(project.zone))
    (found,) = (each for each in seen if each.road.pk == road.pk)
    key = next(each.key for each in proposals_of(found) if each.puts_off)
    return {"road": road.pk, "key": key}


# What an act must hold to be understood; a new act enters it here.
BODIES: dict[str, Callable[[Project], dict[str, Any]]] = {
    "add_project": lambda _project: {"name": "新的"},
    "change_project": lambda _project: {"cells": {"content": "改"}},
    "set_plan": lambda _project: {"planned_amount": "1"},
    "report_month": lambda project: {"project": project.code, "month": "2021-02", "amount": "1"},
    "set_milestone": lambda project: {
        "project": project.code, "name": "封顶", "due_on": "2021-09-01",
    },
    "raise_issue": lambda project: {
        "title": "缺电", "category": "power", "project": project.code,
    },
    "move_issue": lambda _project: {"move": "triage"},
    "remark": lambda _project: {"words": "看过"},
    "ask_help": lambda _project: {
        "organisation": "jingyue建设局", "task": "配合", "due_on": "2021-09-01",
    },
    "answer_help": lambda _project: {"organisation": "jingyue建设局", "state": "taken"},
    "ask_firm": lambda _project: {"text": "何时？", "due_on": "2021-09-01"},
    "add_paper": lambda _project: {
        "file": SimpleUploadedFile("p.pdf", b"%PDF-1.4", "application/pdf"),
    },
}  # fmt: skip
BODIES |= {
    "add_activity": lambda _project: {"key": "B", "name": "承台", "duration": 480},
    "change_activity": lambda _project: {"key": "A", "duration": 960},
    "remove_activity": lambda _project: {},
    "set_targets": lambda _project: {
        "targets": [{"month": 0, "value": "1"}],
        "reason": "追加任务",
    },
    "take_targets_back": lambda _project: {},
    "state_resources": lambda _project: {
        "resources": [{"name": "塔吊", "there": 0.5}],
        "needs": [{"activity": "A", "units": {"R1": 0.5}}],
    },
    "accept_levelling": lambda _project: {},
    "accept_road": road_proposal,
    "accept_jointly": lambda project: {"seen": a_joint_levelling(project)},
    "undo_jointly": lambda _project: {},
    "report_progress": lambda _project: {"key": "A", "started_on": "2021-03-01"},
}
QUESTIONS = {
    "remove_activity": {"key": "A"},
    "what_if": {"delays": "A:5d"},
    "why": {"activity": "A"},
    "schedule_risk": {"n": "50"},
}
OF_A_PLAN = {
    "schedule", "run_schedule", "what_if", "schedule_risk", "why", "change_activity",
    "report_progress", "add_activity", "remove_activity",
    "compare_schedule", "schedule_resources", "state_resources", "levelled_schedule",
    "accept_levelling",
}  # fmt: skip
OF_AN_ISSUE = {
    "issue", "move_issue", "remark", "ask_help", "answer_help", "ask_firm", "add_paper",
}  # fmt: skip
# Who may hangs on what the person is to the issue as well: tests/coordination holds it.
BY_PARTY = {"move_issue", "ask_help", "answer_help"}
OF_ONE = (
    OF_AN_ISSUE
    | OF_A_PLAN
    | {
        "decision",
        "project",
        "change_project",
        "set_plan",
        "report_month",
        "set_milestone",
    }
)


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    right: str
    scope: Scope

    def ask(self, program: Program, house: House, project: Project) -> HttpResponse:
        """Ask with what the operation needs; what it changes is taken back."""
        path = self.path.replace("{zone}", house.zone.slug).replace("{year}", "2021")
        path = path.replace("{path:code}", project.code)
        if self.name in OF_A_PLAN:
            sub_plan_of(project)
        if self.name == "accept_levelling":  # a day of an earlier one is there to be taken off
            sub_plan_of(project).activities.update(levelled=0)
        if self.name in QUESTIONS:
            path += f"?{urlencode(QUESTIONS[self.name])}"
        if self.name == "take_targets_back":
            path += f"?edit={SAMPLES['target_edit'](house, project)}"
        if self.name == "undo_jointly":
            path += f"?number={SAMPLES['levelling'](house, project)}"
        if "{number}" in path:
            path = path.replace("{number}", str(SAMPLES["issue"](house, project)))
        if "{decision}" in path:
            path = path.replace("{decision}", str(SAMPLES["task"](house, project)))
        body = BODIES[self.name](project) if self.method != "get" else None
        with transaction.atomic():
            answer = program.ask(self.method, path, body)
            transaction.set_rollback(True)
        return answer


def operations() -> Iterator[Operation]:
    api.get_openapi_schema()  # routers inside routers are laid out when the addresses are
    for prefix, router in api._routers:
        yield from _of(router, prefix)


def _of(router: Any, prefix: str) -> Iterator[Operation]:
    for path, view in router.path_operations.items():
        for each in view.operations:
            (method,) = each.methods
            noted = each.view_func
            yield Operation(
                each.operation_id,
                method.lower(),
                f"/{prefix}{path}".replace("//", "/"),
                noted.right,
                noted.scope,
            )


ALL = list(operations())
IN_ZONES = [each for each in ALL if "{zone}" in each.path]


def test_the_walk_meets_every_documented_operation() -> None:
    documented = {
        operation["operationId"]
        for path in api.get_openapi_schema()["paths"].values()
        for operation in path.values()
    }
    assert {each.name for each in ALL} == documented
    assert len(ALL) > 10


def test_every_operation_of_a_zone_names_a_right() -> None:
    assert [each.name for each in IN_ZONES if each.right not in RIGHTS] == []
    assert [each.name for each in ALL if each.method != "get" and each.scope != "write"] == []


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_table_says(house: House, program: Programs, role: Role) -> None:
    asked, faults = program(house.people[role]), []
    for each in IN_ZONES:
        status = each.ask(asked, house, house.shared).status_code
        may = role in RIGHTS[each.right].roles
        if each.name in BY_PARTY and may and status == 422:
            continue
        if may != (status in {200, 201}):
            faults.append((each.name, may, status))
        if not may and status not in {403, 404}:
            faults.append((each.name, may, status))
    assert faults == []


@pytest.mark.parametrize("role", [role for role in Role if REACH[role] is not Reach.ZONE])
def test_a_project_out_of_reach_is_named_nowhere(
    house: House, program: Programs, role: Role
) -> None:
    asked, faults = program(house.people[role]), []
    for each in IN_ZONES:
        answer = each.ask(asked, house, house.remote)
        if each.name in OF_ONE and answer.status_code not in {403, 404}:
            faults.append((each.name, answer.status_code))
        if house.remote.name in answer.content.decode():
            faults.append((each.name, 0))
    assert faults == []


def test_a_stranger_finds_no_zone(house: House, program: Programs) -> None:
    stranger = program(a_person(a_zone("elsewhere"), Role.COMMAND))
    found = {each.name: each.ask(stranger, house, house.shared).status_code for each in IN_ZONES}
    assert set(found.values()) == {404}, found
