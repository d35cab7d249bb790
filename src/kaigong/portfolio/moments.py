"""The moment in which a page is looked at: now, a past day, or the day a demo zone stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kaigong.accounts.models import Zone
from kaigong.audit import clock


def zone_moment(zone: Zone) -> datetime:
    """The present moment of a zone, in its own time."""
    return zone.moment_there(clock.now())


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
