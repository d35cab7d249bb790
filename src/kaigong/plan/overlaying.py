"""Whether an edit can be taken back: what later edits have laid over its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaigong.plan.models import PlanEdit
from kaigong.plan.row_changes import Row, RowKey, is_of_place_alone


def own_changes(edit: PlanEdit) -> list[Row]:
    """What an edit changed, but for rows that only made room for others."""
    return [change for change in edit.changes if not is_of_place_alone(change)]


def overlaid(edit: PlanEdit, rows: Mapping[RowKey, Row]) -> Iterator[Row]:
    """The changes of an edit whose rows are no longer as it left them."""
    for change in own_changes(edit):
        if not _still_says(rows.get((change["table"], change["key"])), change["after"]):
            yield change


def _still_says(now: dict[str, Any] | None, then: dict[str, Any] | None) -> bool:
    """Whether a row is as an edit left it, wherever it stands in the outline by now.

    What rows did not know then does not count.
    """
    if now is None or then is None:
        return now is then
    return all(now[name] == value for name, value in then.items() if name != "place")
