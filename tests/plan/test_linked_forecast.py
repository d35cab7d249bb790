"""The year of plans that wait for each other, and of starts that wait for conditions."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.engines.scheduling.risk import spent_by
from kaigong.plan.forecasting import expected_of, with_slip
from kaigong.plan.groups import Programme
from kaigong.plan.models import SubPlan
from kaigong.plan.playing import AS_IT_IS, Change, NetworkPlay
from kaigong.plan.programmes import programme_of
from kaigong.plan.services.forecasts import make_forecast, tie_issue
from kaigong.plan.services.plans import draw_plan
from kaigong.portfolio.models import Project
from tests.builders import a_project
from tests.plan.site import row
from tests.plan.test_forecast import Year

pytestmark = pytest.mark.django_db


class LinkedYear(Year):
    """The works of the year's project wait for a road that another project builds."""

    def __init__(self, *, is_of_the_year: bool) -> None:
        super().__init__()
        self.road_project: Project = a_project(self.zone, "永顺路", stage="construction")
        if is_of_the_year:
            self._planned(self.road_project)
        self.road: SubPlan = draw_plan(
            self.road_project, standing=self.planner, start=date(2021, 3, 29)
        )
        self.add(self.road, "R", 30, name="路面")
        self.add(self.plan, "W", 260, f"A, {self.road_project.code}/R", name="主体")

    def programme(self, runs: int = 300, only: str = "") -> Programme:
        found = programme_of(self.office, runs=runs, only=only)
        assert found is not None
        return found


@pytest.fixture
def beside() -> LinkedYear:
    return LinkedYear(is_of_the_year=False)


@pytest.fixture
def both() -> LinkedYear:
    return LinkedYear(is_of_the_year=True)


def test_a_plan_outside_the_year_is_played_along_and_its_delay_goes_on(beside: LinkedYear) -> None:
    programme = beside.programme()
    code = beside.project.code
    group = programme.group_of[code]
    assert group.linked is not None
    assert [plan.key for plan in group.beside] == [beside.road_project.code]
    assert programme.learned["linked"] == 1
    as_it_is = group.play()[code]
    play = programme.of[code]
    assert isinstance(play, NetworkPlay)
    alone = play.play()  # the road stands where it is there
    assert not np.array_equal(as_it_is.ends_in, alone.ends_in)
    issue = beside.issue(beside.road_project)
    tie_issue(
        issue.pk, issue.number, row(beside.road, "R"), zone=beside.zone, by=beside.planner.user
    )
    held = beside.programme().group_of[code].play()[code]
    assert (held.ends_in >= as_it_is.ends_in - 1e-9).all()
    assert held.ends_in.mean() > as_it_is.ends_in.mean()


def test_what_slips_in_one_project_moves_the_other_and_the_year_counts_both(
    both: LinkedYear,
) -> None:
    programme = both.programme()
    road, base = both.road_project.code, both.project.code
    group = programme.group_of[road]
    assert group is programme.group_of[base]
    before, after = with_slip(group, road, "R", 60)
    assert (after[road].ends_in > before[road].ends_in + 60).all()
    assert (after[base].ends_in >= before[base].ends_in).all()
    assert after[base].ends_in.mean() > before[base].ends_in.mean() + 30
    assert after[base].runs.amount.mean() < before[base].runs.amount.mean()
    same_before, same = with_slip(group, road, "R", 0)
    assert all((same[key].ends_in == same_before[key].ends_in).all() for key in (road, base))


def test_an_issue_is_worth_what_it_moves_in_all_plans_that_wait(both: LinkedYear) -> None:
    issue = both.issue(both.road_project)
    tie_issue(issue.pk, issue.number, row(both.road, "R"), zone=both.zone, by=both.planner.user)
    programme = both.programme(runs=1000)
    expected = expected_of(programme)
    (action,) = (each for each in expected.actions if each.issue == issue.number)
    group = programme.group_of[both.road_project.code]
    change = Change(solved=frozenset({issue.number}))
    was, becomes = group.play(), group.play(both.road_project.code, change)
    by_hand = sum(
        float(becomes[key].runs.amount.mean() - was[key].runs.amount.mean()) for key in was
    )
    assert action.gain.amount == pytest.approx(by_hand)
    assert becomes[both.project.code].runs.amount.mean() > was[both.project.code].runs.amount.mean()


def test_one_project_asked_for_brings_those_its_plan_is_linked_with(both: LinkedYear) -> None:
    base = both.project.code
    alone = both.programme(only=base)
    assert {play.key for play in alone.plays} == {base, both.road_project.code}
    among = both.programme().group_of[base].play()[base]
    assert (alone.group_of[base].play()[base].runs.amount == among.runs.amount).all()


def test_plans_without_links_are_played_each_alone(year: Year) -> None:
    programme = programme_of(year.office, runs=200)
    assert programme is not None
    assert all(group.linked is None for group in programme.groups)
    play = programme.of[year.project.code]
    assert isinstance(play, NetworkPlay)
    plan = play.plan_with(AS_IT_IS)
    found = spent_by(plan, play.clock.moments(by_month=False), play.run, keeps=play.keeps)
    alone = programme.group_of[play.key].play()[play.key]
    assert (play.told(found).runs.amount == alone.runs.amount).all()


def test_the_what_if_names_the_projects_that_wait(both: LinkedYear) -> None:
    make_forecast(both.zone, runs=300)
    browser = Client()
    browser.force_login(both.somebody(Role.LEADER).user)
    address = f"/{both.zone.slug}/forecast/what-if/{both.road_project.code}/"
    page = browser.get(address, {"activity": "R", "days": "60"}).content.decode()
    assert "等着它的项目" in page
    assert str(both.project) in page
    assert "范围来自" in page
    told = browser.get(f"/{both.zone.slug}/forecast/").content.decode()
    assert "2 个项目的计划互相等待" in told


@pytest.fixture
def year() -> Year:
    return Year()
