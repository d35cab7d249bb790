"""A reckoned network 计划: dates, floats and reasons, as arrays inside and views outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling import explaining, floats
from kaigong.engines.scheduling.arrays import Dates as ReckonedDates
from kaigong.engines.scheduling.arrays import Layout
from kaigong.engines.scheduling.commitments import Commitment, commitment
from kaigong.engines.scheduling.conflicts import conflict
from kaigong.engines.scheduling.errors import (
    BeyondHorizonError,
    NeverWorksError,
    NotPromisedError,
    UnknownActivityError,
)
from kaigong.engines.scheduling.facts import Conflict
from kaigong.engines.scheduling.network import Activity, ActivityKind, Network
from kaigong.engines.scheduling.passes import Passes, passes_of
from kaigong.engines.scheduling.reasons import Why
from kaigong.engines.scheduling.rules import CriticalBy, From
from kaigong.engines.scheduling.shift_tables import Minutes
from kaigong.engines.scheduling.spanning import Spanned, spanned
from kaigong.engines.scheduling.spans import spans_of
from kaigong.engines.scheduling.translating import layout_of
from kaigong.engines.scheduling.what_if import WhatIf, delayed, what_if
from kaigong.errors import KaigongError

_NO_WORK_FOR = 400 * 1440  # minutes; a calendar that has stopped for good


class Dates(NamedTuple):
    """When an activity starts and finishes."""

    start: datetime
    finish: datetime


def schedule_of(network: Network, *, by_numba: bool | None = None) -> Schedule:
    """Reckon a network by its rules.

    Args:
        by_numba: Which path to take; None is the quicker one. Both give the same.

    Raises:
        LoopError, UnknownActivityError, UnknownCalendarError: the network is not sound.
        NeverWorksError, BeyondHorizonError: an activity cannot be placed.
    """
    network = with_its_start(network, by_numba=by_numba)
    wrong: KaigongError | None = None
    for span in spans_of(network):
        layout = layout_of(network, span)
        passes = passes_of(layout, by_numba=by_numba)
        outside = outside_of(layout, passes.dates)
        if outside is None:
            return Schedule(network.copy(), layout, passes)
        wrong = cannot_place(layout, passes.dates, outside)
    raise wrong or BeyondHorizonError(key="", last="")


def with_its_start(network: Network, *, by_numba: bool | None = None) -> Network:
    """A network as it is, or where its rules schedule from its finish, with the start that it asks
    for: the earliest of the late starts.
    """
    rules, finish = network.rules, network.finish
    if rules.schedule_from is not From.FINISH or finish is None:
        return network
    backward = network.copy()
    backward.rules = replace(rules, schedule_from=From.START)
    backward.start, backward.finish, backward.must_finish_by = finish, None, finish
    late = schedule_of(backward, by_numba=by_numba)
    if late.layout.keys:
        first = int(late.passes.dates.late_start.min())
        backward.start = min(finish, late.layout.worktime.moment(first))
    backward.rules = rules
    return backward


def outside_of(layout: Layout, dates: ReckonedDates) -> int | None:
    """The first activity whose dates lie outside the tables."""
    limit = layout.worktime.limit
    behind = np.flatnonzero((dates.early_start >= limit) | (dates.early_finish >= limit))
    if behind.size:
        return int(behind[0])
    before = np.flatnonzero(np.minimum(dates.late_start, dates.late_finish) <= 0)
    return int(before[-1]) if before.size else None


def cannot_place(
    layout: Layout, dates: ReckonedDates, number: int
) -> NeverWorksError | BeyondHorizonError:
    """Why an activity lies outside the tables."""
    worktime, key = layout.worktime, layout.keys[number]
    calendar = int(layout.activities.calendar[number])
    last_work = int(worktime.earliest(calendar, worktime.total[calendar]))
    if last_work < worktime.limit - _NO_WORK_FOR:
        return NeverWorksError(calendar=worktime.calendars[calendar].name, key=key)
    is_late = dates.early_finish[number] >= worktime.limit
    bound = worktime.moment(worktime.limit) if is_late else worktime.origin
    return BeyondHorizonError(key=key, last=bound.date())


class Schedule:
    """The dates of a network as it stood when it was reckoned.

    Example:
        schedule = network.run()
        schedule["raft"].early.start, schedule["raft"].total_float, str(schedule["raft"].why())
    """

    def __init__(self, network: Network, layout: Layout, passes: Passes) -> None:
        self.network, self.layout, self.passes = network, layout, passes

    def __getitem__(self, key: str) -> Reckoned:
        """An activity's dates.

        Raises:
            UnknownActivityError: no activity has this key, or a summary has nothing below it.
        """
        if key in self.number or key in self.spanned:
            return Reckoned(self, key)
        raise UnknownActivityError(key=key)

    def __iter__(self) -> Iterator[Reckoned]:
        """All activities that have dates, in the network's order."""
        return (
            Reckoned(self, key)
            for key in self.network.activities
            if key in self.number or key in self.spanned
        )

    # --- of the whole ------------------------------------------------------------------------

    @property
    def finish(self) -> datetime:
        """The latest early finish, or the last actual one where all is done."""
        done = [each.finished for each in self.network.activities.values() if each.finished]
        if done and not self.layout.counts.any():
            return max(done)
        return self.layout.worktime.moment(self.passes.last)

    def critical(self) -> list[str]:
        """Keys of the critical activities, each after those it waits for."""
        return [self.layout.keys[n] for n in np.flatnonzero(self.is_critical).tolist()]

    def longest_path(self) -> list[str]:
        """Keys of the activities that lead to the latest finish by driving links, in order."""
        on_path = floats.on_longest_path(self.layout, self.passes.dates)
        return [self.layout.keys[n] for n in np.flatnonzero(on_path).tolist()]

    def driving_links(self) -> list[int]:
        """Numbers of the network's links that set an early date, ascending."""
        return sorted(set(self.layout.link_of[self._drives].tolist()))

    # --- what was promised -------------------------------------------------------------------

    def commitments(self) -> list[Commitment]:
        """Every promised activity, the one that lacks most first."""
        numbers = [
            self.number[key]
            for key, activity in self.network.activities.items()
            if activity.committed and key in self.number
        ]
        found = [self._commitment(number) for number in numbers]
        return sorted(found, key=lambda each: (-each.short_by_days, each.promised))

    def short_by(self, key: str) -> float:
        """Days to win so that a promise is kept, of the activity's calendar; 0 where it is.

        Raises:
            UnknownActivityError: there is no such activity.
            NotPromisedError: its finish was not promised.
        """
        self._promised(key)
        return self._commitment(self.number[key]).short_by_days

    def conflict(self, key: str) -> Conflict | None:
        """The smallest set of facts that breaks a promise; None where it is kept.

        Raises:
            UnknownActivityError: there is no such activity.
            NotPromisedError: its finish was not promised.
        """
        promised = self._promised(key)
        if self.network.activities[key].finished:
            return None
        return conflict(self.network, self.layout, self.number[key], promised)

    def what_if(self, delays: Mapping[str, str | int]) -> WhatIf:
        """What moves when activities take longer, see `Network.what_if`."""
        return what_if(
            self.layout,
            self.passes.dates,
            self._by_number(delays),
            redone=lambda layout: passes_of(layout).dates,
            promised={
                self.number[key]: each.committed
                for key, each in self.network.activities.items()
                if each.committed and key in self.number
            },
            names=lambda number: ("", self.layout.keys[number]),
        )

    def delayed(self, delays: Mapping[str, str | int]) -> Schedule:
        """The schedule with some activities longer or shorter; see `what_if`."""
        activities, _ = delayed(self.layout, self._by_number(delays))
        layout = replace(self.layout, activities=activities)
        return Schedule(self.network, layout, passes_of(layout))

    def _by_number(self, delays: Mapping[str, str | int]) -> dict[int, str | int]:
        for key in delays:
            if key not in self.number:
                raise UnknownActivityError(key=key)
        return {self.number[key]: delay for key, delay in delays.items()}

    def _promised(self, key: str) -> datetime:
        if key not in self.number:
            raise UnknownActivityError(key=key)
        promised = self.network.activities[key].committed
        if promised is None:
            raise NotPromisedError(key=key)
        return promised

    def _commitment(self, number: int) -> Commitment:
        finish = self.passes.dates.early_finish
        activity = self.network.activities[self.layout.keys[number]]
        return commitment(activity, self.layout, finish, self._drives, number)

    @cached_property
    def _drives(self) -> NDArray[np.bool_]:
        return floats.driving(self.layout, self.passes.dates)

    # --- as arrays, shape (activities,), in the order of `layout.keys` -------------------------

    @cached_property
    def number(self) -> dict[str, int]:
        """Place of each activity in the arrays."""
        return {key: n for n, key in enumerate(self.layout.keys)}

    @cached_property
    def total_float(self) -> Minutes:
        """Working minutes each activity can slip before it passes a late date."""
        return floats.total_floats(self.layout, self.passes.dates, self.network.rules)

    @cached_property
    def is_critical(self) -> NDArray[np.bool_]:
        """Whether each activity is critical by the rules."""
        rules = self.network.rules
        if rules.critical is CriticalBy.LONGEST_PATH:
            return floats.on_longest_path(self.layout, self.passes.dates)
        tight = self.total_float <= rules.critical_float
        critical: NDArray[np.bool_] = tight & self.layout.counts
        return critical

    @cached_property
    def spanned(self) -> dict[str, Spanned]:
        """Instants of summaries and levels of effort."""
        return spanned(self.network, self.layout, self.passes.dates)

    def work_between(self, key: str, first: datetime, last: datetime) -> int:
        """Working minutes of an activity's calendar from one moment to another."""
        worktime = self.layout.worktime
        calendar = self.layout.activities.calendar[self.number[key]]
        return int(worktime.between(calendar, worktime.instant(first), worktime.instant(last)))


