"""A workbook at the door: tried, applied as one, undone as one, and harmless the second time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit.services import verify
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.issues import raise_issue
from kaigong.portfolio.models import AnnualPlan, ImportRun, Project
from kaigong.portfolio.services.changes import Edit, change_cells
from kaigong.portfolio.services.intake import (
    answer_run,
    apply_run,
    choose,
    receive_file,
    try_run,
    undo_run,
)
from kaigong.portfolio.services.intake.applying import FaultsRemainError, LedgerMovedError
from kaigong.portfolio.services.intake.own_workbooks import EXPORT_MARK
from kaigong.portfolio.services.undoing import UndoneProjectInUseError
from tests.builders import WAN, YI, a_person, a_project, a_standing, a_zone

pytestmark = pytest.mark.django_db

HEAD = [
    *["序号", "项目名称", "项目编码", "建设性质", "责任部门", "总投资", "年度计划投资"],
    *["本年累计完成投资", "形象进度", "计划竣工时间", "联系电话"],
]


@pytest.fixture
def zone() -> Zone:
    return a_zone()


@pytest.fixture
def officer(zone: Zone) -> Standing:
    return a_standing(a_person(zone, Role.STATISTICIAN), zone)


def a_workbook(rows: list[list[Any]], *, exported_at: datetime | None = None) -> bytes:
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    if exported_at:
        book.set_custom_property(EXPORT_MARK, exported_at.isoformat())
    sheet = book.add_worksheet("大表")
    sheet.merge_range(0, 0, 0, len(HEAD) - 1, "净月高新区项目大表（2021年3月）")
    sheet.write(1, 0, "单位：万元")
    sheet.write_row(2, 0, HEAD)
    for number, row in enumerate(rows):
        sheet.write_row(3 + number, 0, [number + 1, *row])
    book.close()
    return file.getvalue()


def rows_of(*names: str, done: float = 100) -> list[list[Any]]:
    return [
        [name, f"JY-{place}", "新建", "经济发展局", 13600, 1000, done, "桩基", "2022年7月", "8451"]
        for place, name in enumerate(names)
    ]  # fmt: skip


def tried(officer: Standing, content: bytes, name: str = "大表.xlsx", **answers: Any) -> ImportRun:
    run = receive_file(officer.zone, name=name, content=content, by=officer.user)
    if answers:
        answer_run(run, **answers)
    try_run(run, officer)
    return run


def test_a_ledger_arrives_with_plan_month_department_and_its_own_columns(
    zone: Zone, officer: Standing
) -> None:
    run = tried(officer, a_workbook(rows_of("影都一期", "影都二期")))
    assert run.report["new"] == 2, run.report
    assert run.month == date(2021, 3, 1)
    assert not Project.objects.exists()
    apply_run(run, officer)
    project = Project.objects.get(code="JY-0")
    assert (project.name, project.kind) == ("影都一期", "new")
    assert project.total_amount == 13600 * WAN
    assert str(project.lead_department) == "经济发展局"
    assert project.planned_completion_on == date(2022, 7, 31)
    plan = project.plans.get()
    assert (plan.year, plan.planned_amount) == (2021, 1000 * WAN)
    assert plan.extras == {"联系电话": "8451"}
    report = project.reports.get()
    assert (report.month, report.record_amount) == (date(2021, 3, 1), 100 * WAN)
    assert verify().is_clean


def test_the_same_file_a_second_time_changes_nothing(zone: Zone, officer: Standing) -> None:
    content = a_workbook(rows_of("甲", "乙", "丙"))
    apply_run(tried(officer, content), officer)
    again = tried(officer, content)
    assert (again.report["unchanged"], again.report["rows"]) == (3, 3), again.rows
    assert apply_run(again, officer) is None


def test_a_changed_cell_is_the_only_change_and_is_undone_with_the_import(
    zone: Zone, officer: Standing
) -> None:
    apply_run(tried(officer, a_workbook(rows_of("甲", "乙"))), officer)
    rows = rows_of("甲", "乙")
    rows[1][5] = 1200
    run = tried(officer, a_workbook(rows))
    assert (run.report["changed"], run.report["unchanged"]) == (1, 1)
    (cell,) = next(row for row in run.rows if row["outcome"] == "changed")["cells"]
    assert (cell["field"], cell["ours"], cell["theirs"]) == (
        "planned_amount",
        "10000000.00",
        "12000000.00",
    )
    apply_run(run, officer)
    plan = Project.objects.get(name="乙").plans.get()
    assert plan.planned_amount == 1200 * WAN
    undo_run(run, officer)
    plan.refresh_from_db()
    assert plan.planned_amount == 1000 * WAN


def test_undoing_a_first_import_leaves_an_empty_ledger(zone: Zone, officer: Standing) -> None:
    run = tried(officer, a_workbook(rows_of("甲", "乙")))
    apply_run(run, officer)
    undo_run(run, officer)
    assert not Project.objects.exists()


def test_a_project_in_use_elsewhere_stops_the_undo_in_words(zone: Zone, officer: Standing) -> None:
    run = tried(officer, a_workbook(rows_of("甲", "乙")))
    apply_run(run, officer)
    used = Project.objects.get(name="乙")
    category = begin_categories(zone, by=None)[0]
    raise_issue(zone, title="没有水", category=category, by=None, project=used)
    with pytest.raises(UndoneProjectInUseError) as refused:
        undo_run(run, officer)
    assert refused.value.facts == {"count": 1, "example": used.code}
    assert Project.objects.count() == 2
    run.refresh_from_db()
    assert run.state == "applied"


def test_faults_keep_the_whole_file_out_until_the_good_rows_are_asked_for(
    zone: Zone, officer: Standing
) -> None:
    rows = rows_of("甲", "乙", "丙")
    rows[1][4] = "一点三六亿吧"
    run = tried(officer, a_workbook(rows))
    assert run.report["rejected"] == 1
    (fault,) = run.report["faults"]
    assert (fault["sheet"], fault["row"], fault["column"]) == ("大表", 5, "F")
    with pytest.raises(FaultsRemainError):
        apply_run(run, officer)
    assert not Project.objects.exists()
    apply_run(run, officer, good_only=True)
    assert {project.name for project in Project.objects.all()} == {"甲", "丙"}


def test_a_ledger_that_moved_since_the_dry_run_is_looked_at_again(
    zone: Zone, officer: Standing
) -> None:
    project = a_project(zone, "甲", code="JY-0", folded_name="甲")
    run = tried(officer, a_workbook(rows_of("甲")))
    change_cells(officer, [Edit(project.pk, "content", "改")], month=date(2021, 3, 1))
    with pytest.raises(LedgerMovedError):
        apply_run(run, officer)


def test_two_people_and_a_workbook_merge_by_cell(zone: Zone, officer: Standing) -> None:
    apply_run(tried(officer, a_workbook(rows_of("甲", "乙"))), officer)
    moment = datetime.now(UTC)
    first, second = Project.objects.order_by("code")
    change_cells(
        officer,
        [Edit(first.pk, "planned_amount", "0.2"), Edit(second.pk, "total_amount", "2")],
        month=date(2021, 3, 1),
    )
    rows = rows_of("甲", "乙")
    rows[0][5] = 1500  # both changed the plan of 甲
    rows[1][5] = 1600  # of 乙 the file changed the plan, the platform the total
    run = tried(officer, a_workbook(rows, exported_at=moment))
    assert (run.report["conflicting"], run.report["changed"]) == (1, 1), run.rows
    with pytest.raises(FaultsRemainError):
        apply_run(run, officer)
    number = next(row["row"] for row in run.rows if row["outcome"] == "conflicting")
    choose(run, row=number, field="planned_amount", side="theirs")
    apply_run(run, officer)
    assert first.plans.get().planned_amount == 1500 * WAN
    assert second.plans.get().planned_amount == 1600 * WAN
    second.refresh_from_db()
    assert second.total_amount == 2 * YI


def test_finer_coordinates_and_longer_names_than_the_ledger_holds(
    zone: Zone, officer: Standing
) -> None:
    head = "项目名称,经度,纬度\n"
    content = (head + "甲,125.3870228275685213,43.7\n" + "乙" * 400 + ",125.4,43.8\n").encode()
    run = tried(officer, content, "x.csv")
    assert (run.report["new"], run.report["rejected"]) == (1, 1)
    assert [fault["row"] for fault in run.report["faults"]] == [3]
    apply_run(run, officer, good_only=True)
    assert Project.objects.get().longitude == Decimal("125.387023")
    again = tried(officer, content, "x.csv")
    assert (again.report["unchanged"], again.report["changed"]) == (1, 0), again.rows


def test_a_file_that_cannot_be_read_is_refused_in_words(zone: Zone, officer: Standing) -> None:
    run = tried(officer, b"\x00\x01 this is no workbook", name="x.xlsx")
    assert run.state == "refused"
    assert run.report["zh"]
    assert run.report["en"]


def a_workbook_of_two_years() -> bytes:
    """Two sheets with a table, one of words, one of nothing, and a small table under the second."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, projects in (("2020", ["甲"]), ("2021", ["甲", "乙", "丙"])):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["项目名称", "总投资（万元）", "建设地点"])
        for number, project in enumerate(projects):
            sheet.write_row(number + 1, 0, [project, 100 * (number + 1), "净月"])
    sheet.write(6, 0, "附表")
    sheet.write_row(7, 0, ["项目名称", "总投资（万元）", "牵头部门"])
    sheet.write_row(8, 0, ["丁", 700, "净月"])
    book.add_worksheet("说明").write(2, 1, "填表人：李静")
    book.add_worksheet("空表")
    book.close()
    return file.getvalue()


