"""The moment in which a page is looked at: now, a past day, or the day a demo zone stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kaigong.accounts.models import Zone
from kaigong.audit import clock

# A zone that stands still is seen on the morning of its day.
STANDING_SINCE = time(8, 30)


def zone_moment(zone: Zone) -> datetime:
    """The present moment of a zone, in its own time."""
    place = ZoneInfo(zone.timezone)
    now = clock.now().astimezone(place)
    if zone.stands_on is None:
        return now
    return min(now, datetime.combine(zone.stands_on, STANDING_SINCE, tzinfo=place))


@dataclass(frozen=True)
class Look:
    """When somebody looks: the day shown, its moment, and the moment of record if one is asked."""

    today: date
    moment: datetime
    as_of: datetime | None = None

    @classmethod
    def at(cls, zone: Zone, day: date | None) -> Look:
        """A look at the present, or back at the end of a past day."""
        if day is None:
            return cls(zone.today(), zone_moment(zone))
        end = zone.end_of(day)
        return cls(day, end, end)

    @property
    def month(self) -> date:
        return self.today.replace(day=1)
