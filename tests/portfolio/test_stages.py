"""The life of a project: dated steps, conditions told at once, corrections that stay."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile

from kaigong.accounts.models import Zone
from kaigong.audit.models import Entry
from kaigong.portfolio.lifecycle import ORDER, TRANSITIONS, Way, steps_from
from kaigong.portfolio.models import Proof, Stage
from kaigong.portfolio.services.stages import (
    MovedMeanwhileError,
    NoSuchStepError,
    UnmetConditionsError,
    move_to_stage,
    steps_in_force,
)
from tests.builders import YI, a_person, a_project, a_zone, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return a_zone()


def a_project_of(zone: Zone, **given: object):
    return a_project(zone, lead_department=an_organisation(zone), **given)


def walk(project, stages, by=None, day=date(2020, 1, 1)):
    for place, stage in enumerate(stages):
        move_to_stage(project, stage=stage, on=day.replace(month=place + 1), by=by)


def test_a_project_walks_its_whole_life(zone: Zone) -> None:
    project, officer = a_project_of(zone), a_person(zone)
    walk(project, ORDER[1:], by=officer)
    assert project.stage == Stage.PRODUCTION
    assert (project.started_on, project.completed_on) == (date(2020, 5, 1), date(2020, 7, 1))
    assert [step.stage for step in project.steps.all()] == list(ORDER[1:])
    last = Entry.objects.filter(act="portfolio.project.moved").last()
    assert last is not None
    assert (last.actor, last.subject) == (officer, project.code)
    assert (last.facts["before"], last.facts["after"]) == ("completed", "production")


def test_a_start_needs_a_day_that_has_come_and_a_total(zone: Zone) -> None:
    project = a_project_of(zone, stage=Stage.APPROVAL, total_amount=None)
    with pytest.raises(UnmetConditionsError) as caught:
        move_to_stage(project, stage=Stage.STARTED, on=date(2021, 4, 30), by=None)
    assert caught.value.facts["conditions"] == [
        ("日期不能在今天之后", "the date may not lie after today"),
        ("先填总投资", "enter the total investment first"),
    ]
    assert "先填总投资" in caught.value.in_language("zh-hans")
    assert "enter the total" in caught.value.in_language("en")
    project.refresh_from_db()
    assert project.stage == Stage.APPROVAL
    assert not project.steps.exists()


def test_completion_cannot_come_before_the_start(zone: Zone) -> None:
    project = a_project_of(zone, stage=Stage.CONSTRUCTION, started_on=date(2020, 6, 1))
    with pytest.raises(UnmetConditionsError, match="before the start"):
        move_to_stage(project, stage=Stage.COMPLETED, on=date(2020, 5, 31), by=None)
    move_to_stage(project, stage=Stage.COMPLETED, on=date(2020, 6, 1), by=None)
    assert project.completed_on == date(2020, 6, 1)


def test_nobody_skips_from_the_first_talk_to_the_building_site(zone: Zone) -> None:
    with pytest.raises(NoSuchStepError):
        move_to_stage(a_project_of(zone), stage=Stage.CONSTRUCTION, on=date(2020, 1, 1), by=None)


def test_a_halt_needs_a_reason_and_ends_where_it_began(zone: Zone) -> None:
    project = a_project_of(zone, stage=Stage.APPROVAL)
    move_to_stage(project, stage=Stage.STARTED, on=date(2020, 4, 12), by=None)
    with pytest.raises(UnmetConditionsError, match="reason"):
        move_to_stage(project, stage=Stage.SUSPENDED, on=date(2020, 11, 15), by=None)
    move_to_stage(project, stage=Stage.SUSPENDED, on=date(2020, 11, 15), by=None, reason="冬停")
    with pytest.raises(UnmetConditionsError, match="in which it was suspended"):
        move_to_stage(project, stage=Stage.APPROVAL, on=date(2021, 3, 16), by=None)
    move_to_stage(project, stage=Stage.STARTED, on=date(2021, 3, 16), by=None)
    assert project.stage == Stage.STARTED
    assert project.started_on == date(2020, 4, 12)  # a resumption is no second start


def test_a_wrong_step_is_taken_back_and_stays_on_record(zone: Zone) -> None:
    project, officer = a_project_of(zone, stage=Stage.LAND), a_person(zone)
    move_to_stage(project, stage=Stage.APPROVAL, on=date(2020, 4, 1), by=officer)
    move_to_stage(project, stage=Stage.STARTED, on=date(2020, 4, 12), by=officer)
    with pytest.raises(UnmetConditionsError, match="reason"):
        move_to_stage(project, stage=Stage.APPROVAL, on=date(2020, 4, 12), by=officer)
    move_to_stage(
        project, stage=Stage.APPROVAL, on=date(2020, 4, 20), by=officer, reason="只是仪式，未动工"
    )
    assert project.stage == Stage.APPROVAL
    assert project.started_on is None
    assert [step.stage for step in steps_in_force(project)] == [Stage.APPROVAL]
    wrong = project.steps.get(stage=Stage.STARTED)
    assert wrong.taken_back_by == officer
    assert wrong.taken_back_reason == "只是仪式，未动工"


def test_a_cancelled_project_can_be_taken_up_again_with_a_reason(zone: Zone) -> None:
    project = a_project_of(zone, stage=Stage.LAND)
    move_to_stage(project, stage=Stage.CANCELLED, on=date(2020, 4, 1), by=None, reason="撤资")
    move_to_stage(project, stage=Stage.LAND, on=date(2020, 5, 1), by=None, reason="重新签约")
    assert project.stage == Stage.LAND


def test_the_second_of_two_people_is_told(zone: Zone) -> None:
    project = a_project_of(zone, stage=Stage.LAND)
    move_to_stage(project, stage=Stage.APPROVAL, on=date(2020, 4, 1), by=None, seen=Stage.LAND)
    with pytest.raises(MovedMeanwhileError):
        move_to_stage(project, stage=Stage.APPROVAL, on=date(2020, 4, 2), by=None, seen=Stage.LAND)


def test_a_step_keeps_its_proof(zone: Zone) -> None:
    project = a_project_of(zone, stage=Stage.APPROVAL)
    paper = ContentFile(b"%PDF-1.7 permit", name="施工许可证.pdf")
    step = move_to_stage(project, stage=Stage.STARTED, on=date(2020, 4, 12), by=None, proof=paper)
    assert Proof.objects.get().step == step


def test_news_of_a_step_travels_with_it(zone: Zone) -> None:
    from kaigong.portfolio.events import stage_moved

    heard = []

    def listen(**news: object) -> None:
        heard.append((news["before"], news["step"].stage))  # type: ignore[attr-defined]

    stage_moved.connect(listen)
    try:
        walk(a_project_of(zone, stage=Stage.LAND), [Stage.APPROVAL])
    finally:
        stage_moved.disconnect(listen)
    assert heard == [(Stage.LAND, Stage.APPROVAL)]


def test_every_open_stage_can_be_halted_and_given_up() -> None:
    for stage in ORDER[: ORDER.index(Stage.COMPLETED)]:
        ways = {way for _, way in steps_from(stage)}
        assert {Way.FORWARD, Way.HALT, Way.CANCELLATION} <= ways
    assert (Stage.PRODUCTION, Stage.SUSPENDED) not in TRANSITIONS


def test_building_can_begin_before_a_total_is_corrected(zone: Zone) -> None:
    project = a_project_of(zone, stage=Stage.LAND, total_amount=68 * YI)
    move_to_stage(project, stage=Stage.STARTED, on=date(2020, 4, 12), by=None)
    assert project.version == 1
