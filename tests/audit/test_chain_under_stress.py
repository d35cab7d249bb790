"""The chain holds when several processes write, when one is killed, and when a hand is in the file.

Real processes on a real database: a file of SQLite, or one of the server's own on PostgreSQL.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]
EACH = 150


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: pytest.FixtureRequest
) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, with its database made."""
    folder = tmp_path_factory.mktemp("chain")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("KAIGONG_")}
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    own = kept | {"KAIGONG_DATA": str(folder), "LC_ALL": "C.UTF-8", "PYTHONPATH": paths}
    if connection.vendor == "postgresql":
        name = f"chain_{os.getpid()}"
        own["KAIGONG_DATABASE_URL"] = _on_server(name)
        _tell_server(f'CREATE DATABASE "{name}"')
    try:
        assert kaigong(own, "migrate").returncode == 0
        yield own
    finally:
        if connection.vendor == "postgresql":
            _tell_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_server(name: str) -> str:
    place = settings.DATABASES["default"]
    login = place["USER"] + (f":{place['PASSWORD']}" if place["PASSWORD"] else "")
    if place["HOST"].startswith("/"):
        return f"postgresql://{login}@/{name}?host={place['HOST']}"
    return f"postgresql://{login}@{place['HOST']}:{place['PORT'] or 5432}/{name}"


def _tell_server(words: str) -> None:
    import psycopg

    place = settings.DATABASES["default"]
    with psycopg.connect(
        host=place["HOST"],
        port=place["PORT"] or None,
        user=place["USER"],
        password=place["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as link:
        link.execute(words.encode())


def kaigong(own: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kaigong.config.command_line", *words]
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


def writer(own: dict[str, str], *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.audit.writer", *words]
    return subprocess.Popen(command, env=own, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def sound_lines(own: dict[str, str]) -> int:
    told = kaigong(own, "audit", "verify")
    assert told.returncode == 0, told.stderr
    return int(told.stdout.split()[1])


def test_processes_that_write_at_once_keep_one_unbroken_chain(installation: dict[str, str]) -> None:
    before = sound_lines(installation)
    writers = [writer(installation, "many", str(EACH), name) for name in "abc"]
    assert [each.wait(120) for each in writers] == [0, 0, 0]
    assert sound_lines(installation) == before + 3 * EACH


def test_a_process_killed_between_act_and_commit_leaves_no_trace(
    installation: dict[str, str],
) -> None:
    before = sound_lines(installation)
    hanging = writer(installation, "hang")
    assert hanging.stdout
    assert hanging.stdout.readline() == "written\n"
    hanging.kill()
    hanging.wait(10)
    assert sound_lines(installation) == before
    assert writer(installation, "many", "1", "after").wait(60) == 0
    assert sound_lines(installation) == before + 1


@pytest.mark.parametrize("moment", [0.9, 1.1, 1.3, 1.6, 2.0])
def test_a_process_killed_at_any_moment_leaves_a_sound_chain(
    installation: dict[str, str], moment: float
) -> None:
    before = sound_lines(installation)
    busy = writer(installation, "many", "100000", "busy")
    time.sleep(moment)
    busy.kill()
    busy.wait(10)
    assert sound_lines(installation) >= before


TAMPERINGS = {
    "a subject is changed": "UPDATE audit_entry SET subject = 'x' WHERE id = 3",
    "a fact is changed": "UPDATE audit_entry SET facts = '{}' WHERE id = 3",
    "a line is taken out": "DELETE FROM audit_entry WHERE id = 3",
    "a moment is changed": "UPDATE audit_entry SET at = '2001-01-01 00:00:00' WHERE id = 3",
    "a seal is changed": "UPDATE audit_entry SET seal = hex(zeroblob(32)) WHERE id = 3",
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_hand_in_the_file_is_caught_and_its_line_named(
    installation: dict[str, str], how: str, tmp_path: Path
) -> None:
    if connection.vendor == "postgresql":
        return  # a server keeps no file to reach into; test_chain.py changes its rows
    assert writer(installation, "many", "5", "tampered").wait(60) == 0
    copied = tmp_path / "kaigong.sqlite3"
    with sqlite3.connect(Path(installation["KAIGONG_DATA"]) / "kaigong.sqlite3") as kept:
        kept.execute("VACUUM INTO ?", [str(copied)])
    with sqlite3.connect(copied) as file:
        file.execute(TAMPERINGS[how])
    told = kaigong(installation | {"KAIGONG_DATA": str(tmp_path)}, "audit", "verify")
    assert told.returncode == 1
    assert "line 3" in told.stderr
    assert "2 lines before it are sound" in told.stderr
