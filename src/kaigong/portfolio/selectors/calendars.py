"""The calendar of working days that a zone goes by."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources

from django.db.models import Count, Max, Min, Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.engines import calendars
from kaigong.portfolio.models import HolidayNotice

# Zones by their clock: the notices of the State Council hold wherever its clock does.
_FROM = 2000
_SHIPPED = {"Asia/Shanghai": "china.toml"}


@cache
def shipped_notices(timezone: str) -> tuple[calendars.Notice, ...]:
    """The notices that come with the house for a time zone; none where it knows of none."""
    file = _SHIPPED.get(timezone)
    if file is None:
        return ()
    text = resources.files("kaigong.engines.calendars").joinpath(file).read_text("utf-8")
    return calendars.notices_from(tomllib.loads(text)["notice"])


def notices_of(zone: Zone) -> QuerySet[HolidayNotice]:
    """The notices that a zone goes by, the latest year first."""
    return HolidayNotice.objects.filter(zone=zone, withdrawn_at=None)


def lacking_notices(zone: Zone) -> list[calendars.Notice]:
    """What came with a later version of the house and is not among the zone's notices."""
    known = set(HolidayNotice.objects.filter(zone=zone).values_list("number", flat=True))
    return [notice for notice in shipped_notices(zone.timezone) if notice.number not in known]


def calendar_of(
    zone: Zone, *, known_on: date | None = None, kept_by: datetime | None = None
) -> calendars.WorkCalendar:
    """The working days of a zone.

    Where no notices are known Monday to Friday are counted, and every date is provisional.

    Args:
        known_on: As the calendar was known on a past day.
        kept_by: By the notices that the zone held at a past moment; those that it was opened with
            count as always held.
    """
    # One question settles whether a calendar that this process has built still holds.
    mark = HolidayNotice.objects.filter(zone=zone).aggregate(
        rows=Count("pk"), kept=Max("kept_at"), withdrawn=Max("withdrawn_at"), first=Min("kept_at")
    )
    if kept_by is not None and mark["first"] is not None:
        kept_by = max(kept_by, mark["first"])
    return _calendar(zone.pk, mark["rows"], mark["kept"], mark["withdrawn"], known_on, kept_by)


@lru_cache(maxsize=64)
def _calendar(
    zone_id: int,
    _rows: int,
    _kept: datetime | None,
    _withdrawn: datetime | None,
    known_on: date | None,
    kept_by: datetime | None,
) -> calendars.WorkCalendar:
    in_force = Q(withdrawn_at=None)
    if kept_by is not None:
        in_force = (in_force | Q(withdrawn_at__gt=kept_by)) & Q(kept_at__lte=kept_by)
    found = HolidayNotice.objects.filter(in_force, zone=zone_id)
    notices = [engine_notice(row) for row in found]
    first = min((notice.year for notice in notices), default=_FROM)
    # Before its first notice a zone counted Monday to Friday, and nobody will announce more.
    before = [_plain_year(year) for year in range(_FROM, first)]
    return calendars.WorkCalendar([*before, *notices], known_on=known_on)


def _plain_year(year: int) -> calendars.Notice:
    return calendars.Notice("", date(_FROM, 1, 1), year, {}, frozenset())


def engine_notice(row: HolidayNotice) -> calendars.Notice:
    """A notice as the engine reads it."""
    (notice,) = calendars.notices_from(
        [
            {
                "number": row.number,
                "signed_on": row.signed_on,
                "year": row.year,
                "off": [
                    [name, date.fromisoformat(first), date.fromisoformat(last)]
                    for name, first, last in row.off
                ],
                "working": [date.fromisoformat(day) for day in row.working],
            }
        ]
    )
    return notice
