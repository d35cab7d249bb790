"""A backup is whole or none, holds one moment, and comes back row by row."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from kaigong.accounts.models import Role
from kaigong.audit.services import record, verify
from kaigong.config import backups
from kaigong.config.backups.rows import lines_of, tables
from kaigong.portfolio.models import Project, Proof
from tests.builders import a_person, a_plan, a_project, a_report, a_zone
from tests.config.test_command_line import kaigong, surroundings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(settings: object) -> Iterator[Project]:
    """A zone with rows of many kinds and one paper."""
    zone = a_zone("jy")
    person = a_person(zone, Role.COMMAND, name="王工")
    project = a_project(zone, "长发 & “引号”\n换行 \U0001f3d7", content="=1+1")
    a_plan(project, extras={"联系电话": "8451", "b": "1", "a": "2"})
    a_report(project, zone.today())
    project.save()  # a history row
    paper = ContentFile(b"%PDF-1.4 paper", name="批复.pdf")
    Proof.objects.create(
        project=project, file=paper, by=person, at=zone.end_of(zone.today()), name="批复.pdf",
        media_type="application/pdf", sha256="0" * 64, size_bytes=14,
    )  # fmt: skip
    record("test.done", by=person, zone="jy", amount="1.50")
    yield project
    for proof in Proof.objects.all():
        proof.file.delete(save=False)


def every_row() -> dict[str, list[bytes]]:
    return {model._meta.label_lower: sorted(lines_of(model)) for model in tables()}


def emptied() -> None:
    """All rows gone, as in a new place."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        names = [connection.ops.quote_name(model._meta.db_table) for model in tables()]
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
        else:
            for name in names:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608


def without_papers() -> None:
    for proof in Proof.objects.all():
        proof.file.storage.delete(proof.file.name)


def test_what_was_backed_up_comes_back_row_by_row(full: Project, tmp_path: Path) -> None:
    before = every_row()
    manifest = backups.back_up(tmp_path / "b.kaigong")
    assert manifest.row_count == sum(map(len, before.values()))
    without_papers()
    emptied()
    verdict = backups.restore(tmp_path / "b.kaigong")
    assert verdict.is_clean
    after = every_row()
    for label in {"audit.entry", "audit.chain"}:  # restoring leaves a line of its own
        before.pop(label)
        after.pop(label)
    # The line of the backup itself was written after its moment.
    assert after == before
    assert Proof.objects.get().file.read() == b"%PDF-1.4 paper"
    again = a_project(full.zone, "后来的")  # numbering goes on behind the restored rows
    assert again.pk > full.pk
    assert verify().is_clean


def test_it_is_restored_into_an_empty_place_only(full: Project, tmp_path: Path) -> None:
    backups.back_up(tmp_path / "b.kaigong")
    before = every_row()
    with pytest.raises(backups.PlaceNotEmptyError):
        backups.restore(tmp_path / "b.kaigong")
    assert every_row() == before


def test_a_backup_overwrites_nothing(full: Project, tmp_path: Path) -> None:
    (tmp_path / "b.kaigong").write_text("dear")
    with pytest.raises(backups.FileThereError):
        backups.back_up(tmp_path / "b.kaigong")
    assert (tmp_path / "b.kaigong").read_text() == "dear"


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_damaged_file_is_refused_whole(full: Project, tmp_path: Path, share: float) -> None:
    good = tmp_path / "b.kaigong"
    backups.back_up(good)
    content = bytearray(good.read_bytes())
    bad = tmp_path / "bad.kaigong"
    bad.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(backups.NoBackupError):
        backups.inspect(bad)
    names_of_members = content.count(b"jsonl")
    assert names_of_members > 20
    for offset in range(3):  # one bit, somewhere in the rows
        place = int(len(content) * share * 0.6) + offset * 97
        content[place] ^= 1
        bad.write_bytes(content)
        content[place] ^= 1
        try:
            told = backups.inspect(bad)
        except (backups.NoBackupError, backups.DamagedBackupError):
            continue
        assert told == backups.inspect(good)  # the bit was in a date of the archive's own


