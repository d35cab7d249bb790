"""Databases that are made once in a run and copied wherever they are needed.

One as `kaigong migrate` makes it takes some 7 s of a processor, one with the demo zone some 20 s
more. Each process of the tests needs the first, and so does each installation that a test drives by
its command line; a file of SQLite is even kept for the next run, in `.migrated`, until a migration
or Django changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.db import connection

from kaigong import first_tables
from kaigong.config import settings
from kaigong.config.commands import database as commands
from kaigong.demo.services import build_demo
from tests.faults.databases import IS_SERVER, Database, ServerDatabase, SQLiteFile
from tests.faults.installation import ROOT, Installation

FOR_THE_NEXT_RUN = ROOT / ".migrated"


def migrated(place: Path) -> Database:
    """The one of this run on the database that the tests run on; see `migrated_file`."""
    return _on_server(place) if IS_SERVER else migrated_file(place)


def migrated_file(place: Path) -> SQLiteFile:
    """The one of SQLite, for the run whose processes share the folder `place`.

    Raises `AssertionError` if the migrations fail.
    """
    with _alone(place, "migrated-file") as folder:
        database = SQLiteFile(folder / "kaigong.sqlite3")
        kept = FOR_THE_NEXT_RUN / f"{_mark()}.sqlite3"
        if not database.file.exists() and kept.exists():
            shutil.copyfile(kept, database.file)
        elif not database.file.exists():
            _migrate(Installation(folder, database))
            _keep(database.file, kept)
    return database


def fill_with_demo(place: Path) -> None:
    """Have the demo zone in the empty database of this process."""
    if IS_SERVER:  # there one process asks for it, and once
        build_demo()
        return
    connection.ensure_connection()
    with _alone(place, "demo") as folder:
        kept = folder / "kaigong.sqlite3"
        is_there = kept.exists()
        with closing(sqlite3.connect(kept)) as file:
            if is_there:
                file.backup(connection.connection)
            else:
                build_demo()
                connection.connection.backup(file)


def drop(place: Path) -> None:
    """Take it from the server, where it would outlive the run."""
    if IS_SERVER and (place / "migrated-on-server").exists():
        ServerDatabase(_name(place)).drop()


def _on_server(place: Path) -> ServerDatabase:
    with _alone(place, "migrated-on-server") as folder:
        database = ServerDatabase(_name(place))
        if not (folder / "done").exists():
            database.drop()  # a run in a folder of this name may have been killed
            ServerDatabase.made(name=database.name)
            _migrate(Installation(folder, database))
            (folder / "done").touch()
    return database


def _name(place: Path) -> str:
    return f"kaigong_{hashlib.sha256(bytes(place)).hexdigest()[:16]}"


def _migrate(house: Installation) -> None:
    end = house.run("migrate")
    assert end.returncode == 0, end.stderr


def _mark() -> str:
    """What the form of the database depends on, as one word."""
    mark = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for file in (commands.__file__, settings.__file__, first_tables.__file__):
        mark.update(Path(file).read_bytes())
    for app in apps.get_app_configs():
        for migration in sorted((Path(app.path) / "migrations").glob("*.py")):
            mark.update(f"{app.label}/{migration.name}".encode() + migration.read_bytes())
    return mark.hexdigest()[:32]


def _keep(file: Path, kept: Path) -> None:
    shutil.rmtree(FOR_THE_NEXT_RUN, ignore_errors=True)
    FOR_THE_NEXT_RUN.mkdir(exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(file, part)
    part.replace(kept)


@contextmanager
def _alone(place: Path, name: str) -> Iterator[Path]:
    """A folder of the run; while this lasts, no other process of the run looks into it."""
    folder = place / name
    folder.mkdir(exist_ok=True)
    with (place / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
