"""The days a plan may need: how long the tables of working time have to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kaigong.engines.scheduling.availability import availability_of
from kaigong.engines.scheduling.network import Activity, Network

YEARS = 30  # nothing is placed further from the dates of a plan
_WHOLE = YEARS * 366
_MARGIN = 400  # days: a winter and a summer to wait for


@dataclass(frozen=True, slots=True)
class Span:
    """Days from a midnight on."""

    origin: datetime
    days: int
    is_whole: bool = False  # as long as a plan may be


def spans_of(network: Network) -> Iterable[Span]:
    """A span that is enough for nearly every such plan, then the longest there is.

    The first is guessed from all work put end to end on the calendar that works least.
    """
    moments = sorted(_moments(network))
    origin = moments[0].replace(hour=0, minute=0, second=0, microsecond=0)
    known = min((moments[-1] - origin).days + 1, _WHOLE)
    need = _MARGIN + _days_of_work(network)
    if need < _WHOLE:
        yield Span(_earlier(origin, need), need + known + need)
    yield Span(_earlier(origin, _WHOLE), _WHOLE + known + _WHOLE, is_whole=True)


def _days_of_work(network: Network) -> int:
    work = sum(abs(activity.duration) for activity in network.activities.values())
    lags = sum(abs(link.lag) for link in network.links)
    calendars = [network.calendar, *network.calendars.values()]
    weeks = [
        sum(shift.end - shift.start for day in calendar.resolved_week() for shift in day)
        for calendar in calendars
    ]
    least = min((week for week in weeks if week), default=1)
    return min(_WHOLE, (work + lags) * 7 // least * 2)


def _earlier(moment: datetime, days: int) -> datetime:
    first = datetime(1, 1, 1)  # noqa: DTZ001 - a plan's moments are local
    return max(first, moment - timedelta(days=min(days, (moment - first).days)))


def _moments(network: Network) -> Iterable[datetime]:
    yield network.start
    yield from filter(None, (network.data_date, network.must_finish_by, network.finish))
    for units in network.resources.values():
        changes = (moment for moment, _ in availability_of(units).steps)
        yield from (moment for moment in changes if moment > network.start)
    for activity in network.activities.values():
        yield from filter(None, _moments_of(activity))


def _moments_of(activity: Activity) -> Iterable[datetime | None]:
    yield from (activity.started, activity.finished, activity.resumes)
    yield from (activity.deadline, activity.committed, activity.expected_finish)
    yield from (activity.manual_start, activity.manual_finish)
    for constraint in (activity.constraint, activity.second_constraint):
        if constraint:
            yield constraint.on
