"""Decisions over the API: the rows of their page, narrowed, and no issue that is not one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kaigong.coordination.models import MeetingTask
from kaigong.coordination.services.decisions import decide_item
from kaigong.coordination.services.tasks import claim_task, confirm_task
from tests.api.conftest import Program
from tests.coordination.cast import Cast
from tests.coordination.test_meetings import in_session

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def cast() -> Cast:
    return Cast()


def read(program: Program, path: str) -> dict[str, Any]:
    answer = program.ask("get", path)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = json.loads(answer.content)
    return found


def two_decisions(cast: Cast) -> tuple[MeetingTask, MeetingTask]:
    """One for the power company, one for the water company, on one issue of the former."""
    _, item = in_session(cast)
    power, water = (
        decide_item(
            item, words=words, organisation=body, due_on=day, standing=cast.command
        )
        for words, body, day in (
            ("4 月 2 日前送电", cast.power, date(2021, 4, 2)),
            ("让出管位", cast.water, date(2021, 4, 9)),
        )
    )  # fmt: skip
    return power, water


def test_a_decision_is_read_with_its_meeting_issue_and_state(cast: Cast, program: Programs) -> None:
    power, _ = two_decisions(cast)
    base = f"/zones/{cast.zone.slug}/decisions"
    found = read(program(cast.command.user), f"{base}/{power.pk}")
    assert (found["words"], found["organisation"], found["due_on"], found["state"]) == (
        "4 月 2 日前送电", "供电公司", "2021-04-02", "open",
    )  # fmt: skip
    assert power.issue is not None
    assert (found["issue"], found["project"]) == (power.issue.number, cast.project.code)
    assert (found["meeting"]["kind"], found["meeting"]["number"]) == ("dispatch", 1)
    assert (found["is_late"], found["papers"]) == (False, [])


def test_decisions_are_narrowed_by_state_body_issue_and_day(cast: Cast, program: Programs) -> None:
    power, water = two_decisions(cast)
    claim_task(power, words="已送电", standing=cast.electrician)
    confirm_task(power, standing=cast.command)
    command, base = program(cast.command.user), f"/zones/{cast.zone.slug}/decisions"
    assert power.issue is not None
    for asked, expected in (
        ("", [power, water]),
        ("?state=done", [power]),
        ("?view=open", [water]),
        ("?view=late", []),
        ("?organisation=水务公司", [water]),
        (f"?issue={power.issue.number}", [power, water]),
        ("?issue=W-1999-0001", []),
        (f"?meeting={power.meeting_id}&since=2021-04-03", [water]),
        ("?until=2021-04-02", [power]),
        (f"?project={cast.project.code}&limit=1", [power]),
    ):
        found = read(command, base + asked)
        assert [each["id"] for each in found["items"]] == [each.pk for each in expected], asked
    cast.zone.stands_on = date(2021, 4, 12)
    cast.zone.save()
    late = read(command, f"{base}?view=late")["items"]
    assert [(each["id"], each["is_late"]) for each in late] == [(water.pk, True)]


def test_a_body_reads_its_own_decisions_and_no_issue_that_is_not_its_own(
    cast: Cast, program: Programs
) -> None:
    power, water = two_decisions(cast)
    base = f"/zones/{cast.zone.slug}/decisions"
    plumber = program(cast.plumber.user)
    (only,) = read(plumber, base)["items"]
    assert (only["id"], only["issue"]) == (water.pk, None)
    assert power.issue is not None
    assert read(plumber, f"{base}?issue={power.issue.number}")["items"] == []
    assert plumber.ask("get", f"{base}/{power.pk}").status_code == 404
    assert program(cast.builder.user).ask("get", base).status_code in {403, 404}
