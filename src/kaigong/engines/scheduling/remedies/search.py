"""The cheapest sets of measures that keep a promise, each reckoned with all calendars and links.

Sets are taken in order of cost. One that does not keep the promise yet is continued by each measure
that hastens the chain that sets the promised finish: without such a measure that chain stays as
long as it is, so every set that keeps the promise is reached, and the first reached are cheapest.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling import floats
from kaigong.engines.scheduling.arrays import Dates, Layout
from kaigong.engines.scheduling.calendars import Shift
from kaigong.engines.scheduling.commitments import chain
from kaigong.engines.scheduling.errors import NotPromisedError, UnknownActivityError
from kaigong.engines.scheduling.network import LinkKind
from kaigong.engines.scheduling.passes import early_dates_of, passes_of
from kaigong.engines.scheduling.remedies.hastened_calendars import hastened_calendar
from kaigong.engines.scheduling.remedies.measures import Measure, MeasureKind
from kaigong.engines.scheduling.rules import LagCalendar
from kaigong.engines.scheduling.schedule import Schedule
from kaigong.engines.scheduling.shift_tables import Minutes
from kaigong.engines.scheduling.worktime import worktime_of

Chosen = tuple[int, ...]  # numbers of offers, ascending


@dataclass(frozen=True)
class Remedy:
    """One way to keep a promise.

    Attributes:
        measures: What is done, in the order of the work.
        cost: Of all of them together, in the unit of the terms.
        finish: When what was promised is then finished.
        spare_days: Days to spare then, of the promised activity's calendar.
    """

    measures: tuple[Measure, ...]
    cost: float
    finish: datetime
    spare_days: float


@dataclass(frozen=True)
class Remedies:
    """What was found for one promise.

    Attributes:
        ways: The cheapest first; none does more of the same than another.
        is_proved: Whether no cheaper way exists among the offers; else the search was cut short.
        tried: How many sets were reckoned.
        nearest: Where no way was found: days still short with all that helps most.
    """

    ways: tuple[Remedy, ...]
    is_proved: bool
    tried: int
    nearest: float


def remedies_of(
    schedule: Schedule,
    offers: Sequence[Measure],
    *,
    promise: str,
    most: int = 3,
    tries: int = 4_000,
) -> Remedies:
    """The cheapest ways to keep a promise.

    Args:
        offers: What may be done.
        promise: Key of the promised activity.
        most: How many ways to find.
        tries: How many sets to reckon at the most.

    Raises:
        UnknownActivityError: an activity of the offers, or the promised one, is not there.
        NotPromisedError: its finish was not promised.
    """
    if promise not in schedule.number:
        raise UnknownActivityError(key=promise)
    promised = schedule.network.activities[promise].committed
    if promised is None:
        raise NotPromisedError(key=promise)
    bench = _Bench(schedule, offers, promise, promised)
    order = itertools.count()
    waiting: list[tuple[float, int, Chosen]] = [(0.0, next(order), ())]
    known: set[Chosen] = {()}
    ways: list[tuple[set[tuple[str, MeasureKind]], Remedy]] = []
    nearest, tried = float("inf"), 0
    while waiting and len(ways) < most and tried < tries:
        cost, _, chosen = heapq.heappop(waiting)
        groups = {offers[number].group for number in chosen}
        if any(of_way <= groups for of_way, _ in ways):
            continue
        state = bench.reckoned(chosen)
        tried += 1
        if state.spare_days >= 0:
            ways.append((groups, bench.remedy(chosen, cost, state)))
            continue
        nearest = min(nearest, -state.spare_days)
        for offer in bench.hastening(state, chosen):
            following = tuple(sorted((*chosen, offer)))
            if following not in known:
                known.add(following)
                following_cost = cost + offers[offer].cost
                heapq.heappush(waiting, (following_cost, next(order), following))
    return Remedies(
        ways=tuple(remedy for _, remedy in ways),
        is_proved=not waiting or len(ways) == most,
        tried=tried,
        nearest=0.0 if ways else nearest,
    )


def hastened(schedule: Schedule, measures: Sequence[Measure]) -> Schedule:
    """A schedule with some measures taken: at most one of a kind on an activity.

    Raises:
        UnknownActivityError: a measure hastens an activity that the schedule has not.
    """
    if not measures:
        return schedule
    # No promise is aimed at: every measure is taken.
    bench = _Bench(schedule, measures, measures[0].key, schedule.network.start)
    layout = bench.hastened(tuple(range(len(measures))))
    return Schedule(schedule.network.copy(), layout, passes_of(layout))


@dataclass(frozen=True)
class _State:
    layout: Layout
    dates: Dates
    spare_days: float


class _Bench:
    """A schedule laid out once, on which sets of measures are tried."""

    def __init__(
        self, schedule: Schedule, offers: Sequence[Measure], promise: str, promised: datetime
    ) -> None:
        self.schedule, self.offers = schedule, offers
        for offer in offers:
            if offer.key not in schedule.number:
                raise UnknownActivityError(key=offer.key)
        layout = schedule.layout
        worktime = layout.worktime
        calendars = list(worktime.calendars)
        self._variants: dict[tuple[int, bool, Shift | None], int] = {}
        for offer in offers:
            number = int(layout.activities.calendar[schedule.number[offer.key]])
            shifts = {each.shift for each in offers if each.key == offer.key} | {None}
            for winter, shift in itertools.product((False, True), shifts):
                variant = (number, winter, shift)
                if variant not in self._variants:
                    self._variants[variant] = len(calendars)
                    calendars.append(
                        hastened_calendar(worktime.calendars[number], winter=winter, shift=shift)
                    )
        days = worktime.limit // (24 * 60)
        tables = worktime_of(calendars, origin=worktime.origin, days=days)
        self.layout = replace(layout, worktime=tables)
        self.target = schedule.number[promise]
        self.promised = tables.instant(promised)
        self.links = schedule.network.links
        # Which end of a link lends it the calendar of its lag, where the link names none.
        rule = schedule.network.rules.lag_calendar
        into = layout.links.into
        after = np.repeat(np.arange(len(into) - 1), np.diff(into))
        ends = {LagCalendar.PREDECESSOR: layout.links.before, LagCalendar.SUCCESSOR: after}
        self.lenders = ends.get(rule)

    def reckoned(self, chosen: Chosen) -> _State:
        """The early dates with some measures taken."""
        layout = self.hastened(chosen)
        dates = early_dates_of(layout, layout.activities)
        calendar = int(self.layout.activities.calendar[self.target])  # days are counted on its own
        finish = int(dates.early_finish[self.target])
        spare = int(layout.worktime.between(calendar, finish, self.promised))
        per_day = layout.worktime.calendars[calendar].minutes_per_day or 1
        return _State(layout, dates, spare / per_day)

    def hastening(self, state: _State, chosen: Chosen) -> Iterator[int]:
        """The offers that hasten the chain that sets the promised finish now."""
        drives = floats.driving(state.layout, state.dates)
        on_chain = set(chain(state.layout, drives, self.target))
        taken = {self.offers[number].group for number in chosen}
        for number, offer in enumerate(self.offers):
            if offer.key in on_chain and offer.group not in taken:
                yield number

    def remedy(self, chosen: Chosen, cost: float, state: _State) -> Remedy:
        number = self.schedule.number
        measures = sorted(
            (self.offers[each] for each in chosen),
            key=lambda measure: (number[measure.key], measure.kind.value),
        )
        finish = state.layout.worktime.moment(int(state.dates.early_finish[self.target]))
        return Remedy(tuple(measures), cost, finish, state.spare_days)

    def hastened(self, chosen: Chosen) -> Layout:
        """The layout with some of the offers taken."""
        activities, links = self.layout.activities, self.layout.links
        work, calendar = activities.work.copy(), activities.calendar.copy()
        lag, lag_calendar = links.lag.copy(), links.lag_calendar.copy()
        by_key: dict[str, list[Measure]] = {}
        for number in chosen:
            by_key.setdefault(self.offers[number].key, []).append(self.offers[number])
        for key, measures in by_key.items():
            place = self.schedule.number[key]
            factor = float(np.prod([measure.work for measure in measures]))
            work[place] = round(float(work[place]) * factor)
            winter = any(measure.through_winter for measure in measures)
            shift = next((measure.shift for measure in measures if measure.shift), None)
            calendar[place] = self._variants[int(calendar[place]), winter, shift]
            self._lend(lag_calendar, place, int(calendar[place]))
            overlap = sum(measure.overlap for measure in measures)
            if overlap:
                self._overlap(lag, place, overlap)
        return replace(
            self.layout,
            activities=activities._replace(work=work, calendar=calendar),
            links=links._replace(lag=lag, lag_calendar=lag_calendar),
        )

    def _lend(self, lag_calendar: NDArray[np.int32], place: int, calendar: int) -> None:
        if self.lenders is None:
            return
        for link in np.flatnonzero(self.lenders == place).tolist():
            if self.links[int(self.layout.link_of[link])].lag_calendar is None:
                lag_calendar[link] = calendar

    def _overlap(self, lag: Minutes, place: int, by: int) -> None:
        for link in np.flatnonzero(self.layout.links.before == place).tolist():
            if self.links[int(self.layout.link_of[link])].kind is LinkKind.FS:
                lag[link] -= by
