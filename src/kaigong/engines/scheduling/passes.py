"""The dates of a layout: both passes, the floats, and what is drawn as late as it can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kaigong.engines.scheduling import passes_by_level, passes_one_by_one
from kaigong.engines.scheduling.arrays import Activities, Dates, Layout
from kaigong.engines.scheduling.compiling import pays
from kaigong.engines.scheduling.shift_tables import Minutes


@dataclass(frozen=True, eq=False)
class Passes:
    """Dates of a layout, and the end of the project they lead to."""

    dates: Dates
    end: int  # caps every late finish
    last: int  # the latest early finish
    free_float: Minutes


def passes_of(layout: Layout, *, by_numba: bool | None = None) -> Passes:
    """Early and late dates of every activity.

    Args:
        by_numba: Which path to take; None is the quicker one. Both give the same.
    """
    count = len(layout.keys)
    if by_numba is None:
        by_numba = pays(count + layout.links.before.size)
    run = OneByOne(layout) if by_numba else ByLevel(layout)
    dates = undated(layout.activities)
    run.early_dates(dates, layout.activities)
    end = latest_finish(layout, dates) if layout.end is None else layout.end
    late = with_open_ends(layout, dates) if layout.open_ends_are_critical else layout.activities
    run.late_dates(dates, end, late)
    if layout.as_late_as_possible.any():
        if layout.draws_to_late_dates:
            run.early_dates(dates, drawn_late(layout, dates))
        else:
            draw_late(layout, dates)
    last = latest_finish(layout, dates)
    room = layout.worktime.between(layout.activities.calendar, dates.early_finish, last)
    run.free_floats(dates, room)
    return Passes(dates, end, last, room)


def early_dates_of(
    layout: Layout, activities: Activities, *, by_numba: bool | None = None
) -> Dates:
    """Early dates alone, with changed activities: how a delay goes through the network.

    What is as late as possible stands where its links put it.
    """
    if by_numba is None:
        by_numba = pays(len(layout.keys) + layout.links.before.size)
    dates = undated(activities)
    if by_numba:
        passes_one_by_one.early_dates(layout.tables, activities, layout.links, dates)
    else:
        passes_by_level.early_dates(
            layout.worktime, activities, layout.links, dates, layout.order.levels
        )
    return dates


def late_dates_of(layout: Layout, activities: Activities, dates: Dates, *, end: int) -> Dates:
    """Late dates to the minute with changed activities, beside early dates that are known."""
    dates = dates._replace(late_start=dates.late_start.copy(), late_finish=dates.late_finish.copy())
    pays_now = pays(len(layout.keys) + layout.links.before.size)
    run = OneByOne(layout) if pays_now else ByLevel(layout)
    run.by_the_minute = np.ones(len(layout.keys), dtype=np.bool_)
    run.late_dates(dates, end, activities)
    return dates


def undated(activities: Activities) -> Dates:
    """Dates still to be found, with the work that is asked for."""
    early_start, early_finish, late_start, late_finish = np.zeros(
        (4, activities.work.size), dtype=np.int64
    )
    return Dates(early_start, early_finish, late_start, late_finish, activities.work.copy())


def latest_finish(layout: Layout, dates: Dates) -> int:
    """The latest early finish; activities that are done count where all are."""
    counts = layout.counts
    finishes = dates.early_finish[counts] if counts.any() else dates.early_finish
    return int(finishes.max(initial=0))


def with_open_ends(layout: Layout, dates: Dates) -> Activities:
    """The activities, those without a successor capped at their early finish."""
    caps = layout.activities.late_finish_cap
    is_open = np.ones(caps.size, dtype=np.bool_)
    is_open[layout.links.before[layout.links.backward != 0]] = False
    capped = np.where(is_open, np.minimum(caps, dates.early_finish), caps)
    return layout.activities._replace(late_finish_cap=capped)


def drawn_late(layout: Layout, dates: Dates) -> Activities:
    """The activities, those as late as possible not before their late start (MS Project).

    What follows them moves with them and loses its float.
    """
    floors = layout.activities.start_floor
    later = np.maximum(floors, dates.late_start)
    return layout.activities._replace(
        start_floor=np.where(layout.as_late_as_possible, later, floors)
    )


def draw_late(layout: Layout, dates: Dates) -> None:
    """Move what is as late as possible to where those after it would move (P6).

    It goes from behind, so of two in a row the first is drawn to the second's new place.
    """
    links, worktime, calendars = layout.links, layout.worktime, layout.activities.calendar
    drawn = layout.as_late_as_possible[links.before]
    places = np.flatnonzero(drawn & (links.forward != 0) & (links.backward != 0))
    of_each: dict[int, list[int]] = {int(n): [] for n in np.flatnonzero(layout.as_late_as_possible)}
    for place in places.tolist():
        of_each[int(links.before[place])].append(place)
    for here in sorted(of_each, reverse=True):
        own = np.array(of_each[here], dtype=np.int64)
        if own.size:
            exact = layout.late_by_the_minute
            found = passes_by_level.rooms(worktime, layout.activities, links, dates, own, exact)
            room = int(found.min())
        else:
            room = int(
                worktime.between(calendars[here], dates.early_finish[here], dates.late_finish[here])
            )
        if room > 0:
            begin = worktime.gone(calendars[here], dates.early_start[here]) + room
            dates.early_start[here] = worktime.latest(calendars[here], begin)
            end = begin + dates.work[here]
            dates.early_finish[here] = worktime.earliest(calendars[here], end)


class OneByOne:
    """The passes of a layout as compiled loops."""

    def __init__(self, layout: Layout) -> None:
        self.fixed = (layout.tables, layout.activities, layout.links)
        self.by_the_minute = layout.late_by_the_minute

    def early_dates(self, dates: Dates, activities: Activities) -> None:
        tables, _, links = self.fixed
        passes_one_by_one.early_dates(tables, activities, links, dates)

    def late_dates(self, dates: Dates, end: int, activities: Activities) -> None:
        tables, _, links = self.fixed
        passes_one_by_one.late_dates(tables, activities, links, dates, end, self.by_the_minute)

    def free_floats(self, dates: Dates, floats: Minutes) -> None:
        passes_one_by_one.free_floats(*self.fixed, dates, floats, self.by_the_minute)


class ByLevel:
    """The passes of a layout in NumPy."""

    def __init__(self, layout: Layout) -> None:
        self.fixed = (layout.worktime, layout.activities, layout.links)
        self.levels = layout.order.levels
        self.by_the_minute = layout.late_by_the_minute

    def early_dates(self, dates: Dates, activities: Activities) -> None:
        worktime, _, links = self.fixed
        passes_by_level.early_dates(worktime, activities, links, dates, self.levels)

    def late_dates(self, dates: Dates, end: int, activities: Activities) -> None:
        worktime, _, links = self.fixed
        passes_by_level.late_dates(
            worktime, activities, links, dates, self.levels, end, self.by_the_minute
        )

    def free_floats(self, dates: Dates, floats: Minutes) -> None:
        passes_by_level.free_floats(*self.fixed, dates, floats, self.by_the_minute)
