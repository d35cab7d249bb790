"""Calendars of work 日历: the shifts of a week, the days that differ, the seasons that stand still.

A calendar here is a definition, read and compared like any value; `worktime` makes the tables that
reckon with it. Times are local, to the minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kaigong.engines.calendars import WorkCalendar
from kaigong.engines.scheduling.errors import UnreadableCalendarError

DAY_MINUTES = 24 * 60
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A span of work within one day, in minutes of the day: 0 <= start < end <= 1440."""

    start: int
    end: int


Shifts = tuple[Shift, ...]  # of one day, in order, apart from each other


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Days, both ends included, that have shifts of their own; without any they are free."""

    first: date
    last: date
    shifts: Shifts = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Season:
    """A span that comes back every year, both ends included; it may cross the turn of the year.

    Args:
        first: Month and day it begins, such as (11, 15).
        last: Month and day it ends, such as (3, 15); before `first` it ends in the next year.
            29 February stands for the last day of that month.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    shifts: Shifts = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SpecialWeeks:
    """Days, both ends included, worked by another week (work weeks of MS Project).

    A weekday that is None keeps the shifts it has without these weeks.
    """

    first: date
    last: date
    week: tuple[Shifts | None, ...]
    note: str = ""


Change = SpecialDays | Season | SpecialWeeks


@dataclass(frozen=True)
class Calendar:
    """When work is done.

    The week comes first (the base's on weekdays it has none of its own), then the base's changes,
    then its own, in order: what comes later holds. So a holiday of the base is free here too, and a
    make-up day (调休) that is opened after a holiday or a winter stop is worked.

    Args:
        name: What people call it.
        week: Shifts of each weekday, Monday first; None keeps the base's.
        changes: Days, seasons and weeks that differ, in order of precedence, the last one wins.
        base: The calendar this one is derived from.
        minutes_per_day: What "one day" of duration means, in working minutes.
        or_working: What these calendars work is worked too: people who take turns (MS Project).
        also_working: Only what these calendars work too is worked: a task's people (MS Project).
    """

    name: str = ""
    week: tuple[Shifts | None, ...] = (None,) * 7
    changes: tuple[Change, ...] = ()
    base: Calendar | None = None
    minutes_per_day: int = 480
    or_working: tuple[Calendar, ...] = ()
    also_working: tuple[Calendar, ...] = ()
    source_key: str = field(default="", compare=False)  # how the file it came from calls it

    @classmethod
    def weekly(cls, text: str, *, name: str = "", minutes_per_day: int | None = None) -> Calendar:
        """A calendar from words such as "Mon-Fri 8-12 13-17; Sat 8-12".

        Parts are parted by semicolons; days not named are free. Without `minutes_per_day` a day
        counts as long as the longest of the week.

        Raises:
            UnreadableCalendarError: a part cannot be understood.
        """
        week: list[Shifts] = [()] * 7
        for part in filter(None, (each.strip() for each in text.split(";"))):
            days, _, times = part.partition(" ")
            for day in _weekdays(days, text):
                week[day] = shifts_of(times)
        longest = max(sum(shift.end - shift.start for shift in day) for day in week)
        return cls(name=name, week=tuple(week), minutes_per_day=minutes_per_day or longest or 480)

    @classmethod
    def all_hours(cls, *, name: str = "24 h") -> Calendar:
        """Day and night, every day of the year."""
        return cls(name=name, week=((Shift(0, DAY_MINUTES),),) * 7, minutes_per_day=DAY_MINUTES)

    def closed(self, days: str | date, *, note: str = "") -> Calendar:
        """This calendar with days free: "2026-10-01", "2026-10-01/2026-10-07", "--11-15/--03-15".

        Raises:
            UnreadableCalendarError: the days cannot be understood.
        """
        return self._changed(_change(days, (), note))

    def open(self, days: str | date, times: str, *, note: str = "") -> Calendar:
        """This calendar with days worked: a make-up Saturday, a second shift for a month.

        Raises:
            UnreadableCalendarError: the days or times cannot be understood.
        """
        return self._changed(_change(days, shifts_of(times), note))

    def together_with(self, *others: Calendar) -> Calendar:
        """This calendar where all the others work too."""
        return replace(self, also_working=(*self.also_working, *others))

    def or_with(self, *others: Calendar) -> Calendar:
        """This calendar, and where any of the others works."""
        return replace(self, or_working=(*self.or_working, *others))

    def by_notices(self, working_days: WorkCalendar) -> Calendar:
        """This calendar with the official holidays off and the shifted weekends worked.

        A make-up weekend is worked like the first working day of the week.
        """
        usual = next((day for day in self.resolved_week() if day), ())
        changes = []
        for notice in working_days.notices:
            changes += [SpecialDays(day, day, (), name) for day, name in notice.off.items()]
            changes += [SpecialDays(day, day, usual, "调休") for day in notice.working]
        return self._changed(*changes)

    def resolved_week(self) -> tuple[Shifts, ...]:
        """The shifts of each weekday, the base's where this calendar has none of its own."""
        below = self.base.resolved_week() if self.base else ((),) * 7
        return tuple(
            under if own is None else own for own, under in zip(self.week, below, strict=True)
        )

    def _changed(self, *changes: Change) -> Calendar:
        return replace(self, changes=(*self.changes, *changes))


