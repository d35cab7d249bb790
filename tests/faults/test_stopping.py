"""`kaigong serve` is asked to stop: at once when idle or still loading, its task finished first."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.acts import let_time_pass
from tests.faults.installation import Installation, a_ledger, finished, wait_until
from tests.faults.test_ended_dry_run import newest, visited, visited_all

AT_ONCE_S = 6  # some 1 s where nobody else is at work; its patience would be 20
TOO_LONG = 20_000  # rows: a quick machine tries them for some seconds
TASKS = "SELECT COUNT(*) FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
TRIALS = f"{TASKS} AND task_path = 'kaigong.portfolio.tasks.try_import'"  # and no round


_begun: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def _no_server_outlives_its_test() -> Iterator[None]:
    yield
    while _begun:
        server = _begun.pop()
        if server.poll() is None:
            server.kill()  # its children end with it
            server.communicate(timeout=60)


@pytest.fixture
def house(empty_zone: Installation, tmp_path: Path) -> Installation:
    return empty_zone.copied(tmp_path / "zone")


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def serving(house: Installation, port: int, *words: str) -> subprocess.Popen[str]:
    server = house.server(port, *words)
    _begun.append(server)
    wait_until(lambda: answers(port), server)
    return server


def below(pid: int) -> list[int]:
    """All processes that a process began, and those that these began."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *below(child))]


def seconds_to_stop(server: subprocess.Popen[str], port: int) -> float:
    begun = time.monotonic()
    server.send_signal(signal.SIGTERM)
    _, errors = server.communicate(timeout=60)  # its children have let go of the pipe, too
    assert server.returncode == 0, errors
    assert "Traceback" not in errors
    assert not answers(port)
    return time.monotonic() - begun


@pytest.mark.same_on_both
@pytest.mark.parametrize("words", [(), ("--no-tasks",)])
def test_an_idle_server_stops_at_once(
    house: Installation, port: int, words: tuple[str, ...]
) -> None:
    server = serving(house, port, *words)
    lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(6)]
    for line in lines:  # people keep their lines open
        line.request("GET", "/accounts/login/")
        assert line.getresponse().read()
    assert seconds_to_stop(server, port) < AT_ONCE_S


@pytest.mark.same_on_both
@pytest.mark.parametrize("delay_s", [0.0, 0.1, 0.3, 0.6, 1.0])
def test_a_server_that_is_still_loading_stops_at_once(
    house: Installation, port: int, delay_s: float
) -> None:
    server = serving(house, port, "--no-tasks")
    time.sleep(delay_s)
    assert seconds_to_stop(server, port) < AT_ONCE_S


@pytest.mark.same_on_both
def test_a_killed_server_leaves_nobody_at_the_port(house: Installation, port: int) -> None:
    server = serving(house, port)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/accounts/login/")
    assert line.getresponse().status == 200
    line.close()
    server.kill()
    server.communicate(timeout=30)
    assert not answers(port)


@pytest.mark.same_on_both
def test_whoever_died_of_a_server_is_replaced(
    house: Installation, port: int, tmp_path: Path
) -> None:
    ledger = a_ledger(tmp_path / "ledger-2021-03.csv", 50)
    server = serving(house, port)
    first = set(below(server.pid))
    assert len(first) == 4  # the web server, its two processes, the tasks
    for pid in first - {pid for pid in first if below(pid)}:  # the web server stays
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(set(below(server.pid)) - first) == 3, server)
    assert visited(house, "POST", "/jingyue/import/", "zh-hans", str(ledger))[0] == 302
    wait_until(lambda: newest(house, "state") == "tried", server)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/accounts/login/")
    assert line.getresponse().status == 200
    line.close()
    server.send_signal(signal.SIGTERM)
    _, errors = server.communicate(timeout=60)
    assert server.returncode == 0, errors
    assert "worker ended and is started again" in errors


def test_a_running_task_is_finished_before_the_server_ends(
    house: Installation, port: int, tmp_path: Path
) -> None:
    ledger = a_ledger(tmp_path / "ledger-2021-03.csv", 5_000)
    server = serving(house, port)
    before = house.counts()
    assert visited(house, "POST", "/jingyue/import/", "zh-hans", str(ledger))[0] == 302
    wait_until(lambda: house.one(TRIALS) == 1 or newest(house, "state") == "tried", server)
    seconds_to_stop(server, port)
    assert newest(house, "state") == "tried"
    assert house.one(TASKS) == 0
    assert house.counts() == before
    house.assert_sound()


def test_a_task_longer_than_the_servers_patience_is_ended_said_and_begun_again(
    house: Installation, port: int, tmp_path: Path
) -> None:
    ledger = a_ledger(tmp_path / "ledger-2021-03.csv", TOO_LONG)
    before = house.counts()
    server = serving(house, port, "--patience", "0.2")
    assert visited(house, "POST", "/jingyue/import/", "zh-hans", str(ledger))[0] == 302
    path = f"/jingyue/import/{newest(house, 'id')}/"
    wait_until(lambda: newest(house, "step") not in ("", "opening"), server)
    server.send_signal(signal.SIGTERM)
    told, errors = server.communicate(timeout=60)
    assert server.returncode == 0, errors
    assert "a task took longer than it was given and was ended" in told + errors
    house.database.wait_until_left()
    assert newest(house, "state") == "reading"  # it was in the middle of it
    assert house.counts() == before
    house.assert_sound()
    assert finished(house.act(let_time_pass)).returncode == 0
    chinese, english = visited_all(house, ("GET", path, "zh-hans"), ("GET", path, "en"))
    assert "试算中断了" in chinese[1]
    assert "The dry run was interrupted" in english[1]
    server = serving(house, port)
    assert visited(house, "POST", f"{path}again/")[0] == 302
    wait_until(lambda: newest(house, "state") == "tried", server)
    seconds_to_stop(server, port)
    assert house.counts() == before
    house.assert_sound()


CHILDREN_TOLD_AT_ONCE = """
import os, signal, time
import django
from kaigong.config import children

signal.signal(signal.SIGTERM, lambda *_: None)  # as a server's own, which a fork inherits
django.setup()

def wait():
    time.sleep(60)

for _ in range(10):
    child = children.begun(wait)
    os.kill(child.pid, signal.SIGTERM)
    child.join(30)
    print(child.exitcode)
    child.kill()
os.kill(os.getpid(), signal.SIGTERM)  # and the parent goes on hearing its own
print("parent")
"""


@pytest.mark.same_on_both
def test_a_child_that_is_told_to_end_in_its_first_moment_ends() -> None:
    told = subprocess.run(
        [sys.executable, "-c", CHILDREN_TOLD_AT_ONCE], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [str(-signal.SIGTERM)] * 10 + ["parent"]
