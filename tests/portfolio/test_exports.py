"""What leaves the house as a workbook or CSV, and comes back by the door."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit.models import Entry
from kaigong.portfolio.columns import COLUMNS, SHOWN_FIRST
from kaigong.portfolio.models import ImportRun, Project
from kaigong.portfolio.services.changes import Edit, change_cells
from kaigong.portfolio.services.exports import Export, ledger_csv
from kaigong.portfolio.services.intake import apply_run, receive_file, try_run
from kaigong.portfolio.services.workbooks import write_workbook
from kaigong.portfolio.sheet import View
from tests.builders import (
    WAN,
    YI,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_sector,
    a_standing,
    a_zone,
    an_organisation,
)

pytestmark = pytest.mark.django_db
MARCH = date(2021, 3, 1)
EVERYTHING = list(COLUMNS)


@pytest.fixture
def zone() -> Zone:
    zone = a_zone("jingyue", name="净月高新区", name_en="Jingyue")
    force = an_organisation(zone, "影视专班", kind="task_force")
    digital, film = a_sector(zone, "数字经济"), a_sector(zone, "影视文旅")
    chang = a_project(
        zone, "长春数字经济产业园", code="JY-1", sector=digital, task_force=force, kind="new",
        planned_completion_on=date(2022, 7, 30), content="=cmd|' /C calc'!A0", stage="signed",
        total_amount=Decimal("1234567890.12"), longitude=Decimal("125.412345"),
        latitude=Decimal("43.812345"),
    )  # fmt: skip
    a_plan(chang, planned=2 * YI, is_start_planned=True)
    a_report(chang, date(2021, 2, 1), 30 * WAN)
    a_report(chang, MARCH, 1234 * WAN, physical_progress="桩基完成\n123 根", problems="-1 号楼用电")
    city = a_project(zone, "长影世纪城二期", code="JY-2", sector=film, kind="continuing",
                     total_amount=30 * YI, is_sample=True)  # fmt: skip
    a_plan(city, planned=5 * YI)
    a_report(city, MARCH, 1 * YI)
    a_project(zone, "无产业项目", code="JY-3", total_amount=None, kind="reserve", stage="lead")
    return zone


@pytest.fixture
def officer(zone: Zone) -> Standing:
    return a_standing(a_person(zone, Role.STATISTICIAN), zone)


def exported(standing: Standing, path: Path, *keys: str, **view: object) -> Path:
    file = path / "大表.xlsx"
    view = {"month": MARCH} | view
    write_workbook(Export(standing, View(**view), keys or SHOWN_FIRST), file)
    return file


def brought_back(standing: Standing, file: Path) -> ImportRun:
    run = receive_file(standing.zone, name=file.name, content=file.read_bytes(), by=standing.user)
    try_run(run, standing)
    return run


def changed(file: Path, *cells: tuple[str, str, object]) -> None:
    """Change cells of a workbook as an officer does offline: project's code, heading, value."""
    book = openpyxl.load_workbook(file)
    sheet = book.active
    assert sheet is not None
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    rows = {str(row[heads["编码"] - 1].value): row for row in sheet.iter_rows(min_row=5)}
    for code, heading, value in cells:
        rows[code][heads[heading] - 1].value = value
    book.save(file)


def test_a_workbook_shows_title_unit_bands_and_real_dates(
    officer: Standing, tmp_path: Path
) -> None:
    file = exported(
        officer, tmp_path, "name", "total_amount", "planned_completion_on", sort=["code"]
    )
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert sheet["A1"].value == "净月高新区项目大表（2021年3月）"
    assert sheet["A2"].value == "单位：亿元；截至：2021-03-29；3 行"
    bands = [cell.value for cell in sheet[3] if cell.value]
    assert bands == ["项目", "投资（亿元）", "时间", "其他"]
    assert [cell.value for cell in sheet[4]] == [
        "序号",
        "名称",
        "编码",
        "总投资",
        "承诺完成",
        "样例",
    ]
    first = list(sheet[5])
    assert first[3].value == pytest.approx(12.3456789012)
    assert first[3].number_format == "#,##0.00"
    assert first[4].value.date() == date(2022, 7, 30)
    assert [row[5].value for row in sheet.iter_rows(min_row=5, max_row=7)] == [None, "样例", None]
    assert sheet.freeze_panes == "C5"


