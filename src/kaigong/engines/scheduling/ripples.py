"""How a change goes through a network: only what it reaches is placed anew, in order.

Beside the dates it says through which link each date was moved, so the way of a delay can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import (
    BEGUN,
    PASSING,
    PINNED,
    TASK,
    Activities,
    Dates,
    Layout,
    Links,
)
from kaigong.engines.scheduling.compiling import compiled, pays, plainly
from kaigong.engines.scheduling.instants import NEVER_BEFORE, Tables, gone
from kaigong.engines.scheduling.passes_by_level import place_early, pushed
from kaigong.engines.scheduling.passes_one_by_one import held_to, placed

#: Moved by its own change, and not by a link.
BY_ITSELF = -1

_UNKNOWN = -2  # where no way has been walked yet

# Where an activity stands while a change goes through.
_STILL, _REACHED, _MOVED = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Ripple:
    """Early dates after a change, shape (activities,) each.

    Attributes:
        is_moved: Whose early dates are others now.
        through: Place of the link that asks most of those whose activity before has moved;
            BY_ITSELF for what was changed, and for what has not moved.
    """

    dates: Dates
    is_moved: NDArray[np.bool_]
    through: NDArray[np.int32]

    def plans_along(
        self, layout: Layout, numbers: NDArray[np.int64], plan_of: NDArray[np.int32]
    ) -> list[list[int]]:
        """The plans along which each of some was moved, from the one that was changed to its own.

        Args:
            plan_of: Number of each activity's plan.

        Returns:
            Of each of the numbers, one activity in each of those plans.
        """
        entry = np.full(plan_of.size, _UNKNOWN, dtype=np.int32)
        walk = _walk_back if pays(plan_of.size) else plainly(_walk_back)
        walk(numbers, self.through, layout.links.before, plan_of, entry)
        ways = []
        for number in numbers.tolist():
            way = [number]
            while (former := int(entry[way[-1]])) != BY_ITSELF:
                way.append(former)
            ways.append(way[::-1])
        return ways


@compiled
def _walk_back(numbers: Any, through: Any, before: Any, plan_of: Any, entry: Any) -> None:
    """Of each activity on the ways to some, the last one of the plan that it was moved from.

    What several ways have in common is walked once.
    """
    for number in numbers:
        here = number
        while here != BY_ITSELF and entry[here] == _UNKNOWN:
            found, node = BY_ITSELF, here
            while through[node] != BY_ITSELF:
                former = before[through[node]]
                if plan_of[former] != plan_of[here]:
                    found = former
                    break
                if entry[former] != _UNKNOWN:
                    found = entry[former]
                    break
                node = former
            last, node = node, here
            while True:
                entry[node] = found
                if node == last:
                    break
                node = before[through[node]]
            here = found


def rippled(
    layout: Layout,
    was: Dates,
    activities: Activities,
    changed: NDArray[np.int64],
    *,
    by_numba: bool | None = None,
) -> Ripple:
    """The early dates when some activities have changed.

    What is as late as possible stands where its links put it.

    Args:
        was: Dates of the layout as it is.
        activities: Its activities, with other work or bounds of the changed ones.
        changed: Their numbers.
        by_numba: Which path to take; None is the quicker one. Both give the same.
    """
    if by_numba is None:
        by_numba = pays(len(layout.keys) + layout.links.before.size)
    # Late dates stay as they are: they are not asked, and not copied.
    dates = was._replace(
        early_start=was.early_start.copy(),
        early_finish=was.early_finish.copy(),
        work=was.work.copy(),
    )
    dates.work[changed] = activities.work[changed]
    state = np.zeros(activities.shape.size, dtype=np.int8)
    state[changed] = _REACHED
    through = np.full(state.size, BY_ITSELF, dtype=np.int32)
    if changed.size and by_numba:
        _one_by_one(
            layout.tables,
            activities,
            layout.links,
            dates,
            *layout.out,
            int(changed.min()),
            state,
            through,
        )
    elif changed.size:
        _by_level(layout, activities, dates, state, through)
    return Ripple(dates, state == _MOVED, through)


@compiled
def _one_by_one(
    tables: Tables,
    activities: Activities,
    links: Links,
    dates: Dates,
    out: Any,
    targets: Any,
    first: int,
    state: Any,
    through: Any,
) -> None:
    shifts, by_day, by_work = tables
    shapes, calendars, works, start_floors, finish_floors = activities[:5]
    start_caps, finish_caps, expected_finishes = activities[5:8]
    into, before, from_finish, to_finish, lags = links[:5]
    lag_calendars, anchors, holds = links[6:9]
    early_start, early_finish, placed_work = dates.early_start, dates.early_finish, dates.work
    for here in range(first, len(shapes)):
        if state[here] == _STILL:
            continue
        start, finish, shape = start_floors[here], finish_floors[here], shapes[here]
        calendar, work = calendars[here], works[here]
        most = NEVER_BEFORE
        if shape in (PINNED, BEGUN):
            new_start, new_finish = start, finish
        else:
            for place in range(into[here], into[here + 1]):
                if holds[place]:
                    earlier, anchor = before[place], anchors[place]
                    date = early_finish[earlier] if from_finish[place] else early_start[earlier]
                    passes = shapes[earlier] == PASSING
                    lag_calendar, lag = lag_calendars[place], lags[place]
                    bound = held_to(
                        shifts, by_day, by_work, date, anchor, passes, lag_calendar, lag
                    )
                    if to_finish[place]:
                        finish = max(finish, bound)
                    else:
                        start = max(start, bound)
                    if state[earlier] == _MOVED:
                        asked = gone(shifts, by_day, calendar, bound)
                        if to_finish[place] and shape == TASK:
                            asked -= work
                        if asked > most:
                            most = asked
                            through[here] = place
            if shape == TASK and expected_finishes[here] != NEVER_BEFORE:
                begin = gone(shifts, by_day, calendar, start)
                work = max(0, gone(shifts, by_day, calendar, expected_finishes[here]) - begin)
                placed_work[here] = work
            new_start, new_finish = placed(
                shifts,
                by_day,
                by_work,
                shape,
                calendar,
                work,
                start,
                finish,
                start_caps[here],
                finish_caps[here],
            )
        if new_start == early_start[here] and new_finish == early_finish[here]:
            state[here] = _STILL
            through[here] = BY_ITSELF
            continue
        state[here] = _MOVED
        early_start[here], early_finish[here] = new_start, new_finish
        for place in range(out[here], out[here + 1]):
            if state[targets[place]] == _STILL:
                state[targets[place]] = _REACHED


def _by_level(
    layout: Layout,
    activities: Activities,
    dates: Dates,
    state: NDArray[np.int8],
    through: NDArray[np.int32],
) -> None:
    links, (out, targets) = layout.links, layout.out
    start, finish = activities.start_floor.copy(), activities.finish_floor.copy()
    for first, last in pairwise(layout.order.levels.tolist()):
        here = first + np.flatnonzero(state[first:last])
        if not here.size:
            continue
        places = _ranges(links.into, here)
        places = places[links.forward[places] != 0]
        moves = (activities.shape[here] != PINNED) & (activities.shape[here] != BEGUN)
        moving = np.zeros(last - first, dtype=np.bool_)
        moving[here[moves] - first] = True
        places = places[moving[layout.after[places] - first]]
        if places.size:
            bound = pushed(layout.worktime, activities, links, dates, places)
            to_finish, held = links.to_finish[places] != 0, layout.after[places]
            np.maximum.at(finish, held[to_finish], bound[to_finish])
            np.maximum.at(start, held[~to_finish], bound[~to_finish])
            _note_ways(layout, activities, places, bound, state, through)
        was = dates.early_start[here], dates.early_finish[here]
        place_early(layout.worktime, activities, dates, here, start, finish)
        is_moved = (dates.early_start[here] != was[0]) | (dates.early_finish[here] != was[1])
        state[here] = np.where(is_moved, _MOVED, _STILL)
        through[here[~is_moved]] = BY_ITSELF
        follow = targets[_ranges(out, here[is_moved])]
        state[follow[state[follow] == _STILL]] = _REACHED


def _note_ways(
    layout: Layout,
    activities: Activities,
    places: NDArray[np.int64],
    bound: NDArray[np.int64],
    state: NDArray[np.int8],
    through: NDArray[np.int32],
) -> None:
    """Of the links of a level from what has moved, the first that asks most of each activity."""
    links = layout.links
    from_moved = state[links.before[places]] == _MOVED
    places, bound = places[from_moved], bound[from_moved]
    held = layout.after[places]
    asked = layout.worktime.gone(activities.calendar[held], bound)
    by_finish = (links.to_finish[places] != 0) & (activities.shape[held] == TASK)
    asked = asked - np.where(by_finish, activities.work[held], 0)
    order = np.lexsort((-places, asked))  # what is written last stands
    through[held[order]] = places[order]


def _ranges(pointers: NDArray[np.int32], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places pointers[n] to pointers[n + 1] of each number, one behind the other."""
    first = pointers[numbers].astype(np.int64)
    count = pointers[numbers + 1] - first
    ends = np.cumsum(count)
    places = np.arange(int(ends[-1]) if ends.size else 0, dtype=np.int64)
    places += np.repeat(first - ends + count, count)
    return places