def test_what_was_not_read_of_a_file_is_told_and_another_sheet_can_be_read(
    zone: Zone, officer: Standing
) -> None:
    run = tried(officer, a_workbook_of_two_years())
    told = {
        (each["sheet"], each["row"], each["rows"], each["why"]) for each in run.report["unread"]
    }
    assert (run.sheet, run.report["new"]) == ("2021", 3), run.report
    assert told == {
        ("2020", 1, 1, "another-table"),
        ("2021", 8, 1, "another-table"),
        ("说明", 3, 1, "no-headings"),
        ("空表", 0, 0, "empty"),
    }
    answer_run(run, identities={2: ""}, month=date(2021, 3, 1))
    answer_run(run, sheet="2020")
    assert (run.answers["identities"], run.month) == ({}, None)
    try_run(run, officer)
    assert (run.sheet, run.report["rows"]) == ("2020", 1)
    offered = {
        (each["sheet"], each["rows"]) for each in run.report["unread"] if each["may_be_read"]
    }
    assert offered == {("2021", 3)}


@pytest.mark.shared_data
def test_five_years_of_gmpp_arrive_as_years_of_the_same_projects(shared_data: Path) -> None:
    zone = a_zone("uk-gmpp", currency="GBP", timezone="Europe/London", today=date(2022, 12, 31))
    officer = a_standing(a_person(zone, Role.STATISTICIAN), zone)
    for year in range(2018, 2023):
        name = f"gmpp_{year}.csv"
        content = (shared_data / "portfolio" / name).read_bytes()
        run = tried(officer, content, name)
        report = run.report
        outcomes = ("new", "changed", "unchanged", "conflicting", "rejected", "left_out")
        assert sum(report[key] for key in outcomes) == report["rows"], report
        apply_run(run, officer, good_only=True)
        latest = tried(officer, content, name)
        again = latest.report
        moved = [row for row in latest.rows if row["outcome"] in {"new", "changed"}]
        assert moved == []
        assert again["unchanged"] + again["rejected"] == again["rows"]
    assert ImportRun.objects.filter(zone=zone, state="applied").count() == 5
    withheld = [plan.extras for plan in AnnualPlan.objects.filter(zone=zone, year=2021)]
    assert any("Exempt" in text for extras in withheld for text in extras.values())


