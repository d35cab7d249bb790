"""A PostgreSQL server of its own whose files, log of writes and all, lie on a small disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from tests.faults.databases import ServerDatabase, server_user
from tests.faults.installation import Installation
from tests.faults.small_disks import SmallDisk, mounted

_WAIT_S = 60
_PROGRAMS = max(
    Path("/usr/lib/postgresql").glob("*/bin"),
    key=lambda each: int(each.parent.name),
    default=Path(),
)


@dataclass(frozen=True)
class OwnDatabase(ServerDatabase):
    """A database of a server that stands alone; nobody else is held up while its disk is full."""

    socket: Path = Path()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{self.name}?host={self.socket}"

    def wait_until_left(self) -> None:
        """The server itself may be coming back from a halt: wait until it lets somebody in."""
        end = time.monotonic() + _WAIT_S
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert time.monotonic() < end, "the server does not come back"
                time.sleep(0.1)
            else:
                return


@dataclass(frozen=True)
class OwnServer:
    home: Path

    def _run(self, program: str, *words: str) -> None:
        as_server = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        done = subprocess.run(
            [*as_server, str(_PROGRAMS / program), *words],
            cwd="/", capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def begin(self) -> None:
        # Small pieces of the log of writes, so that little room holds many of them.
        self._run(
            "initdb", "-D", f"{self.home}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1",
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        options = (
            f"-k {self.home} -c listen_addresses='' -c jit=off -c shared_buffers=16MB"
            " -c min_wal_size=2MB -c max_wal_size=4MB"
        )
        self._run(
            "pg_ctl", "-D", f"{self.home}/data", "-w", "-l", f"{self.home}/log", "-o", options,
            "start",
        )  # fmt: skip

    def start_unless_alive(self) -> None:
        if not self.is_alive():
            self.start()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.home}/data", "-m", "immediate", "stop")

    def is_alive(self) -> bool:
        words = ["pg_ctl", "-D", f"{self.home}/data", "status"]
        try:
            self._run(*words)
        except AssertionError:
            return False
        return True


@contextmanager
def on_a_small_server(
    model: Installation, folder: Path, *, size: int
) -> Iterator[tuple[SmallDisk, OwnServer]]:
    """A copy of an installation on a server of its own, with so many bytes for all of it."""
    disk = Path(tempfile.mkdtemp(prefix="kgs.", dir="/tmp"))
    with mounted(disk, size=size):
        os.chown(disk, server_user(), -1)
        server = OwnServer(disk)
        server.begin()
        try:
            database = OwnDatabase("kaigong", disk)
            _copy(model.database.url, database)
            shutil.copytree(model.folder, folder)
            yield SmallDisk(disk, replace(model, folder=folder, database=database)), server
        finally:
            if server.is_alive():
                server.stop()
    disk.rmdir()


def _copy(source: str, into: OwnDatabase) -> None:
    with psycopg.connect(replace(into, name="postgres").url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{into.name}"')
    rows = subprocess.Popen([_PROGRAMS / "pg_dump", "--no-owner", source], stdout=subprocess.PIPE)
    subprocess.run(
        [_PROGRAMS / "psql", "-q", "-v", "ON_ERROR_STOP=1", into.url],
        stdin=rows.stdout, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    assert rows.wait() == 0
