"""A backup of an installation at work: it is killed, and people go on writing meanwhile.

On the embedded database; tests/faults kills one on either.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import zipfile
from pathlib import Path

import pytest

from kaigong.config import backups
from tests.faults.acts import build
from tests.faults.databases import SQLiteFile
from tests.faults.installation import Installation, finished, wait_until

FILE = "kaigong.sqlite3"


@pytest.fixture(scope="module")
def place(migrated_file: SQLiteFile, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with many rows."""
    house = at(tmp_path_factory.mktemp("installation"))
    migrated_file.copied(house.folder)
    assert finished(house.act(build)).returncode == 0
    with sqlite3.connect(house.folder / FILE) as database:
        for name in ("accounts_organisation",):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")][1:]
            rest = ", ".join(
                column if column != "name" else "name || '-' || n" for column in columns
            )
            database.execute(
                f"INSERT INTO {name} ({', '.join(columns)}) WITH RECURSIVE c(n) AS "  # noqa: S608
                f"(SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 30000) "
                f"SELECT {rest} FROM {name}, c WHERE {name}.id = 1"
            )
    return house


def at(folder: Path) -> Installation:
    return Installation(folder, SQLiteFile(folder / FILE))


@pytest.mark.parametrize("seconds", [0, 0.2, 0.5])
def test_a_backup_killed_at_any_moment_leaves_nothing_that_looks_whole(
    place: Installation, tmp_path: Path, seconds: float
) -> None:
    file = tmp_path / "b.kaigong"
    part = file.with_name(f"{file.name}.part")
    begun = place.begun("backup", file)
    wait_until(part.exists, begun)
    time.sleep(seconds)
    place.kill(begun)
    if file.exists():
        backups.inspect(file)
    else:
        told = at(tmp_path / "new").run("restore", part)
        assert told.returncode == 1 or zipfile.is_zipfile(part)


def test_writers_go_on_while_a_backup_holds_one_moment(place: Installation, tmp_path: Path) -> None:
    """Two rows are always changed together; in the backup they are equal."""
    path, stop, counts = place.folder / FILE, threading.Event(), [0]

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
    told = place.run("backup", tmp_path / "b.kaigong")
    stop.set()
    writer.join()
    assert told.returncode == 0, told.stderr
    assert counts[0] > 10
    with zipfile.ZipFile(tmp_path / "b.kaigong") as archive:
        lines = archive.read("tables/accounts.organisation.jsonl").splitlines()
    rows = {json.loads(line)[0]: json.loads(line) for line in lines}
    assert rows[1][2] == rows[2][2]
    assert 0 < int(rows[1][2]) < counts[0]
    new = at(tmp_path / "new")
    restored = new.run("restore", tmp_path / "b.kaigong")
    assert restored.returncode == 0, restored.stderr
    assert "each compared" in restored.stdout
    refused = new.run("restore", tmp_path / "b.kaigong")
    assert refused.returncode == 1
    assert "empty place" in refused.stderr
    assert os.stat(tmp_path / "b.kaigong").st_size > 10_000
