"""Calendars of P6's XML: hours of each weekday, and days that differ.

A finish there is the last minute of work, 16:59 for five o'clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from kaigong.engines.scheduling.calendars import Calendar, Shift, Shifts, SpecialDays
from kaigong.engines.scheduling.files.days import merged, week_and_special_days
from kaigong.engines.scheduling.files.pmxml_words import WEEKDAYS
from kaigong.engines.scheduling.files.xml_documents import Cells, clock_minutes, clock_text

_USUAL: Final = Calendar.weekly("Mon-Fri 8-12 13-17").week


def calendar_of(element: Element, key: str, base: Calendar | None, number: int) -> Calendar:
    """One calendar; days apart of its base come before its own."""
    cells = Cells(element, "Calendar", number)
    week: dict[int, Shifts] = {}
    for day in element.findall("StandardWorkWeek/StandardWorkHours"):
        name = (day.findtext("DayOfWeek") or "").strip()
        if name in WEEKDAYS:
            week[WEEKDAYS.index(name)] = _shifts(day)
    changes = [*(base.changes if base else ())]
    for each in element.findall("HolidayOrExceptions/HolidayOrException"):
        day_apart = _date(each.findtext("Date") or "")
        if day_apart:
            changes.append(SpecialDays(day_apart, day_apart, _shifts(each)))
    own: tuple[Shifts | None, ...] = tuple(week.get(day) for day in range(7))
    if not base:
        own = tuple(shifts or () for shifts in own) if week else _USUAL
    per_day = cells.hours("HoursPerDay")
    return Calendar(
        name=key,
        week=own,
        changes=tuple(changes),
        base=base,
        minutes_per_day=per_day if per_day and per_day > 0 else 480,
        source_key=cells.text("ObjectId"),
    )


def _shifts(day: Element) -> Shifts:
    found = []
    for each in day.findall("WorkTime"):
        start = clock_minutes(each.findtext("Start") or "")
        finish = clock_minutes(each.findtext("Finish") or "")
        if start is not None and finish is not None:
            # Other programs write the end itself, mostly a quarter of an hour.
            is_end = finish % 15 == 0
            found.append(Shift(start, (finish or 1440) if is_end else finish + 1))
    return merged(found)


def _date(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None


def write_days(element: Element, calendar: Calendar, years: range) -> None:
    """Put the week and all days that differ in.

    Days of a base that are as usual here are written too, for a base's days hold otherwise.
    """
    week, days = week_and_special_days(calendar, years)
    if calendar.base:
        usual = week_and_special_days(calendar.base, years)[1]
        days = {day: week[day.weekday()] for day in usual} | days
    for tag in ("StandardWorkWeek", "HolidayOrExceptions"):
        for child in element.findall(tag):
            element.remove(child)
    hours = SubElement(element, "StandardWorkWeek")
    for number in (6, *range(6)):  # Sunday first
        day_hours = SubElement(hours, "StandardWorkHours")
        SubElement(day_hours, "DayOfWeek").text = WEEKDAYS[number]
        _write_shifts(day_hours, week[number])
    _write_apart(SubElement(element, "HolidayOrExceptions"), days)


def _write_apart(element: Element, days: Mapping[date, Shifts]) -> None:
    for day, shifts in sorted(days.items()):
        exception = SubElement(element, "HolidayOrException")
        SubElement(exception, "Date").text = f"{day}T00:00:00"
        _write_shifts(exception, shifts)


def _write_shifts(element: Element, shifts: Shifts) -> None:
    for shift in shifts:
        time = SubElement(element, "WorkTime")
        SubElement(time, "Start").text = clock_text(shift.start)
        SubElement(time, "Finish").text = clock_text(shift.end - 1)
