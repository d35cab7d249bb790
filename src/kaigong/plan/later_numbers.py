"""Numbers of a resource from days on 分时段数量: a second rig from June, no crew for a month.

People write a line for each day from which there are so many, or for days between which there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from kaigong.engines.scheduling import Availability
from kaigong.engines.scheduling.availability import in_steps
from kaigong.plan.errors import UnfitLaterNumberError
from kaigong.wording import said

Later = tuple[tuple[date, float], ...]

MOST_STEPS = 60
_FIRST, _LAST = date(1990, 1, 1), date(2200, 1, 1)
_PARTS = re.compile(r"[\n;；,，、]+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_BARE = _DAY.pattern.replace("(\\d", "(?:\\d")
_DAYS = rf"(?P<first>{_BARE})(?:\s*(?:至|到|[-–—~/]|to|until)\s*(?P<last>{_BARE}))?"
_UNITS = r"(?P<units>\d{1,6}(?:\.\d{1,2})?)\s*[^\d\n]{0,24}"
_WAYS = (
    re.compile(rf"(?:from|自|从)?\s*{_DAYS}\s*(?:起|开始|on)?\s*[:=：]?\s*{_UNITS}", re.IGNORECASE),
    re.compile(rf"{_UNITS}\s*(?:from|自|从)\s*{_DAYS}\s*(?:起|on)?", re.IGNORECASE),
)


def later_in(text: str, *, name: str, there: float, most: int) -> Later:
    """Numbers by day as they were typed, in their order; what changes nothing is left out.

    Days between which there is another number are followed by the one before.

    Args:
        name: Of the resource.
        there: How many there are before all of the days.
        most: No number is above.

    Raises:
        UnfitLaterNumberError: a line cannot be understood, or its days stand in another one.
    """
    lines = [part for part in map(str.strip, _PARTS.split(text)) if part]
    found: list[tuple[date, float]] = []
    ends_on = None  # the day behind the last span, from which on there is what was before it
    for first, last, units in sorted(_read(line, name, most) for line in lines):
        before = _last(found, there)
        if ends_on == first:
            before = found.pop()[1]
        if len(found) >= MOST_STEPS or (found and first <= found[-1][0]) or last < first:
            raise UnfitLaterNumberError(name=name, text=f"{first}", most=most)
        found.append((first, units))
        ends_on = None
        if last < _LAST:
            ends_on = last + timedelta(days=1)
            found.append((ends_on, before))
    steps = in_steps(there, ((_midnight(day), units) for day, units in found)).steps
    return tuple((moment.date(), units) for moment, units in steps)


def _read(line: str, name: str, most: int) -> tuple[date, date, float]:
    """The days of a line, from the first to the last one, and the units of them."""
    for way in _WAYS:
        read = way.fullmatch(line)
        if read and float(read["units"]) <= most:
            first = _day(read["first"])
            last = _day(read["last"]) if read["last"] else _LAST
            if first and last:
                return first, last, float(read["units"])
    raise UnfitLaterNumberError(name=name, text=line, most=most)


def _day(text: str) -> date | None:
    """A day within reason."""
    read = _DAY.fullmatch(text.strip())
    try:
        found = date(*map(int, read.groups())) if read else None
    except ValueError:
        return None
    return found if found and _FIRST <= found < _LAST else None


def _last(steps: Sequence[tuple[date, float]], there: float) -> float:
    return steps[-1][1] if steps else there


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


def later_written(later: Later, *, unit: str = "", between: str = "\n") -> str:
    """The same in words, as `later_in` reads them."""
    return between.join(
        said(f"{day} 起 {units:.10g}{' ' + unit if unit else ''}", f"{units:.10g} from {day}")
        for day, units in later
    )


def later_of(kept: Iterable[Sequence[object]]) -> Later:
    """Numbers by day as an edit keeps them."""
    return tuple((date.fromisoformat(str(day)), float(str(units))) for day, units in kept)


def later_kept(later: Later) -> list[list[object]]:
    """Numbers by day as an edit keeps them."""
    return [[f"{day}", units] for day, units in later]


def availability(there: float, later: Later) -> Availability:
    """As the engine reads it: a number holds from its midnight on."""
    return in_steps(there, ((_midnight(day), units) for day, units in later))
