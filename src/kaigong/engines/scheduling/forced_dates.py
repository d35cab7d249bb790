"""How late facts can make things: each end of each activity, by one, two, three facts and so on.

An end is as late as the latest of what its bounds and links ask for, so what makes it late is one
path. A fact that does not stand asks for nothing: an activity without its duration ends when its
start or a link lets it, and nobody waits by a link that is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import BEGUN, FINISH_POINT, PASSING, PINNED, TASK, Layout
from kaigong.engines.scheduling.floats import has_bound
from kaigong.engines.scheduling.instants import DAY_AND_NIGHT, NEVER_BEFORE
from kaigong.engines.scheduling.passes import early_dates_of
from kaigong.engines.scheduling.shift_tables import Minutes

UNBOUND = -1  # no fact holds it: it may lie before all days
Move = Callable[[Minutes], Minutes]
START, FINISH = 0, 1
# Kinds of facts.
FLOOR, DURATION, LINK, OWN_START, OWN_FINISH = range(5)


def is_late(
    layout: Layout, finishes: Minutes, number: int, promised: datetime
) -> NDArray[np.bool_]:
    """Which finishes of a promised activity break its promise, in its working time."""
    worktime, calendar = layout.worktime, layout.activities.calendar[number]
    late = worktime.between(calendar, worktime.instant(promised), finishes) > 0
    return np.asarray(late & (finishes != UNBOUND))


class _Bound(NamedTuple):
    """What some facts ask of an end of an activity, by the number of facts in all.

    `source` is the end of an activity it comes from, None for one that stands by itself.
    """

    values: Minutes
    source: tuple[int, int] | None
    facts: tuple[tuple[int, int], ...]  # kind and number of an activity or place of a link


class ForcedDates:
    """How late each end of each activity can be made by a number of facts.

    Args:
        within: The activities to look at, in the order of work.
        most: The greatest number of facts to look for.
    """

    def __init__(self, layout: Layout, within: Minutes, most: int) -> None:
        self.layout, self.most = layout, most
        self.full = early_dates_of(layout, layout.activities)
        self.forced: dict[tuple[int, int], Minutes] = {}
        for here in within.tolist():
            self._keep(here)

    def fewest(self, number: int, promised: datetime) -> int | None:
        """How few facts break the promise; None where that takes more than were looked for."""
        if self.most < 0:
            return None
        late = is_late(self.layout, self.forced[number, FINISH], number, promised)
        return int(late.argmax()) if late.any() else None

    def facts(self, number: int, count: int) -> list[tuple[int, int]]:
        """The facts that force the finish, first to last."""
        found: list[tuple[int, int]] = []
        node: tuple[int, int] | None = (number, FINISH)
        while node is not None:
            values = self.forced[node]
            count = int(np.searchsorted(values, values[count]))  # no more than it takes
            if values[count] == UNBOUND:
                break
            bound = next(
                each for each in self._bounds(*node) if each.values[count] == values[count]
            )
            found += reversed(bound.facts)
            node, count = bound.source, count - len(bound.facts)
        return found[::-1]

    def _keep(self, here: int) -> None:
        for end in (START, FINISH):
            latest = np.full(self.most + 1, UNBOUND, dtype=np.int64)
            for bound in self._bounds(here, end):
                np.maximum(latest, bound.values, out=latest)
            self.forced[here, end] = np.maximum.accumulate(latest)

    def _bounds(self, here: int, end: int) -> Iterator[_Bound]:
        """Everything that may hold an end of an activity; never later than it is placed."""
        placed = (self.full.early_start, self.full.early_finish)[end][here]
        for bound in self._unclipped(here, end):
            yield bound._replace(values=np.minimum(bound.values, placed))

    def _unclipped(self, here: int, end: int) -> Iterator[_Bound]:
        activities, worktime = self.layout.activities, self.layout.worktime
        shape, calendar = activities.shape[here], activities.calendar[here]
        work = int(self.full.work[here])
        if shape in (PINNED, BEGUN):
            yield self._given(here, end)
        elif shape != TASK or work == 0:
            for bound in (*self._asked(here, START), *self._asked(here, FINISH)):
                yield self._moved(bound, lambda at: self._point(here, at))
        elif end == START:
            for bound in self._asked(here, START):
                yield self._moved(bound, lambda at: worktime.start_snap(calendar, at))
            for bound in self._asked(here, FINISH):
                whole = bound._replace(facts=(*bound.facts, (DURATION, here)))
                yield self._moved(
                    whole,
                    lambda at: worktime.latest(calendar, worktime.gone(calendar, at) - work),
                    more=1,
                )
        else:
            for bound in self._asked(here, FINISH):
                yield self._moved(bound, lambda at: worktime.finish_snap(calendar, at))
            begun = _Bound(self.forced[here, START], (here, START), ())
            yield begun
            yield self._moved(
                begun._replace(facts=((DURATION, here),)),
                lambda at: worktime.earliest(calendar, worktime.gone(calendar, at) + work),
                more=1,
            )

    def _asked(self, here: int, end: int) -> Iterator[_Bound]:
        """What the floor, a date of its own and links ask of an end."""
        activities, floor = self.layout.activities, self.layout.floor
        if end == START:
            own = int(activities.start_floor[here])
            yield self._alone(min(own, floor), (FLOOR, here))
            if own > floor:
                yield self._alone(own, (OWN_START, here))
        else:
            if has_bound(int(activities.finish_floor[here])):
                yield self._alone(int(activities.finish_floor[here]), (OWN_FINISH, here))
            expected = int(activities.expected_finish[here])
            if expected != NEVER_BEFORE:
                yield self._alone(expected, (OWN_FINISH, here))
        links = self.layout.links
        for place in range(links.into[here], links.into[here + 1]):
            if links.forward[place] and links.to_finish[place] == end:
                yield from self._waited(place)

    def _waited(self, place: int) -> Iterator[_Bound]:
        links, worktime = self.layout.links, self.layout.worktime
        calendar, lag = int(links.lag_calendar[place]), int(links.lag[place])

        def later(at: Minutes) -> Minutes:
            return at + lag if calendar == DAY_AND_NIGHT else worktime.add(calendar, at, lag)

        before, anchor = int(links.before[place]), int(links.anchor[place])
        has_anchor = anchor != NEVER_BEFORE
        if has_anchor:
            yield self._alone(int(later(np.array([anchor]))[0]), (LINK, place))
        source = (before, FINISH if links.from_finish[place] else START)
        passes = self.layout.activities.shape[before] == PASSING
        if source in self.forced and (passes or not has_anchor):
            waited = _Bound(self.forced[source], source, ((LINK, place),))
            yield self._moved(waited, (lambda at: at) if has_anchor else later, more=1)

    def _given(self, here: int, end: int) -> _Bound:
        """Dates that were given: what has begun is no fact that could give way."""
        activities = self.layout.activities
        at = int((activities.start_floor, activities.finish_floor)[end][here])
        if activities.shape[here] == PINNED:
            return self._alone(at, (OWN_START, here))
        if end == START or not activities.work[here]:
            return _Bound(np.full(self.most + 1, at, dtype=np.int64), None, ())
        return self._alone(at, (DURATION, here))

    def _alone(self, at: int, fact: tuple[int, int]) -> _Bound:
        values = np.full(self.most + 1, at, dtype=np.int64)
        values[0] = UNBOUND
        return _Bound(values, None, (fact,))

    def _moved(self, bound: _Bound, move: Move, more: int = 0) -> _Bound:
        """What a bound comes to behind something, by so many more facts."""
        values = np.full(bound.values.size, UNBOUND, dtype=np.int64)
        before = bound.values[: values.size - more]
        values[more:] = np.where(before == UNBOUND, UNBOUND, move(before))
        return bound._replace(values=values)

    def _point(self, here: int, at: Minutes) -> Minutes:
        """Where a milestone, or an activity without work, stands."""
        worktime, calendar = self.layout.worktime, self.layout.activities.calendar[here]
        shape = self.layout.activities.shape[here]
        if shape == PASSING:
            return at
        snapped = worktime.start_snap(calendar, at)
        if shape != FINISH_POINT:
            return snapped
        return np.where(worktime.finish_snap(calendar, at) == at, at, snapped)
