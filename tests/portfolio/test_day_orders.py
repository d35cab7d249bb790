"""03/04/2021 at the door: asked about on the page, told by a flag, remembered for the next file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from kaigong.accounts.models import Role, Zone
from kaigong.config.command_line import app
from kaigong.portfolio.models import ImportRun, Project, RememberedHeading
from tests.builders import a_person, a_zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tasks_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def desk(zone: Zone) -> Client:
    client = Client()
    client.force_login(a_person(zone, Role.STATISTICIAN))
    return client


def a_file(*starts: str, heading: str = "计划开工时间") -> bytes:
    rows = [f"影都{place}期,{start}" for place, start in enumerate(starts)]
    return "\n".join([f"项目名称,{heading}", *rows]).encode()


def bring(desk: Client, content: bytes) -> tuple[ImportRun, str]:
    file = SimpleUploadedFile("表.csv", content)
    page = desk.post("/jingyue/import/", {"file": file}, follow=True)
    return ImportRun.objects.latest("pk"), page.content.decode()


def starts() -> list[date | None]:
    return list(Project.objects.order_by("name").values_list("planned_start_on", flat=True))


OPEN = a_file("03/04/2021", "05/06/2021")


def test_what_nothing_settles_is_asked_and_the_answer_reads_the_column(
    zone: Zone, desk: Client
) -> None:
    run, page = bring(desk, OPEN)
    (question,) = run.report["questions"]
    assert question["readings"] == {"dmy": "2021-04-03", "mdy": "2021-03-04"}
    assert "B 列「计划开工时间」里的 03/04/2021 是哪一天？" in page
    assert '<option value="mdy">2021-03-04（月/日/年）</option>' in page
    assert run.report["rejected"] == 2
    url = f"/jingyue/import/{run.pk}/"
    page = desk.post(url + "answer/", {f"order:{question['key']}": "dmy"}, follow=True)
    assert "<small>日/月/年</small>" in page.content.decode()
    run.refresh_from_db()
    assert (run.report["new"], run.report["rejected"], run.report["questions"]) == (2, 0, [])
    desk.post(url + "apply/")
    assert starts() == [date(2021, 4, 3), date(2021, 6, 5)]


def test_the_answer_decides_in_a_file_of_the_same_shape_and_is_proposed_in_another(
    zone: Zone, desk: Client
) -> None:
    run, _ = bring(desk, OPEN)
    key = run.report["questions"][0]["key"]
    desk.post(f"/jingyue/import/{run.pk}/answer/", {f"order:{key}": "mdy"})
    desk.post(f"/jingyue/import/{run.pk}/apply/")
    assert RememberedHeading.objects.get().order == "mdy"
    like, _ = bring(desk, a_file("07/08/2021"))
    assert like.report["questions"] == []
    assert like.report["columns"][1]["order"] == "mdy"
    rows = "项目名称,备注一,计划开工时间,备注二\n影都,甲,07/08/2021,乙".encode()
    other, page = bring(desk, rows)
    (question,) = (each for each in other.report["questions"] if each["kind"] == "order")
    assert question["proposal"]["order"] == "mdy"
    assert '<option value="mdy" selected>' in page


def test_one_value_of_the_column_or_the_money_of_the_zone_settles_it(
    zone: Zone, desk: Client
) -> None:
    run, _ = bring(desk, a_file("03/04/2021", "13/04/2021"))
    assert (run.report["questions"], run.report["rejected"]) == ([], 0)
    Zone.objects.filter(pk=zone.pk).update(currency="USD")
    run, _ = bring(desk, OPEN)
    assert (run.report["questions"], run.report["rejected"]) == ([], 0)
    assert run.report["columns"][1]["order"] == "mdy"


def test_a_column_that_writes_both_has_its_open_cells_at_fault_and_the_marked_file_says_so(
    zone: Zone, desk: Client
) -> None:
    run, _ = bring(desk, a_file("03/04/2021", "13/04/2021", "04/14/2021"))
    assert run.report["questions"] == []
    assert [(fault["row"], fault["code"]) for fault in run.report["faults"]] == [
        (2, "ledgers.ambiguous-date")
    ]
    assert run.report["new"] == 2


@pytest.mark.parametrize(
    ("flag", "starting"),
    [("dmy", date(2021, 4, 3)), ("mdy", date(2021, 3, 4)), ("计划开工时间=mdy", date(2021, 3, 4))],
)
def test_the_command_line_says_the_order(
    zone: Zone, tmp_path: Path, flag: str, starting: date
) -> None:
    file = tmp_path / "表.csv"
    file.write_bytes(OPEN)
    asked = CliRunner().invoke(
        app, ["import", str(file), "--zone", "jingyue", "--dry-run", "--json"]
    )
    assert asked.exit_code == 1
    assert "03/04/2021" in json.loads(asked.stdout)["questions"][0]
    command = ["import", str(file), "--zone", "jingyue", "--apply", "--order", flag]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert starts()[0] == starting


def test_an_order_that_is_none_is_explained(zone: Zone, tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    file.write_bytes(OPEN)
    command = ["import", str(file), "--zone", "jingyue", "--dry-run", "--order", "dym"]
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code != 0
    assert not ImportRun.objects.exists()
