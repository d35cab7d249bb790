"""What an edit keeps of a row: what it said before and after; and whom it is about."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
RowKey = tuple[str, str]  # table and key, as in `PlanEdit.changes`
LinkKey = tuple[str, str, str]  # name before, key after, kind


def differences(before: dict[RowKey, Row], after: dict[RowKey, Row]) -> list[Row]:
    changes = []
    for table, key in sorted({*before, *after}):
        was, now = before.get((table, key)), after.get((table, key))
        if was != now:
            changes.append({"table": table, "key": key, "before": was, "after": now})
    return changes


def is_of_place_alone(change: Row) -> bool:
    """Whether a row only made room for others in the outline."""
    before, after = change["before"], change["after"]
    if change["table"] != "activity" or before is None or after is None:
        return False
    return {**before, "place": 0} == {**after, "place": 0}


def touched_by(change: Row) -> set[str]:
    """The keys of the activities that a change of a row is about; none of the plan's own rows."""
    key = str(change["key"])
    if change["table"] in ("plan", "resource"):
        return set()
    return {key.split(">")[1]} if change["table"] == "link" else {key}


def touched(changes: list[Row]) -> set[str]:
    """Keys of activities and names of resources of an edit; making room disturbs nobody."""
    about = (touched_by(change) for change in changes if not is_of_place_alone(change))
    named = {
        str((change["after"] or change["before"])["name"])
        for change in changes
        if change["table"] == "resource"
    }
    return named.union(*about)
