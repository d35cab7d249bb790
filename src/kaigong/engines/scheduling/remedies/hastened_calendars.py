"""Calendars that work more: with a further shift."""

from __future__ import annotations

from dataclasses import replace

from kaigong.engines.scheduling.calendars import (
    Calendar,
    Change,
    Shift,
    Shifts,
    SpecialWeeks,
)
from kaigong.engines.scheduling.seasons import through_seasons


def hastened_calendar(calendar: Calendar, *, winter: bool, shift: Shift | None) -> Calendar:
    """A calendar through its seasons, with a further shift, or both."""
    made = through_seasons(calendar) if winter else calendar
    return with_shift(made, shift) if shift else made


def with_shift(calendar: Calendar, shift: Shift) -> Calendar:
    """A calendar with one more shift on every day that is worked and has room for it."""
    return replace(
        calendar,
        base=with_shift(calendar.base, shift) if calendar.base else None,
        week=tuple(_longer(day, shift) for day in calendar.week),
        changes=tuple(_longer_change(change, shift) for change in calendar.changes),
    )


def _longer(day: Shifts | None, shift: Shift) -> Shifts | None:
    if not day or any(each.end > shift.start for each in day):
        return day
    return (*day, shift)


def _longer_change(change: Change, shift: Shift) -> Change:
    if isinstance(change, SpecialWeeks):
        return replace(change, week=tuple(_longer(day, shift) for day in change.week))
    return replace(change, shifts=_longer(change.shifts, shift) or ())
