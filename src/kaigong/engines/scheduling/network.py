"""A plan as a network 网络计划: activities, the links between them, and what was promised.

This is what readers of files make, what people build in a notebook, and what `plan` keeps.
Reckoning is done elsewhere, on arrays made of it. Moments are local, without a zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kaigong.engines.scheduling import building
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
    successors_of,
)
from kaigong.engines.scheduling.availability import Units
from kaigong.engines.scheduling.building import After, Task
from kaigong.engines.scheduling.calendars import Calendar
from kaigong.engines.scheduling.errors import (
    TwiceTheSameActivityError,
    UnknownActivityError,
    UnknownCalendarError,
)
from kaigong.engines.scheduling.rules import PLAIN, Rules

if TYPE_CHECKING:
    from kaigong.engines.scheduling.levelling import BackwardSchedule, LevelledSchedule
    from kaigong.engines.scheduling.risk import Distribution, NetworkRisk, PlanRisk, Weather
    from kaigong.engines.scheduling.schedule import Schedule
    from kaigong.engines.scheduling.what_if import WhatIf

__all__ = [
    "ALL_HOURS",
    "Activity",
    "ActivityKind",
    "Constraint",
    "ConstraintKind",
    "Link",
    "LinkKind",
    "Network",
    "minutes_of",
    "successors_of",
]


class Network:
    """Activities and links being put together; `run` and the like reckon with what stands in it.

    Args:
        start: The project's start: nothing is placed before it.
        data_date: The day of the report 数据日期: what is not done yet is placed after it.
        must_finish_by: Caps every late finish (P6's project must finish by).
        finish: Where the rules schedule from the finish: the moment to be done by.
        calendar: What works where nothing else is said.
        calendars: Further calendars by key.
        rules: How the network is read.
    """

    def __init__(
        self,
        *,
        start: datetime | str,
        data_date: datetime | str | None = None,
        must_finish_by: datetime | str | None = None,
        finish: datetime | str | None = None,
        calendar: Calendar | None = None,
        calendars: Mapping[str, Calendar] | None = None,
        rules: Rules = PLAIN,
        name: str = "",
    ) -> None:
        self.name = name
        self.start = moment_of(start)
        self.data_date = moment_of(data_date) if data_date else None
        self.must_finish_by = moment_of(must_finish_by) if must_finish_by else None
        self.finish = moment_of(finish) if finish else None
        self.calendar = calendar or Calendar.weekly("Mon-Fri 8-12 13-17")
        self.calendars: dict[str, Calendar] = dict(calendars or {})
        self.rules = rules
        self.activities: dict[str, Activity] = {}
        self.links: list[Link] = []
        self.wbs_names: dict[str, str] = {}
        self.resources: dict[str, Units] = {}  # how many there are of each, also by date
        self.resource_calendars: dict[str, str] = {}  # keys of calendars, by resource

    # --- putting together by hand ------------------------------------------------------------

    def task(
        self,
        key: str,
        duration: str | int = 0,
        *,
        name: str = "",
        calendar: Calendar | str | None = None,
        kind: ActivityKind = ActivityKind.TASK,
        trade: str = "",
        wbs: str = "",
        needs: Mapping[str, float] | None = None,
        after: After | Iterable[After] = (),
    ) -> Task:
        """Put a task in.

        Args:
            duration: Such as "40d" or "12h", in days of its calendar; or working minutes.
            calendar: A calendar, or the key of one of the network's.
            after: What it waits for: tasks, keys, or ends of tasks such as `pile.ss("10d")`.

        Raises:
            TwiceTheSameActivityError, UnknownCalendarError, UnknownActivityError,
            UnreadableSpanError: what it says cannot stand.
        """
        return building.task(
            self,
            key,
            duration,
            name=name,
            calendar=calendar,
            kind=kind,
            trade=trade,
            wbs=wbs,
            needs=needs,
            after=after,
        )

    def milestone(
        self,
        key: str,
        *,
        name: str = "",
        after: After | Iterable[After] = (),
        kind: ActivityKind = ActivityKind.FINISH_MILESTONE,
        trade: str = "",
        wbs: str = "",
    ) -> Task:
        """Put a milestone in: the end of what it waits for, or the start of what follows.

        Raises:
            TwiceTheSameActivityError, UnknownActivityError, UnreadableSpanError.
        """
        return self.task(key, name=name, after=after, kind=kind, trade=trade, wbs=wbs)

    def progress(
        self,
        key: str,
        *,
        started: datetime | str,
        finished: datetime | str | None = None,
        remaining: str | int | None = None,
        resumes: datetime | str | None = None,
    ) -> Task:
        """Say what happened to an activity, and what is left of it.

        Raises:
            UnknownActivityError, UnreadableSpanError.
        """
        works = self.calendar_of(self.activity(key))
        self.change(
            key,
            started=moment_of(started),
            finished=moment_of(finished) if finished else None,
            remaining=None if remaining is None else self.minutes(remaining, calendar=works),
            resumes=moment_of(resumes) if resumes else None,
        )
        return Task(self, key)

    # --- putting together from descriptions ----------------------------------------------------

    def add(self, activity: Activity) -> Activity:
        """Put a finished description of an activity in.

        Raises:
            TwiceTheSameActivityError, UnknownCalendarError.
        """
        if activity.key in self.activities:
            raise TwiceTheSameActivityError(key=activity.key)
        if activity.calendar not in (None, ALL_HOURS, *self.calendars):
            raise UnknownCalendarError(key=activity.key, calendar=activity.calendar)
        self.activities[activity.key] = activity
        return activity

    def change(self, key: str, **changes: object) -> Activity:
        """Replace fields of an activity.

        Raises:
            UnknownActivityError: no activity has this key.
        """
        self.activities[key] = replace(self.activity(key), **changes)  # type: ignore[arg-type]
        return self.activities[key]

    def link(self, link: Link) -> Link:
        """Put a link in; its activities may still follow.

        Whether both are there is asked when the network is reckoned.
        """
        self.links.append(link)
        return link

    def activity(self, key: str) -> Activity:
        """The activity of a key.

        Raises:
            UnknownActivityError: no activity has this key.
        """
        try:
            return self.activities[key]
        except KeyError:
            raise UnknownActivityError(key=key) from None

    def calendar_of(self, activity: Activity) -> Calendar:
        """The calendar an activity works on."""
        if activity.calendar is None:
            return self.calendar
        return self.calendars.get(activity.calendar) or Calendar.all_hours()

    def copy(self) -> Network:
        """A network of its own that begins as this one is."""
        twin = Network.__new__(Network)
        twin.__dict__.update(self.__dict__)
        for name in ("calendars", "activities", "wbs_names", "resources", "resource_calendars"):
            setattr(twin, name, dict(getattr(self, name)))
        twin.links = list(self.links)
        return twin

    def run(self) -> Schedule:
        """Reckon all dates by the rules.

        Raises:
            LoopError, UnknownActivityError, UnknownCalendarError: the network is not sound.
            NeverWorksError, BeyondHorizonError: an activity cannot be placed.
        """
        from kaigong.engines.scheduling.schedule import schedule_of

        return schedule_of(self)

    def what_if(self, delays: Mapping[str, str | int]) -> WhatIf:
        """What moves when activities take longer, without changing anything.

        Args:
            delays: How much longer each takes, such as {"raft": "15d"}; less is negative.

        Raises:
            UnknownActivityError, UnreadableSpanError, and what `run` raises.
        """
        return self.run().what_if(delays)

    def level(
        self,
        *,
        resources: Mapping[str, Units] | None = None,
        tries: int = 100,
        seconds: float | None = None,
        seed: int = 0,
    ) -> LevelledSchedule:
        """Dates in which no resource is promised twice, see `levelling.level`.

        Args:
            resources: Units there are of each, such as {"rig": 3}; None takes the network's own.
            tries, seconds: How many orders to try, or how long to look.

        Raises:
            NeverEnoughError, BeyondHorizonError, and what `run` raises.
        """
        from kaigong.engines.scheduling.levelling import level

        return level(self, resources=resources, tries=tries, seconds=seconds, seed=seed)

    def backward(
        self,
        *,
        resources: Mapping[str, Units] | None = None,
        tries: int = 60,
        seed: int = 0,
    ) -> BackwardSchedule:
        """The latest dates that promises and scarce resources allow, see `level_backward`.

        Args:
            resources: Units there are of each; None takes the network's own.

        Raises:
            NeverEnoughError, BeyondHorizonError, and what `run` raises.
        """
        from kaigong.engines.scheduling.levelling import level_backward

        return level_backward(self, resources=resources, tries=tries, seed=seed)

    def risk(
        self,
        durations: Distribution | Mapping[str, Distribution],
        *,
        risks: Sequence[PlanRisk] = (),
        correlate: float = 0.0,
        weather: Mapping[str | None, Weather] | None = None,
        n: int = 10_000,
        seed: int = 0,
        threads: int = 1,
    ) -> NetworkRisk:
        """When it will be done if durations vary, risks strike and days are lost, see `risk_of`.

        Args:
            durations: A factor on what is left of every task, or days of its calendar by key.
            n: How many scenarios.

        Raises:
            UnknownActivityError, UnfitCorrelationError, UnfitProbabilityError, and what `run`
            raises.
        """
        from kaigong.engines.scheduling.risk import Run, risk_of

        run = Run(n, seed=seed, threads=threads)
        return risk_of(
            self.run(), durations, risks=risks, correlate=correlate, weather=weather, run=run
        )

    def minutes(self, span: str | int, *, calendar: Calendar | None = None) -> int:
        """Working minutes of a length such as "40d", "12h", "30min", "-2d".

        Raises:
            UnreadableSpanError: the text is no length.
        """
        return minutes_of(span, per_day=(calendar or self.calendar).minutes_per_day)
