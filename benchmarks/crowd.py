"""Fifty people read and five write, over HTTP, against `kaigong serve` on SQLite.

The writers share one cell: each reads it, adds one, and says what it had seen, so two who meet are
told so and try again. At the end the cell must be as large as the number of answers that said
*saved*: one lost write, and it is smaller. Readers think between pages. The people share the
machine with the server, so their own work is in the times.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.places import MONTH, SLUG

PAGES = (
    f"/{SLUG}/ledger/",
    f"/{SLUG}/ledger/rows.json?offset=400&limit=200",
    f"/{SLUG}/",
    f"/{SLUG}/projects/JY-000007/",
)
START = 1_000_000  # 元; the shared cell counts up in steps of one yuan


class Crowd:
    """People with one browser each; every answer's address, status and seconds is kept."""

    def __init__(self, port: int, cookies: list[str], *, until: float, think: float) -> None:
        self.port, self.cookies, self.until, self.think = port, cookies, until, think
        self.answers: list[tuple[str, int, float]] = []
        self.saved = self.clashes = self.broken = 0
        self._lock = threading.Lock()

    def ask(
        self, cookie: str, address: str, act: dict[str, Any] | None = None
    ) -> tuple[int, bytes]:
        token = "b" * 32
        headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token}
        body = None
        if act is not None:
            body, headers["Content-Type"] = json.dumps(act), "application/json"
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("POST" if act else "GET", address, body=body, headers=headers)
            answer = line.getresponse()
            content = answer.read()
        except OSError:
            with self._lock:
                self.broken += 1
            return 0, b""
        finally:
            line.close()
        name = address.partition("?")[0]
        with self._lock:
            self.answers.append((name, answer.status, time.perf_counter() - began))
        return answer.status, content

    def read(self, number: int) -> None:
        time.sleep(self.think * number / 50)
        turn = number
        while time.monotonic() < self.until:
            self.ask(self.cookies[number], PAGES[turn % len(PAGES)])
            turn += 1
            time.sleep(self.think)

    def write(self, number: int, project_id: int) -> None:
        seen = START
        while time.monotonic() < self.until:
            edit = {
                "id": project_id,
                "column": "earlier_amount",
                "text": f"{seen + 1}元",
                "seen": f"{seen}.00",
            }
            act = {"edits": [edit], "month": f"{MONTH:%Y-%m}", "is_trial": False}
            status, content = self.ask(self.cookies[number], f"/{SLUG}/ledger/edits.json", act)
            if status != 200:
                time.sleep(0.2)
                continue
            told = json.loads(content)
            if told["faults"]:
                raise SystemExit(f"crowd: {told['faults']}")
            if told["clashes"]:
                seen = int(float(told["clashes"][0]["theirs"]))
                with self._lock:
                    self.clashes += 1
            else:
                seen += 1
                with self._lock:
                    self.saved += told["saved"]
            time.sleep(0.1)


def measure(
    standing: Any, *, seconds: int, readers: int = 50, writers: int = 5, think: float = 2.0
) -> dict[str, Any]:
    from django.test import Client

    from kaigong.portfolio.models import ChangeSet, Project

    project = Project.objects.get(code="JY-000003")
    Project.objects.filter(pk=project.pk).update(earlier_amount=START)
    cookies = []
    for _ in range(readers + writers):
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(standing.user, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = _serve(port)
    try:
        crowd = Crowd(port, cookies, until=time.monotonic() + seconds, think=think)
        people = [threading.Thread(target=crowd.read, args=(n,)) for n in range(readers)]
        people += [
            threading.Thread(target=crowd.write, args=(readers + n, project.pk))
            for n in range(writers)
        ]
        for each in people:
            each.start()
        for each in people:
            each.join()
    finally:
        server.terminate()
        server.wait(timeout=40)
    project.refresh_from_db()
    counted = int(project.earlier_amount) - START
    if counted != crowd.saved or ChangeSet.objects.count() != crowd.saved:
        raise SystemExit(
            f"lost writes: {crowd.saved} answers said saved, the cell counted {counted}, "
            f"{ChangeSet.objects.count()} change sets"
        )
    statuses = Counter(status for _, status, _ in crowd.answers)
    if faults := sum(count for status, count in statuses.items() if status >= 500):
        raise SystemExit(
            f"crowd: {faults} of {len(crowd.answers)} answers failed: {_log()[-4000:]}"
        )
    return {
        "seconds": seconds,
        "readers": readers,
        "writers": writers,
        "think": think,
        "answers": len(crowd.answers),
        "statuses": dict(statuses),
        "5xx": 0,  # or it would have ended above
        "broken": crowd.broken,
        "saved": crowd.saved,
        "clashes": crowd.clashes,
        "counted": counted,
        "pages": {
            name: _spread([took for each, _, took in crowd.answers if each == name])
            for name in sorted({name for name, _, _ in crowd.answers})
        },
        "all": _spread([took for _, _, took in crowd.answers]),
    }


def _spread(times: list[float]) -> dict[str, float]:
    if len(times) < 2:
        return {"count": len(times)}
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {"count": len(times), "p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}


def _serve(port: int) -> subprocess.Popen[bytes]:
    words = ["from kaigong.config.command_line import main; main()", "serve", "--port", str(port)]
    log = _log_file().open("wb")
    server = subprocess.Popen([sys.executable, "-c", *words], stdout=log, stderr=log)
    for _ in range(120):
        time.sleep(0.5)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return server
        except OSError:
            if server.poll() is not None:
                break
    server.terminate()
    raise SystemExit(f"kaigong serve did not answer: {_log()[-800:]}")


def _log_file() -> Path:
    return Path(os.environ["KAIGONG_DATA"]) / "serve.log"


def _log() -> str:
    return _log_file().read_text(errors="replace")
