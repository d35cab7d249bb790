"""The database of an installation: a SQLite file in its folder, or one on a PostgreSQL server.

Which of them decides KAIGONG_DATABASE_URL, as for the product. A test asks it without any code of
ours in between. On PostgreSQL each installation has a database of its own, made for it and dropped.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import psycopg

SERVER = os.environ.get("KAIGONG_DATABASE_URL", "")
IS_SERVER = SERVER.startswith("postgres")
_numbers = itertools.count(1)
_WAIT_S = 30
_held: list[str] = []  # the lock that this process holds


class Database(Protocol):
    @property
    def url(self) -> str: ...

    def one(self, question: str, given: tuple[str, ...]) -> Any:
        """The first value of the answer; `?` stands for what is given."""

    def is_whole(self) -> bool:
        """Whether the database finds no fault in its own files."""

    def wait_until_left(self) -> None:
        """Wait until nobody is at work in it: a killed client's last statement may still run."""

    def size(self) -> int:
        """Bytes on the disk."""

    def put_on(self, disk: Path) -> AbstractContextManager[Database]:
        """One with the same rows whose files lie on a disk of its own."""

    def copied(self, folder: Path) -> Database:
        """One with the same rows for an installation whose files were copied to `folder`."""


@dataclass(frozen=True)
class SQLiteFile:
    file: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def one(self, question: str, given: tuple[str, ...]) -> Any:
        with closing(sqlite3.connect(self.file, timeout=20)) as database:
            return database.execute(question, given).fetchone()[0]

    def is_whole(self) -> bool:
        return bool(self.one("PRAGMA integrity_check", ()) == "ok")

    def wait_until_left(self) -> None:
        """A killed process leaves nobody behind."""

    def size(self) -> int:
        return self.file.stat().st_size

    @contextmanager
    def put_on(self, disk: Path) -> Iterator[SQLiteFile]:
        file = disk / self.file.name
        shutil.copyfile(self.file, file)
        yield SQLiteFile(file)

    def copied(self, folder: Path) -> SQLiteFile:
        file = folder / self.file.name
        if not file.exists():  # it lay elsewhere, not in the folder that was copied
            for part in self.file.parent.glob(f"{self.file.name}*"):  # its journal holds rows too
                shutil.copyfile(part, folder / part.name)
        return SQLiteFile(file)


@dataclass(frozen=True)
class ServerDatabase:
    name: str

    @classmethod
    def made(cls, *, name: str = "", template: str = "template0") -> ServerDatabase:
        """An empty one, or a copy of `template`; this process drops it unless it has a `name`."""
        with at_the_server():
            return cls._made(name, template, "pg_default")

    @classmethod
    def _made(cls, name: str, template: str, tablespace: str) -> ServerDatabase:
        database = cls(name or f"kaigong_faults_{os.getpid()}_{next(_numbers)}")
        told(
            f'CREATE DATABASE "{database.name}" TEMPLATE "{template}" TABLESPACE "{tablespace}" '
            "ENCODING 'UTF8'"
        )
        return database

    @property
    def url(self) -> str:
        return urlsplit(SERVER)._replace(path=f"/{self.name}").geturl().replace("///", "//", 1)

    def one(self, question: str, given: tuple[str, ...]) -> Any:
        with psycopg.connect(self.url) as database:
            row = database.execute(question.replace("?", "%s"), given).fetchone()
        assert row is not None
        return row[0]

    def is_whole(self) -> bool:
        # Every index is read beside its table: what a killed writer left half done would differ.
        with psycopg.connect(self.url) as database:
            database.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            database.execute(
                "SELECT bt_index_check(c.oid, true) "
                "FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
                "WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence = 'p'"
            )
        return True

    def wait_until_left(self) -> None:
        end = time.monotonic() + _WAIT_S
        while told("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s", self.name)[0]:
            assert time.monotonic() < end, f"somebody is still at work in {self.name}"
            time.sleep(0.01)

    def size(self) -> int:
        return int(told("SELECT pg_database_size(%s)", self.name)[0])

    @contextmanager
    def put_on(self, disk: Path) -> Iterator[ServerDatabase]:
        space = f"{self.name}_space"
        os.chown(disk, server_user(), -1)
        with at_the_server(alone=True):
            told(f"CREATE TABLESPACE \"{space}\" LOCATION '{disk}'")
            database = None
            try:
                self.wait_until_left()
                database = ServerDatabase._made("", self.name, space)
                yield database
            finally:
                if database is not None:
                    database._drop()
                told(f'DROP TABLESPACE "{space}"')

    def copied(self, folder: Path) -> ServerDatabase:  # noqa: ARG002  (a server needs none)
        self.wait_until_left()
        return ServerDatabase.made(template=self.name)

    def drop(self) -> None:
        with at_the_server():
            self._drop()

    def _drop(self) -> None:
        told(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


@contextmanager
def at_the_server(*, alone: bool = False) -> Iterator[None]:
    """Make or drop a database while no small disk is full.

    Both wait for a checkpoint of the whole server, which fails while one of its disks is full; so
    the test with such a disk has the server's databases to itself, whichever process others run in.
    """
    if _held:  # a test with a small disk makes more databases of its own
        yield
        return
    folder = Path(os.environ["KAIGONG_DATA"])  # of the whole run, all its processes
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        _held.append(lock.name)
        try:
            yield
        finally:
            _held.pop()


def told(statement: str, *given: str) -> tuple[Any, ...]:
    """Say something to the server itself; the first row of its answer."""
    with psycopg.connect(SERVER, autocommit=True) as server:
        cursor = server.execute(statement, given or None)
        return (cursor.fetchone() or ()) if cursor.description else ()


def server_user() -> int:
    """The uid that the server runs as: it owns its socket."""
    folder = dict(parse_qsl(urlsplit(SERVER).query)).get("host", "")
    return (Path(folder) / ".s.PGSQL.5432").stat().st_uid


def a_database(folder: Path) -> Database:
    """An empty one for the installation in `folder`."""
    return ServerDatabase.made() if IS_SERVER else SQLiteFile(folder / "kaigong.sqlite3")


def drop_all() -> None:
    """Drop what this process made on the server."""
    if not IS_SERVER:
        return
    with psycopg.connect(SERVER) as server:
        like = f"kaigong_faults_{os.getpid()}_%"
        names = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])
        left = [ServerDatabase(name) for (name,) in names]
    for database in left:
        database.drop()
