"""Whose calendar an activity works on: its own, or that of the people and machines it needs."""

from __future__ import annotations

from dataclasses import replace

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.network import ALL_HOURS, Activity, ActivityKind, Network

#: What an activity works on: the key of a calendar and those of its resources' calendars.
Working = tuple[str | None, tuple[str, ...]]


def working_on(network: Network, activity: Activity) -> Working:
    """The calendars an activity works on.

    P6's resource dependent activities work when their resources do, all at once; tasks of MS
    Project when their resources do and their own calendar, if they have one, lets them. Where the
    resources of a task of MS Project work at different times, it keeps to its own calendar.
    """
    if not activity.needs or not network.resource_calendars:
        return activity.calendar, ()
    asked = (network.resource_calendars.get(each) for each in activity.needs)
    theirs = _different(network, sorted({key for key in asked if key in network.calendars}))
    if activity.kind is ActivityKind.RESOURCE_DEPENDENT:
        return (theirs[0], theirs[1:]) if theirs else (activity.calendar, ())
    if network.rules.holds_to_data_date or activity.ignores_resource_calendars:
        return activity.calendar, ()
    if len(theirs) != 1 or activity.calendar == ALL_HOURS:
        return activity.calendar, ()
    return (theirs[0], ()) if activity.calendar is None else (activity.calendar, theirs)


def float_on(network: Network, activity: Activity, working: Working) -> Working:
    """The calendars an activity's float counts on: MS Project leaves its people out of that."""
    if network.rules.holds_to_data_date or not working[1]:
        return working
    return activity.calendar, ()


def _different(network: Network, keys: list[str]) -> tuple[str, ...]:
    """Of calendars that work at the same times under different names, the first."""
    if len(keys) < 2:
        return tuple(keys)
    kept: dict[Calendar, str] = {}
    for key in keys:
        kept.setdefault(nameless(network.calendars[key]), key)
    return tuple(kept.values())


def nameless(calendar: Calendar) -> Calendar:
    """A calendar's times without its names and notes, to compare: one that adds nothing to its
    base is its base."""
    base = nameless(calendar.base) if calendar.base else None
    changes = tuple(replace(change, note="") for change in calendar.changes)
    adds = changes or calendar.also_working or any(day is not None for day in calendar.week)
    if base and not adds:
        return base
    return replace(calendar, name="", base=base, changes=changes, minutes_per_day=480)


def calendar_of(network: Network, working: Working) -> Calendar:
    """The calendar that stands for what is worked on.

    Raises:
        KeyError: there is no calendar of that name.
    """
    key, others = working
    if key is None:
        own = network.calendar
    elif key == ALL_HOURS and key not in network.calendars:
        own = Calendar.all_hours()
    else:
        own = network.calendars[key]
    return own.together_with(*(network.calendars[each] for each in others)) if others else own