def questions_after_2018(officer: Standing, folder: Path) -> dict[int, list[tuple[str, str]]]:
    """Year → heading of each open question, and the file whose answer is proposed for it."""
    asked = {}
    for year in range(2018, 2023):
        name = f"gmpp_{year}.csv"
        content = (folder / name).read_bytes()
        run = tried(officer, content, name)
        asked[year] = [
            (question["heading"], (question["proposal"] or {}).get("source", ""))
            for question in run.report["questions"]
        ]
        if year == 2018:
            units = {question["key"]: "£m" for question in run.report["questions"]}
            run = tried(officer, content, name, units=units)
            assert run.state == "tried"
            apply_run(run, officer, good_only=True)
    return asked


@pytest.mark.shared_data
def test_answers_of_one_year_leave_fewer_questions_for_the_next_ones(shared_data: Path) -> None:
    zone = a_zone(currency="GBP", timezone="Europe/London", today=date(2022, 12, 31))
    officer = a_standing(a_person(zone, Role.STATISTICIAN), zone)
    first = "gmpp_2018.csv"
    assert questions_after_2018(officer, shared_data / "portfolio") == {
        2018: [("yearly_budget", ""), ("yearly_forecast", ""), ("wlc_baseline_incl_NCG", "")],
        2019: [],  # another shape, but what stands around these headings is the same
        2020: [],
        2021: [
            ("total_baseline", ""),
            ("yearly_forecast", first),
            ("wlc_baseline_incl_NCG", first),
        ],
        2022: [
            ("total_baseline", ""),
            ("forecast_incl_NGC", ""),
            ("wlc_baseline_incl_NCG", first),
        ],
    }
    run = ImportRun.objects.get(zone=zone, file_name="gmpp_2019.csv")
    (column,) = [each for each in run.report["columns"] if each["heading"] == "yearly_budget"]
    assert (column["unit"], column["source"]) == ("million GBP", first)


