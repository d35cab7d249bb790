"""A dry run in a real worker: cancelled by its page or by Ctrl C, or killed, and begun again."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.acts import cancel_once_begun, let_time_pass, visit
from tests.faults.forked import Forked
from tests.faults.installation import Installation, a_ledger, finished, wait_until

MANY_ROWS = 12_000  # long enough for somebody to press a button
_AT_WORK = (
    "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult "
    "WHERE status IN ('READY', 'RUNNING') AND task_path = 'kaigong.portfolio.tasks.try_import'"
)
_BEGUN = "SELECT COUNT(*) FROM portfolio_importrun WHERE step NOT IN ('', 'opening')"


@pytest.fixture(scope="module")
def long_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_ledger(tmp_path_factory.mktemp("long") / "ledger-2021-03.csv", MANY_ROWS)


@pytest.fixture
def house(empty_zone: Installation, tmp_path: Path) -> Installation:
    return empty_zone.copied(tmp_path / "zone")


def visited(house: Installation, *words: str) -> tuple[int, str]:
    """The status and the page that the officer gets."""
    return visited_all(house, words)[0]


def visited_all(house: Installation, *visits: Sequence[str]) -> list[tuple[int, str]]:
    """Several visits by one process: its start takes longer than they do."""
    end = finished(house.act(visit, json.dumps(visits)))
    assert end.returncode == 0, end.stderr
    return [(status, page) for status, page in json.loads(end.stdout)]


def newest(house: Installation, column: str) -> Any:
    """What is on record of the newest file."""
    return house.one(
        f"SELECT {column} FROM portfolio_importrun ORDER BY id DESC LIMIT 1"  # noqa: S608
    )


@contextmanager
def a_worker(house: Installation) -> Iterator[Forked]:
    worker = house.begun("worker", "--interval", "0.05")
    try:
        yield worker
    finally:
        if worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=60)


def test_a_dry_run_is_cancelled_on_its_page_and_begun_again(
    house: Installation, long_ledger: Path
) -> None:
    before = house.counts()
    status, _ = visited(house, "POST", "/jingyue/import/", "zh-hans", str(long_ledger))
    assert status == 302
    path = f"/jingyue/import/{newest(house, 'id')}/"
    assert "排队等候试算" in visited(house, "GET", path)[1]
    canceller = house.act(cancel_once_begun)
    assert canceller.line() == "ready\n"
    with a_worker(house) as worker:
        assert finished(canceller).stdout.startswith("302")
        # The worker is free for others again, and what it had found is not kept.
        wait_until(lambda: house.one(_AT_WORK) == 0, worker)
        assert newest(house, "state") == "cancelled"
        for column, nothing in (("report", "{}"), ("rows", "[]"), ("token", "")):
            assert newest(house, f"CAST({column} AS TEXT)") == nothing
        chinese, english, again = visited_all(
            house, ("GET", path, "zh-hans"), ("GET", path, "en"), ("POST", f"{path}again/")
        )
        assert "试算已取消" in chinese[1]
        assert "The dry run was cancelled" in english[1]
        assert again[0] == 302
        wait_until(lambda: newest(house, "state") == "tried", worker)
    assert house.counts() == before
    house.assert_sound()


def test_a_dry_run_whose_worker_was_killed_is_shown_as_interrupted_and_begun_again(
    house: Installation, long_ledger: Path
) -> None:
    before = house.counts()
    visited(house, "POST", "/jingyue/import/", "zh-hans", str(long_ledger))
    path = f"/jingyue/import/{newest(house, 'id')}/"
    with a_worker(house) as worker:
        wait_until(lambda: newest(house, "step") not in ("", "opening"), worker)
        house.kill(worker)
    assert newest(house, "state") == "reading"
    assert finished(house.act(let_time_pass)).returncode == 0
    chinese, english, listed = visited_all(
        house, ("GET", path, "zh-hans"), ("GET", path, "en"), ("GET", "/jingyue/import/")
    )
    assert "试算中断了" in chinese[1]
    assert "The dry run was interrupted" in english[1]
    assert "试算中断" in listed[1]
    assert house.counts() == before
    with a_worker(house) as worker:
        assert visited(house, "POST", f"{path}again/")[0] == 302
        wait_until(lambda: newest(house, "state") == "tried", worker)
    house.assert_sound()


def test_ctrl_c_ends_an_import_and_leaves_its_record_alone(
    house: Installation, tmp_path: Path
) -> None:
    # Nobody goes on with this one, so it may be so long that a quick machine is still at it.
    ledger = a_ledger(tmp_path / "ledger-2021-03.csv", 5 * MANY_ROWS)
    before = house.counts()
    process = house.begun("import", ledger, "--zone", "jingyue", "--apply")
    wait_until(lambda: house.one(_BEGUN) == 1, process)
    process.send_signal(signal.SIGINT)
    end = finished(process)
    assert end.returncode == 130, end.stderr
    assert "Dry run cancelled; the ledger is unchanged." in end.stderr
    assert "Traceback" not in end.stderr
    assert newest(house, "state") == "cancelled"
    assert house.counts() == before
    house.assert_sound()
