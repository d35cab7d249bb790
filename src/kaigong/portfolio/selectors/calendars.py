"""The calendar of working days that a zone goes by."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources

from kaigong.accounts.models import Zone
from kaigong.engines import calendars

# Zones by their clock: the notices of the State Council hold wherever its clock does.
_NOTICES = {"Asia/Shanghai": "china.toml"}


@cache
def _notices(file: str) -> tuple[calendars.Notice, ...]:
    text = resources.files("kaigong.engines.calendars").joinpath(file).read_text("utf-8")
    return calendars.notices_from(tomllib.loads(text)["notice"])


@cache
def _calendar(file: str, known_on: date | None) -> calendars.WorkCalendar:
    return calendars.WorkCalendar(_notices(file) if file else (), known_on=known_on)


def calendar_of(zone: Zone, *, known_on: date | None = None) -> calendars.WorkCalendar:
    """The working days of a zone.

    Where no notices are known Monday to Friday are counted, and every date is provisional.

    Args:
        known_on: As the calendar was known on a past day.
    """
    return _calendar(_NOTICES.get(zone.timezone, ""), known_on)
