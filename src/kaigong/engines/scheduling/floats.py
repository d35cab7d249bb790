"""Floats 时差: how far an activity can slip, and what drives it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, TASK, Dates, Layout
from kaigong.engines.scheduling.instants import NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.passes_by_level import pushed
from kaigong.engines.scheduling.rules import FloatKind, Rules
from kaigong.engines.scheduling.shift_tables import Minutes

Places = NDArray[np.int64]


def total_floats(layout: Layout, dates: Dates, rules: Rules) -> Minutes:
    """Working minutes each activity can slip before a late date is passed, by the rules' kind.

    Where a constraint pulls an activity earlier than its links allow, what it pulls is lacking.
    What has begun can only slip at its finish; what is done has no float.
    """
    worktime, calendar = layout.worktime, layout.float_calendar
    shape = layout.activities.shape
    of_start = worktime.between(calendar, dates.early_start, dates.late_start)
    of_finish = worktime.between(calendar, dates.early_finish, dates.late_finish)
    match rules.total_float:
        case FloatKind.START:
            found = of_start
        case FloatKind.FINISH:
            found = of_finish
        case FloatKind.SMALLEST:
            found = np.minimum(of_start, of_finish)
    found = np.where(shape == BEGUN, of_finish, found)
    if rules.constraints_beat_links:
        found = found - pulls(layout, dates)
    return np.where(shape == PASSING, 0, found)


def pulls(layout: Layout, dates: Dates) -> Minutes:
    """Working minutes by which constraints place activities before what their links ask for."""
    activities, links = layout.activities, layout.links
    found = np.zeros(activities.shape.size, dtype=np.int64)
    capped = (activities.start_cap != NEVER_AFTER) | (activities.finish_cap != NEVER_AFTER)
    if not capped.any():
        return found
    after = layout.after
    places = np.flatnonzero(capped[after] & (links.forward != 0))
    lacking = begin_asked(layout, dates, places) - _begin(layout, dates)[after[places]]
    np.maximum.at(found, after[places], lacking)
    return found


def begin_asked(layout: Layout, dates: Dates, places: Places) -> Minutes:
    """The work gone, on the calendar of the activity after, at the start each link asks for."""
    activities, links, after = layout.activities, layout.links, layout.after[places]
    bound = pushed(layout.worktime, activities, links, dates, places)
    work = np.where(activities.shape[after] == TASK, dates.work[after], 0)
    at = layout.worktime.gone(activities.calendar[after], bound)
    return at - np.where(links.to_finish[places] != 0, work, 0)


def driving(layout: Layout, dates: Dates) -> NDArray[np.bool_]:
    """Which links, by place, set the early dates of the activity after them."""
    shape, links = layout.activities.shape, layout.links
    after = layout.after
    moves = (shape[after] != PINNED) & (shape[after] != BEGUN) & (links.forward != 0)
    places = np.flatnonzero(moves)
    found = np.zeros(moves.size, dtype=np.bool_)
    found[places] = begin_asked(layout, dates, places) == _begin(layout, dates)[after[places]]
    return found


def on_longest_path(layout: Layout, dates: Dates) -> NDArray[np.bool_]:
    """Which activities lie on a chain of driving links to the latest finish."""
    counts = layout.counts
    found = np.zeros(counts.size, dtype=np.bool_)
    if not counts.any():
        return found
    last = dates.early_finish[counts].max()
    found |= counts & (dates.early_finish == last)
    places = np.flatnonzero(driving(layout, dates))
    before, after = layout.links.before[places].tolist(), layout.after[places].tolist()
    for source, target in zip(reversed(before), reversed(after), strict=True):
        if found[target]:
            found[source] = True
    return found


def _begin(layout: Layout, dates: Dates) -> Minutes:
    return layout.worktime.gone(layout.activities.calendar, dates.early_start)


def has_bound(instant: int) -> bool:
    """Whether a floor or cap is one."""
    return NEVER_BEFORE < instant < NEVER_AFTER
