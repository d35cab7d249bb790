"""The annual plan: months that add up, versions that nobody changes, differences between them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kaigong.accounts.models import Role, Zone
from kaigong.portfolio.models import ProjectKind, ReserveMaturity, Stage
from kaigong.portfolio.selectors.origins import planned_years
from kaigong.portfolio.selectors.plans import (
    locked_plan_for,
    plan_at_day,
    plan_differences,
    plan_rows,
)
from kaigong.portfolio.services.plans import (
    ApproverWithoutRightError,
    EmptyPlanError,
    LockWithoutReasonError,
    MonthsDoNotAddUpError,
    NegativePlanError,
    NothingChangedError,
    lock_plan,
    set_plan,
)
from kaigong.portfolio.services.reserve import (
    NotInReserveError,
    UnripeError,
    set_maturity,
    take_into_plan,
)
from tests.builders import (
    YI,
    a_person,
    a_plan,
    a_project,
    a_standing,
    a_zone,
    an_organisation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    return a_zone()


def test_months_must_add_up_to_the_year(zone: Zone) -> None:
    project = a_project(zone, "影都")
    with pytest.raises(MonthsDoNotAddUpError) as caught:
        set_plan(
            project, year=2021, planned_amount=9 * YI, month_amounts={3: 4 * YI, 4: 4 * YI}, by=None
        )
    assert caught.value.facts["gap"] == "1 亿元"
    assert not project.plans.exists()


def test_a_plan_is_set_and_set_again(zone: Zone) -> None:
    project, planner = a_project(zone), a_person(zone)
    set_plan(project, year=2021, planned_amount=2 * YI, month_amounts={3: YI, 4: YI}, by=planner)
    plan = set_plan(
        project,
        year=2021,
        planned_amount=3 * YI,
        month_amounts={4: 3 * YI},
        batch="春季",
        by=planner,
    )
    assert [(each.month, each.planned_amount) for each in plan.months.all()] == [(4, 3 * YI)]
    assert plan.history.count() == 2


def test_the_months_stay_when_only_the_batch_changes(zone: Zone) -> None:
    project = a_project(zone)
    set_plan(project, year=2021, planned_amount=YI, month_amounts={3: YI}, by=None)
    plan = set_plan(project, year=2021, planned_amount=YI, batch="春季开复工", by=None)
    assert plan.months.get().planned_amount == YI


def test_a_plan_is_never_below_nothing(zone: Zone) -> None:
    with pytest.raises(NegativePlanError):
        set_plan(a_project(zone), year=2021, planned_amount=-YI, by=None)


def test_a_lock_freezes_what_later_changes_leave_alone(zone: Zone) -> None:
    leader, planner = a_person(zone, Role.LEADER), a_person(zone)
    project = a_project(zone, planned_start_on=date(2021, 4, 1))
    set_plan(project, year=2021, planned_amount=2 * YI, by=planner)
    lock_plan(zone, year=2021, reason="主任办公会", approver=leader, by=planner)
    set_plan(project, year=2021, planned_amount=5 * YI, by=planner)
    first = locked_plan_for(zone, 2021)
    assert first is not None
    assert first.rows.get().planned_amount == 2 * YI
    assert first.rows.get().planned_start_on == date(2021, 4, 1)
    second = lock_plan(zone, year=2021, reason="年中调整", approver=leader, by=planner)
    assert second.number == 2
    newest = locked_plan_for(zone, 2021)
    assert newest == second
    assert locked_plan_for(zone, 2021, number=1) == first


def test_a_lock_needs_reason_content_change_and_an_approver_with_the_right(zone: Zone) -> None:
    leader, planner = a_person(zone, Role.LEADER), a_person(zone)
    with pytest.raises(EmptyPlanError):
        lock_plan(zone, year=2021, reason="x", approver=leader, by=planner)
    set_plan(a_project(zone), year=2021, planned_amount=YI, by=None)
    with pytest.raises(LockWithoutReasonError):
        lock_plan(zone, year=2021, reason=" ", approver=leader, by=planner)
    officer = a_person(zone, Role.SERVICE)
    with pytest.raises(ApproverWithoutRightError):
        lock_plan(zone, year=2021, reason="x", approver=officer, by=planner)
    lock_plan(zone, year=2021, reason="x", approver=leader, by=planner)
    with pytest.raises(NothingChangedError):
        lock_plan(zone, year=2021, reason="again", approver=leader, by=planner)


def test_a_leader_of_another_zone_approves_nothing(zone: Zone) -> None:
    set_plan(a_project(zone), year=2021, planned_amount=YI, by=None)
    stranger = a_person(a_zone(), Role.LEADER)
    with pytest.raises(ApproverWithoutRightError):
        lock_plan(zone, year=2021, reason="x", approver=stranger, by=stranger)


def test_what_comes_after_the_lock_stands_outside_until_taken_in(zone: Zone) -> None:
    leader = a_person(zone, Role.LEADER)
    set_plan(a_project(zone), year=2021, planned_amount=YI, by=None)
    lock_plan(zone, year=2021, reason="x", approver=leader, by=leader)
    late = a_project(zone)
    assert set_plan(late, year=2021, planned_amount=YI, by=None).is_outside_plan
    with pytest.raises(NothingChangedError):
        lock_plan(zone, year=2021, reason="y", approver=leader, by=leader)
    set_plan(late, year=2021, planned_amount=YI, is_outside_plan=False, by=None)
    lock = lock_plan(zone, year=2021, reason="y", approver=leader, by=leader)
    assert lock.rows.count() == 2


def test_differences_between_two_versions_and_the_present(zone: Zone) -> None:
    leader = a_person(zone, Role.LEADER)
    standing = a_standing(leader, zone)
    kept, grown, late = (a_project(zone, code=code) for code in ("A", "B", "C"))
    for project in (kept, grown):
        set_plan(project, year=2021, planned_amount=YI, by=None)
    lock_plan(zone, year=2021, reason="x", approver=leader, by=leader)
    set_plan(grown, year=2021, planned_amount=2 * YI, month_amounts={5: 2 * YI}, by=None)
    set_plan(late, year=2021, planned_amount=YI, is_outside_plan=False, by=None)
    changed, added = plan_differences(standing, 2021, before=1, after=None)
    assert (changed.project, changed.kind) == (grown, "changed")
    assert changed.cells["planned_amount"] == (YI, 2 * YI)
    assert changed.cells["months"][1] == {"5": f"{2 * YI:.2f}"}
    assert (added.project, added.kind) == (late, "added")
    lock_plan(zone, year=2021, reason="y", approver=leader, by=leader)
    assert [each.kind for each in plan_differences(standing, 2021, before=2, after=1)] == [
        "changed",
        "dropped",
    ]


def test_differences_hide_projects_out_of_sight(zone: Zone) -> None:
    leader, home = a_person(zone, Role.LEADER), an_organisation(zone)
    officer = a_person(zone, Role.DEPARTMENT, organisation=home)
    mine, other = a_project(zone, lead_department=home), a_project(zone)
    set_plan(mine, year=2021, planned_amount=YI, by=None)
    set_plan(other, year=2021, planned_amount=YI, by=None)
    lock_plan(zone, year=2021, reason="x", approver=leader, by=leader)
    for project in (mine, other):
        set_plan(project, year=2021, planned_amount=2 * YI, by=None)
    found = plan_differences(a_standing(officer, zone), 2021, before=1, after=None)
    assert [each.project for each in found] == [mine]
    everything = plan_differences(a_standing(leader, zone), 2021, before=1, after=None)
    assert {each.project for each in everything} == {mine, other}


def test_the_plan_to_date_follows_months_where_there_are_any(zone: Zone) -> None:
    by_month, by_days = a_project(zone), a_project(zone)
    set_plan(by_month, year=2021, planned_amount=YI, month_amounts={2: YI}, by=None)
    set_plan(by_days, year=2021, planned_amount=365 * YI, by=None)
    standing = a_standing(a_person(zone), zone)
    found = plan_at_day(plan_rows(standing, 2021), year=2021, on=date(2021, 3, 29))
    assert found.due == YI + 88 * YI
    assert round(found.time_share, 3) == 0.241
    assert found.plan_share == pytest.approx(89 / 366)


def test_a_ready_project_moves_from_the_pool_into_the_plan(zone: Zone) -> None:
    project = a_project(zone, kind=ProjectKind.RESERVE, stage=Stage.SIGNED)
    planner = a_person(zone)
    with pytest.raises(UnripeError):
        take_into_plan(project, year=2021, planned_amount=YI, by=planner)
    set_maturity(project, maturity=ReserveMaturity.READY, by=planner)
    plan = take_into_plan(project, year=2021, planned_amount=YI, batch="春季", by=planner)
    assert project.kind == ProjectKind.NEW
    assert (plan.year, plan.is_start_planned, plan.batch) == (2021, True, "春季")
    with pytest.raises(NotInReserveError):
        take_into_plan(project, year=2021, planned_amount=Decimal(1), by=planner)


def test_the_years_that_have_a_plan_are_found_from_one_to_the_next(zone: Zone) -> None:
    assert planned_years(zone) == []
    for year in (2023, 2019, 2021, 2019):
        a_plan(a_project(zone), year=year)
    a_plan(a_project(a_zone("other")), year=2020)
    assert planned_years(zone) == [2019, 2021, 2023]
