"""Notices of days off, as rows: who announced what, when, for which year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kaigong.engines.calendars.errors import UnreadableNoticeError

DAY = timedelta(days=1)
LONGEST = 40  # days of one holiday; more is a slip of the pen


@dataclass(frozen=True)
class Notice:
    """One notice: the holidays of a year, or a change of one of them.

    Attributes:
        number: How it is cited, such as 国办发明电〔2020〕27号.
        signed_on: The day from which it is known.
        year: The year that it arranges; a holiday may begin in the last days of the year before.
        off: Days off with the name of their holiday, weekends within a holiday among them.
        working: Days of a weekend that are worked.
    """

    number: str
    signed_on: date
    year: int
    off: Mapping[date, str]
    working: frozenset[date]


def notices_from(rows: Iterable[Mapping[str, object]]) -> tuple[Notice, ...]:
    """Notices from rows as a TOML or JSON file holds them, in the order of their signing.

    Args:
        rows: Each with `number`, `signed_on` (a date), `year`, `off` (lists of name, first and
            last day) and `working` (dates).

    Raises:
        UnreadableNoticeError: a field is missing, a holiday ends before it begins or is longer
            than 40 days, a day lies outside the year and the month before it, or is off and
            worked at once.
    """
    return tuple(sorted((_notice(row) for row in rows), key=lambda notice: notice.signed_on))


def _notice(row: Mapping[str, object]) -> Notice:
    number = str(row.get("number") or "?")
    signed_on, year = row.get("signed_on"), row.get("year")
    spans, working = row.get("off", []), row.get("working", [])
    if not isinstance(signed_on, date) or not isinstance(year, int):
        raise UnreadableNoticeError(notice=number, what="signed_on, year")
    if not isinstance(spans, list) or not isinstance(working, list):
        raise UnreadableNoticeError(notice=number, what="off, working")
    off = {day: name for span in spans for name, day in _days_of(span, number)}
    worked = frozenset(day for day in working if isinstance(day, date))
    if len(worked) != len(working):
        raise UnreadableNoticeError(notice=number, what="working")
    for day in (*off, *worked):
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            raise UnreadableNoticeError(notice=number, what=day.isoformat())
    for day in worked & off.keys():
        raise UnreadableNoticeError(notice=number, what=day.isoformat())
    return Notice(number, signed_on, year, off, worked)


def _days_of(span: object, number: str) -> list[tuple[str, date]]:
    match span:
        case [str(name), date() as first, date() as last]:
            length = (last - first).days + 1
            if 0 < length <= LONGEST:
                return [(name, first + DAY * number) for number in range(length)]
    raise UnreadableNoticeError(notice=number, what=str(span))
