"""Seasons in which a calendar stands still, and the calendar without them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from kaigong.engines.scheduling.calendars import Calendar, Season


def seasons_of(calendar: Calendar) -> Iterator[Season]:
    """The seasons without work of a calendar and of all that it is made of."""
    for change in calendar.changes:
        if isinstance(change, Season) and not change.shifts:
            yield change
    for part in filter(None, (calendar.base, *calendar.or_working, *calendar.also_working)):
        yield from seasons_of(part)


def through_seasons(calendar: Calendar, only: Collection[Season] | None = None) -> Calendar:
    """A calendar without the seasons in which it stands still; special days stay.

    Args:
        only: Which of them to work through; None is all.
    """
    worked = set(seasons_of(calendar) if only is None else only)
    return replace(
        calendar,
        base=through_seasons(calendar.base, worked) if calendar.base else None,
        changes=tuple(change for change in calendar.changes if change not in worked),
        or_working=tuple(through_seasons(each, worked) for each in calendar.or_working),
        also_working=tuple(through_seasons(each, worked) for each in calendar.also_working),
    )
