"""Two officers write the same cell at the same moment, over HTTP, to a server of two processes."""

from __future__ import annotations

import http.client
import json
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.faults.acts import sign_in
from tests.faults.installation import Installation, finished, wait_until

ROUNDS = 12
CSRF = "k" * 32


@pytest.fixture
def port(full_zone: Installation) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    server = full_zone.server(number, "--no-tasks")
    try:
        wait_until(lambda: _answers(number), server)
        yield number
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def written(port: int, session: str, edit: dict[str, Any]) -> dict[str, Any]:
    """Send one cell as the grid does; what the feed answers."""
    act = {"month": "2021-03", "is_trial": False, "source": "edit", "edits": [edit]}
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", "/jingyue/ledger/edits.json", json.dumps(act), headers)
    answer = line.getresponse()
    text = answer.read().decode()
    assert answer.status == 200, text
    told: dict[str, Any] = json.loads(text)
    return told


def test_of_two_at_once_one_wins_and_the_other_sees_both_values(
    full_zone: Installation, port: int
) -> None:
    *sessions, project = (finished(full_zone.act(sign_in)).stdout or "").split()
    start = Barrier(2)
    seen = ""

    def write(officer: int, text: str) -> dict[str, Any]:
        start.wait()
        edit = {"id": int(project), "column": "place", "text": text, "seen": seen}
        return written(port, sessions[officer], edit)

    with ThreadPoolExecutor(2) as officers:
        for number in range(ROUNDS):
            texts = (f"{number}号路东", f"{number}号路西")
            answers = list(officers.map(write, (0, 1), texts))
            assert sorted(answer["saved"] for answer in answers) == [0, 1]
            winner = 0 if answers[0]["saved"] else 1
            (clash,) = answers[1 - winner]["clashes"]
            assert (clash["theirs"], clash["yours"]) == (texts[winner], texts[1 - winner])
            assert clash["by"] == ("lijing", "zhaomin")[winner]
            seen = texts[winner]
            kept = full_zone.one("SELECT place FROM portfolio_project WHERE id = ?", project)
            assert kept == seen
    changes = full_zone.one("SELECT COUNT(*) FROM portfolio_changeset WHERE source = 'edit'")
    assert changes == ROUNDS
    full_zone.assert_sound()
