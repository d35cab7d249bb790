"""How many there are of a resource of MSPDI by date: its periods of availability.

Outside of all of them Project takes it as not there. Without any, its most units always hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final
from xml.etree.ElementTree import Element

from kaigong.engines.scheduling.availability import Availability, in_steps
from kaigong.engines.scheduling.files.errors import UnreadableCellError
from kaigong.engines.scheduling.files.resources import ALWAYS
from kaigong.engines.scheduling.files.xml_documents import Cells, moment_text, sub

PERIODS: Final = "AvailabilityPeriods"
_FIRST, _LAST = 1984, 2049  # years of the days that Project writes for “NA”
_NEVER_BEGINS, _NEVER_ENDS = "1984-01-01T00:00:00", "2049-12-31T23:59:00"
_BEHIND = ("Rates", "TimephasedData")  # what comes behind the periods of a resource
Period = tuple[datetime, datetime | None, float]  # from, until, units


def there_by_date(resource: Element, most: float | None) -> tuple[Availability, bool]:
    """How many there are, and whether the file says so.

    Args:
        most: Its `MaxUnits`, those of today where they change.
    """
    periods = sorted((each for each, _ in _elements(resource)), key=lambda period: period[0])
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


def _elements(resource: Element) -> Iterator[tuple[Period, Element]]:
    """Its periods, days whole, with their elements; what cannot be read, or ends before it
    begins, says nothing."""
    for number, element in enumerate(resource.iterfind(f"{PERIODS}/*"), 1):
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
            yield (_midnight(since), until, units), element


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0)


def write_periods(resource: Element, there: Availability) -> None:
    """Say how many there are by date, days whole; a period that is the same stays as it is."""
    known = dict(_elements(resource))
    periods = resource.find(PERIODS)
    if periods is None:
        periods = Element(PERIODS)
        later = (at for at, each in enumerate(resource) if each.tag in _BEHIND)
        resource.insert(next(later, len(resource)), periods)
    periods[:] = [known.get(each) or _element(*each) for each in _segments(there)]
    if not len(periods):  # never there, which its most units say
        resource.remove(periods)


def _segments(there: Availability) -> Iterator[Period]:
    """The spans of days with some of it."""
    begins = [(ALWAYS, there.units), *((_midnight(at), units) for at, units in there.steps)]
    ends = [at for at, _ in begins[1:]]
    for (since, units), until in zip_longest(begins, ends):
        if units and since != until:
            yield since, until, units


def _element(since: datetime, until: datetime | None, units: float) -> Element:
    element = Element("AvailabilityPeriod")
    first = _NEVER_BEGINS if since == ALWAYS else moment_text(since)
    last = moment_text(until - timedelta(minutes=1)) if until else _NEVER_ENDS
    sub(element, "AvailableFrom", {}).text = first
    sub(element, "AvailableTo", {}).text = last
    sub(element, "AvailableUnits", {}).text = f"{units:.10g}"
    return element
