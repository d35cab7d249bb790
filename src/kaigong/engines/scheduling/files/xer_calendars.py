"""The calendars of P6's XER: nested brackets with weekdays, shifts and days that differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from kaigong.engines.scheduling.calendars import DAY_MINUTES, Shift, Shifts
from kaigong.engines.scheduling.files.days import merged
from kaigong.engines.scheduling.files.paths import whole

_NODE = re.compile(r"\(0\|\|(\w+)\(([^()]*)\)")
_WHITE = re.compile(r"[\s\x7f]+")
_SECTIONS = ("CalendarData", "DaysOfWeek", "VIEW", "Exceptions")
_DAY_ZERO = date(1899, 12, 30)  # days are counted as in Excel
_MOST_DAYS = 2_958_465  # 9999-12-31


def week_and_days(text: str) -> tuple[tuple[Shifts | None, ...], dict[date, Shifts]]:
    """Shifts of each weekday, Monday first (None where it says nothing), and of each day apart.

    Brackets are read in their order and not by their depth: a weekday or a date opens a day, what
    has a start and a finish belongs to the day before it. So a text cut short is read as far as it
    goes.
    """
    week: dict[int, list[Shift]] = {}
    days: dict[date, list[Shift]] = {}
    section, shifts = "", None
    for name, attributes in _NODE.findall(_WHITE.sub("", text)):
        number = whole(name)
        if number is None:
            section, shifts = (name if name in _SECTIONS else section), None
            continue
        found = _attributes(attributes)
        if "s" in found and "f" in found:
            shift = _shift(found["s"], found["f"])
            if shifts is not None and shift:
                shifts.append(shift)
        elif section == "DaysOfWeek" and 1 <= number <= 7:
            shifts = week.setdefault((number + 5) % 7, [])
        elif section == "Exceptions":
            day = whole(found.get("d", ""))
            if day is not None and day <= _MOST_DAYS:
                shifts = days.setdefault(_DAY_ZERO + timedelta(days=day), [])
    return (
        tuple(merged(week[day]) if day in week else None for day in range(7)),
        {day: merged(its) for day, its in sorted(days.items())},
    )


def calendar_text(week: tuple[Shifts, ...], days: Mapping[date, Shifts]) -> str:
    """The same brackets, written."""
    weekdays = "".join(f"(0||{day}()({_shifts_text(week[(day + 5) % 7])}))" for day in range(1, 8))
    apart = "".join(
        f"(0||{number}(d|{(day - _DAY_ZERO).days})({_shifts_text(shifts)}))"
        for number, (day, shifts) in enumerate(sorted(days.items()))
    )
    return f"(0||CalendarData()((0||DaysOfWeek()({weekdays}))(0||Exceptions()({apart}))))"


def _shifts_text(shifts: Shifts) -> str:
    return "".join(
        f"(0||{number}(s|{_clock(shift.start)}|f|{_clock(shift.end)})())"
        for number, shift in enumerate(shifts)
    )


def _clock(minutes: int) -> str:
    minutes %= DAY_MINUTES  # the end of the day is written as its beginning
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _attributes(text: str) -> dict[str, str]:
    parts = text.split("|")
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _shift(start: str, end: str) -> Shift | None:
    begins, ends = _minutes(start), _minutes(end)
    if begins is None or ends is None:
        return None
    return Shift(begins, ends or DAY_MINUTES)


def _minutes(text: str) -> int | None:
    hour, _, minute = text.partition(":")
    hours, minutes = whole(hour), whole(minute[:2])
    if hours is None or minutes is None:
        return None
    return min(hours * 60 + minutes, DAY_MINUTES)
