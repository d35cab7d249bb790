"""Causes of moved dates in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaigong.plan.causes import EDITED, PLAN, Cause
from kaigong.plan.comparing import ACTUAL, FILE, UNTOLD
from kaigong.plan.models import EditVerb, PlanEdit, ReasonCode
from kaigong.plan.time_slices import CALENDAR, DAY, ELSEWHERE, REST
from kaigong.wording import said, say

_WORDS = {
    ACTUAL: say("实际进度", "Actual progress"),
    FILE: say("导入文件", "A file brought in"),
    UNTOLD: say("未注明原因", "No reason told"),
    DAY: say("到日子没做，也没有新进度", "Not done by its day, nothing reported"),
    CALENDAR: say("日历或放假通知", "Calendars or holidays"),
    ELSEWHERE: say("其他项目", "Other projects"),
    REST: say("其他：与当时存下的日期之差", "Other: beside the dates as they were kept"),
    EDITED: say("修编", "Edited"),
    PLAN: say("计划的开始、规则或数据日期", "The plan's start, rules or data date"),
}


def cause_named(cause: str) -> str:
    """A cause by its code: a reason code, or what kind of cause it is."""
    return str(_WORDS[cause]) if cause in _WORDS else str(ReasonCode(cause).label)


def cause_in_words(cause: Cause, names: Mapping[str, str], *, of: str) -> str:
    """Why the dates of one activity moved, in one line.

    Args:
        names: Of activities by key, those of other plans too.
        of: The activity whose dates moved.
    """
    words = _told(cause)
    if cause.key == of:
        return words
    name = names.get(cause.key, cause.key)
    way = " → ".join(names.get(key, key) for key in cause.way)
    if cause.kind == ELSEWHERE:
        led = said(f"随{name}", f"follows {name}")
        return led + (said(f"，经 {way}", f", by way of {way}") if way else "")
    by_way = said(f"（经 {way}）", f" (by way of {way})") if way else ""
    return said(f"随「{name}」{by_way}：{words}", f"follows “{name}”{by_way}: {words}")


def _told(cause: Cause) -> str:
    if not cause.edits:
        return cause_named(cause.kind)
    is_told = cause.kind in (EDITED, ACTUAL)  # by the edit itself
    kind = "" if is_told else f"{cause_named(cause.kind)}{said('，', ', ')}"
    return kind + said("；", "; ").join(edit_in_words(each) for each in latest(cause.edits))


def latest(edits: Sequence[PlanEdit], most: int = 2) -> list[PlanEdit]:
    """The last of some edits: of ten edits of a row the first eight tell little."""
    return list(edits)[-most:]


def edit_in_words(edit: PlanEdit) -> str:
    """An edit: its reason or what it was, what was written to it, who and its number."""
    what = cause_named(edit.reason or ACTUAL)
    if not edit.reason and edit.verb != EditVerb.PROGRESS:
        what = str(EditVerb(edit.verb).label)
    if edit.words:
        what = said(f"{what}：{edit.told}", f"{what}: {edit.told}")
    who = str(edit.by) if edit.by else said("系统", "the system")
    return said(f"{what}，{who}，第 {edit.number} 次修编", f"{what}, {who}, edit {edit.number}")
