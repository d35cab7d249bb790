"""Finding the reason of a date: every bound of one activity, from the latest to the earliest."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, TASK, Dates, Layout
from kaigong.engines.scheduling.floats import begin_asked, has_bound
from kaigong.engines.scheduling.instants import DAY_AND_NIGHT
from kaigong.engines.scheduling.network import Activity, ConstraintKind, Network
from kaigong.engines.scheduling.passes_by_level import pushed
from kaigong.engines.scheduling.reasons import (
    AsLateAsPossible,
    FromAConstraint,
    FromALink,
    FromAResumption,
    FromThePlan,
    FromWhatHappened,
    Reason,
    Why,
)

_REST = 24 * 60  # minutes without work that are worth a word
_CAPS = {
    ConstraintKind.START_NO_LATER,
    ConstraintKind.FINISH_NO_LATER,
    ConstraintKind.START_ON,
    ConstraintKind.FINISH_ON,
    ConstraintKind.MANDATORY_START,
    ConstraintKind.MANDATORY_FINISH,
}
_ONLY_CAPS = {ConstraintKind.START_NO_LATER, ConstraintKind.FINISH_NO_LATER}
_MANDATORY = {ConstraintKind.MANDATORY_START, ConstraintKind.MANDATORY_FINISH}
_AT_FINISH = {
    ConstraintKind.FINISH_NO_EARLIER,
    ConstraintKind.FINISH_NO_LATER,
    ConstraintKind.FINISH_ON,
    ConstraintKind.MANDATORY_FINISH,
}


def why(network: Network, layout: Layout, dates: Dates, number: int) -> Why:
    """What set the early start of an activity.

    Args:
        number: Its number in the layout.
    """
    activity = network.activities[layout.keys[number]]
    worktime, calendar = layout.worktime, int(layout.activities.calendar[number])
    start = int(dates.early_start[number])
    begin = int(worktime.gone(calendar, start))
    reason, next_reason = _two_latest(network, layout, dates, number, activity, begin)
    per_day = _minutes_per_day(layout, calendar)
    rests = start - reason.at >= _REST and begin == worktime.gone(calendar, reason.at)
    return Why(
        start=worktime.moment(start),
        reason=reason,
        next_reason=next_reason,
        beats_by_days=(begin - next_reason.begin) / per_day if next_reason else 0.0,
        rest_until=worktime.moment(start) if rests else None,
        calendar=worktime.calendars[calendar].name or activity.calendar or "",
    )


def _two_latest(
    network: Network, layout: Layout, dates: Dates, number: int, activity: Activity, begin: int
) -> tuple[Reason, Reason | None]:
    """The reason that holds, and the one that would if it were not there."""
    shape, at = layout.activities.shape[number], int(dates.early_start[number])
    if shape in (PINNED, BEGUN) or (shape == PASSING and activity.finished):
        return FromWhatHappened(begin, at), None
    every = sorted(
        _reasons(network, layout, dates, number, activity),
        key=lambda reason: (reason.begin, not isinstance(reason, FromThePlan)),
        reverse=True,
    )
    caps = [each for each in every if _kind(each) in _CAPS]
    every = [each for each in every if _kind(each) not in _ONLY_CAPS]  # those hold nobody back
    holding = [reason for reason in every if reason.begin <= begin]
    if layout.as_late_as_possible[number] and (not holding or holding[0].begin < begin):
        return AsLateAsPossible(begin, at), holding[0] if holding else None
    if every[0].begin > begin:  # a constraint that beats links pulls it
        pulling = min(caps, key=lambda reason: reason.begin, default=every[0])
        return pulling, every[0] if every[0] is not pulling else None
    return every[0], every[1] if len(every) > 1 else None


def _kind(reason: Reason) -> ConstraintKind | None:
    return ConstraintKind(reason.kind) if isinstance(reason, FromAConstraint) else None


def _reasons(
    network: Network, layout: Layout, dates: Dates, number: int, activity: Activity
) -> Iterable[Reason]:
    worktime, activities = layout.worktime, layout.activities
    calendar = int(activities.calendar[number])
    floor = int(layout.floor)
    yield FromThePlan(int(worktime.gone(calendar, floor)), floor)
    if activity.resumes and activity.started:
        at = worktime.instant(activity.resumes)
        yield FromAResumption(int(worktime.gone(calendar, at)), at)
    work = int(dates.work[number]) if activities.shape[number] == TASK else 0
    for constraint in (activity.constraint, activity.second_constraint):
        if constraint is None or constraint.on is None:
            continue
        if constraint.kind in _CAPS and not _moves(layout, number, constraint.kind):
            continue
        if activity.started and constraint.kind not in _AT_FINISH:
            continue
        at = worktime.instant(constraint.on)
        if constraint.kind in _MANDATORY and network.rules.holds_to_data_date:
            at = max(at, floor)
        less = work if constraint.kind in _AT_FINISH else 0
        yield FromAConstraint(
            int(worktime.gone(calendar, at)) - less,
            at,
            kind=constraint.kind.value,
            on=constraint.on,
        )
    yield from _links(network, layout, dates, number)


def _moves(layout: Layout, number: int, kind: ConstraintKind) -> bool:
    """Whether a constraint with a latest date moves early dates too."""
    if kind not in (ConstraintKind.START_NO_LATER, ConstraintKind.FINISH_NO_LATER):
        return True
    activities = layout.activities
    return has_bound(int(activities.start_cap[number])) or has_bound(
        int(activities.finish_cap[number])
    )


def _links(network: Network, layout: Layout, dates: Dates, number: int) -> Iterable[FromALink]:
    into = layout.links.into
    places = np.arange(into[number], into[number + 1])
    places = places[layout.links.forward[places] != 0]
    if not places.size:
        return
    begins = begin_asked(layout, dates, places).tolist()
    instants = pushed(layout.worktime, layout.activities, layout.links, dates, places).tolist()
    for place, begin, at in zip(places.tolist(), begins, instants, strict=True):
        link = network.links[int(layout.link_of[place])]
        before = layout.keys[int(layout.links.before[place])]
        lag_calendar = int(layout.links.lag_calendar[place])
        per_day = _minutes_per_day(layout, lag_calendar)
        lag = int(layout.links.lag[place])
        yield FromALink(
            begin,
            at,
            link=link,
            before=network.activities[before].name or before,
            lag=lag,
            lag_days=round(lag / per_day, 2),
        )


def _minutes_per_day(layout: Layout, calendar: int) -> int:
    if calendar == DAY_AND_NIGHT:
        return 1440
    return layout.worktime.calendars[calendar].minutes_per_day or 1
