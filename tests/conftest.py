"""Fixtures for all tests. Their files go to a folder of the run: see folder_of_the_run.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests import migrated
from tests.faults.databases import Database, ServerDatabase, SQLiteFile

if TYPE_CHECKING:
    from kaigong.accounts.models import Zone

# How long an example takes is the machine's matter and says nothing of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# Who asks for one of these asks a database: of the process, or of an installation of its own.
OF_A_DATABASE = {"db", "transactional_db", "live_server", "migrated_database"}

HERE = Path(__file__).parent
TOGETHER = {"demo"}  # it builds the demo zone once
# By what they take, in seconds of a processor: what begins last must not last.
LONG = (
    "browser/test_done_means.py",
    "faults/test_disk_full.py",
    "faults/test_stopping.py",
    "browser/test_ledger_grid.py",
    "faults/test_ended_dry_run.py",
    "faults/test_killed.py",
    "config/test_backups_at_work.py",
    "rights/test_every_address.py",
    "config/test_command_line.py",
    "audit/test_chain_under_stress.py",
    "faults/test_same_cell.py",
    "faults/test_killed_close.py",
    "faults/test_lamps_beside_others.py",
    "demo",
    "engines/ledgers/test_reading.py",
    "cockpit/test_pages.py",
)


def pytest_configure() -> None:
    """A person costs a test 0.2 s of deliberate slowness otherwise; the settings' own hasher is
    looked at by tests/web/test_headers.py."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    _load_middleware_once()
    _make_managers_of_history_once()


def _make_managers_of_history_once() -> None:
    """django-simple-history makes a class with each `Model.history`, a twentieth of our time."""
    from simple_history.manager import HistoryManager

    HistoryManager.from_queryset = cache(HistoryManager.from_queryset)


def _load_middleware_once() -> None:
    """Let all test clients share one chain of middleware, until a setting changes.

    Each client makes one of its own otherwise, and with it WhiteNoise reads all its files: 50 ms.
    """
    from django.test.client import ClientHandler
    from django.test.signals import setting_changed

    kept: list[ClientHandler] = []
    load = ClientHandler.load_middleware

    def share(handler: ClientHandler, is_async: bool = False) -> None:
        if not kept:
            load(handler, is_async)
            kept.append(handler)
        handler._middleware_chain = kept[0]._middleware_chain

    def forget(**_what: object) -> None:
        kept.clear()

    ClientHandler.load_middleware = share  # type: ignore[method-assign]
    setting_changed.connect(forget, weak=False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks a database, and share the rest of the work out well.

    Only what asks a database can differ from one to the other. With `--dist loadgroup` a file goes
    to one process, and so do the files that share something dear; the long ones begin.
    """
    for item in items:
        asked = OF_A_DATABASE & set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("same_on_both"):
            asked = set()
        elif item.get_closest_marker("django_db"):
            asked.add("db")
        if asked:
            item.add_marker("database")
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: LONG.index(_group(item)) if _group(item) in LONG else len(LONG))


def _group(item: pytest.Item) -> str:
    file = item.path.relative_to(HERE).as_posix()
    folder = file.split("/")[0]
    return folder if folder in TOGETHER else file


def _place_of_the_run(config: pytest.Config, factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run share."""
    own = factory.getbasetemp()
    return own.parent if hasattr(config, "workerinput") else own


@pytest.fixture(scope="session")
def migrated_database(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Database:
    """A database as `kaigong migrate` makes it, to copy and to leave alone."""
    return migrated.migrated(_place_of_the_run(pytestconfig, tmp_path_factory))


@pytest.fixture(scope="session")
def migrated_file(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> SQLiteFile:
    """The same, and one of SQLite whichever database the tests run on."""
    return migrated.migrated_file(_place_of_the_run(pytestconfig, tmp_path_factory))


def pytest_unconfigure(config: pytest.Config) -> None:
    factory = getattr(config, "_tmp_path_factory", None)
    if factory and not hasattr(config, "workerinput"):
        migrated.drop(_place_of_the_run(config, factory))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, migrated_database: Database
) -> Iterator[None]:
    """The database of this process begins as a copy; Django then finds nothing to migrate."""
    from django.db import connection

    if isinstance(migrated_database, ServerDatabase):
        connection.settings_dict.setdefault("TEST", {})["TEMPLATE"] = migrated_database.name
        yield
        return
    assert isinstance(migrated_database, SQLiteFile)
    name = connection.creation._get_test_db_name()
    in_memory = sqlite3.connect(name, uri=True)  # it lives as long as somebody holds it
    with sqlite3.connect(migrated_database.file) as file:
        file.backup(in_memory)
    file.close()
    yield
    in_memory.close()


@pytest.fixture(scope="session")
def demo_zone(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Zone]:
    """Have the demo zone in the database of this process: built once in a run, then copied."""
    from kaigong.accounts.models import Zone
    from kaigong.demo.chapters.opening import SLUG

    def filled() -> Zone:
        migrated.fill_with_demo(_place_of_the_run(pytestconfig, tmp_path_factory))
        return Zone.objects.get(slug=SLUG)

    return filled


SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The field's real files; they must be there on CI, so their lack is a failure."""
    assert SHARED_DATA.is_dir(), f"{SHARED_DATA} is missing: tests read real ledgers from there"
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _the_houses_first_language() -> None:
    """A page read in English leaves its thread in English: Django ends no language by itself."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _nothing_of_another_test() -> None:
    """A process keeps calendars by their zone's number and sums by the state of their tables: in
    every test's database the first zone has the same number, and so has the first row."""
    from kaigong.portfolio.selectors import calendars
    from kaigong.portfolio.sheet import kept

    calendars._calendar.cache_clear()
    kept.forget_all()
