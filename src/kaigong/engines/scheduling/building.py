"""Putting a network together by hand: tasks that can be linked, tied and promised in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kaigong.engines.scheduling.activities import (
    ALL_HOURS,
    Activity,
    ActivityKind,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    minutes_of,
    moment_of,
)
from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import TooManyConstraintsError

if TYPE_CHECKING:
    from kaigong.engines.scheduling.network import Network

Moment = datetime | str


@dataclass(frozen=True, slots=True)
class End:
    """One end of a task that another waits for, with a lag."""

    task: Task
    kind: LinkKind
    lag: str | int = 0
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An activity that stands in a network; what is said of it goes there.

    Example:
        pile = network.task("pile", "40d")
        network.task("walls", "60d", after=[pile.ss("10d"), pile.ff("5d", on="24h")])
    """

    network: Network
    key: str

    @property
    def activity(self) -> Activity:
        """What the network says of it."""
        return self.network.activity(self.key)

    # --- ends to wait for: a lag in the calendar of the rules, or on one of the network's ------

    def fs(self, lag: str | int = 0, *, on: str | None = None) -> End:
        """Start after its finish."""
        return End(self, LinkKind.FS, lag, on)

    def ss(self, lag: str | int = 0, *, on: str | None = None) -> End:
        """Start after its start."""
        return End(self, LinkKind.SS, lag, on)

    def ff(self, lag: str | int = 0, *, on: str | None = None) -> End:
        """Finish after its finish."""
        return End(self, LinkKind.FF, lag, on)

    def sf(self, lag: str | int = 0, *, on: str | None = None) -> End:
        """Finish after its start."""
        return End(self, LinkKind.SF, lag, on)

    def after(self, *ends: After) -> Task:
        """Let it wait for more."""
        for end in ends_of(self.network, ends):
            self.network.link(_link(self.network, end, self.key))
        return self

    # --- constraints, at most two ------------------------------------------------------------

    def snet(self, on: Moment) -> Task:
        """Start no earlier than."""
        return self._constrained(ConstraintKind.START_NO_EARLIER, on)

    def snlt(self, on: Moment) -> Task:
        """Start no later than."""
        return self._constrained(ConstraintKind.START_NO_LATER, on)

    def fnet(self, on: Moment) -> Task:
        """Finish no earlier than."""
        return self._constrained(ConstraintKind.FINISH_NO_EARLIER, on)

    def fnlt(self, on: Moment) -> Task:
        """Finish no later than."""
        return self._constrained(ConstraintKind.FINISH_NO_LATER, on)

    def must_start(self, on: Moment) -> Task:
        """Start on a moment whatever the links say."""
        return self._constrained(ConstraintKind.MANDATORY_START, on)

    def must_finish(self, on: Moment) -> Task:
        """Finish on a moment whatever the links say."""
        return self._constrained(ConstraintKind.MANDATORY_FINISH, on)

    def alap(self) -> Task:
        """As late as possible."""
        return self._constrained(ConstraintKind.AS_LATE_AS_POSSIBLE, None)

    # --- promises ------------------------------------------------------------------------------

    def commit(self, on: Moment) -> Task:
        """Promise its finish: everything before it is late from there backward (倒排)."""
        self.network.change(self.key, committed=moment_of(on))
        return self

    def deadline(self, on: Moment) -> Task:
        """A day it should be done by; it caps the late finish and moves nothing."""
        self.network.change(self.key, deadline=moment_of(on))
        return self

    def _constrained(self, kind: ConstraintKind, on: Moment | None) -> Task:
        constraint = Constraint(kind, None if on is None else moment_of(on))
        activity = self.activity
        if activity.constraint is None:
            self.network.change(self.key, constraint=constraint)
        elif activity.second_constraint is None:
            self.network.change(self.key, second_constraint=constraint)
        else:
            raise TooManyConstraintsError(key=self.key)
        return self


After = Task | End | str


def task(
    network: Network,
    key: str,
    duration: str | int,
    *,
    name: str,
    calendar: Calendar | str | None,
    kind: ActivityKind,
    trade: str,
    wbs: str,
    needs: Mapping[str, float] | None,
    after: After | Iterable[After],
) -> Task:
    """Put a task in, see `Network.task`."""
    calendar_key = calendar_in(network, calendar)
    works = Calendar.all_hours() if calendar_key == ALL_HOURS else network.calendar
    works = network.calendars.get(calendar_key or "", works)
    activity = Activity(
        key,
        name,
        minutes_of(duration, per_day=works.minutes_per_day),
        calendar_key,
        kind,
        trade,
        wbs,
        needs=dict(needs or {}),
    )
    made = Task(network, network.add(activity).key)
    return made.after(*([after] if isinstance(after, Task | End | str) else after))


def calendar_in(network: Network, calendar: Calendar | str | None) -> str | None:
    """The key of a calendar in a network, where one that is new is kept under its name."""
    if not isinstance(calendar, Calendar):
        return calendar
    for key, known in network.calendars.items():
        if known == calendar:
            return key
    key = calendar.name or f"calendar {len(network.calendars) + 1}"
    while key in network.calendars:
        key += "'"
    network.calendars[key] = calendar
    return key


def ends_of(network: Network, ends: Iterable[After]) -> Iterable[End]:
    """Ends of tasks; a task or its key stands for its finish."""
    for end in ends:
        if isinstance(end, End):
            yield end
        else:
            yield (end if isinstance(end, Task) else Task(network, end)).fs()


def _link(network: Network, end: End, after: str) -> Link:
    before = network.activity(end.task.key)
    on_all_hours = end.on == ALL_HOURS
    works = network.calendars.get(end.on or "", network.calendar_of(before))
    per_day = 1440 if on_all_hours else works.minutes_per_day
    lag = minutes_of(end.lag, per_day=per_day)
    return Link(before.key, after, end.kind, lag, lag_calendar=end.on)