def test_groups_have_subtotals_and_the_whole_a_total(officer: Standing, tmp_path: Path) -> None:
    file = exported(officer, tmp_path, "name", "total_amount", group="sector")
    for data_only in (True, False):
        sheet = openpyxl.load_workbook(file, data_only=data_only).active
        assert sheet is not None
        sums = {
            row[1].value: row[3].value for row in sheet.iter_rows(min_row=5) if row[0].value is None
        }
        assert list(sums) == [
            "影视文旅 小计（1 个）",
            "数字经济 小计（1 个）",
            "没有填写 小计（1 个）",
            "合计（3 个）",
        ]
        if data_only:
            assert sums["合计（3 个）"] == pytest.approx(42.3456789012)
            assert sums["影视文旅 小计（1 个）"] == 30
        else:
            assert sums["合计（3 个）"] == "=SUBTOTAL(9,D5:D10)"


def test_what_somebody_typed_never_runs_as_a_formula(officer: Standing, tmp_path: Path) -> None:
    file = exported(officer, tmp_path, "name", "content", "problems")
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    row = next(row for row in sheet.iter_rows(min_row=5) if row[2].value == "JY-1")
    assert (row[3].value, row[3].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert row[3].quotePrefix
    lines = "".join(ledger_csv(Export(officer, View(MARCH), ["name", "content", "problems"])))
    first = next(row for row in csv.reader(io.StringIO(lines)) if row[1] == "JY-1")
    assert first[2:4] == ["'=cmd|' /C calc'!A0", "'-1 号楼用电"]


def test_csv_holds_exact_amounts_in_the_unit_of_its_heading(officer: Standing) -> None:
    text = "".join(
        ledger_csv(Export(officer, View(MARCH, sort=["code"]), ["name", "total_amount"]))
    )
    assert text.startswith("\ufeff名称,编码,总投资（亿元）,样例\r\n")
    assert "长春数字经济产业园,JY-1,12.3456789012,\r\n" in text
    assert "长影世纪城二期,JY-2,30,样例\r\n" in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("keys", [SHOWN_FIRST, EVERYTHING])
@pytest.mark.parametrize("group", ["", "sector"])
def test_an_unchanged_workbook_comes_back_all_unchanged(
    officer: Standing, tmp_path: Path, language: str, keys: list[str], group: str
) -> None:
    with override(language):
        run = brought_back(officer, exported(officer, tmp_path, *keys, group=group))
    assert run.state == "tried", run.report
    told = {key: run.report[key] for key in ("new", "changed", "unchanged", "conflicting")}
    assert told == {"new": 0, "changed": 0, "unchanged": 3, "conflicting": 0}, [
        row["cells"] for row in run.rows
    ]
    assert not run.report["faults"], run.report["faults"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_unchanged_csv_comes_back_all_unchanged(
    officer: Standing, tmp_path: Path, language: str
) -> None:
    keys = [key for key in EVERYTHING if key not in {"content", "problems", "physical_progress"}]
    file = tmp_path / "ledger-2021-03.csv"
    with override(language):
        text = "".join(ledger_csv(Export(officer, View(MARCH), keys)))
        file.write_text(text, encoding="utf-8")
        run = brought_back(officer, file)
    assert (run.state, run.report["unchanged"], run.report["rows"]) == ("tried", 3, 3), [
        row["cells"] for row in run.rows
    ]


def test_only_the_cells_changed_offline_differ(officer: Standing, tmp_path: Path) -> None:
    file = exported(officer, tmp_path, *SHOWN_FIRST, "content")
    changed(
        file,
        ("JY-1", "年计划", 2.5),
        ("JY-2", "形象进度", "主体封顶"),
        ("JY-2", "承诺完成", date(2023, 6, 30)),
    )
    run = brought_back(officer, file)
    found = {
        (row["name"], cell["field"], cell["theirs"]) for row in run.rows for cell in row["cells"]
    }
    assert found == {
        ("长春数字经济产业园", "planned_amount", "250000000.00"),
        ("长影世纪城二期", "physical_progress", "主体封顶"),
        ("长影世纪城二期", "planned_completion_on", "2023-06-30"),
    }
    apply_run(run, officer)
    plan = Project.objects.get(code="JY-1").plans.get()
    assert plan.planned_amount == Decimal("2.5") * YI


def test_a_cell_changed_on_both_sides_is_a_conflict_and_others_merge(
    officer: Standing, tmp_path: Path
) -> None:
    one, two = (Project.objects.get(code=code) for code in ("JY-1", "JY-2"))
    # History begins with the first change: what was exported must be on record by then.
    for project in (one, two):
        project.save()
        for plan in project.plans.all():
            plan.save()
    file = exported(officer, tmp_path)
    edits = [Edit(one.pk, "planned_amount", "2.2"), Edit(two.pk, "planned_amount", "6")]
    change_cells(officer, edits, month=MARCH)
    changed(file, ("JY-1", "年计划", 2.5), ("JY-2", "总投资", 31))
    run = brought_back(officer, file)
    assert (run.report["conflicting"], run.report["changed"]) == (1, 1), run.rows
    cells = {(row["name"], cell["field"], cell["how"]) for row in run.rows for cell in row["cells"]}
    assert cells == {
        (one.name, "planned_amount", "conflict"),
        (two.name, "planned_amount", "kept"),
        (two.name, "total_amount", "change"),
    }


def test_a_past_day_is_exported_as_it_was(officer: Standing, zone: Zone) -> None:
    text = "".join(
        ledger_csv(Export(officer, View(MARCH, as_of=zone.end_of(date(2020, 1, 1))), []))
    )
    assert text.count("\r\n") == 1


def test_a_firm_takes_out_its_own_projects_only(zone: Zone) -> None:
    firm = an_organisation(zone, "长影集团", kind="firm")
    Project.objects.filter(code="JY-2").update(investor=firm)
    person = a_standing(a_person(zone, Role.FIRM, organisation=firm), zone)
    text = "".join(ledger_csv(Export(person, View(MARCH), ["name"])))
    assert "JY-2" in text
    assert "JY-1" not in text


def test_the_page_exports_the_state_of_its_grid(
    client: Client, officer: Standing, tmp_path: Path
) -> None:
    client.force_login(officer.user)
    state = {
        "year": "2021",
        "columns": "name,total_amount",
        "sort": "-total_amount",
        "filter": '{"kind": {"in": ["new", "continuing"]}}',
    }
    answer = client.get("/jingyue/ledger.csv", state)
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["灯", "名称", "编码", "总投资（亿元）", "样例"]
    assert [row[2] for row in rows[1:]] == ["JY-2", "JY-1"]
    answer = client.get("/jingyue/ledger.xlsx", state)
    assert "jingyue-" in answer["Content-Disposition"]
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert [row[3].value for row in sheet.iter_rows(min_row=5, max_row=6)] == ["JY-2", "JY-1"]
    assert "按 类型 筛选" in str(sheet["A2"].value)
    last = Entry.objects.filter(act="portfolio.ledger.exported").latest("id")
    assert (last.facts["form"], last.facts["rows"], last.actor) == ("xlsx", 2, officer.user)


def test_a_stranger_finds_no_export(client: Client, zone: Zone) -> None:
    client.force_login(a_person(a_zone(), Role.COMMAND))
    for name in ("ledger.xlsx", "ledger.csv"):
        assert client.get(f"/jingyue/{name}").status_code == 404


def test_an_export_asks_the_database_a_constant_number_of_times(
    officer: Standing, zone: Zone, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        a_project(zone)
    with django_assert_max_num_queries(6):
        assert len(list(ledger_csv(Export(officer, View(MARCH), SHOWN_FIRST)))) == 34