def test_rows_changed_within_a_backup_are_found(full: Project, tmp_path: Path) -> None:
    good, bad = tmp_path / "b.kaigong", tmp_path / "bad.kaigong"
    backups.back_up(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "tables/portfolio.project.jsonl":
                content = content.replace(b"1000000000.00", b"9000000000.00")
            target.writestr(name, content)
    with pytest.raises(backups.DamagedBackupError, match=r"portfolio\.project"):
        backups.inspect(bad)


def test_a_backup_of_another_version_is_told_so(full: Project, tmp_path: Path) -> None:
    backups.back_up(tmp_path / "b.kaigong")
    with zipfile.ZipFile(tmp_path / "b.kaigong") as archive:
        said = json.loads(archive.read("manifest.json"))
        parts = {name: archive.read(name) for name in archive.namelist()}
    said["migrations"].append("portfolio.9999_from_tomorrow")
    import hashlib

    text = json.dumps(said)
    parts |= {"manifest.json": text.encode()}
    parts |= {"manifest.sha256": hashlib.sha256(text.encode()).hexdigest().encode()}
    with zipfile.ZipFile(tmp_path / "c.kaigong", "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    emptied()
    with pytest.raises(backups.OtherVersionError, match="9999_from_tomorrow"):
        backups.restore(tmp_path / "c.kaigong")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of its own on the embedded database, with many rows."""
    folder = tmp_path_factory.mktemp("installation")
    assert kaigong("migrate", folder=folder, KAIGONG_DATABASE_URL="").returncode == 0
    made = kaigong("createadmin", "wang", "--zone", "jy", folder=folder,
                   KAIGONG_DATABASE_URL="", KAIGONG_ADMIN_PASSWORD="Spring-2021-start")  # fmt: skip
    assert made.returncode == 0, made.stderr
    with sqlite3.connect(folder / "kaigong.sqlite3") as database:
        for name in ("accounts_organisation",):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")][1:]
            rest = ", ".join(
                column if column != "name" else "name || '-' || n" for column in columns
            )
            database.execute(
                f"INSERT INTO {name} ({', '.join(columns)}) WITH RECURSIVE c(n) AS "  # noqa: S608
                f"(SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 60000) "
                f"SELECT {rest} FROM {name}, c WHERE {name}.id = 1"
            )
    return folder


def test_a_backup_killed_at_any_moment_leaves_nothing_that_looks_whole(
    place: Path, tmp_path: Path
) -> None:
    words = [sys.executable, "-m", "kaigong.config.command_line", "backup"]
    killed = 0
    for number, seconds in enumerate((0.8, 1.2, 1.6, 2.0, 2.4)):
        file = tmp_path / f"{number}.kaigong"
        begun = subprocess.Popen([*words, str(file)], env=surroundings(place))
        time.sleep(seconds)
        if begun.poll() is None:
            begun.send_signal(signal.SIGKILL)
            killed += 1
        begun.wait()
        if file.exists():
            backups.inspect(file)
        part = file.with_name(f"{file.name}.part")
        if part.exists() and not file.exists():
            told = kaigong("restore", str(part), folder=tmp_path / "new")
            assert told.returncode == 1 or zipfile.is_zipfile(part)
    assert killed


def test_writers_go_on_while_a_backup_holds_one_moment(place: Path, tmp_path: Path) -> None:
    """Two rows are always changed together; in the backup they are equal."""
    path, stop, counts = place / "kaigong.sqlite3", threading.Event(), [0]

    def write() -> None:
        database = sqlite3.connect(path, timeout=20, isolation_level=None)
        while not stop.is_set():
            counts[0] += 1
            database.execute("BEGIN IMMEDIATE")
            for key in (1, 2):
                database.execute(
                    "UPDATE accounts_organisation SET name_en = ? WHERE id = ?", (counts[0], key)
                )
            database.execute("COMMIT")
        database.close()

    writer = threading.Thread(target=write)
    writer.start()
    told = kaigong("backup", str(tmp_path / "b.kaigong"), folder=place)
    stop.set()
    writer.join()
    assert told.returncode == 0, told.stderr
    assert counts[0] > 10
    with zipfile.ZipFile(tmp_path / "b.kaigong") as archive:
        lines = archive.read("tables/accounts.organisation.jsonl").splitlines()
    rows = {json.loads(line)[0]: json.loads(line) for line in lines}
    assert rows[1][2] == rows[2][2]
    assert 0 < int(rows[1][2]) < counts[0]
    new = tmp_path / "new"
    restored = kaigong("restore", str(tmp_path / "b.kaigong"), folder=new)
    assert restored.returncode == 0, restored.stderr
    assert "each compared" in restored.stdout
    refused = kaigong("restore", str(tmp_path / "b.kaigong"), folder=new)
    assert refused.returncode == 1
    assert "empty place" in refused.stderr
    assert os.stat(tmp_path / "b.kaigong").st_size > 10_000
