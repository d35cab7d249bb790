"""The ledger in the office's own layout, and workbooks too large for a request."""

from __future__ import annotations

import re
import tempfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from kaigong.accounts.models import Role, Zone
from kaigong.accounts.selectors import Standing
from kaigong.audit.models import Entry
from kaigong.config.command_line import app
from kaigong.portfolio.models import ExportJob, ImportRun, Layout, Project
from kaigong.portfolio.models.papers import ExportState
from kaigong.portfolio.services import export_jobs, layouts
from kaigong.portfolio.services.export_jobs import (
    NotOpenError,
    ask_for_export,
    cancel_export,
    sweep_exports,
    write_export,
)
from kaigong.portfolio.services.exports import Export
from kaigong.portfolio.services.layouts import drop_layout, keep_layout
from kaigong.portfolio.sheet import View
from kaigong.portfolio.tasks import enqueue_rounds_due
from tests.builders import WAN, YI, a_person, a_project, a_standing, a_zone, an_organisation
from tests.portfolio.test_intake import a_workbook, rows_of

pytestmark = pytest.mark.django_db
MARCH = date(2021, 3, 1)


@pytest.fixture(autouse=True)
def tasks_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def zone() -> Zone:
    zone = a_zone("jingyue")
    for place, name in enumerate(("甲", "乙")):
        a_project(zone, name, code=f"JY-{place}", kind="new", total_amount=(place + 1) * YI)
    return zone


@pytest.fixture
def officer(zone: Zone) -> Standing:
    return a_standing(a_person(zone, Role.STATISTICIAN), zone)


@pytest.fixture
def browser(client: Client, officer: Standing) -> Client:
    client.force_login(officer.user)
    return client


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))["大表"]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def uploaded(browser: Client, name: str = "月度大表") -> Any:
    file = SimpleUploadedFile("2021年3月大表.xlsx", a_workbook(rows_of("甲", "乙")))
    return browser.post("/jingyue/layouts/keep/", {"name": name, "file": file}, follow=True)


def test_a_kept_layout_is_filled_with_the_rows_shown(browser: Client, zone: Zone) -> None:
    assert "已存为版式「月度大表」" in uploaded(browser).content.decode()
    layout = Layout.objects.get()
    a_project(zone, "丙", code="JY-9", kind="reserve", total_amount=3 * YI)
    assert "月度大表" in browser.get("/jingyue/ledger/").content.decode()
    asked = {"layout": layout.pk, "filter": '{"total_amount": {"from": 200000000}}'}
    answer_of = "/jingyue/ledger.layout.xlsx"
    answer = browser.get(answer_of, asked)
    sheet = sheet_of(body(answer))
    assert [cell.value for cell in sheet["B"]][2:] == ["项目名称", None, "乙", "丙"]
    assert [sheet.row_dimensions[at].hidden for at in (4, 5, 6)] == [True, False, False]
    assert sheet["F5"].value == 20000
    note = openpyxl.load_workbook(BytesIO(body(browser.get(answer_of, asked))))["导出说明"]
    assert "1 行不在所见之列，已清空并隐藏，合计不含它们" in str(note["A2"].value)
    assert "按 总投资 筛选" in str(note["A1"].value)
    entry = Entry.objects.filter(act="portfolio.ledger.exported").latest("id")
    assert (entry.facts["form"], entry.facts["rows"]) == ("layout", 2)


def test_the_last_applied_import_is_a_layout_that_nobody_has_to_keep(browser: Client) -> None:
    assert browser.get("/jingyue/ledger.layout.xlsx?layout=last").status_code == 404
    file = SimpleUploadedFile("大表.xlsx", a_workbook(rows_of("甲", "乙")))
    browser.post("/jingyue/import/", {"file": file})
    run = ImportRun.objects.get()
    browser.post(f"/jingyue/import/{run.pk}/apply/")
    assert "上次导入的原表" in browser.get("/jingyue/exports/").content.decode()
    Project.objects.filter(name="甲").update(total_amount=9 * YI)
    answer = browser.get("/jingyue/ledger.layout.xlsx", {"layout": "last"})
    assert sheet_of(body(answer))["F4"].value == 90000
    page = browser.post("/jingyue/layouts/keep/", {"name": "本月", "run": run.pk}, follow=True)
    assert "已存为版式「本月」" in page.content.decode()
    # What was changed since an import stands in the way of its undo.
    Project.objects.filter(name="甲").update(total_amount=13600 * WAN)
    browser.post(f"/jingyue/import/{run.pk}/undo/")
    assert browser.get("/jingyue/ledger.layout.xlsx?layout=last").status_code == 404
    assert browser.get("/jingyue/ledger.layout.xlsx?layout=本月").status_code == 200


def test_a_past_day_in_the_office_layout_has_the_values_of_that_day(
    browser: Client, zone: Zone
) -> None:
    uploaded(browser)
    answer = browser.get(
        "/jingyue/ledger.layout.xlsx", {"layout": "月度大表", "as_of": "2020-01-01"}
    )
    sheet = sheet_of(body(answer))
    assert [sheet.row_dimensions[at].hidden for at in (4, 5)] == [True, True]


