"""From a network and its rules to arrays: here P6 and MS Project part, and nowhere below.

What the rules say of progress, constraints and lags becomes bounds and shapes of activities and
switches of links, so the passes know nothing of rules. The rules with their sources stand in
`docs/reference/schedule-rules.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import (
    BEGUN,
    FINISH_POINT,
    PASSING,
    PINNED,
    START_POINT,
    TASK,
    Activities,
    Layout,
    Links,
)
from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import UnknownCalendarError
from kaigong.engines.scheduling.instants import NEVER_AFTER, NEVER_BEFORE
from kaigong.engines.scheduling.network import (
    Activity,
    ActivityKind,
    Constraint,
    ConstraintKind,
    Network,
)
from kaigong.engines.scheduling.ordering import order_of
from kaigong.engines.scheduling.people import Working, calendar_of, float_on, working_on
from kaigong.engines.scheduling.rules import ProgressRule
from kaigong.engines.scheduling.spans import Span
from kaigong.engines.scheduling.summaries import leaf_links
from kaigong.engines.scheduling.translating_links import link_row
from kaigong.engines.scheduling.worktime import Worktime, worktime_of

#: These take their dates from others and hold nobody.
SPANNING = {ActivityKind.LEVEL_OF_EFFORT, ActivityKind.SUMMARY}


def layout_of(network: Network, span: Span) -> Layout:
    """A network laid out in arrays.

    Args:
        span: The days the tables of working time hold.

    Raises:
        LoopError, UnknownActivityError, UnknownCalendarError: the network is not sound.
    """
    translation = Translation(network, span)
    placed = [each for each in network.activities.values() if each.kind not in SPANNING]
    number = {activity.key: n for n, activity in enumerate(placed)}
    links = leaf_links(network)
    order = order_of(
        len(placed),
        np.array([number[link.before] for _, link in links], dtype=np.int32),
        np.array([number[link.after] for _, link in links], dtype=np.int32),
        called=lambda n: placed[n].key,
    )
    in_order = [placed[n] for n in order.activity.tolist()]
    by_place = [links[n] for n in order.link.tolist()]
    columns = [translation.activity(each) for each in in_order]
    rows = [link_row(translation, link) for _, link in by_place]
    return Layout(
        keys=tuple(activity.key for activity in in_order),
        order=order,
        worktime=translation.worktime,
        activities=_activities(columns),
        links=_links(order.into, order.before, rows),
        link_of=np.array([n for n, _ in by_place], dtype=np.int64),
        float_calendar=np.array(
            [translation.numbers[translation.floats[each.key]] for each in in_order], dtype=np.int32
        ),
        open_ends_are_critical=network.rules.open_ends_are_critical,
        late_by_the_minute=np.full(len(placed), network.rules.late_by_the_minute),
        floor=translation.floor,
        end=translation.optional(network.must_finish_by),
        counts=np.array([_counts(each) for each in in_order], dtype=np.bool_),
        as_late_as_possible=np.array([_is_late(each) for each in in_order], dtype=np.bool_),
        draws_to_late_dates=not network.rules.holds_to_data_date,
    )


@dataclass(slots=True)
class _Row:
    """One activity on its way into the arrays."""

    shape: int
    calendar: int
    work: int
    start_floor: int
    finish_floor: int = NEVER_BEFORE
    start_cap: int = NEVER_AFTER
    finish_cap: int = NEVER_AFTER
    expected_finish: int = NEVER_BEFORE
    late_start_cap: int = NEVER_AFTER
    late_finish_cap: int = NEVER_AFTER
    late_start_floor: int = NEVER_BEFORE
    late_finish_floor: int = NEVER_BEFORE


class Translation:
    """One network being read by its rules."""

    def __init__(self, network: Network, span: Span) -> None:
        self.network, self.rules = network, network.rules
        self.numbers: dict[Working, int] = {}
        self.working: dict[str, Working] = {}
        self.floats: dict[str, Working] = {}
        calendars = self._number_calendars()
        self.worktime: Worktime = worktime_of(calendars, origin=span.origin, days=span.days)
        self.start = self.instant(network.start)
        report = self.optional(network.data_date)
        self.data_date = self.start if report is None else report
        holds = self.rules.holds_to_data_date
        self.floor = max(self.start, self.data_date) if holds else self.start

    def instant(self, moment: datetime) -> int:
        """A moment as an instant within the tables."""
        return max(0, min(self.worktime.instant(moment), self.worktime.limit))

    def optional(self, moment: datetime | None) -> int | None:
        return None if moment is None else self.instant(moment)

    def calendar(self, activity: Activity) -> int:
        """The number of the calendar an activity works on."""
        return self.numbers[self.working[activity.key]]

    def _number_calendars(self) -> list[Calendar]:
        """Number what is worked on and what lags count in; the network's own calendar is 0."""
        network = self.network
        found = [network.calendar]
        self.numbers[Working()] = 0
        for key, activity in network.activities.items():
            working = self.working[key] = working_on(network, activity)
            floats = self.floats[key] = float_on(network, activity, working)
            for each in {working, floats} - self.numbers.keys():
                self._number(found, each, key)
        for link in network.links:
            lag = Working(link.lag_calendar)
            if link.lag_calendar is not None and lag not in self.numbers:
                self._number(found, lag, link.after)
        return found

    def _number(self, found: list[Calendar], working: Working, key: str) -> None:
        try:
            found.append(calendar_of(self.network, working))
        except KeyError:
            raise UnknownCalendarError(key=key, calendar=working.calendar) from None
        self.numbers[working] = len(found) - 1

    # --- activities --------------------------------------------------------------------------

    def activity(self, activity: Activity) -> _Row:
        """An activity's row: its shape, its work, its bounds."""
        if not self.rules.holds_to_data_date and (activity.started or activity.finished):
            return self._pinned(activity, BEGUN, *self._actual_dates(activity))
        if activity.is_manual and activity.manual_start:
            start = self.instant(activity.manual_start)
            return self._pinned(activity, PINNED, start, self.optional(activity.manual_finish))
        calendar = self.calendar(activity)
        if activity.finished:
            return _Row(PASSING, calendar, 0, self.floor)
        work = activity.duration + activity.interruption
        row = _Row(self._shape(activity), calendar, work, self.floor)
        if activity.started:
            row.work = self._remaining(activity)
            row.start_floor = max(self.floor, *self._resumptions(activity))
        if activity.expected_finish and self.rules.uses_expected_finish:
            row.expected_finish = self.instant(activity.expected_finish)
        for constraint in (activity.constraint, activity.second_constraint):
            if constraint:
                self._constrain(row, constraint, has_started=activity.started is not None)
        self._promise(row, activity)
        if not self.rules.ignores_other_projects:
            self._heed_other_projects(row, activity)
        return row

    def _heed_other_projects(self, row: _Row, activity: Activity) -> None:
        if activity.external_start and not activity.started:
            row.start_floor = max(row.start_floor, self.instant(activity.external_start))
        if activity.external_finish:
            row.late_finish_cap = min(row.late_finish_cap, self.instant(activity.external_finish))

    def is_pinned(self, activity: Activity) -> bool:
        """Whether an activity keeps the dates it has."""
        if not self.rules.holds_to_data_date and (activity.started or activity.finished):
            return True
        return activity.is_manual and activity.manual_start is not None

    def _shape(self, activity: Activity) -> int:
        if activity.kind is ActivityKind.START_MILESTONE:
            return START_POINT
        if activity.kind is ActivityKind.FINISH_MILESTONE:
            return FINISH_POINT
        is_point = activity.duration == 0 and not self.rules.holds_to_data_date
        return FINISH_POINT if is_point else TASK

    def _remaining(self, activity: Activity) -> int:
        if activity.remaining is not None:
            return activity.remaining
        started = self.instant(activity.started or self.network.start)
        done = self.worktime.between(self.calendar(activity), started, self.data_date)
        return max(0, activity.duration - int(done))

    def _resumptions(self, activity: Activity) -> Iterable[int]:
        """Instants before which the rest of a started activity does not go on."""
        yield self.floor
        if activity.resumes:
            yield self.instant(activity.resumes)
        if self.rules.progress is ProgressRule.ACTUAL_DATES and activity.started:
            yield self.instant(activity.started)

    def _actual_dates(self, activity: Activity) -> tuple[int, int | None]:
        start = self.instant(activity.started or activity.finished or self.network.start)
        if activity.finished:
            return start, self.instant(activity.finished)
        if activity.resumes and activity.remaining is not None:
            again = self.instant(activity.resumes)
            return start, int(self.worktime.add(self.calendar(activity), again, activity.remaining))
        return start, None

    def _pinned(self, activity: Activity, shape: int, start: int, finish: int | None) -> _Row:
        """A row that keeps its dates; without a finish it takes its duration."""
        calendar = self.calendar(activity)
        if finish is None:
            work = activity.duration + activity.interruption
            finish = int(self.worktime.add(calendar, start, work))
        work = int(self.worktime.between(calendar, start, finish))
        row = _Row(shape, calendar, max(0, work), start, finish)
        self._promise(row, activity)
        return row

    def _promise(self, row: _Row, activity: Activity) -> None:
        """Deadlines and commitments: they move nothing, and cap the late finish."""
        for moment in (activity.deadline, activity.committed):
            if moment:
                row.late_finish_cap = min(row.late_finish_cap, self.instant(moment))

    def _constrain(self, row: _Row, constraint: Constraint, *, has_started: bool) -> None:
        if constraint.on is None:
            return
        on, kind = self.instant(constraint.on), constraint.kind
        if not (self.rules.constraints_beat_links or self.rules.holds_to_data_date):
            kind = _WITHOUT_FORCE.get(kind, kind)
        if kind in _START_KINDS:
            if has_started:
                return
            self._constrain_start(row, kind, on)
        else:
            self._constrain_finish(row, kind, on)

    def _constrain_start(self, row: _Row, kind: ConstraintKind, on: int) -> None:
        if kind in (ConstraintKind.START_NO_EARLIER, ConstraintKind.START_ON):
            row.start_floor = max(self._floor_beside(row, on), on)
        if kind in (ConstraintKind.START_NO_LATER, ConstraintKind.START_ON):
            row.late_start_cap = min(row.late_start_cap, on)
            if self.rules.constraints_beat_links:
                row.start_cap = min(row.start_cap, on)
        if kind is ConstraintKind.MANDATORY_START:
            row.start_floor = row.start_cap = self._within_plan(on)
            row.late_start_cap = row.late_start_floor = on

    def _constrain_finish(self, row: _Row, kind: ConstraintKind, on: int) -> None:
        if kind in (ConstraintKind.FINISH_NO_EARLIER, ConstraintKind.FINISH_ON):
            row.start_floor = self._floor_beside(row, on)
            row.finish_floor = max(row.finish_floor, on)
        if kind in (ConstraintKind.FINISH_NO_LATER, ConstraintKind.FINISH_ON):
            row.late_finish_cap = min(row.late_finish_cap, on)
            if self.rules.constraints_beat_links:
                row.finish_cap = min(row.finish_cap, on)
        if kind is ConstraintKind.MANDATORY_FINISH:
            row.start_floor = self._floor_beside(row, on)
            row.finish_floor = row.finish_cap = self._within_plan(on)
            row.late_finish_cap = row.late_finish_floor = on

    def _floor_beside(self, row: _Row, on: int) -> int:
        """The start floor beside a constraint: MS Project lets one before its start stand."""
        return 0 if not self.rules.holds_to_data_date and on <= self.start else row.start_floor

    def _within_plan(self, on: int) -> int:
        """A mandatory date; by P6 it is not placed before the data date."""
        return max(on, self.floor) if self.rules.holds_to_data_date else on


