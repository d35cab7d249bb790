"""The pages of the door, as an officer walks through them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from kaigong.accounts.models import Role, Zone
from kaigong.audit import clock
from kaigong.portfolio.models import ImportRun, Project
from kaigong.portfolio.services.intake import (
    AttemptEndedError,
    begin_attempt,
    receive_file,
    try_run,
)
from tests.builders import YI, a_person, a_project, a_standing, a_zone
from tests.portfolio.test_intake import a_workbook, a_workbook_of_two_years, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tasks_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def officer(zone: Zone, client: Client) -> Client:
    client.force_login(a_person(zone, Role.STATISTICIAN))
    return client


def bring(client: Client, content: bytes, name: str = "大表.xlsx") -> Any:
    return client.post("/jingyue/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_an_officer_brings_looks_applies_and_takes_back(zone: Zone, officer: Client) -> None:
    page = bring(officer, a_workbook(rows_of("影都一期", "影都二期")))
    assert "影都一期" in text_of(page)
    assert not Project.objects.exists()
    run = ImportRun.objects.get()
    page = officer.post(f"/jingyue/import/{run.pk}/apply/", follow=True)
    assert "已写入台账" in text_of(page)
    assert Project.objects.count() == 2
    page = officer.post(f"/jingyue/import/{run.pk}/undo/", follow=True)
    assert "已撤销" in text_of(page)
    assert not Project.objects.exists()


def test_a_zone_that_stands_still_dates_what_is_done_in_it_by_its_own_day(
    zone: Zone, officer: Client
) -> None:
    bring(officer, a_workbook(rows_of("影都一期")))
    assert ", 2021-03-29 08:30</td>" in text_of(officer.get("/jingyue/import/"))
    Zone.objects.update(stands_on=None)
    today = f"{clock.now().astimezone(ZoneInfo(zone.timezone)):%Y-%m-%d}"
    assert f", {today} " in text_of(officer.get("/jingyue/import/"))


def test_the_page_names_what_it_did_not_read_and_reads_it_when_asked(
    zone: Zone, officer: Client
) -> None:
    page = text_of(bring(officer, a_workbook_of_two_years()))
    assert "工作表「2020」另有一张表，1 行没有读：一次只读一张表。" in page
    assert "工作表「说明」没有认出表头，1 行没有读。" in page
    run = ImportRun.objects.get()
    officer.post(f"/jingyue/import/{run.pk}/answer/", {"sheet": "2020"})
    run.refresh_from_db()
    assert (run.sheet, run.report["rows"]) == ("2020", 1)


def test_the_unit_of_a_file_is_told_as_the_trade_writes_it(zone: Zone, officer: Client) -> None:
    page = text_of(
        bring(officer, "编码,名称,总投资（亿元）\nA1,影都一期,1.2\n".encode(), "大表.csv")
    )
    assert "亿元" in page
    assert "亿 CNY" not in page


def test_faults_are_shown_with_place_and_only_good_rows_go_in(zone: Zone, officer: Client) -> None:
    rows = rows_of("甲", "乙")
    rows[0][4] = "很多钱"
    page = bring(officer, a_workbook(rows))
    assert "大表!F4" in text_of(page)
    run = ImportRun.objects.get()
    refused = officer.post(f"/jingyue/import/{run.pk}/apply/")
    assert refused.status_code == 422
    assert not Project.objects.exists()
    officer.post(f"/jingyue/import/{run.pk}/apply/", {"good": "1"})
    assert [project.name for project in Project.objects.all()] == ["乙"]


def test_a_likely_name_is_asked_and_the_answer_is_taken(zone: Zone, officer: Client) -> None:
    first = rows_of("净月影视产业园一期")
    bring(officer, a_workbook(first))
    officer.post(f"/jingyue/import/{ImportRun.objects.latest('id').pk}/apply/")
    second = rows_of("净月影视文化产业园一期")
    second[0][1] = ""
    page = bring(officer, a_workbook(second))
    assert "就是「净月影视产业园一期」" in text_of(page), text_of(page)
    run = ImportRun.objects.latest("id")
    known = Project.objects.get()
    officer.post(f"/jingyue/import/{run.pk}/answer/", {"row:4": str(known.pk)})
    officer.post(f"/jingyue/import/{run.pk}/apply/")
    known.refresh_from_db()
    assert known.name == "净月影视文化产业园一期"
    assert [alias.name for alias in known.aliases.all()] == ["净月影视产业园一期"]


def test_what_a_column_means_is_remembered_for_the_next_file(zone: Zone, officer: Client) -> None:
    bring(officer, a_workbook(rows_of("甲")))
    run = ImportRun.objects.get()
    officer.post(f"/jingyue/import/{run.pk}/answer/", {"field:联系电话": "place"})
    officer.post(f"/jingyue/import/{run.pk}/apply/")
    assert Project.objects.get().place == "8451"
    bring(officer, a_workbook(rows_of("甲", "乙")))
    officer.post(f"/jingyue/import/{ImportRun.objects.latest('id').pk}/apply/")
    assert Project.objects.get(name="乙").place == "8451"


def test_what_is_in_the_ledger_is_not_tried_again(zone: Zone, officer: Client) -> None:
    bring(officer, a_workbook(rows_of("甲")))
    run = ImportRun.objects.get()
    assert officer.post(f"/jingyue/import/{run.pk}/again/").status_code == 302
    officer.post(f"/jingyue/import/{run.pk}/apply/")
    for act in ("again", "answer", "cancel"):
        assert officer.post(f"/jingyue/import/{run.pk}/{act}/").status_code == 422
    run.refresh_from_db()
    assert run.state == "applied"


def test_a_dry_run_that_waits_its_turn_is_cancelled(zone: Zone, officer: Client) -> None:
    run = receive_file(zone, name="大表.xlsx", content=a_workbook(rows_of("甲")), by=None)
    path = f"/jingyue/import/{run.pk}/"
    assert "取消试算" in text_of(officer.get(path))
    page = officer.post(f"{path}cancel/", follow=True)
    assert "试算已取消" in text_of(page)
    page = officer.post(f"{path}again/", follow=True)
    assert "应用 1 行" in text_of(page)


def test_an_overtaken_dry_run_keeps_nothing(zone: Zone, officer: Client) -> None:
    run = receive_file(zone, name="大表.xlsx", content=a_workbook(rows_of("甲")), by=None)
    older = ImportRun.objects.get(pk=run.pk)
    begin_attempt(run)
    with pytest.raises(AttemptEndedError):
        try_run(older, a_standing(a_person(zone, Role.STATISTICIAN), zone))
    run.refresh_from_db()
    assert (run.state, run.rows) == ("reading", [])


def test_an_unreadable_file_says_what_to_do(zone: Zone, officer: Client) -> None:
    page = bring(officer, b"\x89PNG\r\n not a workbook", "大表.xlsx")
    assert text_of(page).count("台账没有改动") == 1
    assert "读取 ✓" not in text_of(page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(zone: Zone, officer: Client, language: str) -> None:
    officer.cookies["kaigong_language"] = language
    page = text_of(bring(officer, a_workbook(rows_of("甲"))))
    assert ("Cell by cell" in page) == (language == "en")


@pytest.mark.parametrize("role", [Role.LEADER, Role.FIRM, Role.SERVICE])
def test_who_may_not_import_finds_no_door(zone: Zone, client: Client, role: Role) -> None:
    client.force_login(a_person(zone, role))
    assert client.get("/jingyue/import/").status_code == 404


def test_a_file_of_another_zone_does_not_exist(zone: Zone, officer: Client) -> None:
    bring(officer, a_workbook(rows_of("甲")))
    run = ImportRun.objects.get()
    other = a_zone("other")
    stranger = Client()
    stranger.force_login(a_person(other, Role.STATISTICIAN))
    assert stranger.get(f"/other/import/{run.pk}/").status_code == 404
    assert officer.get(f"/jingyue/import/{run.pk}/").status_code == 200


def test_the_marked_workbook_names_every_fault(zone: Zone, officer: Client) -> None:
    rows = rows_of("甲", "乙")
    rows[0][4] = "很多钱"
    bring(officer, a_workbook(rows))
    answer = officer.get(f"/jingyue/import/{ImportRun.objects.get().pk}/marked.xlsx")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["问题清单", "大表"]
    assert book["大表"]["F4"].comment is not None


def test_the_officers_own_workbook_comes_back_up_to_date(zone: Zone, officer: Client) -> None:
    bring(officer, a_workbook(rows_of("甲", "乙")))
    run = ImportRun.objects.get()
    officer.post(f"/jingyue/import/{run.pk}/apply/")
    project = Project.objects.get(name="乙")
    project.total_amount = 2 * YI
    project.save()
    answer = officer.get(f"/jingyue/import/{run.pk}/filled.xlsx")
    sheet = load_workbook(BytesIO(answer.content))["大表"]
    assert sheet["A1"].value == "净月高新区项目大表（2021年3月）"
    assert [sheet["F4"].value, sheet["F5"].value] == [13600, 20000]


def test_projects_that_came_since_are_put_into_the_officers_workbook(
    zone: Zone, officer: Client
) -> None:
    bring(officer, a_workbook(rows_of("甲", "乙")))
    run = ImportRun.objects.get()
    officer.post(f"/jingyue/import/{run.pk}/apply/")
    a_project(zone, "丙", code="JY-9", total_amount=3 * YI, kind="new")
    plain = officer.get(f"/jingyue/import/{run.pk}/filled.xlsx").content
    assert "丙".encode() not in sheet_xml(plain)
    whole = officer.get(f"/jingyue/import/{run.pk}/filled.xlsx?new=1").content
    names = [cell.value for cell in load_workbook(BytesIO(whole))["大表"]["B"]]
    assert names.count("丙") == 1
    assert names.index("丙") == names.index("乙") + 1
    page = text_of(bring(officer, whole, "带回.xlsx"))
    again = ImportRun.objects.latest("id")
    told = [again.report[key] for key in ("rows", "new", "changed", "unchanged", "conflicting")]
    assert told[1:] == [0, 0, 3, 0], (told, page[:2000])


def sheet_xml(content: bytes) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")
