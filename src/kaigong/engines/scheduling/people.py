"""Whose calendar an activity works on: its own, or that of the people and machines it needs."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.network import ALL_HOURS, Activity, ActivityKind, Network


class Working(NamedTuple):
    """What an activity works on, by keys of calendars.

    Args:
        calendar: Its own; None is the network's.
        all_of: It works where all of these do too.
        any_of: It works where any of these does, and on its own calendar if it has one.
    """

    calendar: str | None = None
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


def working_on(network: Network, activity: Activity) -> Working:
    """The calendars an activity works on.

    P6's resource dependent activities work when their resources do, all at once. Tasks of MS
    Project work when one of their people does, and their own calendar, if they have one, lets them.
    """
    own = Working(activity.calendar)
    if not activity.needs or not network.resource_calendars:
        return own
    asked = (network.resource_calendars.get(each) for each in activity.needs)
    theirs = _different(network, sorted({key for key in asked if key in network.calendars}))
    if activity.kind is ActivityKind.RESOURCE_DEPENDENT:
        return Working(theirs[0], theirs[1:]) if theirs else own
    if network.rules.holds_to_data_date or activity.ignores_resource_calendars:
        return own
    if not theirs or activity.calendar == ALL_HOURS:
        return own
    if len(theirs) > 1:
        return Working(activity.calendar, any_of=theirs)
    return Working(theirs[0]) if activity.calendar is None else Working(activity.calendar, theirs)


def float_on(network: Network, activity: Activity, working: Working) -> Working:
    """The calendars an activity's float counts on: MS Project leaves its people out of that."""
    if network.rules.holds_to_data_date:
        return working
    if working.all_of or (working.any_of and activity.calendar is not None):
        return Working(activity.calendar)
    return working


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
    adds = (
        changes
        or calendar.or_working
        or calendar.also_working
        or any(day is not None for day in calendar.week)
    )
    if base and not adds:
        return base
    return replace(calendar, name="", base=base, changes=changes, minutes_per_day=480)


def calendar_of(network: Network, working: Working) -> Calendar:
    """The calendar that stands for what is worked on.

    Raises:
        KeyError: there is no calendar of that name.
    """
    together = [network.calendars[each] for each in working.all_of]
    if working.any_of:
        first, *others = (network.calendars[each] for each in working.any_of)
        together.append(first.or_with(*others))
        if working.calendar is None:
            return together[-1]
    if working.calendar is None:
        own = network.calendar
    elif working.calendar == ALL_HOURS and working.calendar not in network.calendars:
        own = Calendar.all_hours()
    else:
        own = network.calendars[working.calendar]
    return own.together_with(*together) if together else own
