"""Two workers say what the rules say, one of them is killed: everything is said, and each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.coordination.sinks import web_sink
from tests.faults.escalating import ISSUES, build, decide, send
from tests.faults.installation import Installation, finished, wait_until


def done(house: Installation, act: Callable[..., None], *words: str) -> str:
    end = finished(house.act(act, *words))
    assert end.returncode == 0, end.stderr
    return end.stdout


@pytest.fixture
def house(empty_zone: Installation, tmp_path: Path) -> Installation:
    return empty_zone.copied(tmp_path / "zone")


def test_two_workers_one_killed_while_deciding_and_one_while_sending(house: Installation) -> None:
    with web_sink() as sink:
        done(house, build, str(sink.port))
        signal = house.folder / "go"
        workers = [house.act(decide, signal) for _ in range(2)]
        for worker in workers:
            assert worker.line() == "ready\n"
        signal.touch()
        for _ in range(3):  # in the middle of it
            assert workers[0].line() == "wrote\n"
        workers[0].kill()
        workers[0].communicate()
        assert finished(workers[1]).returncode == 0
        assert "done" in done(house, decide, str(signal))  # whoever comes next
        # To the officer and the command office, and once out of the house.
        count = "SELECT COUNT(*) FROM coordination_escalationcall"
        assert house.one(count) == ISSUES
        by_people = "JOIN coordination_listener USING (audience_id)"
        assert house.one(f"{count} {by_people} WHERE person_id IS NOT NULL") == 2 * ISSUES
        assert house.one("SELECT COUNT(*) FROM coordination_audience") == 1
        assert house.one("SELECT COUNT(DISTINCT call_id) FROM coordination_delivery") == ISSUES

        senders = [house.act(send), house.act(send)]
        wait_until(lambda: len(sink.taken) > ISSUES // 4, senders[0])
        senders[0].kill()
        senders[0].communicate()
        finished(senders[1])
        done(house, send, "0")
        sent = "SELECT COUNT(*) FROM coordination_delivery WHERE state = 'sent'"
        assert house.one(sent) == ISSUES
    keys = Counter(sink.keys)
    assert len(keys) == ISSUES
    # The one in the killed hand may have gone before it could be noted: the same number twice.
    assert sum(keys.values()) <= ISSUES + 1