def a_sheet(*head: str) -> bytes:
    lines = [",".join(head), *(",".join(["甲", "9", "8", "7"][: len(head)]) for _ in range(4))]
    return "\n".join(lines).encode()


def test_an_answer_in_other_surroundings_is_proposed_and_decides_nothing(officer: Standing) -> None:
    run = tried(officer, a_sheet("项目名称", "甲方", "备案"), "一.csv", fields={"甲方": "place"})
    apply_run(run, officer, good_only=True)
    run = tried(officer, a_sheet("项目名称", "备案", "甲方", "电话"), "二.csv")
    (question,) = [each for each in run.report["questions"] if each["heading"] == "甲方"]
    assert question["proposal"] == {"field": "place", "unit": "", "order": "", "source": "一.csv"}
    assert question["candidates"][0] == "place"
    (column,) = [each for each in run.report["columns"] if each["heading"] == "甲方"]
    assert column["field"] is None


def test_the_unit_that_a_file_states_goes_before_the_one_of_last_time(officer: Standing) -> None:
    head = ("项目名称", "总投资", "备案")
    run = tried(officer, a_sheet(*head), "一.csv", units={"总投资": "万元"})
    apply_run(run, officer, good_only=True)
    same = tried(officer, a_sheet(*head), "二.csv")
    other = tried(officer, a_sheet("项目名称", "总投资（亿元）", "备案"), "三.csv")
    units = [
        next(each["unit"] for each in one.report["columns"] if each["field"] == "total_amount")
        for one in (same, other)
    ]
    assert [unit[0] for unit in units] == ["万", "亿"]
    assert not same.report["questions"]
