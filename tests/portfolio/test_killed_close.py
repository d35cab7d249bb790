"""A process killed while it closes a month leaves the month open or closed, never in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REPORTS = 400
DELAYS_S = (0.0, 0.05, 0.15, 0.4)  # the close itself takes about 0.3 s


def started(act: str, folder: Path) -> subprocess.Popen[str]:
    environment = os.environ | {
        "KAIGONG_DATA": str(folder),
        "KAIGONG_DATABASE_URL": f"sqlite:///{folder / 'zone.sqlite3'}",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "tests.portfolio.closing_process", act]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def said(act: str, folder: Path) -> str:
    process = started(act, folder)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    said("build", folder)
    return folder


@pytest.mark.parametrize("delay_s", DELAYS_S)
def test_a_killed_close_is_whole_or_nothing(built: Path, tmp_path: Path, delay_s: float) -> None:
    folder = tmp_path / "zone"
    shutil.copytree(built, folder)
    process = started("close", folder)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay_s)
    process.send_signal(signal.SIGKILL)
    process.wait()
    closes, first, state, history, is_clean = map(int, said("check", folder).split())
    assert is_clean
    assert closes in (0, 1)
    assert {first, state, history} == {REPORTS if closes else 0}


def test_left_alone_it_closes(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "zone"
    shutil.copytree(built, folder)
    assert said("close", folder) == "ready\nclosed\n"
    assert said("check", folder).split() == ["1", "400", "400", "400", "1"]
