"""Which days of a calendar differ from its week, one by one: what files know exceptions as."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from kaigong.engines.scheduling.calendars import (
    DAY_MINUTES,
    Calendar,
    Change,
    Season,
    Shift,
    Shifts,
    SpecialDays,
    SpecialWeeks,
)

_MOST_DAYS: Final = 40_000  # of one span: no plan lasts longer than a century
YEARS_AHEAD: Final = 10  # for which seasons are written as days, where a file knows no seasons


def week_and_special_days(
    calendar: Calendar, years: Iterable[int]
) -> tuple[tuple[Shifts, ...], dict[date, Shifts]]:
    """The week of a calendar, and every day that differs from it.

    Args:
        years: For which seasons are laid out; other changes are laid out wherever they are.
    """
    years = tuple(years)
    below: tuple[Shifts, ...] = ((),) * 7
    days: dict[date, Shifts] = {}
    if calendar.base:
        below, days = week_and_special_days(calendar.base, years)
    own = [weekday for weekday, shifts in enumerate(calendar.week) if shifts is not None]
    if own and days:
        days = {day: shifts for day, shifts in days.items() if day.weekday() not in own}
    week = tuple(
        under if mine is None else mine for mine, under in zip(calendar.week, below, strict=True)
    )
    for change in calendar.changes:
        days.update(_days_of(change, years))
    return week, {
        day: shifts for day, shifts in sorted(days.items()) if shifts != week[day.weekday()]
    }


def spans(days: dict[date, Shifts]) -> Iterator[SpecialDays]:
    """Days that follow each other and have the same shifts, taken together."""
    first = last = None
    shifts: Shifts = ()
    for day, its in sorted(days.items()):
        if first is not None and last is not None:
            if its == shifts and day - last == timedelta(days=1):
                last = day
                continue
            yield SpecialDays(first, last, shifts)
        first, last, shifts = day, day, its
    if first is not None and last is not None:
        yield SpecialDays(first, last, shifts)


def merged(shifts: Iterable[Shift]) -> Shifts:
    """Shifts in order, those that touch or overlap made one: files are not always tidy."""
    joined: list[Shift] = []
    for shift in sorted(shifts):
        if joined and shift.start <= joined[-1].end:
            joined[-1] = Shift(joined[-1].start, max(joined[-1].end, shift.end))
        elif 0 <= shift.start < shift.end <= DAY_MINUTES:
            joined.append(shift)
    return tuple(joined)


def _days_of(change: Change, years: tuple[int, ...]) -> Iterator[tuple[date, Shifts]]:
    if isinstance(change, Season):
        for year in years:
            first, last = _on(year, change.first), _on(year, change.last)
            if last < first:
                last = _on(year + 1, change.last)
            yield from ((day, change.shifts) for day in _each(first, last))
    elif isinstance(change, SpecialWeeks):
        for day in _each(change.first, change.last):
            shifts = change.week[day.weekday()]
            if shifts is not None:
                yield day, shifts
    else:
        yield from ((day, change.shifts) for day in _each(change.first, change.last))


def _each(first: date, last: date) -> Iterator[date]:
    count = min((last - first).days + 1, _MOST_DAYS)
    return (first + timedelta(days=n) for n in range(count))


def _on(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    return date(year, month, min(day, gregorian.monthrange(year, month)[1]))


def work_between(calendar: Calendar, first: datetime, last: datetime) -> int:
    """Working minutes between two moments; for gaps that a file shows, which are short."""
    if last <= first:
        return 0
    week, days = week_and_special_days(calendar, range(first.year - 1, last.year + 1))
    minutes = 0
    for day in _each(first.date(), last.date()):
        begins = _minutes_of(first) if day == first.date() else 0
        ends = _minutes_of(last) if day == last.date() else DAY_MINUTES
        for shift in days.get(day, week[day.weekday()]):
            minutes += max(0, min(shift.end, ends) - max(shift.start, begins))
    return minutes


def _minutes_of(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