def shifts_of(text: str) -> Shifts:
    """Shifts from words such as "8-12 13:30-18"; "0-24" is the whole day.

    A night shift is written on both days, "22-24" and "0-6".

    Raises:
        UnreadableCalendarError: a span is no span, or two of them overlap.
    """
    shifts = []
    for span in text.split():
        found = re.fullmatch(r"(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?", span)
        if not found:
            raise UnreadableCalendarError(text=text)
        hour, minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
        shifts.append(Shift(hour * 60 + minute, end_hour * 60 + end_minute))
    return in_order(shifts, text=text)


def in_order(shifts: Iterable[Shift], *, text: str = "") -> Shifts:
    """Shifts of one day in order, those that touch made one.

    Raises:
        UnreadableCalendarError: a shift ends before it begins, leaves the day, or overlaps another.
    """
    joined: list[Shift] = []
    for shift in sorted(shifts):
        if not 0 <= shift.start < shift.end <= DAY_MINUTES:
            raise UnreadableCalendarError(text=text or str(shift))
        if joined and shift.start < joined[-1].end:
            raise UnreadableCalendarError(text=text or str(shift))
        if joined and shift.start == joined[-1].end:
            joined[-1] = Shift(joined[-1].start, shift.end)
        else:
            joined.append(shift)
    return tuple(joined)


def _weekdays(text: str, whole: str) -> list[int]:
    first, _, last = text.lower().partition("-")
    try:
        begin, end = _WEEKDAYS.index(first[:3]), _WEEKDAYS.index((last or first)[:3])
    except ValueError:
        raise UnreadableCalendarError(text=whole) from None
    return [(begin + step) % 7 for step in range((end - begin) % 7 + 1)]


def _change(days: str | date, shifts: Shifts, note: str) -> Change:
    if isinstance(days, date):
        return SpecialDays(days, days, shifts, note)
    first, _, last = days.partition("/")
    try:
        if first.startswith("--"):
            return Season(_month_day(first), _month_day(last or first), shifts, note)
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise UnreadableCalendarError(text=days) from None
    if end < begin:
        raise UnreadableCalendarError(text=days)
    return SpecialDays(begin, end, shifts, note)


def _month_day(text: str) -> tuple[int, int]:
    month, day = (int(part) for part in text.removeprefix("--").split("-"))
    date(2000, month, day)  # 2000 has a 29 February
    return month, day


def days_of(change: SpecialDays | SpecialWeeks) -> Iterable[date]:
    """Every day of a span."""
    return (change.first + timedelta(days=n) for n in range((change.last - change.first).days + 1))
