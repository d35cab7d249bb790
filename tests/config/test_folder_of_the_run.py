"""A run of tests writes into a folder of its own and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
RUN = """
from pathlib import Path

from django.conf import settings


def test_files_go_to_a_folder_of_the_run(tmp_path: Path) -> None:
    assert settings.DATA_DIR.name.startswith("kaigong-tests-")
    (settings.DATA_DIR / "kept.bin").write_bytes(b"1")
    (tmp_path / "scratch.bin").write_bytes(b"1")


def test_another_process_uses_the_same_one() -> None:
    assert settings.DATA_DIR.name.startswith("kaigong-tests-")
"""


@pytest.mark.parametrize("processes", [[], ["-n", "2"]])
def test_a_run_leaves_nothing_in_the_temporary_directory(
    tmp_path: Path, processes: list[str]
) -> None:
    place, tests = tmp_path / "tmp", tmp_path / "test_run.py"
    place.mkdir()
    tests.write_text(RUN)
    around = {
        name: value
        for name, value in os.environ.items()
        if name not in {"KAIGONG_DATA", "KAIGONG_DATABASE_URL"} and not name.startswith("PYTEST_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={HERE}",
         f"--config-file={HERE / 'pyproject.toml'}", *processes, str(tests)],
        cwd=HERE, env=around | {"TMPDIR": str(place)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    left = [path.relative_to(place) for path in place.rglob("*")]
    # pytest keeps the folder of its user, empty where all tests passed.
    assert [path for path in left if not path.name.startswith("pytest-of-")] == []
