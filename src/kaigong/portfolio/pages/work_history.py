"""The history of a project's work items: who set which quantity, unit and latest finish when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaigong.portfolio.selectors.dossier import Dossier
from kaigong.web.amounts import plain
from kaigong.wording import said


@dataclass(frozen=True)
class WorkItemChange:
    """One version of a work item gave way to the next; the first has no before.

    `at` is none where the item is older than the record of its changes.
    """

    at: datetime | None
    by: str
    name: str
    before: str
    after: str
    reason: str


def work_item_changes(dossier: Dossier) -> list[WorkItemChange]:
    """All changes of a project's work items, newest first."""
    last: dict[int, str] = {}
    found = []
    for row in dossier.work_item_history:
        before, after = last.get(row.id, ""), _in_words(row)
        last[row.id] = after
        if before == after:
            continue  # only its place in the table moved
        at = row.history_date if row.history_date.year > 1970 else None
        by, reason = str(row.history_user or ""), row.history_change_reason or ""
        found.append(WorkItemChange(at, by, row.name, before, after, reason))
    return found[::-1]


def _in_words(row: Any) -> str:
    if row.history_type == "-":
        return said("删除", "deleted")
    amount = f"{plain(row.quantity)} {row.unit}"
    if row.due_on is None:
        return amount
    return said(f"{amount}，最迟 {row.due_on}", f"{amount}, by {row.due_on}")
