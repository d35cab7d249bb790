"""Readings of a whole zone that are kept while nothing they read has changed.

Fifty people who open the command page ask the same sums fifty times. What a reading says depends on
its statement, its parameters and the rows of a few tables, and each change of such a row writes a
line of history: so the newest lines of these tables name the state of them all. A reading is kept
under that name, and one small question settles whether it still holds. Nobody has to be told of a
change, not even another process.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection

from kaigong.portfolio.models import (
    AnnualPlan,
    MonthlyReport,
    MonthlyTarget,
    Project,
    ProjectLamp,
)
from kaigong.portfolio.on_record import history_table

Rows = list[tuple[Any, ...]]

_READ = (Project, AnnualPlan, MonthlyReport, MonthlyTarget, ProjectLamp)
_READINGS = 64  # kept at once in a process
_LARGEST = 5_000  # rows of one
# A bound on what a reading could be wrong by, were a row ever changed past its history.
_SECONDS = 60.0


@dataclass
class _Reading:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rows: Rows | None = None
    until: float = 0.0

    def holds(self) -> bool:
        return self.rows is not None and time.monotonic() < self.until


_kept: OrderedDict[tuple[object, ...], _Reading] = OrderedDict()
_lock = threading.Lock()


def reading(statement: str, parameters: dict[str, Any], read: Callable[[], Rows]) -> Rows:
    """What a statement reads: kept where that is sure, else read.

    It is read where it names a table besides those whose history tells the state, and within a
    transaction, which may have changed rows that no other may know of.
    """
    if connection.in_atomic_block or _tables_of(statement) - _known():
        return read()
    state, is_settled = _state()
    key = (connection.settings_dict["NAME"], state, statement, repr(sorted(parameters.items())))
    with _lock:
        kept = _kept.get(key)
        if kept is None and is_settled:
            kept = _kept[key] = _Reading()
        if kept is not None:
            _kept.move_to_end(key)
        while len(_kept) > _READINGS:
            _kept.popitem(last=False)
    if kept is None:
        return read()
    with kept.lock:  # those who ask the same meanwhile wait for the one who reads
        if kept.holds():
            return list(kept.rows or ())
        rows = read()
        if len(rows) <= _LARGEST:
            kept.rows, kept.until = rows, time.monotonic() + _SECONDS
        return list(rows)


def forget_all() -> None:
    """Keep nothing: for a process whose database was replaced under it."""
    with _lock:
        _kept.clear()


def _state() -> tuple[tuple[int | None, ...], bool]:
    """The newest line of history of each table, and whether all lines up to these are settled.

    On PostgreSQL two writers may commit in another order than they numbered their lines; what is
    read while one of them is still open is not kept.
    """
    newest = ", ".join(f"(SELECT MAX(history_id) FROM {table})" for table in _histories())
    settled = "1 = 1"
    if connection.vendor == "postgresql":
        # Who writes a line locks its table before the line has its number, and until it is settled.
        oids = ", ".join(f"'{table}'::regclass" for table in _histories())
        settled = (
            "NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'relation' "
            f"AND mode = 'RowExclusiveLock' AND relation IN ({oids}) AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}, {settled}")
        *state, is_settled = cursor.fetchone()
    return tuple(state), bool(is_settled)


@lru_cache(maxsize=256)
def _tables_of(statement: str) -> frozenset[str]:
    words = set(re.findall(r"[a-z_]+", statement))
    return frozenset(words & {model._meta.db_table for model in apps.get_models()})


@cache
def _known() -> frozenset[str]:
    return frozenset((*(model._meta.db_table for model in _READ), *_histories()))


@cache
def _histories() -> tuple[str, ...]:
    return tuple(history_table(model) for model in _READ)
