"""Interface milestones of a plan: what it waits for in other plans, and what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kaigong.plan.crossing import nameless
from kaigong.plan.link_words import WrittenLink, written
from kaigong.plan.models import Activity
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.selectors.plans import OpenPlan


@dataclass(frozen=True)
class Interface:
    """One link across plans.

    Attributes:
        own: The activity of this plan at its end.
        other: The one at the other end in words; without a name where it may not be seen.
        code: The project of the other one; empty where it may not be seen.
        key: The other one's code in its plan.
        how: The kind of the link and its lag.
        other_on: When the other one starts or finishes, as the link asks.
        is_driving: Whether the link sets a date of this plan.
    """

    own: Activity
    other: str
    code: str
    key: str
    how: str
    other_on: date | None
    is_driving: bool


@dataclass(frozen=True)
class Interfaces:
    waits_for: Sequence[Interface]
    awaited: Sequence[Interface]


def interfaces_of(opened: OpenPlan) -> Interfaces:
    """The links of a plan to other plans; reckons it only where there are some."""
    by_key = {row.key: row for row in opened.rows}
    per_day = opened.calendars[opened.plan.calendar_id].minutes_per_day
    waits_for = [
        Interface(
            own=by_key[after],
            other=opened.names[before],
            code="" if before in opened.hidden else opened.others[before].sub_plan.project.code,
            key=opened.others[before].key,
            how=_how(kind, lag, per_day),
            other_on=_day(opened.others[before], at_finish=kind in ("FS", "FF")),
            is_driving=(before, after, kind) in opened.driving,
        )
        for before, after, kind, lag in opened.links
        if before in opened.others
    ]
    awaited = [
        Interface(
            own=link.before,
            other=f"{link.after.sub_plan.project} {link.after}" if seen else nameless(),
            code=link.after.sub_plan.project.code if seen else "",
            key=link.after.key,
            how=_how(link.kind, link.lag, per_day),
            other_on=_day(link.after, at_finish=link.kind in ("FF", "SF")) if seen else None,
            is_driving=False,
        )
        for link, seen in opened.awaited
    ]
    return Interfaces(waits_for, awaited)


def _how(kind: str, lag: int, per_day: int) -> str:
    return written([WrittenLink("", kind, lag)], per_day=per_day).strip() or kind


def _day(row: Activity, *, at_finish: bool) -> date | None:
    minute = row.early_finish if at_finish else row.early_start
    if minute is None:
        return None
    return finish_day(minute) if at_finish else start_day(minute)
