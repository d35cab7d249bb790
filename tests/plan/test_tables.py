"""A plan's outline and the war map leave the house as they are shown."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from kaigong.accounts.models import Role
from kaigong.audit.models import Entry
from kaigong.plan.pasted_cells import read_pasted
from kaigong.plan.services.activities import report_progress
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.services.weekly import Told, tell_progress
from kaigong.plan.table_workbooks import Table, workbook_of
from tests.builders import a_project
from tests.plan.site import DAY, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    site = Site()
    site.project.stage = "construction"
    site.project.save()
    plan = site.drawn(start=date(2021, 3, 22))
    site.add(plan, "P", 0, name="基础")
    site.add(plan, "A10", 10, name="桩基", below="P", owner=site.planner.user)
    site.add(plan, "A20", 3, "A10", name="=承台", below="P", committed_on=date(2021, 4, 7))
    report_progress(plan, "A10", standing=site.planner, started_on=date(2021, 3, 22), share=0.5)
    lock_plan(plan, reason="批准", standing=site.planner)
    told = Told(late_reason="weather", remark="下雪")
    tell_progress(plan, "A10", told, per_day=DAY, standing=site.planner)
    return site


def taken(site: Site, path: str, role: Role | None = None) -> Any:
    browser = Client()
    browser.force_login(site.somebody(role).user if role else site.planner.user)
    return browser.get(f"/{site.zone.slug}/{path}")


def plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def rows_of(answer: Any, sheet: int = 0) -> list[dict[str, Any]]:
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    heads, *rows = [
        [plain(cell.value) for cell in row] for row in book.worksheets[sheet].iter_rows(min_row=4)
    ]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_outline_in_excel_has_all_that_its_page_shows(site: Site) -> None:
    rows = rows_of(taken(site, f"schedules/{site.project.code}/plan.xlsx?way=forward"))
    assert [row["WBS"] for row in rows] == ["1", "1.1", "1.2"]
    assert [row["工作"] for row in rows] == ["基础", "　桩基", "　=承台"]
    piles = rows[1]
    assert piles["责任人"] == str(site.planner.user)
    assert piles["开始"] == date(2021, 3, 22)
    assert piles["完成"] == date(2021, 4, 2)
    assert (piles["工期（天）"], piles["进度"]) == (10, 0.5)
    assert piles["基线完成"] == date(2021, 4, 2)
    assert (piles["晚的原因"], piles["备注"]) == ("天气", "下雪")
    assert rows[2]["承诺"] == date(2021, 4, 7)
    assert rows[2]["紧前工作"] == "A10"
    assert Entry.objects.filter(act="plan.table.exported").count() == 1


def test_backward_it_shows_when_work_must_be_done(site: Site) -> None:
    rows = rows_of(taken(site, f"schedules/{site.project.code}/plan.xlsx"))
    assert rows[2]["完成"] == date(2021, 4, 7)


def test_the_csv_has_the_same_rows_and_runs_nothing(site: Site) -> None:
    answer = taken(site, f"schedules/{site.project.code}/plan.csv?way=forward")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["编号"] for row in rows] == ["P", "A10", "A20"]
    assert rows[1]["开始"] == "2021-03-22"
    assert rows[1]["进度"] == "0.5"
    assert rows[2]["工作"] == "　=承台"  # what is moved in cannot begin a formula
    assert answer["Content-Type"].startswith("text/csv")


def test_what_left_the_house_can_be_pasted_back(site: Site) -> None:
    answer = taken(site, f"schedules/{site.project.code}/plan.csv?way=forward")
    rows = csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    table = read_pasted("\n".join("\t".join(row) for row in rows))
    assert {"key", "name", "duration", "start", "finish", "after", "owner"} <= set(table.columns)
    assert [row.level for row in table.rows] == [0, 1, 1]


def test_the_war_map_in_excel_lists_projects_and_their_critical_chains(site: Site) -> None:
    answer = taken(site, "war-map.xlsx")
    content = b"".join(answer.streaming_content)
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["作战图", "关键链"]
    projects = [
        [plain(cell.value) for cell in row] for row in book.worksheets[0].iter_rows(min_row=5)
    ]
    assert [row[3] for row in projects] == ["1 个项目", "影视基地"]
    assert projects[1][4] == date(2021, 4, 7)
    chain = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=5)]
    assert [row[0] for row in chain] == [1, 1]
    assert [row[2] for row in chain] == ["影视基地：=承台"] * 2
    assert [row[6] for row in chain] == ["A10", "A20"]
    assert [row[8] for row in chain] == [str(site.planner.user), ""]
    assert chain[0][14] == "天气"
    assert Entry.objects.filter(act="plan.map.exported").count() == 1


def outline_of(answer: Any) -> list[tuple[int, bool, bool]]:
    """Of each row its level, whether it is hidden, and whether it is closed."""
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert not sheet.sheet_properties.outlinePr.summaryBelow
    rows = [sheet.row_dimensions[row] for row in range(5, sheet.max_row + 1)]
    return [(row.outlineLevel, bool(row.hidden), bool(row.collapsed)) for row in rows]


def test_what_is_folded_on_the_page_is_folded_in_excel(site: Site) -> None:
    plan = f"schedules/{site.project.code}/plan.xlsx"
    assert outline_of(taken(site, plan)) == [
        (0, False, False),
        (1, False, False),
        (1, False, False),
    ]
    folded = outline_of(taken(site, f"{plan}?folded=P&folded=nothing"))
    assert folded == [(0, False, True), (1, True, False), (1, True, False)]
    other = a_project(site.zone, "总部基地", stage="construction")
    set_front(site.zone, "film", name="影都战线", projects=[site.project], by=None)
    set_front(site.zone, "city", name="城建战线", projects=[other], by=None)
    fronts = outline_of(taken(site, "war-map.xlsx?folded=front:city"))
    assert sorted(fronts) == [
        (0, False, False), (0, False, True), (1, False, False), (1, True, False),
    ]  # fmt: skip


def test_rows_below_a_closed_one_are_hidden_until_the_outline_is_as_high_again() -> None:
    table = Table("T", "", ["A"], [["x"]] * 7, levels=[0, 1, 2, 1, 0, 1, 0], folded=[1, 4])
    sheet = load_workbook(BytesIO(workbook_of([table]))).active
    assert sheet is not None
    hidden = [bool(sheet.row_dimensions[row].hidden) for row in range(5, 12)]
    assert hidden == [False, False, True, False, False, True, False]


def test_who_may_not_see_the_project_gets_nothing_of_it(site: Site) -> None:
    for form in ("xlsx", "csv"):
        path = f"schedules/{site.project.code}/plan.{form}"
        assert taken(site, path, Role.FIRM).status_code == 404
        assert taken(site, path, Role.INSPECTOR).status_code == 200
    assert rows_of(taken(site, "war-map.xlsx", Role.FIRM)) == []
