"""The seasons in which work stands still, as a chart shades them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kaigong.engines.scheduling import Calendar, Season
from kaigong.plan.moments import begin_of, start_day
from kaigong.wording import said


def seasons_between(
    calendars: Iterable[Calendar], begin: int, end: int
) -> list[tuple[int, int, str]]:
    """Every closed season that touches a span: first minute, last minute, and its name."""
    seasons = {
        change
        for calendar in calendars
        for change in calendar.changes
        if isinstance(change, Season) and not change.shifts
    }
    years = range(start_day(begin).year - 1, start_day(end).year + 1)
    found = set()
    for season in seasons:
        for year in years:
            first = _day(year, season.first)
            last = _day(year + (season.last < season.first), season.last)
            span = begin_of(first), begin_of(last + timedelta(days=1))
            if span[0] < end and span[1] > begin:
                found.add((*span, season_name(season.note)))
    return sorted(found)


def season_name(note: str) -> str:
    """What a season is called, without what is said in brackets of it.

    A note may say it in both languages: "冬停（假定） / winter stop (assumed)".
    """
    chinese, _, english = (part.strip() for part in note.partition(" / "))
    name = said(chinese, english or chinese)
    return name.partition("（")[0].partition(" (")[0]


def _day(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)
