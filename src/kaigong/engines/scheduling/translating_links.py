"""Links on their way into the arrays: which hold, on whose calendar, and from which date.

Here the rules speak of progress: what a started or finished activity waits for, and what waits for
it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kaigong.engines.scheduling.activities import ALL_HOURS, Activity, Link, LinkKind
from kaigong.engines.scheduling.instants import DAY_AND_NIGHT, NEVER_BEFORE
from kaigong.engines.scheduling.people import Working
from kaigong.engines.scheduling.rules import LagCalendar, ProgressRule

if TYPE_CHECKING:
    from kaigong.engines.scheduling.translating import Translation

_FROM_FINISH = {LinkKind.FS, LinkKind.FF}
_TO_FINISH = {LinkKind.FF, LinkKind.SF}


def link_row(translation: Translation, link: Link) -> tuple[int, ...]:
    """A link's row, in the order of `Links` from `from_finish` on."""
    before, after = (translation.network.activities[key] for key in (link.before, link.after))
    calendar = _lag_calendar(translation, link, before, after)
    lag = link.lag if link.lag_share is None else round(link.lag_share * before.duration)
    late_lag, anchor = lag, NEVER_BEFORE
    from_finish = link.kind in _FROM_FINISH
    if translation.rules.holds_to_data_date:
        actual = _actual(translation, before, after, from_finish=from_finish)
        if actual:
            anchor = _anchor(translation, actual)
            late_lag = _left_of(translation, lag, anchor, calendar)
    is_held = _is_held(translation, link, after)
    return (
        from_finish,
        link.kind in _TO_FINISH,
        lag,
        late_lag,
        calendar,
        anchor,
        is_held and before.is_active and not translation.is_pinned(after),
        is_held and before.is_active and after.is_active,
    )


def _actual(
    translation: Translation, before: Activity, after: Activity, *, from_finish: bool
) -> datetime | None:
    """The actual date a link counts from, if it counts from one."""
    if before.finished:
        return before.finished if from_finish else before.started or before.finished
    if from_finish or after.finished or translation.rules.start_lag_from_early_start:
        return None
    return before.started


def _anchor(translation: Translation, actual: datetime) -> int:
    """An actual date that drives: one after the data date does so by one rule only."""
    at = translation.instant(actual)
    if translation.rules.progress is ProgressRule.ACTUAL_DATES:
        return at
    return min(at, translation.data_date)


def _left_of(translation: Translation, lag: int, since: int, calendar: int) -> int:
    """What is left of a lag at the data date, of one that runs since an actual date."""
    if lag <= 0:
        return lag
    if calendar == DAY_AND_NIGHT:
        gone = translation.floor - since
    else:
        gone = int(translation.worktime.between(calendar, since, translation.floor))
    return max(0, lag - max(0, gone))


def _is_held(translation: Translation, link: Link, after: Activity) -> bool:
    """Whether the rules keep a link into an activity that has begun."""
    if not (after.started or after.finished):
        return True
    if translation.rules.progress is ProgressRule.RETAINED_LOGIC:
        return True
    return link.kind in _TO_FINISH and after.finished is None


def _lag_calendar(translation: Translation, link: Link, before: Activity, after: Activity) -> int:
    if link.lag_calendar == ALL_HOURS:
        return DAY_AND_NIGHT
    if link.lag_calendar is not None:
        return translation.numbers[Working(link.lag_calendar)]
    match translation.rules.lag_calendar:
        case LagCalendar.PREDECESSOR:
            return translation.calendar(before)
        case LagCalendar.SUCCESSOR:
            return translation.calendar(after)
        case LagCalendar.PROJECT:
            return 0
        case LagCalendar.ALL_HOURS:
            return DAY_AND_NIGHT