def test_what_is_no_ledger_is_not_kept_and_says_why(browser: Client) -> None:
    file = SimpleUploadedFile("x.xlsx", b"no workbook")
    answer = browser.post("/jingyue/layouts/keep/", {"name": "x", "file": file})
    assert answer.status_code == 422
    assert not Layout.objects.exists()
    assert uploaded(browser, name=" ").status_code == 422


def test_who_does_not_see_the_whole_zone_has_no_layouts(browser: Client, zone: Zone) -> None:
    """Its notes are of all projects: a department would read there what it may not see."""
    uploaded(browser)
    bureau = an_organisation(zone, "建设局")
    narrow = Client()
    narrow.force_login(a_person(zone, Role.DEPARTMENT, organisation=bureau))
    for key in (Layout.objects.get().pk, "月度大表", "last"):
        assert narrow.get(f"/jingyue/ledger.layout.xlsx?layout={key}").status_code == 404
    assert "月度大表" not in narrow.get("/jingyue/ledger/").content.decode()
    assert "月度大表" not in narrow.get("/jingyue/exports/").content.decode()
    leader = Client()
    leader.force_login(a_person(zone, Role.LEADER))
    answer = leader.get("/jingyue/ledger.layout.xlsx?layout=月度大表")
    assert answer.status_code == 200
    assert leader.post(f"/jingyue/layouts/{Layout.objects.get().pk}/drop/").status_code == 404
    browser.post(f"/jingyue/layouts/{Layout.objects.get().pk}/drop/")
    assert not Layout.objects.exists()


def test_the_command_line_writes_a_layout_and_names_those_there_are(
    officer: Standing, tmp_path: Path
) -> None:
    content = a_workbook(rows_of("甲", "乙"))
    keep_layout(officer, name="月度大表", content=content, file_name="大表.xlsx")
    target = tmp_path / "出.xlsx"
    words = ["export", "--zone", "jingyue", "--layout", "月度大表", "-o", str(target)]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert sheet_of(target.read_bytes())["F5"].value == 20000
    unknown = CliRunner().invoke(app, [*words[:4], "年表"])
    assert unknown.exit_code != 0
    assert "月度大表" in str(unknown.exception) + unknown.output


# --- large exports ---------------------------------------------------------------------------


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "LARGEST_IN_REQUEST", 1)


def a_job(officer: Standing, **view: Any) -> ExportJob:
    return ask_for_export(Export(officer, View(MARCH, **view), ["name", "total_amount"]))


@pytest.mark.usefixtures("small_limit")
def test_a_large_workbook_is_written_by_the_worker_for_the_one_who_asked(
    browser: Client, zone: Zone
) -> None:
    answer = browser.get("/jingyue/ledger.xlsx", {"sort": "-total_amount", "columns": "name"})
    job = ExportJob.objects.get()
    assert answer["Location"] == f"/jingyue/exports/{job.pk}/"
    page = browser.get(answer["Location"]).content.decode()
    assert "写好了：2 行" in page
    assert 'href="/jingyue/ledger/" aria-current="page"' in page
    file = browser.get(f"/jingyue/exports/{job.pk}/file")
    sheet = openpyxl.load_workbook(BytesIO(body(file))).active
    assert sheet is not None
    names = [row[2].value for row in sheet.iter_rows(min_row=5, max_row=6)]
    assert names == ["乙", "甲"]
    assert (job.rows_done, job.row_count) == (2, 2)
    another = Client()
    another.force_login(a_person(zone, Role.COMMAND))
    for end in ("", "file"):
        assert another.get(f"/jingyue/exports/{job.pk}/{end}").status_code == 404
    assert another.post(f"/jingyue/exports/{job.pk}/cancel/").status_code == 404
    assert job.file_name not in another.get("/jingyue/exports/").content.decode()


def test_a_small_one_streams_as_before(browser: Client) -> None:
    assert browser.get("/jingyue/ledger.xlsx").status_code == 200
    assert not ExportJob.objects.exists()


def test_the_rail_says_that_exports_belong_to_the_ledger(browser: Client) -> None:
    page = browser.get("/jingyue/exports/").content.decode()
    assert re.findall(r'aria-current="page"[^>]*>\s*([^<\s]+)', page) == ["台账"]


@pytest.mark.usefixtures("small_limit")
def test_a_large_layout_goes_the_same_way(browser: Client) -> None:
    uploaded(browser)
    answer = browser.get("/jingyue/ledger.layout.xlsx", {"layout": "月度大表"}, follow=True)
    assert "写好了" in answer.content.decode()
    job = ExportJob.objects.get()
    assert (job.rows_done, job.said) == (2, {})
    assert sheet_of(body(browser.get(f"/jingyue/exports/{job.pk}/file")))["F5"].value == 20000


