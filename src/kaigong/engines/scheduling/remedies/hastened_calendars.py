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