#: What MS Project makes of must dates where its links are stronger.
_WITHOUT_FORCE = {
    ConstraintKind.MANDATORY_START: ConstraintKind.START_ON,
    ConstraintKind.MANDATORY_FINISH: ConstraintKind.FINISH_ON,
}
_START_KINDS = {
    ConstraintKind.START_NO_EARLIER,
    ConstraintKind.START_NO_LATER,
    ConstraintKind.START_ON,
    ConstraintKind.MANDATORY_START,
}


def _counts(activity: Activity) -> bool:
    """Whether the project is not over before it."""
    return activity.finished is None and activity.is_active


def _is_late(activity: Activity) -> bool:
    constraints = (activity.constraint, activity.second_constraint)
    return (
        any(
            each is not None and each.kind is ConstraintKind.AS_LATE_AS_POSSIBLE
            for each in constraints
        )
        and not activity.started
        and not activity.finished
        and not activity.is_manual
    )


def _activities(rows: list[_Row]) -> Activities:
    def column(name: str, kind: type = np.int64) -> NDArray[Any]:
        return np.array([getattr(row, name) for row in rows], dtype=kind)

    return Activities(
        shape=column("shape", np.int8),
        calendar=column("calendar", np.int32),
        **{name: column(name) for name in Activities._fields[2:]},
    )


def _links(
    into: NDArray[Any],
    before: NDArray[Any],
    rows: list[tuple[int, ...]],
) -> Links:
    kinds = (np.int8, np.int8, np.int64, np.int64, np.int32, np.int64, np.int8, np.int8)
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(kinds))
    columns = [np.ascontiguousarray(table[:, n].astype(kind)) for n, kind in enumerate(kinds)]
    return Links(into, before, *columns)
