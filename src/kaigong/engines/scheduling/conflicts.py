"""Why a promise cannot be kept: the smallest set of facts that breaks it, whatever else gives way.

A fact that gives way is gone for good: an activity without its duration may take as long or as
short as it likes, a link without its wait asks for nothing. Each early date is the latest of what
its links and bounds ask for, so a promise is broken by one path of facts, and all others may give
way. So the irreducible infeasible subsets are paths, and the smallest is found by asking how late
each end of each activity can be made by one, two, three facts, in the order of work. Seasons are
shared by the activities of a path and are tried in sets. (Of infeasible subsets in general: J. W.
Chinneck, *Feasibility and Infeasibility in Optimization*, Springer 2008; not re-read.)
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from kaigong.engines.scheduling import floats
from kaigong.engines.scheduling.arrays import Dates, Layout
from kaigong.engines.scheduling.calendars import Season
from kaigong.engines.scheduling.commitments import chain
from kaigong.engines.scheduling.facts import (
    Conflict,
    Fact,
    Holds,
    Lasts,
    NotBefore,
    StandsStill,
    Waits,
)
from kaigong.engines.scheduling.floats import has_bound
from kaigong.engines.scheduling.forced_dates import (
    DURATION,
    FINISH,
    FLOOR,
    LINK,
    OWN_START,
    ForcedDates,
    is_late,
)
from kaigong.engines.scheduling.instants import DAY_AND_NIGHT, NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.network import Network
from kaigong.engines.scheduling.passes import early_dates_of, late_dates_of
from kaigong.engines.scheduling.seasons import seasons_of, through_seasons
from kaigong.engines.scheduling.shift_tables import Minutes
from kaigong.engines.scheduling.worktime import worktime_of

_CELLS = 4_000_000  # ends of activities times facts; beyond, only the driving chain is looked at
_SEASONS = 4  # tried in all sets; beyond, all stand


def conflict(network: Network, layout: Layout, number: int, promised: datetime) -> Conflict | None:
    """The smallest set of facts that breaks a promise; None where it is kept.

    Args:
        number: The promised activity's number in the layout; it is not finished.
        promised: What its finish was promised for.
    """
    dates = early_dates_of(layout, layout.activities)
    if not is_late(layout, dates.early_finish[number : number + 1], number, promised)[0]:
        return None
    drives = floats.driving(layout, dates)
    place = {key: n for n, key in enumerate(layout.keys)}
    driving = np.array([place[key] for key in chain(layout, drives, number)], dtype=np.int64)
    most = 2 * driving.size + 2
    within = _on_late_paths(layout, dates, number, promised)
    is_small = within.size * most <= _CELLS
    seasons = _seasons(layout, within)
    is_whole = is_small and len(seasons) <= _SEASONS
    found: _Found | None = None
    for standing in _sets(seasons) if len(seasons) <= _SEASONS else [tuple(seasons)]:
        if found and len(standing) >= found.size:
            break
        laid = _with_seasons(layout, seasons, standing)
        limit = most if found is None else min(most, found.size - len(standing) - 1)
        paths = ForcedDates(laid, within if is_small else driving, limit)
        count = paths.fewest(number, promised)
        if count is not None:
            found = _Found(len(standing) + count, standing, paths, count)
    if found is None:  # not by the rules that are read here; nothing is claimed
        return None
    return _told(network, found, number, promised, is_smallest=is_whole)


@dataclass(frozen=True)
class _Found:
    size: int
    standing: tuple[Season, ...]
    paths: ForcedDates
    count: int


def _on_late_paths(layout: Layout, dates: Dates, number: int, promised: datetime) -> Minutes:
    """The activities that lie on some path that breaks the promise, in the order of work."""
    activities, links, worktime = layout.activities, layout.links, layout.worktime
    never, always = (
        np.full(activities.work.size, bound, dtype=np.int64)
        for bound in (NEVER_AFTER, NEVER_BEFORE)
    )
    caps = never.copy()
    caps[number] = worktime.instant(promised)
    alone = activities._replace(
        late_start_cap=never,
        late_finish_cap=caps,
        late_start_floor=always,
        late_finish_floor=always,
    )
    held = links._replace(
        backward=links.forward, late_lag=np.where(links.anchor == NEVER_BEFORE, links.lag, 0)
    )
    late = late_dates_of(replace(layout, links=held), alone, dates, end=worktime.limit)
    is_late = (late.early_start > late.late_start) | (late.early_finish > late.late_finish)
    is_late[number] = True
    return np.flatnonzero(is_late)


def _seasons(layout: Layout, within: Minutes) -> dict[Season, str]:
    """Seasons without work on the calendars in question, each with the name of one of them."""
    used = set(layout.activities.calendar[within].tolist())
    is_within = np.zeros(len(layout.keys), dtype=np.bool_)
    is_within[within] = True
    used |= set(layout.links.lag_calendar[is_within[layout.after]].tolist()) - {DAY_AND_NIGHT}
    found: dict[Season, str] = {}
    for number in sorted(used):
        calendar = layout.worktime.calendars[number]
        for season in seasons_of(calendar):
            found.setdefault(season, calendar.name)
    return found


def _sets(seasons: dict[Season, str]) -> Iterator[tuple[Season, ...]]:
    for size in range(len(seasons) + 1):
        yield from itertools.combinations(seasons, size)


def _with_seasons(
    layout: Layout, seasons: dict[Season, str], standing: tuple[Season, ...]
) -> Layout:
    """The layout on calendars that work through the other seasons."""
    gone = set(seasons) - set(standing)
    if not gone:
        return layout
    worktime = layout.worktime
    calendars = [through_seasons(each, gone) for each in worktime.calendars]
    days = worktime.limit // (24 * 60)
    return replace(layout, worktime=worktime_of(calendars, origin=worktime.origin, days=days))


def _told(
    network: Network, found: _Found, number: int, promised: datetime, *, is_smallest: bool
) -> Conflict:
    paths, layout = found.paths, found.paths.layout
    facts: list[Fact] = [
        StandsStill(season, _name_of_calendar(layout, season)) for season in found.standing
    ]
    facts += [_fact(network, layout, *each) for each in paths.facts(number, found.count)]
    key = layout.keys[number]
    return Conflict(
        key=key,
        name=network.activities[key].name or key,
        promised=promised,
        finish=layout.worktime.moment(int(paths.forced[number, FINISH][found.count])),
        facts=tuple(facts),
        is_smallest=is_smallest,
    )


def _name_of_calendar(layout: Layout, season: Season) -> str:
    return next((each.name for each in layout.worktime.calendars if season in seasons_of(each)), "")


def _fact(network: Network, layout: Layout, kind: int, number: int) -> Fact:
    """One fact in the network's words."""
    worktime = layout.worktime
    if kind == FLOOR:
        start = worktime.instant(network.start)
        return NotBefore(worktime.moment(layout.floor), is_data_date=layout.floor > start)
    if kind == LINK:
        return _waits(network, layout, number)
    activity = network.activities[layout.keys[number]]
    name = activity.name or activity.key
    if kind == DURATION:
        per_day = worktime.calendars[layout.activities.calendar[number]].minutes_per_day or 1
        return Lasts(activity.key, name, round(float(layout.activities.work[number]) / per_day, 2))
    floors = layout.activities.start_floor if kind == OWN_START else layout.activities.finish_floor
    at = int(floors[number])
    if not has_bound(at):
        at = int(layout.activities.expected_finish[number])
    for constraint in (activity.constraint, activity.second_constraint):
        if constraint and constraint.on and worktime.instant(constraint.on) == at:
            return Holds(activity.key, name, constraint.kind.value, constraint.on)
    return Holds(activity.key, name, "", worktime.moment(at))


def _waits(network: Network, layout: Layout, place: int) -> Waits:
    link = network.links[int(layout.link_of[place])]
    before, after = (
        layout.keys[int(number)] for number in (layout.links.before[place], layout.after[place])
    )
    calendar = int(layout.links.lag_calendar[place])
    per_day = 1440
    if calendar != DAY_AND_NIGHT:
        per_day = layout.worktime.calendars[calendar].minutes_per_day or 1
    return Waits(
        before,
        network.activities[before].name or before,
        after,
        network.activities[after].name or after,
        link.kind,
        round(float(layout.links.lag[place]) / per_day, 2),
    )
