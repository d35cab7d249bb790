"""The month: reported, corrected, chased, signed off, restated beside the first figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit.models import Entry
from kaigong.audit.services import verify
from kaigong.portfolio.models import (
    MonthClose,
    MonthlyReport,
    Project,
    ProjectKind,
    ReportDraft,
    Stage,
    WorkItem,
)
from kaigong.portfolio.selectors.months import (
    chase_list,
    projects_in_round,
    projects_to_report,
    works_to_confirm,
)
from kaigong.portfolio.services.closing import (
    MissingReportsError,
    OpenMonthError,
    RestatedWithoutReasonError,
    SameFigureError,
    close_month,
    restate_month,
)
from kaigong.portfolio.services.reports import (
    ClosedMonthError,
    FutureMonthError,
    NothingToRepeatError,
    RefusedReportError,
    ReportedMeanwhileError,
    keep_draft,
    mark_of,
    report_month,
    report_unchanged,
)
from kaigong.portfolio.services.work_items import set_work_item
from tests.builders import YI, a_person, a_plan, a_project, a_report, a_standing, a_zone

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH, APRIL = date(2021, 2, 1), date(2021, 3, 1), date(2021, 4, 1)


@pytest.fixture
def zone() -> Zone:
    return a_zone()


@pytest.fixture
def officer(zone: Zone) -> User:
    return a_person(zone, Role.SERVICE)


@pytest.fixture
def statistician(zone: Zone) -> User:
    return a_person(zone, Role.STATISTICIAN)


def begun(zone: Zone, **given: object) -> Project:
    """Works that began this year, so that they owe their reports."""
    given = {"stage": Stage.CONSTRUCTION, "started_on": date(2021, 1, 10)} | given
    return a_project(zone, **given)


@pytest.fixture
def project(zone: Zone, officer: User) -> Project:
    return begun(zone, service_officer=officer)


def test_a_report_keeps_figure_words_and_who_said_it(project: Project, officer: User) -> None:
    keep_draft(project, month=MARCH, typed={"amount": "1.2"}, by=officer)
    report_month(project, month=MARCH, amount=YI, physical_progress="桩基 20/20", by=officer)
    report = MonthlyReport.objects.get()
    assert (report.record_amount, report.first_amount) == (YI, None)
    assert (report.physical_progress, report.reported_by) == ("桩基 20/20", officer)
    assert not ReportDraft.objects.exists()
    assert Entry.objects.get(act="portfolio.month.reported").facts["after"] == "100000000"


def test_a_month_that_has_not_begun_takes_no_report(project: Project, officer: User) -> None:
    with pytest.raises(FutureMonthError):
        report_month(project, month=APRIL, amount=YI, by=officer)
    with pytest.raises(FutureMonthError):
        keep_draft(project, month=APRIL, typed={}, by=officer)


def test_more_than_the_total_needs_a_word(project: Project, officer: User) -> None:
    report_month(project, month=FEBRUARY, amount=9 * YI, by=officer)
    with pytest.raises(RefusedReportError) as caught:
        report_month(project, month=MARCH, amount=2 * YI, by=officer)
    assert "累计 11 亿元 超过总投资 10 亿元" in caught.value.in_language("zh-hans")
    report_month(project, month=MARCH, amount=2 * YI, note="设计变更，概算正在调整", by=officer)
    assert MonthlyReport.objects.get(month=MARCH).note == "设计变更，概算正在调整"


def test_a_negative_month_needs_a_word(project: Project, officer: User) -> None:
    with pytest.raises(RefusedReportError):
        report_month(project, month=MARCH, amount=-YI, by=officer)
    report_month(project, month=MARCH, amount=-YI, note="审计核减", by=officer)


def test_what_was_built_does_not_come_down_again(project: Project, officer: User) -> None:
    piles = set_work_item(project, name="桩基", unit="座", quantity=Decimal(20), by=officer)
    roofs = set_work_item(project, name="封顶", unit="座", quantity=Decimal(20), by=officer)
    first = {piles.pk: Decimal(12), roofs.pk: Decimal(2)}
    report_month(project, month=FEBRUARY, amount=YI, readings=first, by=officer)
    wrong = {piles.pk: Decimal(11), roofs.pk: Decimal(21)}
    with pytest.raises(RefusedReportError) as caught:
        report_month(project, month=MARCH, amount=YI, readings=wrong, by=officer)
    faults = {fault.field: fault.zh for fault in caught.value.facts["faults"]}
    assert faults == {
        f"item-{piles.pk}": "桩基上期已到 12 座，不能退到 11",
        f"item-{roofs.pk}": "封顶填了 21 座，最多 20",
    }
    report_month(project, month=MARCH, amount=YI, readings={piles.pk: Decimal(12)}, by=officer)
    # Nor may an earlier month be lifted over a later one.
    later = {piles.pk: Decimal(13)}
    with pytest.raises(RefusedReportError):
        report_month(project, month=FEBRUARY, amount=YI, readings=later, by=officer)


def test_a_work_item_of_another_project_is_not_known(project: Project, officer: User) -> None:
    other = WorkItem.objects.create(project=a_project(project.zone), name="桩基")
    with pytest.raises(RefusedReportError):
        report_month(project, month=MARCH, amount=YI, readings={other.pk: Decimal(1)}, by=officer)


def test_unchanged_is_one_act(project: Project, officer: User) -> None:
    piles = set_work_item(project, name="桩基", unit="座", quantity=Decimal(20), by=officer)
    with pytest.raises(NothingToRepeatError):
        report_unchanged(project, month=FEBRUARY, by=officer)
    report_month(
        project,
        month=FEBRUARY,
        amount=YI,
        physical_progress="桩基完成",
        readings={piles.pk: Decimal(20)},
        by=officer,
    )
    report = report_unchanged(project, month=MARCH, by=officer)
    assert (report.record_amount, report.is_unchanged) == (0, True)
    assert report.physical_progress == "桩基完成"
    assert report.readings.get().done_quantity == 20


def test_the_second_of_two_people_is_told_and_loses_nothing(
    project: Project, officer: User, zone: Zone
) -> None:
    other = a_person(zone, Role.COMMAND)
    seen = mark_of(None)
    keep_draft(project, month=MARCH, typed={"amount": "2"}, by=other)
    report_month(project, month=MARCH, amount=YI, by=officer, seen=seen)
    with pytest.raises(ReportedMeanwhileError) as caught:
        report_month(project, month=MARCH, amount=2 * YI, by=other, seen=seen)
    assert caught.value.facts["by"] == officer
    assert MonthlyReport.objects.get().record_amount == YI
    assert ReportDraft.objects.get(by=other).typed == {"amount": "2"}
    now = mark_of(MonthlyReport.objects.get())
    report_month(project, month=MARCH, amount=2 * YI, by=other, seen=now)
    assert MonthlyReport.objects.get().record_amount == 2 * YI


def test_a_report_is_corrected_until_the_month_is_closed(
    project: Project, officer: User, statistician: User
) -> None:
    report_month(project, month=MARCH, amount=YI, by=officer)
    report_month(project, month=MARCH, amount=2 * YI, by=officer)
    close_month(project.zone, month=MARCH, by=statistician)
    with pytest.raises(ClosedMonthError):
        report_month(project, month=MARCH, amount=3 * YI, by=officer)
    report = MonthlyReport.objects.get()
    assert (report.first_amount, report.record_amount, report.state) == (2 * YI, 2 * YI, "closed")
    assert [row.record_amount for row in report.history.order_by("history_id")] == [
        YI,
        2 * YI,
        2 * YI,
    ]


def test_missing_reports_need_a_word_before_the_close(
    project: Project, officer: User, statistician: User, zone: Zone
) -> None:
    silent = begun(zone)
    report_month(project, month=MARCH, amount=YI, by=officer)
    with pytest.raises(MissingReportsError):
        close_month(zone, month=MARCH, by=statistician)
    close = close_month(zone, month=MARCH, by=statistician, note="企业停产，数后补")
    assert (close.reported_count, close.missing_count, close.total_amount) == (1, 1, YI)
    with pytest.raises(ClosedMonthError):
        close_month(zone, month=MARCH, by=statistician)
    late = restate_month(silent, month=MARCH, amount=YI, reason="补报", by=statistician)
    assert (late.before_amount, late.after_amount) == (None, YI)
    assert late.report.first_amount is None


def test_a_joint_part_is_not_counted_twice_at_the_close(
    project: Project, zone: Zone, statistician: User
) -> None:
    part = a_project(zone, stage=Stage.CONSTRUCTION, counts_in=project)
    a_report(project, MARCH, 3 * YI)
    a_report(part, MARCH, 3 * YI)
    assert close_month(zone, month=MARCH, by=statistician).total_amount == 3 * YI


def test_a_restatement_stands_beside_the_first_figure(
    project: Project, officer: User, statistician: User
) -> None:
    report_month(project, month=MARCH, amount=2 * YI, by=officer)
    with pytest.raises(OpenMonthError):
        restate_month(project, month=MARCH, amount=YI, reason="x", by=statistician)
    close_month(project.zone, month=MARCH, by=statistician)
    with pytest.raises(RestatedWithoutReasonError):
        restate_month(project, month=MARCH, amount=YI, reason="", by=statistician)
    restate_month(project, month=MARCH, amount=YI, reason="审计核减", by=statistician)
    restate_month(project, month=MARCH, amount=3 * YI, reason="核增", by=statistician)
    with pytest.raises(SameFigureError):
        restate_month(project, month=MARCH, amount=3 * YI, reason="核增", by=statistician)
    report = MonthlyReport.objects.get()
    assert (report.first_amount, report.record_amount) == (2 * YI, 3 * YI)
    steps = [(each.before_amount, each.after_amount) for each in report.restatements.all()]
    assert steps == [(2 * YI, YI), (YI, 3 * YI)]
    assert verify().is_clean


def test_who_owes_a_report(zone: Zone) -> None:
    building, planned = begun(zone), a_project(zone, stage=Stage.APPROVAL)
    a_plan(planned)
    known = a_project(zone, stage=Stage.CONSTRUCTION, started_on=date(2019, 5, 1))
    a_report(known, date(2019, 6, 1))
    just_completed = begun(zone, stage=Stage.COMPLETED, completed_on=MARCH)
    a_project(zone, stage=Stage.CONSTRUCTION, started_on=date(2019, 5, 1))  # to be confirmed
    begun(zone, started_on=date(2021, 4, 1))  # not in March
    a_project(zone, stage=Stage.APPROVAL)  # in no plan
    begun(zone, counts_in=building)  # its main project reports
    begun(zone, kind=ProjectKind.RESERVE)
    a_plan(a_project(zone, stage=Stage.SUSPENDED))
    a_plan(a_project(zone, stage=Stage.COMPLETED, completed_on=FEBRUARY))
    assert set(projects_to_report(zone, MARCH)) == {building, planned, known, just_completed}


def test_works_that_nobody_can_ask_are_asked_from_their_first_report_on(
    zone: Zone, officer: User
) -> None:
    works = a_project(zone, stage=Stage.CONSTRUCTION, service_officer=officer)
    standing = a_standing(officer, zone)
    assert list(works_to_confirm(standing, MARCH)) == [works]
    assert not chase_list(standing, MARCH)
    report_month(works, month=FEBRUARY, amount=YI, by=officer)
    assert [row.project for row in chase_list(standing, MARCH)] == [works]
    assert not works_to_confirm(standing, MARCH)


def test_the_chase_list_names_the_longest_silent_first(
    zone: Zone, project: Project, officer: User
) -> None:
    never = begun(zone)
    long = begun(zone, service_officer=officer)
    a_report(long, date(2020, 11, 1))
    a_report(project, FEBRUARY)
    a_report(begun(zone), MARCH)
    rows = chase_list(a_standing(a_person(zone), zone), MARCH)
    assert [(row.project, row.months_missing) for row in rows] == [
        (never, 0),
        (long, 4),
        (project, 1),
    ]
    assert rows[1].officer == officer


def test_an_officer_chases_only_what_is_in_sight(
    zone: Zone, project: Project, officer: User
) -> None:
    begun(zone)
    assert [row.project for row in chase_list(a_standing(officer, zone), MARCH)] == [project]


def test_a_round_is_filled_from_the_last_report_in_few_queries(
    zone: Zone, officer: User, django_assert_max_num_queries
) -> None:
    projects = [
        a_project(zone, stage=Stage.CONSTRUCTION, service_officer=officer) for _ in range(12)
    ]
    for project in projects:
        a_report(project, date(2020, 12, 1), 2 * YI, physical_progress="旧")
        a_report(project, FEBRUARY, YI, physical_progress="桩基")
        WorkItem.objects.create(project=project, name="桩基")
    with django_assert_max_num_queries(11):
        rows = projects_in_round(projects, MARCH, user=officer)
    assert {row.last.physical_progress for row in rows if row.last} == {"桩基"}
    assert {(row.done_before, row.year_before) for row in rows} == {(3 * YI, YI)}
    assert not any(row.is_reported for row in rows)


def test_nothing_is_closed_when_something_fails_on_the_way(
    project: Project, officer: User, statistician: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaigong.portfolio.events import month_closed

    def break_down(**_: object) -> None:
        raise RuntimeError("a listener fails")

    report_month(project, month=MARCH, amount=YI, by=officer)
    month_closed.connect(break_down)
    try:
        with pytest.raises(RuntimeError):
            close_month(project.zone, month=MARCH, by=statistician)
    finally:
        month_closed.disconnect(break_down)
    assert not MonthClose.objects.exists()
    assert MonthlyReport.objects.get().first_amount is None
    assert not Entry.objects.filter(act="portfolio.month.closed").exists()