class Reckoned:
    """One activity of a schedule; floats are in working minutes of its calendar."""

    __slots__ = ("key", "schedule")

    def __init__(self, schedule: Schedule, key: str) -> None:
        self.schedule, self.key = schedule, key

    def __repr__(self) -> str:
        return f"<{self.key}: {self.start:%Y-%m-%d %H:%M} to {self.finish:%Y-%m-%d %H:%M}>"

    @property
    def activity(self) -> Activity:
        """What the network says of it."""
        return self.schedule.network.activities[self.key]

    @property
    def early(self) -> Dates:
        """The earliest dates; of what is left, where it has begun by P6's rules."""
        if self._is_done:
            return self._actual
        if self._number is None:
            return self._moments(*self.schedule.spanned[self.key][:2])
        dates = self.schedule.passes.dates
        return self._moments(dates.early_start[self._number], dates.early_finish[self._number])

    @property
    def late(self) -> Dates:
        """The latest dates that keep what was promised, or the end of the project."""
        if self._is_done:
            return self._actual
        if self._number is None:
            return self._moments(*self.schedule.spanned[self.key][2:])
        dates = self.schedule.passes.dates
        return self._moments(dates.late_start[self._number], dates.late_finish[self._number])

    @property
    def start(self) -> datetime:
        """When it started, or starts by the rules: early, or late where they go from the finish."""
        return self.activity.started or self._planned.start

    @property
    def finish(self) -> datetime:
        """When it finished, or finishes by the rules."""
        return self.activity.finished or self._planned.finish

    @property
    def total_float(self) -> int:
        """How far it can slip before a late date is passed; negative is to be won."""
        if self._number is not None:
            return int(self.schedule.total_float[self._number])
        if self.activity.kind is ActivityKind.LEVEL_OF_EFFORT:
            return 0
        span, worktime = self.schedule.spanned[self.key], self.schedule.layout.worktime
        return int(worktime.between(0, span.early_finish, span.late_finish))

    @property
    def free_float(self) -> int:
        """How far it can slip before it moves an early date of another, or the project's end.

        It is never below zero, and by MS Project's rules never more than the total float.
        """
        if self._number is None or self._is_done:
            return 0
        found = int(self.schedule.passes.free_float[self._number])
        if self.schedule.network.rules.constraints_beat_links:
            found = min(found, self.total_float)
        return max(0, found)

    @property
    def is_critical(self) -> bool:
        """Whether it is critical by the rules; a level of effort never is."""
        if self._number is not None:
            return bool(self.schedule.is_critical[self._number])
        if self.activity.kind is ActivityKind.LEVEL_OF_EFFORT:
            return False
        return self.total_float <= self.schedule.network.rules.critical_float

    def why(self) -> Why:
        """What set its early start.

        Raises:
            UnknownActivityError: it spans others, so ask them.
        """
        if self._number is None:
            raise UnknownActivityError(key=self.key)
        schedule = self.schedule
        return explaining.why(
            schedule.network, schedule.layout, schedule.passes.dates, self._number
        )

    @property
    def _number(self) -> int | None:
        return self.schedule.number.get(self.key)

    @property
    def _is_done(self) -> bool:
        return self.activity.finished is not None and self._number is not None

    @property
    def _actual(self) -> Dates:
        started, finished = self.activity.started, self.activity.finished
        return Dates(started or finished or self._planned.start, finished or self._planned.finish)

    @property
    def _planned(self) -> Dates:
        is_backward = self.schedule.network.rules.schedule_from is From.FINISH
        return self.late if is_backward else self.early

    def _moments(self, start: int, finish: int) -> Dates:
        worktime = self.schedule.layout.worktime
        return Dates(worktime.moment(int(start)), worktime.moment(int(finish)))
