"""Start-up conditions become activities of a plan, as long as their kind is known to take."""

from __future__ import annotations

from itertools import count

from kaigong.accounts.selectors import Standing
from kaigong.engines.scheduling import Calendar
from kaigong.plan import outline
from kaigong.plan.drafting import redrawing
from kaigong.plan.errors import UnknownConditionError
from kaigong.plan.models import Activity, DurationSource, SubPlan, Trade, WorkCalendar
from kaigong.plan.selectors.condition_durations import is_enough, known_conditions

ASSUMED_DAYS = 20  # working days, where too few conditions of the kind are there
OFFICE = "office"  # the calendar of those who owe it


def draw_condition(
    plan: SubPlan, kind: str, *, standing: Standing, seen_version: int | None = None,
    reason: str = "", why: str = "",
) -> Activity:  # fmt: skip
    """Put a start-up condition into a plan: half of its kind took as long, or it is assumed.

    Raises:
        UnknownConditionError: the zone asks for no such condition.
        KaigongError: the plan cannot be reckoned with it; nothing was kept.
    """
    known = {each.key: each for each in known_conditions(standing.zone)}.get(kind)
    if known is None:
        raise UnknownConditionError(kind=kind)
    calendar = WorkCalendar.objects.filter(zone=standing.zone, sub_plan=None, key=OFFICE).first()
    week = (calendar or plan.calendar).week
    days = ASSUMED_DAYS
    if is_enough(known) and known.days is not None:
        days = max(1, round(known.days.p50))
    with redrawing(
        plan, standing=standing, verb="add", seen_version=seen_version, reason=reason, words=why
    ) as draft:
        names = (f"K-{kind}"[:36] + (f"-{number}" if number > 1 else "") for number in count(1))
        key = next(name for name in names if name not in draft.activities)
        row = Activity(
            sub_plan=draft.plan,
            key=key,
            name=known.name,
            name_en=known.name_en,
            trade=Trade.UTILITIES,
            calendar=calendar,
            duration=days * Calendar.weekly(week).minutes_per_day,
            duration_source=DurationSource.ASSUMED,
        )
        if is_enough(known):
            row.duration_source, row.learned_from = DurationSource.LEARNED, known.closed
        outline.insert(draft, row, after="")
    return row
