"""The red list: what it says of a project, today and of a past day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.portfolio.models import Milestone, MonthlyTarget, Project
from kaigong.portfolio.selectors.reds import RedProject, red_projects
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.portfolio.sheet import View
from tests.builders import (
    YI,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_standing,
    a_zone,
    an_organisation,
)

pytestmark = pytest.mark.django_db

MARCH = date(2021, 3, 1)
TODAY = date(2021, 3, 29)


@pytest.fixture
def late() -> Project:
    """Promised to start on the first of March, and half of January's plan done."""
    with clock.as_if(datetime(2021, 3, 20, tzinfo=UTC)):
        zone = a_zone()
        project = a_project(
            zone,
            "晚开工",
            stage="approval",
            planned_start_on=MARCH,
            task_force=an_organisation(zone, "影视专班", kind="task_force"),
        )
        plan = a_plan(project, planned=12 * YI)
        MonthlyTarget.objects.create(plan=plan, month=1, planned_amount=YI)
        a_report(project, date(2021, 1, 1), YI / 2)
        judge_zone(zone)
    return project


def standing(project: Project, role: Role = Role.LEADER) -> Standing:
    return a_standing(a_person(project.zone, role), project.zone)


def red(project: Project, *, as_of: datetime | None = None) -> RedProject:
    (found,) = red_projects(standing(project), View(MARCH, as_of=as_of), today=TODAY)
    return found


def test_a_red_project_tells_holder_lateness_and_gap(late: Project) -> None:
    found = red(late)
    assert (found.name, found.holder) == ("晚开工", "影视专班")
    assert found.days_late == 28
    assert found.short == Decimal("0.5") * YI
    assert "2021-03-01" in found.reason


def test_the_next_step_is_the_first_open_promise_else_the_last_that_passed(late: Project) -> None:
    assert red(late).next_step == ""
    Milestone.objects.create(project=late, name="送电", due_on=date(2021, 3, 20))
    assert (red(late).next_step, red(late).next_on) == ("送电", date(2021, 3, 20))
    Milestone.objects.create(project=late, name="领证", due_on=date(2021, 4, 2))
    Milestone.objects.create(project=late, name="桩基", due_on=date(2021, 5, 2))
    assert red(late).next_step == "领证"


def test_a_past_day_knows_nothing_of_what_came_later(late: Project) -> None:
    with clock.as_if(datetime(2021, 3, 21, tzinfo=UTC)):
        step = Milestone.objects.create(project=late, name="领证", due_on=date(2021, 4, 2))
    moment = datetime(2021, 3, 22, tzinfo=UTC)
    with clock.as_if(datetime(2021, 3, 25, tzinfo=UTC)):
        step.done_on = date(2021, 3, 24)
        step.save()
        late.name, late.task_force = "改了名", None
        late.save()
    then, now = red(late, as_of=moment), red(late)
    assert (then.name, then.holder, then.next_step) == ("晚开工", "影视专班", "领证")
    assert (now.name, now.holder, now.next_step) == ("改了名", "", "")


def test_who_takes_no_part_sees_no_red(late: Project) -> None:
    assert red_projects(standing(late, Role.SERVICE), View(MARCH), today=TODAY) == []
