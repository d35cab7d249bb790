"""The chain holds when several processes write, when one is killed, and when a hand is in the file.

Real processes on a real database: a file of SQLite, or one of the server's own on PostgreSQL.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audit.writer import hang, many
from tests.faults.databases import IS_SERVER, Database, ServerDatabase, SQLiteFile
from tests.faults.installation import Installation, finished, wait_until

EACH = 150


@pytest.fixture(scope="module")
def installation(
    migrated_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("chain")
    database = migrated_database.copied(folder)
    house = Installation(folder, database)
    assert finished(house.act(many, "5", "first")).returncode == 0
    yield house
    if isinstance(database, ServerDatabase):
        database.drop()


def sound_lines(house: Installation) -> int:
    told = house.run("audit", "verify")
    assert told.returncode == 0, told.stderr
    return int(told.stdout.split()[1])


def lines(house: Installation) -> int:
    return int(house.one("SELECT COUNT(*) FROM audit_entry"))


def test_processes_that_write_at_once_keep_one_unbroken_chain(installation: Installation) -> None:
    before = lines(installation)
    writers = [installation.act(many, str(EACH), name) for name in "abc"]
    assert [finished(each).returncode for each in writers] == [0, 0, 0]
    assert sound_lines(installation) == before + 3 * EACH


def test_a_process_killed_between_act_and_commit_leaves_no_trace(
    installation: Installation,
) -> None:
    before = lines(installation)
    hanging = installation.act(hang)
    assert hanging.line() == "written\n"
    installation.kill(hanging)
    assert lines(installation) == before
    assert finished(installation.act(many, "1", "after")).returncode == 0
    assert sound_lines(installation) == before + 1


def test_a_process_killed_at_any_moment_leaves_a_sound_chain(installation: Installation) -> None:
    for moment in (0, 0.05, 0.3):
        before = lines(installation)
        busy = installation.act(many, "100000", "busy")
        wait_until(lambda: lines(installation) > before, busy)  # noqa: B023
        time.sleep(moment)
        installation.kill(busy)
        assert sound_lines(installation) == lines(installation) > before


TAMPERINGS = {
    "a subject is changed": "UPDATE audit_entry SET subject = 'x' WHERE id = 3",
    "a fact is changed": "UPDATE audit_entry SET facts = '{}' WHERE id = 3",
    "a line is taken out": "DELETE FROM audit_entry WHERE id = 3",
    "a moment is changed": "UPDATE audit_entry SET at = '2001-01-01 00:00:00' WHERE id = 3",
    "a seal is changed": "UPDATE audit_entry SET seal = hex(zeroblob(32)) WHERE id = 3",
}


@pytest.mark.skipif(IS_SERVER, reason="no file to reach into; test_chain.py changes its rows")
@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_hand_in_the_file_is_caught_and_its_line_named(
    installation: Installation, how: str, tmp_path: Path
) -> None:
    copied = tmp_path / "kaigong.sqlite3"
    with sqlite3.connect(installation.folder / "kaigong.sqlite3") as kept:
        kept.execute("VACUUM INTO ?", [str(copied)])
    with sqlite3.connect(copied) as file:
        file.execute(TAMPERINGS[how])
    told = Installation(tmp_path, SQLiteFile(copied)).run("audit", "verify")
    assert told.returncode == 1
    assert "line 3" in told.stderr
    assert "2 lines before it are sound" in told.stderr
