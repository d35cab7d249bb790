"""The calendar of working days: what is due when, and how many days have gone.

A time limit in working days begins on the day after the event, and ends with its last working day
(民法典, articles 201 and 203; 行政许可法, article 82: days of a limit are working days, without
legal holidays). So one day from a Friday is the Monday, and one day from a Saturday is it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.calendars.errors import UnknownDayError
from kaigong.engines.calendars.notices import Notice

Days = NDArray[np.datetime64]  # of unit D
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# The next year's notice has taken days as early as 29 December (2018) for the turn of the year.
_OPEN_FROM = (12, 25)
_FIRST_YEAR, _YEARS_AHEAD = 2000, 40


@dataclass(frozen=True)
class Due:
    """The last day of a limit; provisional where the year's holidays are not announced yet."""

    on: date
    is_provisional: bool


class WorkCalendar:
    """Working days of an authority: Monday to Friday, changed by notices.

    It covers whole years, from that of the first notice (2000 without one) to forty years after the
    last. From the first year that is not announced it counts Monday to Friday and calls its answers
    provisional: already from 25 December before, since the next notice may take that week's days.

    Args:
        notices: In any order; of two that speak of one day, the one signed later holds.
        known_on: Take only notices signed until that day: the calendar as it was known then.
        weekend: Days of the week that are free, 0 is Monday; (4, 5) is Friday and Saturday.
    """

    def __init__(
        self,
        notices: Iterable[Notice] = (),
        *,
        known_on: date | None = None,
        weekend: tuple[int, ...] = (5, 6),
    ) -> None:
        every = sorted(notices, key=lambda notice: notice.signed_on)
        self.notices = tuple(
            notice for notice in every if known_on is None or notice.signed_on <= known_on
        )
        years = {notice.year for notice in self.notices}
        begins = min(years, default=_FIRST_YEAR)
        self.first = date(begins, 1, 1)
        self.last = date(max(years, default=begins) + _YEARS_AHEAD, 12, 31)
        gap = next(year for year in range(begins, begins + len(years) + 1) if year not in years)
        #: Answers that reach this day or a later one are provisional.
        self.provisional_from = max(self.first, date(gap - 1, *_OPEN_FROM))
        self._origin = np.datetime64(self.first, "D")
        days = np.arange(self._origin, np.datetime64(self.last, "D") + 1)
        monday_first = (days.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
        self._works: Bools = ~np.isin(monday_first, weekend)
        self._names: dict[date, str] = {}
        for notice in self.notices:
            for day, name in notice.off.items():
                self._change(day, works=False, name=name)
            for day in notice.working:
                self._change(day, works=True, name="")

    def _change(self, day: date, *, works: bool, name: str) -> None:
        if self.first <= day <= self.last:
            self._works[(day - self.first).days] = works
            self._names[day] = name

    @cached_property
    def _working(self) -> Ints:
        """The numbers of the working days, counted from the first day."""
        return np.flatnonzero(self._works).astype(np.int64)

    @cached_property
    def _gone(self) -> Ints:
        """How many working days have gone at the end of each day, shape (days,)."""
        return np.cumsum(self._works, dtype=np.int64)

    def is_working(self, day: date) -> bool:
        """Whether a day is worked.

        Raises:
            UnknownDayError: the day lies outside the calendar.
        """
        return bool(self._works[self._place(day)])

    def working_days(self, first: date, last: date) -> list[date]:
        """The working days from one day to another, both included.

        Raises:
            UnknownDayError: one of them lies outside the calendar.
        """
        if last < first:
            return []
        begin = self._place(first)
        places = np.flatnonzero(self._works[begin : self._place(last) + 1])
        return [first + timedelta(days=int(place)) for place in places]

    def name(self, day: date) -> str | None:
        """The holiday that a day belongs to; empty for a weekend day that is worked, else None."""
        return self._names.get(day)

    def due(self, start: date, days: int) -> Due:
        """The last day of a limit.

        Args:
            start: The day of the event, which does not count itself.
            days: The limit in working days; negative ones are counted back from the start, and
                with 0 it is the start itself, or the next working day where it is none.

        Raises:
            UnknownDayError: start or end lies outside the calendar.
        """
        on, provisional = self.due_of(
            np.array([start], dtype="datetime64[D]"), np.array([days], dtype=np.int64)
        )
        return Due(on[0].astype(object), bool(provisional[0]))

    def due_of(self, starts: Days, days: Ints) -> tuple[Days, Bools]:
        """The last days of many limits, as `due` reckons each.

        Args:
            starts: Days of the events, shape (limits,), datetime64[D].
            days: Working days of each limit, shape (limits,) or one number.

        Returns:
            The last days, shape (limits,), datetime64[D], and whether each is provisional.

        Raises:
            UnknownDayError: a start or an end lies outside the calendar.
        """
        places = self._places(starts)
        ahead = self._gone[places]  # working days up to the start, so the number of the next one
        is_free = ~self._works[places]
        # Backwards, and on a worked day itself, the start is the last one counted.
        wanted = np.where(days > 0, ahead + days - 1, ahead + days - np.where(is_free, 0, 1))
        if wanted.size and (wanted.min() < 0 or wanted.max() >= self._working.size):
            is_outside = (wanted < 0) | (wanted >= self._working.size)
            self._refuse(starts[np.argmax(is_outside)].astype(object))
        ends: Days = self._origin + self._working[wanted]
        return ends, self._are_provisional(np.maximum(ends, starts))

    def elapsed(self, start: date, end: date) -> int:
        """How many working days have gone from the day after `start` to the end of `end`.

        Negative where the end lies before the start.

        Raises:
            UnknownDayError: one of them lies outside the calendar.
        """
        return int(self._gone[self._place(end)] - self._gone[self._place(start)])

    def elapsed_of(self, starts: Days, ends: Days) -> Ints:
        """The working days of many spans, as `elapsed` counts each; shape (spans,)."""
        counted: Ints = self._gone[self._places(ends)] - self._gone[self._places(starts)]
        return counted

    def _are_provisional(self, days: Days) -> Bools:
        late: Bools = days >= np.datetime64(self.provisional_from, "D")
        return late

    def _place(self, day: date) -> int:
        if not self.first <= day <= self.last:
            self._refuse(day)
        return (day - self.first).days

    def _places(self, days: Days) -> Ints:
        places: Ints = (days - self._origin).astype(np.int64)
        outside = (places < 0) | (places >= self._works.size)
        if outside.any():
            self._refuse(days[np.argmax(outside)].astype(object))
        return places

    def _refuse(self, day: date) -> None:
        raise UnknownDayError(first=self.first, last=self.last, day=day)