def test_a_large_layout_tells_how_far_it_is_and_stops_when_it_is_cancelled(
    officer: Standing, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = a_workbook(rows_of("甲", "乙"))
    kept = keep_layout(officer, name="月", content=content, file_name="大表.xlsx")
    job = ask_for_export(Export(officer, View(MARCH), ["name"]), layout=str(kept.pk))
    pages = []
    filled = layouts.ledgers.fill_workbook

    def with_a_change_of_mind(*words: Any, **more: Any) -> Any:
        pages.append(browser.get(f"/jingyue/exports/{job.pk}/").content.decode())
        cancel_export(ExportJob.objects.get(pk=job.pk))
        return filled(*words, **more)

    monkeypatch.setattr(layouts.ledgers, "fill_workbook", with_a_change_of_mind)
    write_export(job)
    job.refresh_from_db()
    assert "已完成约 50 %" in pages[0]
    assert (job.state, bool(job.file)) == (ExportState.CANCELLED, False)


def test_a_layout_put_away_takes_its_file_along_but_not_that_of_an_import(
    browser: Client, officer: Standing, django_capture_on_commit_callbacks: Any
) -> None:
    def file_of_the_layout() -> Path:
        return Path(Layout.objects.get().file.path)

    with django_capture_on_commit_callbacks(execute=True):
        uploaded(browser)
    first = file_of_the_layout()
    with django_capture_on_commit_callbacks(execute=True):
        uploaded(browser)  # of the same name: it takes the place of the first
    second = file_of_the_layout()
    assert (first.exists(), second.exists()) == (False, True)
    with django_capture_on_commit_callbacks() as waiting:
        drop_layout(Layout.objects.get(), by=officer.user)
    assert second.exists()
    for each in waiting:
        each()
    assert not second.exists()
    file = SimpleUploadedFile("大表.xlsx", a_workbook(rows_of("甲", "乙")))
    browser.post("/jingyue/import/", {"file": file})
    run = ImportRun.objects.get()
    Layout.objects.create(zone=run.zone, name="同一份", file=run.file.name, at=run.at)
    with django_capture_on_commit_callbacks(execute=True):
        drop_layout(Layout.objects.get(), by=officer.user)
    assert Path(run.file.path).exists()


def test_a_cancelled_export_leaves_no_file(officer: Standing) -> None:
    job = a_job(officer)
    cancel_export(job)
    write_export(job)
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == (ExportState.CANCELLED, False)
    with pytest.raises(NotOpenError):
        cancel_export(job)


def test_one_that_is_cancelled_while_it_is_written_stops_and_leaves_nothing(
    officer: Standing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    job = a_job(officer)
    written = export_jobs.write_workbook

    def with_a_change_of_mind(export: Export, path: Path, *, advance: Any) -> None:
        cancel_export(ExportJob.objects.get(pk=job.pk))
        written(export, path, advance=advance)

    monkeypatch.setattr(export_jobs, "write_workbook", with_a_change_of_mind)
    write_export(job)
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == (ExportState.CANCELLED, False)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_says_so_and_is_loud(officer: Standing, monkeypatch: Any) -> None:
    job = a_job(officer)

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(export_jobs, "write_workbook", fail)
    with pytest.raises(ZeroDivisionError):
        write_export(job)
    job.refresh_from_db()
    assert job.state == ExportState.FAILED
    assert "请再导出" in job.said["zh"]


def test_a_layout_that_is_gone_is_said_in_words(officer: Standing, browser: Client) -> None:
    content = a_workbook(rows_of("甲", "乙"))
    kept = keep_layout(officer, name="月", content=content, file_name="大表.xlsx")
    job = ask_for_export(Export(officer, View(MARCH), ["name"]), layout=str(kept.pk))
    kept.delete()
    write_export(job)
    job.refresh_from_db()
    assert job.state == ExportState.FAILED
    assert "版式" in browser.get(f"/jingyue/exports/{job.pk}/").content.decode()


def test_who_lost_the_right_meanwhile_gets_nothing(officer: Standing) -> None:
    job = a_job(officer)
    officer.user.memberships.all().delete()
    write_export(job)
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == (ExportState.FAILED, False)


def test_files_are_cleared_away_after_some_days(officer: Standing, browser: Client) -> None:
    job = a_job(officer)
    write_export(job)
    job.refresh_from_db()
    path = Path(job.file.path)
    assert path.exists()
    assert sweep_exports() == 0
    ExportJob.objects.update(finished_at=job.finished_at - export_jobs.KEPT - timedelta(minutes=1))
    enqueue_rounds_due()
    assert not path.exists()
    assert "已过期清理" in browser.get(f"/jingyue/exports/{job.pk}/").content.decode()
    assert browser.get(f"/jingyue/exports/{job.pk}/file").status_code == 302


def test_a_job_that_a_dead_worker_left_is_closed(officer: Standing) -> None:
    job = a_job(officer)
    ExportJob.objects.update(
        state=ExportState.WRITING, at=job.at - export_jobs.PATIENCE - timedelta(minutes=1)
    )
    assert sweep_exports() == 1
    job.refresh_from_db()
    assert job.state == ExportState.FAILED
