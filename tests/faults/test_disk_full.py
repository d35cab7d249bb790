"""A disk that fills up while a ledger comes in: said in a sentence, and nothing is changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.faults.acts import ROWS, ask_for_a_large_export, visit_until_full
from tests.faults.conftest import FEW_ROWS
from tests.faults.databases import IS_SERVER
from tests.faults.installation import Installation, a_ledger, finished, wait_until
from tests.faults.small_disks import a_small_disk, fill, mounted
from tests.faults.test_ended_dry_run import a_worker, newest, visited, visited_all

# Bytes to grow: enough for the dry run's own notes, which PostgreSQL packs.
ROOM = 250_000 if IS_SERVER else 600_000
MUCH_ROOM = 16_000_000
TOO_LITTLE = 500_000  # for the outcome of 6,000 rows; notes of a line fit
# What is more than the room; on SQLite the outcome of the dry run must fit into it too.
TOO_MANY = ROWS if IS_SERVER else FEW_ROWS


def test_an_import_on_a_full_disk_says_so_and_changes_nothing(
    empty_zone: Installation, tmp_path: Path
) -> None:
    ledger = a_ledger(tmp_path / "ledger-2021-03.csv", TOO_MANY)
    with a_small_disk(empty_zone, tmp_path / "zone", room=MUCH_ROOM) as disk:
        house = disk.house
        before = house.counts()
        disk.fill(leaving=ROOM)
        end = house.run("import", ledger, "--zone", "jingyue", "--apply")
        assert end.returncode == 1, end.stdout
        assert "no room left" in end.stderr
        assert "Traceback" not in end.stderr
        assert house.counts() == before
        disk.empty()  # PostgreSQL writes what it still holds in memory before it copies
        roomy = house.copied(tmp_path / "roomy")
    roomy.assert_sound()
    end = roomy.run("import", ledger, "--zone", "jingyue", "--apply")
    assert end.returncode == 0, end.stderr
    assert roomy.counts()[0] == TOO_MANY


@pytest.mark.skipif(IS_SERVER, reason="a server keeps its connection's memory elsewhere")
def test_a_disk_without_a_byte_left_is_told_in_the_same_words(
    empty_zone: Installation, short_ledger: Path, tmp_path: Path
) -> None:
    with a_small_disk(empty_zone, tmp_path / "zone", room=MUCH_ROOM) as disk:
        disk.fill(leaving=0)
        end = disk.house.run("import", short_ledger, "--zone", "jingyue", "--dry-run")
        assert end.returncode == 1, end.stdout
        assert "no room left" in end.stderr
        assert "Traceback" not in end.stderr


@pytest.mark.skipif(
    IS_SERVER, reason="PostgreSQL lets nobody in while its own disk is full, not even the test"
)
def test_a_dry_run_in_the_background_on_a_full_disk_says_so_and_its_worker_lives_on(
    empty_zone: Installation, tmp_path: Path
) -> None:
    ledger = a_ledger(tmp_path / "ledger-2021-03.csv", 6_000)
    with a_small_disk(empty_zone, tmp_path / "zone", room=MUCH_ROOM) as disk:
        house = disk.house
        before = house.counts()
        assert visited(house, "POST", "/jingyue/import/", "zh-hans", str(ledger))[0] == 302
        path = f"/jingyue/import/{newest(house, 'id')}/"
        disk.fill(leaving=TOO_LITTLE)
        with a_worker(house) as worker:
            wait_until(lambda: newest(house, "state") != "reading", worker)
            assert newest(house, "state") == "refused"
            disk.empty()
            chinese, english = visited_all(house, ("GET", path, "zh-hans"), ("GET", path, "en"))
            assert chinese[0] == english[0] == 200
            for page, words in (
                (chinese[1], ("磁盘已满", "台账没有改动")),
                (english[1], ("no room left on the disk", "ledger is unchanged")),
            ):
                assert all(each in page for each in words)
            assert house.counts() == before
            assert visited(house, "POST", f"{path}again/")[0] == 302
            wait_until(lambda: newest(house, "state") == "tried", worker)
        house.assert_sound()


def test_a_request_on_a_full_disk_is_answered_in_both_languages(
    empty_zone: Installation, short_ledger: Path, tmp_path: Path
) -> None:
    with a_small_disk(empty_zone, tmp_path / "zone", room=MUCH_ROOM) as disk:
        house = disk.house
        visited(house, "POST", "/jingyue/import/", "zh-hans", str(short_ledger))
        assert house.run("worker", "--batch").returncode == 0
        before = house.counts()
        path = f"/jingyue/import/{newest(house, 'id')}/apply/"
        for language, accept, words in (
            ("zh-hans", "text/html", "磁盘已满，没有写入，数据没有改动"),
            ("en", "text/html", "There is no room left on the disk; nothing was written."),
            ("en", "application/json", "There is no room left on the disk; nothing was written."),
        ):
            end = finished(house.act(visit_until_full, disk.folder, path, language, accept))
            status, _, page = end.stdout.partition("\n")
            assert status == "507", end.stderr
            assert words in page
            assert "Traceback" not in page
            if accept == "application/json":
                assert json.loads(page)["code"] == "kaigong.no-room"
            else:
                assert "</html>" in page
            assert house.counts() == before
            assert newest(house, "state") == "tried"
        disk.empty()
        assert visited(house, "POST", path)[0] == 302
        assert house.counts()[0] == FEW_ROWS
        house.assert_sound()


def test_papers_and_exports_on_a_full_disk_of_their_own(
    full_zone: Installation, short_ledger: Path, tmp_path: Path
) -> None:
    """The disk of the files is full, the database has room: both say so, and nothing is left."""
    house = full_zone.copied(tmp_path / "zone")
    files = house.folder / "files"
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir()
    before = house.counts()
    with mounted(files, size=4_000_000), a_worker(house) as worker:
        fill(files, leaving=8_192)
        status, page = visited(house, "POST", "/jingyue/import/", "zh-hans", str(short_ledger))
        assert status == 507
        assert "磁盘已满" in page
        first = finished(house.act(ask_for_a_large_export)).stdout.strip()
        state = "SELECT state FROM portfolio_exportjob WHERE id = ?"
        wait_until(lambda: house.one(state, first) not in ("waiting", "writing"), worker)
        assert house.one(state, first) == "failed"
        path = f"/jingyue/exports/{first}/"
        chinese, english = visited_all(house, ("GET", path, "zh-hans"), ("GET", path, "en"))
        assert "磁盘已满" in chinese[1]
        assert "no room left on the disk" in english[1]
        assert [each.name for each in files.rglob("*") if each.is_file()] == ["ballast"]
        assert house.counts() == before
        (files / "ballast").unlink()
        again = finished(house.act(ask_for_a_large_export)).stdout.strip()
        wait_until(lambda: house.one(state, again) not in ("waiting", "writing"), worker)
        assert house.one(state, again) == "done"
        assert [each.suffix for each in files.rglob("*") if each.is_file()] == [".xlsx"]
        assert visited(house, "POST", "/jingyue/import/", "zh-hans", str(short_ledger))[0] == 302
        wait_until(lambda: newest(house, "state") == "tried", worker)
    house.assert_sound()
