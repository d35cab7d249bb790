"""Starts in the forecast that wait for their day and for conditions, as late as the zone's were."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.coordination.models import Condition, ConditionState, ConditionTurn
from kaigong.coordination.services.condition_kinds import begin_condition_kinds
from kaigong.plan.forecasting import expected_of
from kaigong.plan.models import ActionKind
from kaigong.plan.playing import Change, PacePlay
from kaigong.plan.programmes import programme_of
from kaigong.plan.services.forecasts import make_forecast
from kaigong.portfolio.models import Project
from tests.builders import a_project, an_organisation
from tests.plan.test_forecast import Year, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return Year()


def promised(year: Year, project: Any, on: date | None, **given: Any) -> Condition:
    (kind, *_) = begin_condition_kinds(year.zone, by=None)
    return Condition.objects.create(
        project=project,
        kind=kind,
        owner=an_organisation(year.zone, "供电公司"),
        promised_on=on,
        moved_at=clock.now(),
        **{"state": ConditionState.PROMISED} | given,
    )


def kept(year: Year, *days_late: int) -> None:
    """Conditions of other projects that came so many days after they were promised for."""
    day = date(2021, 3, 1)
    for late in days_late:
        came = day + timedelta(days=late)
        condition = promised(
            year, a_project(year.zone), day, state=ConditionState.PROVIDED, provided_on=came
        )
        for move, after, on in (
            ("promise", ConditionState.PROMISED, day),
            ("provide", ConditionState.PROVIDED, came),
        ):
            ConditionTurn.objects.create(
                condition=condition, move=move, before=ConditionState.ASKED, after=after,
                at=clock.now(), day=on,
            )  # fmt: skip


def begins_later(year: Year) -> Project:
    project = year.paced[0]
    project.stage, project.planned_start_on = "approval", year.zone.today() + timedelta(days=30)
    project.save()
    return project


def starts_in(year: Year, project: Any) -> Any:
    found = programme_of(year.office, runs=400)
    assert found is not None
    return found.group_of[project.code].play()[project.code].starts_in


def test_a_condition_promised_later_than_the_start_moves_the_start(year: Year) -> None:
    today = year.zone.today()
    before = starts_in(year, year.project)
    condition = promised(year, year.project, today + timedelta(days=120))
    held = starts_in(year, year.project)
    assert held.min() >= 120
    assert (held >= before).all()
    Condition.objects.filter(pk=condition.pk).update(promised_on=today + timedelta(days=1))
    assert (starts_in(year, year.project) == before).all()
    Condition.objects.filter(pk=condition.pk).update(
        promised_on=today + timedelta(days=120), state=ConditionState.PROVIDED, provided_on=today
    )
    assert (starts_in(year, year.project) == before).all()


def test_without_a_plan_it_holds_the_project_up(year: Year) -> None:
    project = begins_later(year)
    promised(year, project, year.zone.today() + timedelta(days=200))
    found = programme_of(year.office, runs=200)
    assert found is not None
    play = found.of[project.code]
    assert isinstance(play, PacePlay)
    assert play.play().starts_in.min() >= 200


def test_promises_are_kept_as_late_as_they_were_before(year: Year) -> None:
    kept(year, 0, 0, 10, 20, 20)
    today = year.zone.today()
    condition = promised(year, year.project, today + timedelta(days=200))
    held = starts_in(year, year.project)
    assert 200 <= held.min() < 201
    shares = [((held >= 200 + late) & (held < 201 + late)).mean() for late in (0, 10, 20)]
    assert shares == pytest.approx([0.4, 0.2, 0.4], abs=0.08)
    Condition.objects.filter(pk=condition.pk).update(promised_on=today - timedelta(days=15))
    late = starts_in(year, year.project)
    assert late.min() >= 5  # twenty days late, and fifteen have passed


def test_a_promise_that_has_passed_says_no_day_where_few_were_kept(year: Year) -> None:
    kept(year, 0, 10, 20, 20)
    before = starts_in(year, year.project)
    promised(year, year.project, year.zone.today() - timedelta(days=15))
    assert (starts_in(year, year.project) == before).all()
    found = programme_of(year.office, runs=200)
    assert found is not None
    assert (found.learned["kept"], found.learned["unknown"]) == ([4, 4], 1)


def test_what_is_asked_takes_as_long_as_its_kind_does(year: Year) -> None:
    asked = date(2021, 1, 4)
    for _ in range(5):
        promised(
            year, a_project(year.zone), None, state=ConditionState.PROVIDED, asked_on=asked,
            provided_on=asked + timedelta(days=80),
        )  # fmt: skip
    today = year.zone.today()
    condition = promised(year, year.project, None, state=ConditionState.ASKED, asked_on=today)
    held = starts_in(year, year.project)
    assert 70 <= held.min() <= 85
    found = programme_of(year.office, runs=200)
    assert found is not None
    assert (found.learned["asked"], found.learned["promises"]) == (1, 0)
    Condition.objects.filter(kind=condition.kind, provided_on__isnull=False)[:1].get().delete()
    before = starts_in(year, year.project)
    assert before.max() < held.min()  # four are too few


def test_a_promise_kept_is_worth_what_it_moves_and_the_leader_reads_it(year: Year) -> None:
    kept(year, 0, 60, 60, 90, 90)
    due = year.zone.today() + timedelta(days=100)
    condition = promised(year, year.project, due)
    programme = programme_of(year.office, runs=400)
    assert programme is not None
    code = year.project.code
    (action,) = (
        each for each in expected_of(programme).actions if each.kind == ActionKind.CONDITION
    )
    group, key = programme.group_of[code], f"condition {code} {condition.kind.key}"
    was, becomes = group.play()[code], group.play(code, Change(solved=frozenset({key})))[code]
    assert 100 <= becomes.starts_in.min() <= becomes.starts_in.max() < 101
    by_hand = float(becomes.runs.amount.mean() - was.runs.amount.mean())
    assert action.gain.amount == pytest.approx(by_hand)
    assert action.gain.amount > 0
    assert action.slip_days == pytest.approx(60, abs=8)
    assert action.due_on == due
    make_forecast(year.zone, runs=400)
    page = browser_of(year.somebody(Role.LEADER)).get(f"/{year.zone.slug}/forecast/")
    told = page.content.decode()
    assert f"{due:%m-%d} 前{condition.kind}到位" in told
    assert f"/{year.zone.slug}/conditions/{code}/" in told
    Condition.objects.filter(pk=condition.pk).update(
        state=ConditionState.PROVIDED, provided_on=year.zone.today()
    )
    without = programme_of(year.office, runs=400)
    assert without is not None
    kinds = {each.kind for each in expected_of(without).actions}
    assert ActionKind.CONDITION not in kinds


def test_starts_that_came_on_their_day_let_others_come_on_theirs(year: Year) -> None:
    project = begins_later(year)
    planned = date(2021, 3, 1)
    for late in (0, 0, 0, 12):
        a_project(
            year.zone, planned_start_on=planned, started_on=planned + timedelta(days=late),
            stage="construction",
        )  # fmt: skip
    few = starts_in(year, project)
    assert (few == 30).mean() < 0.1  # assumed: half are later than a month
    a_project(year.zone, planned_start_on=planned, started_on=planned, stage="construction")
    starts = starts_in(year, project)
    assert (starts == 30).mean() == pytest.approx(0.8, abs=0.08)
    assert (starts >= 42).mean() == pytest.approx(0.2, abs=0.08)
    Project.objects.filter(pk=project.pk).update(planned_start_on=year.zone.today())
    assert (starts_in(year, project) == 0).mean() == pytest.approx(0.8, abs=0.08)
    Project.objects.filter(pk=project.pk).update(
        planned_start_on=year.zone.today() - timedelta(days=2)
    )
    assert (starts_in(year, project) == 10).mean() > 0.9
