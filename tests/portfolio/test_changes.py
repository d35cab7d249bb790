"""Changing cells: good values, faults, two people at one cell, and all back again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kaigong.accounts.models import Role, Zone
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from kaigong.portfolio import bulk
from kaigong.portfolio.models import (
    AnnualPlan,
    ChangeSet,
    LockedPlan,
    MonthClose,
    MonthlyReport,
    PlanLock,
    Project,
)
from kaigong.portfolio.services.changes import (
    Edit,
    change_cells,
)
from kaigong.portfolio.services.undoing import (
    AlreadyUndoneError,
    UndoClashError,
    undo_change_set,
)
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


@pytest.fixture
def zone() -> Zone:
    return a_zone()


@pytest.fixture
def officer(zone: Zone) -> Any:
    return a_standing(a_person(zone, Role.COMMAND, name="李静"), zone)


def edit(project: Project, column: str, text: str, **given: Any) -> Edit:
    return Edit(project.pk, column, text, **given)


def test_typed_amounts_are_in_the_columns_unit_and_kept_exactly(zone: Zone, officer: Any) -> None:
    project = a_project(zone)
    outcome = change_cells(
        officer,
        [edit(project, "total_amount", "1.365"), edit(project, "planned_amount", "5800万元"),
         edit(project, "year_amount", "０.36")],
        month=MARCH,
    )  # fmt: skip
    assert outcome.saved == 3
    project.refresh_from_db()
    assert project.total_amount == Decimal("136500000.00")
    assert project.plans.get(year=2021).planned_amount == Decimal("58000000.00")
    assert project.reports.get(month=MARCH).record_amount == Decimal("36000000.00")


def test_a_sum_to_date_changes_the_month_by_the_rest(zone: Zone, officer: Any) -> None:
    project = a_project(zone)
    a_report(project, date(2021, 1, 1), YI)
    change_cells(officer, [edit(project, "year_amount", "1.5")], month=MARCH)
    assert project.reports.get(month=MARCH).record_amount == YI / 2


def test_one_fault_keeps_everything_out_unless_the_good_are_asked_for(
    zone: Zone, officer: Any
) -> None:
    project = a_project(zone)
    edits = [edit(project, "total_amount", "viel"), edit(project, "content", "二十座影棚")]
    refused = change_cells(officer, edits, month=MARCH)
    assert (refused.saved, len(refused.faults)) == (0, 1)
    assert ChangeSet.objects.count() == 0
    accepted = change_cells(officer, edits, month=MARCH, good_only=True)
    assert accepted.saved == 1
    project.refresh_from_db()
    assert (project.content, project.total_amount) == ("二十座影棚", 10 * YI)


def test_a_trial_says_all_and_writes_nothing(zone: Zone, officer: Any) -> None:
    project = a_project(zone)
    outcome = change_cells(officer, [edit(project, "name", "新名")], month=MARCH, is_trial=True)
    assert outcome.cells == [(project.pk, "name", "新名")]
    project.refresh_from_db()
    assert project.name != "新名"
    assert not ChangeSet.objects.exists()


def test_the_second_of_two_people_is_told_and_sees_both_values(zone: Zone, officer: Any) -> None:
    project = a_project(zone, total_amount=YI)
    change_cells(officer, [edit(project, "total_amount", "2.41")], month=MARCH)
    second = a_standing(a_person(zone, Role.STATISTICIAN), zone)
    stale = edit(project, "total_amount", "2.38", seen="100000000.00", has_seen=True)
    outcome = change_cells(second, [stale], month=MARCH)
    (clash,) = outcome.clashes
    assert (clash.theirs, clash.yours, clash.by) == ("241000000.00", "2.38", "李静")
    assert outcome.saved == 0
    project.refresh_from_db()
    assert project.total_amount == Decimal("241000000.00")


def test_a_cell_of_somebody_elses_project_does_not_exist(zone: Zone) -> None:
    ours, theirs = an_organisation(zone), an_organisation(zone)
    mine = a_project(zone, lead_department=ours)
    other = a_project(zone, lead_department=theirs)
    standing = a_standing(a_person(zone, Role.DEPARTMENT, organisation=ours), zone)
    assert change_cells(standing, [edit(other, "name", "抢")], month=MARCH).faults
    assert change_cells(standing, [edit(mine, "name", "改")], month=MARCH).saved == 1
    other.refresh_from_db()
    assert other.name != "抢"


def test_a_computed_cell_and_a_signed_off_month_cannot_be_typed(zone: Zone, officer: Any) -> None:
    project = a_project(zone)
    report = a_report(project, MARCH, YI, state="closed")
    edits = [edit(project, "year_share", "1"), edit(project, "month_amount", "2")]
    outcome = change_cells(officer, edits, month=MARCH)
    assert len(outcome.faults) == 2
    report.refresh_from_db()
    assert report.record_amount == YI


def test_who_did_not_report_cannot_slip_into_a_signed_off_month(zone: Zone, officer: Any) -> None:
    project = a_project(zone)
    MonthClose.objects.create(
        zone=zone, month=MARCH, closed_by=officer.user, closed_at=datetime(2021, 4, 2, tzinfo=UTC),
        reported_count=0, missing_count=1, total_amount=0,
    )  # fmt: skip
    outcome = change_cells(officer, [edit(project, "month_amount", "2")], month=MARCH)
    assert len(outcome.faults) == 1
    assert not MonthlyReport.objects.exists()


def test_a_locked_plan_may_change_and_says_that_it_differs(zone: Zone, officer: Any) -> None:
    project = a_project(zone)
    a_plan(project, planned=YI)
    lock = PlanLock.objects.create(
        zone=zone, year=2021, number=1, reason="年初", approver=officer.user,
        locked_by=officer.user, locked_at=datetime(2021, 1, 5, tzinfo=UTC),
    )  # fmt: skip
    LockedPlan.objects.create(
        lock=lock, project=project, planned_amount=YI, is_start_planned=False,
        is_completion_planned=False,
    )  # fmt: skip
    outcome = change_cells(officer, [edit(project, "planned_amount", "2")], month=MARCH)
    assert [(cell.column, cell.locked) for cell in outcome.locked] == [
        ("planned_amount", "100000000.00")
    ]
    assert outcome.saved == 1


def test_undo_takes_back_a_whole_paste_and_leaves_no_empty_report(zone: Zone, officer: Any) -> None:
    projects = [a_project(zone, total_amount=YI) for _ in range(3)]
    edits = [edit(project, key, "2") for project in projects
             for key in ("total_amount", "planned_amount", "month_amount")]  # fmt: skip
    outcome = change_cells(officer, edits, month=MARCH, source="paste")
    assert outcome.saved == 9
    undone = undo_change_set(officer, ChangeSet.objects.get(pk=outcome.change_set))
    assert set(Project.objects.values_list("total_amount", flat=True)) == {YI}
    assert not AnnualPlan.objects.exists()
    assert not MonthlyReport.objects.exists()
    again = undo_change_set(officer, undone)
    assert set(Project.objects.values_list("total_amount", flat=True)) == {2 * YI}
    assert again.cell_count == 9


def test_a_paste_that_goes_in_parts_is_one_change(
    zone: Zone, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PART", 2)
    monkeypatch.setattr(bulk, "MANY", 2)
    projects = [a_project(zone, code=f"JY-{n}", total_amount=YI) for n in range(5)]
    name = projects[4].name
    edits = [edit(project, "total_amount", "2") for project in projects]
    edits += [edit(project, "year_amount", "0.3") for project in projects]
    edits.append(edit(projects[4], "name", "改名的"))
    outcome = change_cells(officer, edits, month=MARCH, source="paste")
    assert outcome.saved == 11
    (change_set,) = ChangeSet.objects.all()
    assert (change_set.cell_count, change_set.rows.count()) == (11, 5)
    for project in projects:
        project.refresh_from_db()
        assert (project.total_amount, project.version) == (2 * YI, 1)
        assert project.reports.get().record_amount == YI * 3 / 10
        assert [line.total_amount for line in project.history.all()][:1] == [2 * YI]
    assert [alias.name for alias in projects[4].aliases.all()] == [name]
    undo_change_set(officer, change_set)
    for project in projects:
        project.refresh_from_db()
        assert project.total_amount == YI
    assert projects[4].name == name
    assert not MonthlyReport.objects.exists()


def test_undo_twice_and_undo_over_a_later_change_are_refused(zone: Zone, officer: Any) -> None:
    project = a_project(zone, total_amount=YI)
    first = change_cells(officer, [edit(project, "total_amount", "2")], month=MARCH)
    change_cells(officer, [edit(project, "total_amount", "3")], month=MARCH)
    change_set = ChangeSet.objects.get(pk=first.change_set)
    with pytest.raises(UndoClashError):
        undo_change_set(officer, change_set)
    change_cells(officer, [edit(project, "total_amount", "2")], month=MARCH)
    undo_change_set(officer, change_set)
    with pytest.raises(AlreadyUndoneError):
        undo_change_set(officer, change_set)


def test_every_change_leaves_history_and_one_line_of_audit(zone: Zone, officer: Any) -> None:
    project = a_project(zone, "旧名")
    before = Entry.objects.count()
    change_cells(
        officer, [edit(project, "name", "新名"), edit(project, "content", "x")], month=MARCH
    )
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.actor, entry.subject) == (officer.user, project.code)
    assert entry.facts["before"]["name"] == "旧名"
    assert project.history.first().history_user == officer.user
    assert [alias.name for alias in project.aliases.all()] == ["旧名"]
    assert verify().is_clean


def test_a_change_raises_the_version_of_its_projects_only(zone: Zone, officer: Any) -> None:
    changed, other = a_project(zone), a_project(zone)
    change_cells(officer, [edit(changed, "planned_amount", "1")], month=MARCH)
    changed.refresh_from_db()
    other.refresh_from_db()
    assert (changed.version, other.version) == (1, 0)
