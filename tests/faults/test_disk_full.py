"""A disk that fills up while a ledger comes in: said in a sentence, and nothing is changed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import FEW_ROWS
from tests.faults.installation import Installation

ROOM = 600_000  # bytes beyond what the empty zone takes: enough for the dry run's own notes


@pytest.fixture
def small_disk(empty_zone: Installation, tmp_path: Path) -> Iterator[Installation]:
    """The empty zone on a disk of its own that is nearly full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    used = sum(file.stat().st_size for file in empty_zone.folder.rglob("*") if file.is_file())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={used + ROOM}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting a small disk is for root only")
    try:
        yield empty_zone.copied(disk / "zone")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_import_on_a_full_disk_says_so_and_changes_nothing(
    small_disk: Installation, short_ledger: Path, tmp_path: Path
) -> None:
    before = small_disk.counts()
    end = small_disk.run("import", short_ledger, "--zone", "jingyue", "--apply")
    assert end.returncode == 1, end.stdout
    assert "no room left" in end.stderr
    assert "Traceback" not in end.stderr
    assert small_disk.counts() == before
    roomy = small_disk.copied(tmp_path / "roomy")
    roomy.assert_sound()
    end = roomy.run("import", short_ledger, "--zone", "jingyue", "--apply")
    assert end.returncode == 0, end.stderr
    assert roomy.counts()[0] == FEW_ROWS
