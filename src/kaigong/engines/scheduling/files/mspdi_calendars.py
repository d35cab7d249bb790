"""Calendars of MSPDI: weekdays, work weeks, and exceptions that may come back."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from kaigong.engines.scheduling.calendars import (
    Calendar,
    Change,
    Shift,
    Shifts,
    SpecialDays,
    SpecialWeeks,
)
from kaigong.engines.scheduling.files.days import merged, spans, week_and_special_days
from kaigong.engines.scheduling.files.paths import whole
from kaigong.engines.scheduling.files.xml_documents import clock_minutes, clock_text

_USUAL: Final = (Shift(8 * 60, 12 * 60), Shift(13 * 60, 17 * 60))  # of a day without times
_MOST_DAYS: Final = 40_000


def calendar_of(
    element: Element, key: str, base: Calendar | None, *, minutes_per_day: int
) -> Calendar:
    """One calendar; days apart that its base has come before its own."""
    week: list[Shifts | None] = [None if base else ()] * 7
    days = element.findall("WeekDays/WeekDay")
    for day in days:
        number = _int(day, "DayType")
        if 1 <= number <= 7:
            week[(number + 5) % 7] = _shifts(day)
    exceptions = element.findall("Exceptions/Exception")
    if not exceptions:  # Project 2003 and older have them among the weekdays
        exceptions = [day for day in days if _int(day, "DayType") == 0]
    changes: list[Change] = [*(base.changes if base else ())]
    changes += [weeks for each in element.findall("WorkWeeks/WorkWeek") for weeks in _weeks(each)]
    changes += [days for each in exceptions for days in _exception(each)]
    return Calendar(
        name=key,
        week=tuple(week),
        changes=tuple(changes),
        base=base,
        minutes_per_day=minutes_per_day,
        source_key=(element.findtext("UID") or "").strip(),
    )


def _weeks(element: Element) -> Iterator[SpecialWeeks]:
    period = _period(element)
    if period is None:
        return
    week: list[Shifts | None] = [None] * 7
    for day in element.findall("WeekDays/WeekDay"):
        number = _int(day, "DayType")
        if 1 <= number <= 7:
            week[(number + 5) % 7] = _shifts(day)
    yield SpecialWeeks(*period, tuple(week), note=element.findtext("Name") or "")


def _exception(element: Element) -> Iterator[SpecialDays]:
    period = _period(element)
    if period is None:
        return
    shifts, note = _shifts(element), element.findtext("Name") or ""
    recurrence = _Recurrence(element, period[0])
    if recurrence.is_every_day:
        yield SpecialDays(*period, shifts, note)
        return
    count = min((period[1] - period[0]).days + 1, _MOST_DAYS)
    days = (period[0] + timedelta(days=n) for n in range(count))
    chosen = {day: shifts for day in days if recurrence.falls_on(day)}
    yield from (SpecialDays(each.first, each.last, shifts, note) for each in spans(chosen))


class _Recurrence:
    """When an exception comes back, as the dialogue of Project has it."""

    def __init__(self, element: Element, first: date) -> None:
        self.kind, self.first = _int(element, "Type"), first
        self.period = max(_int(element, "Period"), 1)
        self.month, self.day = _int(element, "Month") + 1, _int(element, "MonthDay")
        self.item, self.position = _int(element, "MonthItem"), _int(element, "MonthPosition")
        self.weekdays = _int(element, "DaysOfWeek")  # bits, Sunday is the first

    @property
    def is_every_day(self) -> bool:
        return self.kind not in range(2, 8) and self.period == 1

    def falls_on(self, day: date) -> bool:
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        if self.kind == 2:
            return (day.month, day.day) == (self.month, self.day)
        if self.kind == 3:
            return day.month == self.month and self._is_positioned(day)
        if self.kind == 4:
            return months % self.period == 0 and day.day == self.day
        if self.kind == 5:
            return months % self.period == 0 and self._is_positioned(day)
        if self.kind == 6:
            weeks = ((day - self.first).days + (self.first.weekday() + 1) % 7) // 7
            is_chosen = self.weekdays >> ((day.weekday() + 1) % 7) & 1
            return weeks % self.period == 0 and bool(is_chosen)
        return (day - self.first).days % self.period == 0

    def _is_positioned(self, day: date) -> bool:
        """Whether it is the first to fourth, or the last, of its sort in the month."""
        length = gregorian.monthrange(day.year, day.month)[1]
        alike = [n for n in range(1, length + 1) if self._is_alike(day.replace(day=n))]
        chosen = alike[-1:] if self.position >= 4 else alike[self.position : self.position + 1]
        return day.day in chosen

    def _is_alike(self, day: date) -> bool:
        if self.item <= 2:
            is_weekend = day.weekday() >= 5
            return (True, not is_weekend, is_weekend)[self.item]
        return (day.weekday() + 1) % 7 == self.item - 3


def _period(element: Element) -> tuple[date, date] | None:
    try:
        first, last = (
            datetime.fromisoformat((element.findtext(f"TimePeriod/{end}") or "").strip()).date()
            for end in ("FromDate", "ToDate")
        )
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _shifts(day: Element) -> Shifts:
    if (day.findtext("DayWorking") or "").strip() not in ("1", "true"):
        return ()
    times = day.findall("WorkingTimes/WorkingTime")
    found = []
    for each in times:
        start = clock_minutes(each.findtext("FromTime") or "")
        end = clock_minutes(each.findtext("ToTime") or "")
        if start is not None and end is not None:
            found.append(Shift(start, end or 1440))
    return merged(found) if times else _USUAL


def _int(element: Element, tag: str) -> int:
    return whole((element.findtext(tag) or "").strip()) or 0


# --- writing ----------------------------------------------------------------------------------


def write_days(element: Element, calendar: Calendar, years: range) -> None:
    """Put the week and all days that differ in; work weeks become days like all others.

    Days of a base that are as usual here are written too, for a base's days hold otherwise.
    """
    week, days = week_and_special_days(calendar, years)
    if calendar.base:
        usual = week_and_special_days(calendar.base, years)[1]
        days = {day: week[day.weekday()] for day in usual} | days
    for tag in ("WeekDays", "Exceptions", "WorkWeeks"):
        for child in element.findall(tag):
            element.remove(child)
    weekdays = SubElement(element, "WeekDays")
    for number in range(1, 8):
        day = SubElement(weekdays, "WeekDay")
        SubElement(day, "DayType").text = str(number)
        _write_shifts(day, week[(number + 5) % 7])
    exceptions = SubElement(element, "Exceptions")
    for span in spans(days):
        exception = SubElement(exceptions, "Exception")
        SubElement(exception, "EnteredByOccurrences").text = "0"
        period = SubElement(exception, "TimePeriod")
        SubElement(period, "FromDate").text = f"{span.first}T00:00:00"
        SubElement(period, "ToDate").text = f"{span.last}T23:59:00"
        SubElement(exception, "Occurrences").text = str((span.last - span.first).days + 1)
        SubElement(exception, "Type").text = "1"
        SubElement(exception, "Period").text = "1"
        _write_shifts(exception, span.shifts)


def _write_shifts(day: Element, shifts: Shifts) -> None:
    SubElement(day, "DayWorking").text = "1" if shifts else "0"
    if shifts:
        times = SubElement(day, "WorkingTimes")
        for shift in shifts:
            time = SubElement(times, "WorkingTime")
            SubElement(time, "FromTime").text = clock_text(shift.start)
            SubElement(time, "ToTime").text = clock_text(shift.end)
