"""What was changed of what plans share, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kaigong.accounts.models import Zone
from kaigong.plan.models import SharedResourceEdit
from kaigong.plan.sharing import resource_of, row_of
from kaigong.wording import said

MOST_EDITS = 10


@dataclass(frozen=True)
class SharedEditLine:
    edit: SharedResourceEdit
    words: str
    may_undo: bool


def shared_edit_lines(zone: Zone) -> list[SharedEditLine]:
    """The latest edits; those that were undone, and what undid them, cannot be undone again."""
    edits = SharedResourceEdit.objects.filter(zone=zone).select_related("by", "undoes", "undone_by")
    return [
        SharedEditLine(
            edit=edit,
            words=said("；", "; ").join(_words(edit)),
            may_undo=edit.undoes is None and not hasattr(edit, "undone_by"),
        )
        for edit in edits.order_by("-id")[:MOST_EDITS]
    ]


def _words(edit: SharedResourceEdit) -> Iterator[str]:
    if edit.undoes is not None:
        yield said("撤销了一次改动", "a change undone")
    told = [words for each in edit.changes if (words := _changed(edit.zone, each))]
    yield from told
    if not told and edit.undoes is None:
        yield said("调整次序", "put in another order")


def _changed(zone: Zone, change: Mapping[str, Any]) -> str:
    """One resource that was changed; nothing where only its place is another."""
    was, now = (
        resource_of(row_of(zone, change["key"], facts)) if facts else None
        for facts in (change["before"], change["after"])
    )
    if was is None and now is not None:
        return said(f"登记「{now}」：{now.stated}", f"“{now}” stated: {now.stated}")
    if was is not None and now is None:
        return said(f"删除「{was}」（{was.stated}）", f"“{was}” taken off ({was.stated})")
    if was is None or now is None:
        return ""
    if str(was) != str(now):
        return said(
            f"「{was}」（{was.stated}）改为「{now}」（{now.stated}）",
            f"“{was}” ({was.stated}) became “{now}” ({now.stated})",
        )
    if was.stated != now.stated:
        return said(
            f"「{now}」由 {was.stated} 改为 {now.stated}", f"“{now}”: {was.stated} → {now.stated}"
        )
    same = (was.name, was.name_en, was.unit) == (now.name, now.name_en, now.unit)
    return "" if same else said(f"「{now}」改了写法", f"“{now}” written otherwise")
