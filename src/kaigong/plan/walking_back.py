"""A plan's rows before edits, and after them: edits hold each row before and after.

A row says what fields there were when it was written. What it does not tell is taken from the row
beside it in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kaigong.plan.row_changes import Row, RowKey


def rows_before(
    rows: Mapping[RowKey, Row], edits: Iterable[Iterable[Mapping[str, Any]]]
) -> dict[RowKey, Row]:
    """The rows of a plan as they stood before some edits.

    Args:
        rows: As they stand after them.
        edits: The changes of each, the last edit first and none left out.
    """
    return _walked(rows, edits, "before")


def rows_after(
    rows: Mapping[RowKey, Row], edits: Iterable[Iterable[Mapping[str, Any]]]
) -> dict[RowKey, Row]:
    """The rows of a plan after some edits.

    Args:
        rows: As they stand before them.
        edits: The changes of each, the first edit first and none left out.
    """
    return _walked(rows, edits, "after")


def _walked(
    rows: Mapping[RowKey, Row], edits: Iterable[Iterable[Mapping[str, Any]]], side: str
) -> dict[RowKey, Row]:
    found = dict(rows)
    for changes in edits:
        for change in changes:
            key = change["table"], change["key"]
            told = change[side]
            if told is None:
                found.pop(key, None)
            else:
                found[key] = {**found.get(key, {}), **told}
    return found
