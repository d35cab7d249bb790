"""Calendars put into the words that a work calendar keeps: a week, and one exception a line."""

from __future__ import annotations

from collections.abc import Iterator

from kaigong.engines.scheduling import Calendar
from kaigong.engines.scheduling.calendars import Season, Shifts, SpecialDays
from kaigong.engines.scheduling.files.days import spans, week_and_special_days

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week_in_words(calendar: Calendar) -> str:
    """The week: "Mon-Fri 8-12 13-17; Sat 8-12"; read again it is the same."""
    week = calendar.resolved_week()
    parts, first = [], 0
    for day in range(1, 8):
        if day < 7 and week[day] == week[first]:
            continue
        if week[first]:
            days = _DAYS[first] if day == first + 1 else f"{_DAYS[first]}-{_DAYS[day - 1]}"
            parts.append(f"{days} {_times(week[first])}")
        first = day
    return "; ".join(parts)


def changes_in_words(calendar: Calendar) -> str:
    """What differs from the week, one line each: "closed 2026-05-01/2026-05-05 labour day".

    Days and seasons of a calendar without a base are told as they are; all else day by day, those
    that follow each other and are alike in one line.
    """
    if calendar.base or not all(
        isinstance(each, SpecialDays | Season) for each in calendar.changes
    ):
        _week, days = week_and_special_days(calendar, ())
        return "\n".join(
            _line(f"{each.first}/{each.last}", each.shifts, "") for each in spans(days)
        )
    return "\n".join(_lines(calendar))


def _lines(calendar: Calendar) -> Iterator[str]:
    for change in calendar.changes:
        if isinstance(change, Season):
            ends = (f"--{month:02}-{day:02}" for month, day in (change.first, change.last))
            yield _line("/".join(ends), change.shifts, change.note)
        elif isinstance(change, SpecialDays):
            yield _line(f"{change.first}/{change.last}", change.shifts, change.note)


def _line(days: str, shifts: Shifts, note: str) -> str:
    first, _, last = days.partition("/")
    days = first if first == last else days
    # A word such as "7-9" would be read again as hours.
    words = " ".join(word for word in note.split() if not (word[:1].isdigit() and "-" in word))
    return f"{'open' if shifts else 'closed'} {days} {_times(shifts)} {words}".replace(
        "  ", " "
    ).strip()


def _times(shifts: Shifts) -> str:
    return " ".join(f"{_clock(each.start)}-{_clock(each.end)}" for each in shifts)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}" if minute % 60 else str(minute // 60)
