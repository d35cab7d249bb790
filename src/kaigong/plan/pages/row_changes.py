"""What differs in one activity between two versions, in words: from what, to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kaigong.plan import duration_words
from kaigong.plan.comparing import RowDifference
from kaigong.plan.link_words import WrittenLink, written
from kaigong.plan.models import Activity, ActivityKind, ConstraintKind, ReasonCode, Trade
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.pages.plan_files import beyond_in_words
from kaigong.plan.pages.progress_line import share_done
from kaigong.plan.resources import needs_written, resources_of
from kaigong.plan.selectors.versions import Pair, Version
from kaigong.plan.services.activities import constraint_day
from kaigong.wording import said, say

_NONE = "—"
_CHOICES = {"kind": ActivityKind, "trade": Trade, "late_reason": ReasonCode}
_NAMES = {
    "name": say("名称", "Name"),
    "name_en": say("英文名称", "English name"),
    "parent": say("所属汇总", "Below"),
    "kind": say("种类", "Kind"),
    "trade": say("类别", "Trade"),
    "duration": say("工期", "Duration"),
    "calendar_id": say("日历", "Calendar"),
    "constraint": say("限制", "Constraint"),
    "committed": say("承诺", "Promised"),
    "started": say("实际开始", "Started"),
    "finished": say("实际完成", "Finished"),
    "remaining": say("完成", "Done"),
    "owner_id": say("责任人", "Owner"),
    "quantity": say("工程量", "Quantity"),
    "quantity_done": say("完成量", "Quantity done"),
    "unit": say("单位", "Unit"),
    "amount": say("金额", "Amount"),
    "late_reason": say("晚的原因", "Why late"),
    "remark": say("备注", "Remark"),
    "beyond": say("文件的规定", "What its file adds"),
    "needs": say("资源", "Resources"),
    "levelled": say("资源平衡后不早于", "Levelled, starts no earlier than"),
}
_LINKS = say("紧前工作", "After")


@dataclass(frozen=True)
class Change:
    """One thing that differs; a side without it shows a dash."""

    name: str
    before: str
    after: str


def changes_of(differs: RowDifference, pair: Pair) -> list[Change]:
    """What differs in an activity that both versions have."""
    was, now = pair.left.activities[differs.key], pair.right.activities[differs.key]
    fields = [name for name in differs.fields if name != "constraint_at"]
    if "constraint_at" in differs.fields and "constraint" not in fields:
        fields.append("constraint")
    found = [
        Change(str(_NAMES[name]), _said(name, was, pair.left), _said(name, now, pair.right))
        for name in fields
        if name in _NAMES
    ]
    if differs.links:
        sides = enumerate(pair.sides)
        before, after = (_links(differs, version, place) for place, version in sides)
        found.append(Change(str(_LINKS), before, after))
    return [change for change in found if change.before != change.after]


def resource_changes(pair: Pair) -> list[Change]:
    """What there is of each resource, where it differs."""
    was, now = ({each.key: each for each in resources_of(side.opened.plan)} for side in pair.sides)
    changes = (
        Change(
            str(now.get(key) or was[key]),
            was[key].stated if key in was else _NONE,
            now[key].stated if key in now else _NONE,
        )
        for key in {**was, **now}
    )
    return [change for change in changes if change.before != change.after]


def _said(name: str, row: Activity, version: Version) -> str:
    opened = version.opened
    if name == "duration":
        return duration_words.written(row.duration, per_day=opened.per_day(row))
    if name == "calendar_id":
        return str(row.calendar) if row.calendar else said("计划的日历", "the plan's")
    if name == "constraint":
        return _constraint(row)
    if name in ("committed", "finished"):
        minute = row.committed if name == "committed" else row.finished
        return _NONE if minute is None else f"{finish_day(minute)}"
    if name == "levelled":
        return _NONE if row.levelled is None else f"{start_day(row.levelled)}"
    if name == "needs":
        return needs_written(row.needs, resources_of(opened.plan)) or _NONE
    if name == "started":
        return _NONE if row.started is None else f"{start_day(row.started)}"
    if name == "remaining":
        return f"{share_done(row):.0%}"
    return _plainly(name, row)


def _plainly(name: str, row: Activity) -> str:
    if name == "parent":
        return str(row.parent) if row.parent else _NONE
    if name == "owner_id":
        return str(row.owner) if row.owner else _NONE
    if name == "beyond":
        told = [f"{word} {value}" for word, value in beyond_in_words(row.beyond)]
        return said("；", "; ").join(told) or _NONE
    value = getattr(row, name)
    if value in (None, ""):
        return _NONE
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _constraint(row: Activity) -> str:
    if not row.constraint:
        return _NONE
    day: date | None = constraint_day(row)
    return f"{ConstraintKind(row.constraint).label} {day or ''}".strip()


def _links(differs: RowDifference, version: Version, place: int) -> str:
    """The links of one side that the other has not so; the left side is 0."""
    hidden: Mapping[str, str] = version.opened.hidden
    row = version.activities[differs.key]
    there = [
        WrittenLink(hidden.get(before, before), kind, lag)
        for before, kind, *lags in differs.links
        if (lag := lags[place]) is not None
    ]
    return written(there, per_day=version.opened.per_day(row)) or _NONE
