"""One empty installation and one with a full ledger, made once; each test works on a copy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.acts import ROWS, build
from tests.faults.databases import Database, drop_all
from tests.faults.installation import Installation, a_ledger, finished

FEW_ROWS = 500


@pytest.fixture(scope="session", autouse=True)
def _nothing_stays_on_the_server() -> Iterator[None]:
    yield
    drop_all()


@pytest.fixture(scope="session")
def short_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_ledger(tmp_path_factory.mktemp("short") / "ledger-2021-03.csv", FEW_ROWS)


@pytest.fixture(scope="session")
def empty_zone(
    migrated_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    folder = tmp_path_factory.mktemp("empty")
    house = Installation(folder, migrated_database.copied(folder))
    assert finished(house.act(build)).returncode == 0
    return house


@pytest.fixture(scope="session")
def full_zone(empty_zone: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("full")
    file = a_ledger(folder / "ledger-2021-03.csv", ROWS)
    house = empty_zone.copied(folder / "zone")
    end = house.run("import", file, "--zone", "jingyue", "--apply")
    assert end.returncode == 0, end.stderr
    return house
