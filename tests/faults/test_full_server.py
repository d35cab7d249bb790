"""PostgreSQL's own disk is full, down to its log of writes: said, nothing changed, gone on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.databases import IS_SERVER
from tests.faults.full_servers import on_a_small_server
from tests.faults.installation import Installation, wait_until
from tests.faults.test_ended_dry_run import a_worker, newest, visited

SIZE = 160_000_000
# With less the server refuses a write; with a little more its log of writes halts it. What an
# import needs differs with the pages that the one before has left: 2,500,000 sometimes do.
REFUSES, HALTS = 300_000, 1_800_000
FULL = "no room left"  # which a server that halts may say with its last breath

pytestmark = pytest.mark.skipif(not IS_SERVER, reason="SQLite has no server; see test_disk_full.py")


def test_an_import_into_a_full_server_says_so_and_a_worker_outlives_it(
    empty_zone: Installation, short_ledger: Path, tmp_path: Path
) -> None:
    with on_a_small_server(empty_zone, tmp_path / "zone", size=SIZE) as (disk, server):
        house = disk.house
        before = house.counts()
        with a_worker(house) as worker:
            for leaving, told in ((REFUSES, FULL), (HALTS, f"{FULL}|does not answer")):
                disk.fill(leaving=leaving)
                end = house.run("import", short_ledger, "--zone", "jingyue", "--apply")
                assert end.returncode == 1, end.stdout
                assert re.search(told, end.stderr)
                assert "Traceback" not in end.stderr
                disk.empty()
                server.start_unless_alive()
                house.database.wait_until_left()
                assert house.counts() == before
            sent = visited(house, "POST", "/jingyue/import/", "zh-hans", str(short_ledger))
            assert sent[0] == 302
            wait_until(lambda: newest(house, "state") == "tried", worker)
        house.assert_sound()
