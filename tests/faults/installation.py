"""An installation of its own on a real database, driven by processes that may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import forked
from tests.faults.databases import Database, a_database
from tests.faults.forked import Forked

Process = Forked | subprocess.Popen[str]

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 180  # a machine that does much else at once
_COUNTS = (
    "SELECT COUNT(*) FROM portfolio_project",
    "SELECT COUNT(*) FROM portfolio_annualplan",
    "SELECT COUNT(*) FROM portfolio_historicalproject",
    "SELECT COUNT(*) FROM portfolio_historicalannualplan",
    "SELECT COUNT(*) FROM portfolio_changedrow",
    "SELECT COUNT(*) FROM portfolio_changeset",
    "SELECT COUNT(*) FROM audit_entry WHERE act = 'portfolio.file.applied'",
)


@dataclass(frozen=True)
class Installation:
    folder: Path
    database: Database

    @classmethod
    def empty(cls, folder: Path) -> Installation:
        return cls(folder, a_database(folder))

    def environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("KAIGONG_")}
        own = {
            "KAIGONG_DATA": str(self.folder),
            "KAIGONG_DATABASE_URL": self.database.url,
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT / "src"),
        }
        return kept | own

    def begun(self, *words: str | Path) -> Forked:
        """`kaigong …` as a process."""
        return self.act(forked.kaigong, *words)

    def act(self, do: Callable[..., object], *words: str | Path) -> Forked:
        """Something like the functions of `acts.py` as a process."""
        return Forked(do, [str(word) for word in words], self.environment())

    def server(self, port: int, *words: str) -> subprocess.Popen[str]:
        """`kaigong serve …`, started anew: it starts others itself."""
        program = [sys.executable, "-m", "kaigong.config.command_line", "serve"]
        return subprocess.Popen(
            [*program, "--port", str(port), *words],
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return finished(self.begun(*words))

    def one(self, question: str, *given: str) -> Any:
        """The first value that the database answers, without any code of ours in between."""
        return self.database.one(question, given)

    def counts(self) -> tuple[int, ...]:
        """Projects, their plans, history lines of both, change sets, and lines on applied files."""
        return tuple(self.one(question) for question in _COUNTS)

    def assert_sound(self) -> None:
        verdict = self.run("audit", "verify")
        assert verdict.returncode == 0, verdict.stderr
        assert self.database.is_whole()

    def kill(self, process: Forked) -> None:
        """kill -9, and wait until nothing of it is at work any more."""
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=WAIT_S)
        self.database.wait_until_left()

    def copied(self, folder: Path) -> Installation:
        shutil.copytree(self.folder, folder)
        return Installation(folder, self.database.copied(folder))


def finished(process: Process) -> subprocess.CompletedProcess[str]:
    output, errors = process.communicate(timeout=WAIT_S)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def wait_until(is_so: Callable[[], bool], process: Process) -> None:
    end = time.monotonic() + WAIT_S
    while not is_so():
        assert process.poll() is None, f"ended too early: {process.communicate()}"
        assert time.monotonic() < end
        time.sleep(0.02)


def a_ledger(file: Path, rows: int) -> Path:
    """A ledger of `rows` good rows as CSV."""
    head = "项目名称,项目编码,建设性质,总投资（万元）,年度计划投资（万元）,形象进度\n"
    lines = (f"厂房{n}号,JY-{n:05d},新建,{9000 + n},{1000 + n},桩基\n" for n in range(rows))
    file.write_text(head + "".join(lines), encoding="utf-8")
    return file
