"""The passes of a programme: forward through all plans, back to each from its own end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import Activities, Dates, Layout
from kaigong.engines.scheduling.compiling import pays
from kaigong.engines.scheduling.passes import (
    ByLevel,
    OneByOne,
    draw_late,
    drawn_late,
    undated,
    with_open_ends,
)
from kaigong.engines.scheduling.programme.joining import Joined
from kaigong.engines.scheduling.shift_tables import Minutes


@dataclass(frozen=True, eq=False)
class AllPasses:
    """Dates of all plans of a programme, shape (activities,), and of each plan, shape (plans,).

    Attributes:
        ends: What caps every late finish of a plan.
        lasts: The latest early finish of a plan.
    """

    dates: Dates
    free_float: Minutes
    ends: Minutes
    lasts: Minutes


def all_passes_of(found: Joined, *, by_numba: bool | None = None) -> AllPasses:
    """Early and late dates of every activity of every plan.

    Args:
        by_numba: Which path to take; None is the quicker one. Both give the same.
    """
    layout = found.layout
    if by_numba is None:
        by_numba = pays(len(layout.keys) + layout.links.before.size)
    run = OneByOne(layout) if by_numba else ByLevel(layout)
    dates = undated(layout.activities)
    run.early_dates(dates, layout.activities)
    lasts = _latest_finishes(found, dates)
    own_ends = [part.layout.end for part in found.parts]
    ends = np.array(
        [int(last) if end is None else end for end, last in zip(own_ends, lasts, strict=True)],
        dtype=np.int64,
    )
    run.late_dates(dates, layout.worktime.limit, _capped(found, dates, ends))
    if layout.as_late_as_possible.any():
        to_late_dates = _where(found, lambda own: own.draws_to_late_dates)
        is_late = layout.as_late_as_possible
        if (is_late & to_late_dates).any():
            some = replace(layout, as_late_as_possible=is_late & to_late_dates)
            run.early_dates(dates, drawn_late(some, dates))
        draw_late(replace(layout, as_late_as_possible=is_late & ~to_late_dates), dates)
        lasts = _latest_finishes(found, dates)
    room = layout.worktime.between(
        layout.activities.calendar, dates.early_finish, lasts[found.part_of]
    )
    run.free_floats(dates, room)
    return AllPasses(dates, room, ends, lasts)


def _latest_finishes(found: Joined, dates: Dates) -> Minutes:
    """The latest early finish of each plan; activities that are done count where all are."""
    lasts = np.zeros((2, len(found.parts)), dtype=np.int64)
    counts = found.layout.counts
    np.maximum.at(lasts[0], found.part_of[counts], dates.early_finish[counts])
    np.maximum.at(lasts[1], found.part_of, dates.early_finish)
    has_open = np.zeros(len(found.parts), dtype=np.bool_)
    has_open[found.part_of[counts]] = True
    found_lasts: Minutes = np.where(has_open, lasts[0], lasts[1])
    return found_lasts


def _capped(found: Joined, dates: Dates, ends: Minutes) -> Activities:
    """The activities, none later than the end of its plan; open ends where the rules ask so."""
    activities = found.layout.activities
    caps = np.minimum(activities.late_finish_cap, ends[found.part_of])
    are_critical = _where(found, lambda own: own.open_ends_are_critical)
    if are_critical.any():
        opened = with_open_ends(found.layout, dates).late_finish_cap
        caps = np.where(are_critical, np.minimum(caps, opened), caps)
    return activities._replace(late_finish_cap=caps)


def _where(found: Joined, says: Callable[[Layout], bool]) -> NDArray[np.bool_]:
    """Whose plan's rules say something."""
    of_part = np.array([says(part.layout) for part in found.parts], dtype=np.bool_)
    chosen: NDArray[np.bool_] = of_part[found.part_of]
    return chosen
