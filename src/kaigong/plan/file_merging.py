"""A file that comes again: what changed in it since its last issue joins what changed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaigong.plan.row_changes import Row


def merged_rows(
    base: Mapping[str, Row] | None, theirs: Mapping[str, Row], ours: Mapping[str, Row]
) -> dict[str, Row]:
    """The rows of a plan after an update, in the order of the outline.

    What the file changed since its last issue is taken, column by column; where both changed the
    same, the file holds. What was added here stays, what was removed here stays away, and what the
    file no longer has goes.

    Args:
        base: The rows of its last issue; without one every column of the file is taken.
        theirs, ours: The rows of the file now, and of the plan.
    """
    made: dict[str, Row] = {}
    for key, row in theirs.items():
        before, mine = (base or {}).get(key), ours.get(key)
        if mine is None:
            if before != row:  # new in the file, or changed there after it was removed here
                made[key] = dict(row)
            continue
        known = before or {}
        made[key] = {
            name: value if name not in known or known[name] != value else mine[name]
            for name, value in row.items()
        }
    _put_between(made, {key: row for key, row in ours.items() if key not in theirs}, base, ours)
    for row in made.values():
        if row["parent"] not in made:
            row["parent"] = None
    return _numbered(made)


def merged_links(
    base: Mapping[Any, int] | None, theirs: Mapping[Any, int], ours: Mapping[Any, int]
) -> dict[Any, int]:
    """The links after an update, by the same rule."""
    known = base or {}
    made = {ends: lag for ends, lag in theirs.items() if ends in ours or known.get(ends) != lag}
    for ends, lag in ours.items():
        if ends in theirs:
            if known.get(ends) == theirs[ends]:
                made[ends] = lag
        elif ends not in known:
            made[ends] = lag
    return made


def _put_between(
    made: dict[str, Row],
    own: Mapping[str, Row],
    base: Mapping[str, Row] | None,
    ours: Mapping[str, Row],
) -> None:
    """Rows that the file never had, each behind the row that it stood behind."""
    order = list(made)
    last = -1
    places = {key: place for place, key in enumerate(order)}
    after: dict[int, list[str]] = {}
    for key in sorted(ours, key=lambda each: ours[each]["place"]):
        if key in places:
            last = places[key]
        elif key in own and key not in (base or {}):
            after.setdefault(last, []).append(key)
    rows = dict(made)
    made.clear()
    for place in range(-1, len(order)):
        if place >= 0:
            made[order[place]] = rows[order[place]]
        made.update({key: dict(own[key]) for key in after.get(place, ())})


def _numbered(rows: dict[str, Row]) -> dict[str, Row]:
    """Places anew, a row never above its summary."""
    below: dict[str | None, list[str]] = {}
    for key, row in rows.items():
        below.setdefault(row["parent"], []).append(key)
    ordered: dict[str, Row] = {}
    waiting = [*reversed(below.get(None, []))]
    while waiting:
        key = waiting.pop()
        ordered[key] = rows[key] | {"place": len(ordered)}
        waiting += reversed(below.get(key, []))
    return ordered
