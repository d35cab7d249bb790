"""What was changed of the fronts of a zone, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.plan.models import FrontEdit, FrontProject
from kaigong.plan.selectors.fronts import front_edits_for
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

MOST_NAMED = 3


@dataclass(frozen=True)
class EditLine:
    edit: FrontEdit
    words: str
    may_undo: bool


def edit_lines(standing: Standing) -> list[EditLine]:
    """The latest edits; those that were undone, and what undid them, cannot be undone again."""
    edits = front_edits_for(standing.zone)
    named = {
        facts["leader_id"] for edit in edits for facts in (edit.before, edit.after) if facts
    } - {None}
    leaders = User.objects.in_bulk(named)
    seen = set(projects_for(standing).values_list("pk", flat=True))
    return [
        EditLine(
            edit=edit,
            words=said("；", "; ").join(_words(edit, leaders, seen)),
            may_undo=edit.undoes is None and not hasattr(edit, "undone_by"),
        )
        for edit in edits
    ]


def _words(edit: FrontEdit, leaders: dict[int, User], seen: set[int]) -> Iterator[str]:
    front, before, after = edit.front, edit.before, edit.after
    if edit.undoes is not None:
        yield said(f"「{front}」：撤销了一次改动", f"“{front}”: a change undone")
    elif before is None:
        yield said(f"新设「{front}」", f"“{front}” set")
    elif after["is_dissolved"] and not before["is_dissolved"]:
        yield said(f"撤销战线「{front}」", f"“{front}” dissolved")
    else:
        yield said(f"改「{front}」", f"“{front}” changed")
    if before is not None and (before["name"], before["name_en"]) != (
        after["name"], after["name_en"],
    ):  # fmt: skip
        yield said(f"原名「{_name(before)}」", f"it was called “{_name(before)}”")
    if before is not None and before["leader_id"] != after["leader_id"]:
        then, now = (str(leaders.get(each["leader_id"]) or "—") for each in (before, after))
        yield said(f"带队由 {then} 改为 {now}", f"led by {now}, before by {then}")
    joined = _projects(edit.joined.all(), seen)
    if joined:
        yield said(f"进来：{joined}", f"in: {joined}")
    left = _projects(edit.left.all(), seen, but=edit.front_id)
    if left:
        yield said(f"出去：{left}", f"out: {left}")


def _name(facts: dict[str, str]) -> str:
    return said(facts["name"], facts["name_en"] or facts["name"])


def _projects(stays: Iterable[FrontProject], seen: set[int], *, but: int | None = None) -> str:
    found: list[Project] = [
        row.project
        for row in stays
        if row.project_id in seen and (but is None or row.front_id == but)
    ]
    names = [str(each) for each in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        more = len(found) - MOST_NAMED
        names.append(said(f"另 {more} 个", f"{more} more"))
    return said("、", ", ").join(names)
