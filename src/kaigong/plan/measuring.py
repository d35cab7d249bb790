"""Working days from one minute to another, on one calendar."""

from __future__ import annotations

from collections.abc import Iterable

from kaigong.engines.scheduling import Calendar
from kaigong.engines.scheduling.worktime import worktime_of
from kaigong.plan.moments import begin_of, finish_day, moment_of, whole_days


class Ruler:
    """Working time of a calendar between the first and the last of some minutes."""

    def __init__(self, calendar: Calendar, minutes: Iterable[int]) -> None:
        known = list(minutes)
        first, last = finish_day(min(known)), finish_day(max(known))
        origin = moment_of(begin_of(first))
        self._per_day = calendar.minutes_per_day
        self._worktime = worktime_of([calendar], origin=origin, days=(last - first).days + 2)

    def minutes(self, was: int, becomes: int) -> int:
        """Working minutes from one minute to another; earlier is negative."""
        instants = (self._worktime.instant(moment_of(each)) for each in (was, becomes))
        return int(self._worktime.between(0, *instants))

    def days(self, was: int, becomes: int) -> int:
        """Working days from one minute to another; one begun is one, earlier is negative."""
        minutes = self.minutes(was, becomes)
        begun = -whole_days(-abs(minutes), per_day=self._per_day)
        return begun if minutes > 0 else -begun
