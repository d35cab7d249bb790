"""What a scheduler's file says of an activity beyond a plan's own columns, kept as plain values.

A plan shows none of it in its form, and its dates obey all of it, so that they are those of the
file: second constraints and expected finishes of P6, deadlines and manual dates of MS Project.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaigong.engines.scheduling import Activity, Constraint, ConstraintKind
from kaigong.plan.moments import minute_of, moment_of
from kaigong.wording import say

MOMENTS = (
    "deadline", "resumes", "expected_finish", "manual_start", "manual_finish", "external_start",
    "external_finish",
)  # fmt: skip
_PLAIN: Mapping[str, object] = {
    "interruption": 0, "is_manual": False, "is_active": True, "ignores_resource_calendars": False,
}  # fmt: skip
WORDS = {
    "second_constraint": say("第二约束", "Second constraint"),
    "deadline": say("截止日期", "Deadline"),
    "resumes": say("恢复日期", "Resumes"),
    "expected_finish": say("预期完成", "Expected finish"),
    "manual_start": say("手动开始", "Manual start"),
    "manual_finish": say("手动完成", "Manual finish"),
    "external_start": say("外部最早开始", "External early start"),
    "external_finish": say("外部最晚完成", "External late finish"),
    "interruption": say("中断（分钟）", "Stands still (minutes)"),
    "is_manual": say("手动排程", "Scheduled by hand"),
    "is_active": say("有效", "Active"),
    "ignores_resource_calendars": say("不看资源日历", "Ignores resource calendars"),
}


def kept_beyond(activity: Activity) -> dict[str, Any]:
    """What is to be kept of an activity of a file; nothing of what is as usual."""
    kept: dict[str, Any] = {
        name: minute_of(moment) for name in MOMENTS if (moment := getattr(activity, name))
    }
    for name, usual in _PLAIN.items():
        if (value := getattr(activity, name)) != usual:
            kept[name] = value
    if second := activity.second_constraint:
        kept["second_constraint"] = [second.kind.value, second.on and minute_of(second.on)]
    return kept


def beyond_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The same as fields of the engine's activity."""
    fields = dict(kept)
    for name in MOMENTS:
        if name in fields:
            fields[name] = moment_of(fields[name])
    if "second_constraint" in fields:
        kind, minute = fields["second_constraint"]
        on = None if minute is None else moment_of(minute)
        fields["second_constraint"] = Constraint(ConstraintKind(kind), on)
    return fields
