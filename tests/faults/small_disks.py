"""A disk of its own that is soon full, for the database of an installation."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.faults.installation import Installation

_BALLAST = "ballast"


@dataclass(frozen=True)
class SmallDisk:
    folder: Path
    house: Installation

    def fill(self, *, leaving: int) -> None:
        """Leave so many bytes free."""
        fill(self.folder, leaving=leaving)

    def empty(self) -> None:
        (self.folder / _BALLAST).unlink()


def fill(disk: Path, *, leaving: int) -> None:
    (disk / _BALLAST).unlink(missing_ok=True)
    free = os.statvfs(disk)
    size = free.f_bavail * free.f_frsize - leaving
    with (disk / _BALLAST).open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, size)


@contextmanager
def mounted(disk: Path, *, size: int, mode: str = "700") -> Iterator[Path]:
    """A file system of its own at a folder, as large as said."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode={mode}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting a small disk is for root only")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@contextmanager
def a_small_disk(model: Installation, folder: Path, *, room: int) -> Iterator[SmallDisk]:
    """A copy of an installation whose database has `room` bytes to grow.

    What people bring lies in `folder`, on the disk of everybody else.
    """
    # Not in pytest's own folder: the server's user may not enter it.
    disk = Path(tempfile.mkdtemp(prefix="kgd.", dir="/tmp"))
    size = model.database.size() + room
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        disk.rmdir()
        pytest.skip("mounting a small disk is for root only")
    try:
        shutil.copytree(model.folder, folder, ignore=shutil.ignore_patterns("*.sqlite3*"))
        with model.database.put_on(disk) as database:
            yield SmallDisk(disk, replace(model, folder=folder, database=database))
    finally:
        with suppress(FileNotFoundError):
            (disk / _BALLAST).unlink()
        subprocess.run(["umount", str(disk)], check=True)
        disk.rmdir()
