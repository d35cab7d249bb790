"""Minutes of the wall clock: how a plan keeps a moment, and how people read it.

A calendar of work is about the clock on the wall, and a zone has one, so a plan's moments carry no
time zone: whole minutes since 1970-01-01 00:00 there.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

_ORIGIN = datetime(1970, 1, 1)  # noqa: DTZ001  (a wall clock has no zone)
_DAY = 24 * 60


def minute_of(moment: datetime) -> int:
    """The minute of a moment without a time zone."""
    return (moment - _ORIGIN) // timedelta(minutes=1)


def moment_of(minute: int) -> datetime:
    """The moment of a minute."""
    return _ORIGIN + timedelta(minutes=minute)


def begin_of(day: date) -> int:
    """The first minute of a day."""
    return (day - _ORIGIN.date()).days * _DAY


def end_of(day: date) -> int:
    """The end of a day: what is promised for it may take all of it."""
    return begin_of(day) + _DAY


def start_day(minute: int) -> date:
    """The day on which something starts."""
    return moment_of(minute).date()


def finish_day(minute: int) -> date:
    """The day on which something is finished; one that ends at midnight ended the day before."""
    return moment_of(minute - 1).date()


def whole_days(minutes: int, *, per_day: int) -> int:
    """Whole working days of a float: one that is short by an hour is short by a day."""
    return minutes // per_day
