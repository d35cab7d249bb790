"""What differs between two versions of a plan, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaigong.plan.models import EditVerb, PlanEdit
from kaigong.plan.row_changes import Row, RowKey, is_of_place_alone, touched_by

# What of a row dates follow from; of these, what happened and was not decided.
PROGRESS = frozenset({"started", "finished", "remaining"})
DECIDING = PROGRESS | {
    "kind", "duration", "calendar_id", "constraint", "constraint_at", "beyond", "levelled"
}  # fmt: skip
_UNSAID = {"place", "duration_source"}  # follow from other fields, or tell nobody anything


@dataclass(frozen=True)
class RowDifference:
    """An activity that differs; of one that is new or gone a side is none.

    Attributes:
        fields: The fields of its row that differ, in their order.
        links: The links into it that differ: name before, kind, lag then, lag now; none is absent.
    """

    key: str
    before: Row | None
    after: Row | None
    fields: Sequence[str]
    links: Sequence[tuple[str, str, int | None, int | None]]

    @property
    def is_deciding(self) -> bool:
        """Whether dates can follow from what differs."""
        return bool(self.links) or bool(DECIDING & set(self.fields))

    @property
    def is_progress(self) -> bool:
        """Whether only what happened differs, of what dates follow from."""
        deciding = DECIDING & set(self.fields)
        return not self.links and bool(deciding) and deciding <= PROGRESS


def row_differences(
    left: Mapping[RowKey, Row], right: Mapping[RowKey, Row]
) -> dict[str, RowDifference]:
    """The activities that differ, by key; a summary or a row that only made room does not."""
    links: dict[str, list[tuple[str, str, int | None, int | None]]] = {}
    for table, name in sorted({*left, *right}):
        if table == "link" and left.get((table, name)) != right.get((table, name)):
            before, after, kind = name.split(">")
            lags = [(side.get((table, name)) or {}).get("lag") for side in (left, right)]
            links.setdefault(after, []).append((before, kind, lags[0], lags[1]))
    found = {}
    for table, key in sorted({*left, *right}):
        if table != "activity":
            continue
        was, now = left.get((table, key)), right.get((table, key))
        fields: list[str] = []
        if was and now:
            fields = [
                name
                for name, value in now.items()
                if name not in _UNSAID and was.get(name, value) != value
            ]
        if was is None or now is None or fields or key in links:
            found[key] = RowDifference(key, was, now, fields, links.get(key, ()))
    return found


def edits_in_force(edits: Sequence[PlanEdit]) -> list[PlanEdit]:
    """Of the edits between two versions those that their difference comes from.

    An edit that was undone since, its undoing, and what does again the edit before that, are
    nobody's doing; an undoing of an edit from before stands.
    """
    undone: set[int] = set()
    for edit in reversed(edits):
        if edit.pk not in undone and edit.undoes_id is not None:
            undone.add(edit.undoes_id)
    here = {edit.pk for edit in edits}
    return [edit for edit in edits if edit.pk not in undone and edit.undoes_id not in here]


def decides_dates(change: Mapping[str, Any]) -> bool:
    """Whether dates can follow from a change of a row."""
    before, after = change["before"], change["after"]
    if change["table"] == "resource":
        return False
    if change["table"] != "activity" or before is None or after is None:
        return True
    return any(before.get(name, after.get(name)) != after.get(name) for name in DECIDING)


def edits_of(edits: Iterable[PlanEdit]) -> dict[str, list[PlanEdit]]:
    """By activity the edits that changed it or the links into it, in their order."""
    found: dict[str, list[PlanEdit]] = {}
    for edit in edits:
        keys = {
            key
            for change in edit.changes
            if not is_of_place_alone(change)
            for key in touched_by(change)
        }
        for key in keys:
            found.setdefault(key, []).append(edit)
    return found


ACTUAL, FILE, UNTOLD = "actual", "file", "untold"


def reason_of(edit: PlanEdit, edits: Mapping[int, PlanEdit]) -> str:
    """The reason code of an edit; without one what kind of edit it is.

    Args:
        edits: Those between the versions, by number in the database; an undoing follows them back.
    """
    if edit.reason:
        return str(edit.reason)
    first = edit
    while first.undoes_id is not None:
        origin = edits.get(first.undoes_id) or first.undoes
        if origin is None:
            break
        first = origin
    if first.verb == EditVerb.PROGRESS:
        return ACTUAL
    return FILE if first.verb == EditVerb.BRING else UNTOLD
