"""How many there are of a resource of MSPDI by date: its periods of availability.

Outside of all of them Project takes it as not there. Without any, its most units always hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.availability import Availability, in_steps
from kaigong.engines.scheduling.files.errors import UnreadableCellError
from kaigong.engines.scheduling.files.resources import ALWAYS
from kaigong.engines.scheduling.files.xml_documents import Cells

_FIRST, _LAST = 1984, 2049  # years of the days that Project writes for “NA”
Period = tuple[datetime, datetime | None, float]  # from, until, units


def there_by_date(resource: Element, most: float | None) -> tuple[Availability, bool]:
    """How many there are, and whether the file says so.

    Args:
        most: Its `MaxUnits`, those of today where they change.
    """
    periods = sorted(_periods(resource), key=lambda period: period[0])
    if not periods:
        return Availability(1.0 if most is None else max(0.0, most)), most is not None
    first, *others = periods
    steps: dict[datetime, float] = {}
    units = 0.0
    if first[0] == ALWAYS:
        units = first[2]
    for since, until, there in (first, *others):
        if since != ALWAYS:
            steps[since] = there
        if until is not None:
            steps[until] = 0.0
    return in_steps(units, sorted(steps.items())), True


def _periods(resource: Element) -> Iterator[Period]:
    """Its periods, days whole; what cannot be read, or ends before it begins, says nothing."""
    for number, element in enumerate(resource.iterfind("AvailabilityPeriods/*"), 1):
        cells = Cells(element, "AvailabilityPeriod", number)
        try:
            since, until = cells.moment("AvailableFrom"), cells.moment("AvailableTo")
            units = cells.number_of("AvailableUnits")
        except UnreadableCellError:
            continue
        if since is None or since.year <= _FIRST:
            since = ALWAYS
        if until is not None:  # its last day is part of it
            until = None if until.year >= _LAST else _midnight(until) + timedelta(days=1)
        if units is not None and units >= 0 and (until is None or since < until):
            yield _midnight(since), until, units


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0)
