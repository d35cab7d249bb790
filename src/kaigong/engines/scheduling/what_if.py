"""What moves when something takes longer 假设分析: before anything is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kaigong.engines.scheduling.activities import minutes_of
from kaigong.engines.scheduling.arrays import BEGUN, PINNED, Dates
from kaigong.engines.scheduling.errors import BeyondHorizonError, UnknownActivityError
from kaigong.engines.scheduling.passes import early_dates_of, passes_of

if TYPE_CHECKING:
    from kaigong.engines.scheduling.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Slip:
    """How an activity's finish moves, in days of its calendar; later is positive.

    Attributes:
        promised: What its finish was promised for, if it was.
        was, becomes: Its early finish before and after.
        days: How far it moves.
        short_by_days: How much is lacking to what was promised then; 0 where it is kept.
    """

    key: str
    promised: datetime | None
    was: datetime
    becomes: datetime
    days: float
    short_by_days: float


class WhatIf:
    """The early dates of a schedule with some activities longer or shorter."""

    def __init__(self, schedule: Schedule, dates: Dates) -> None:
        self.schedule, self.dates = schedule, dates

    @cached_property
    def finish(self) -> datetime:
        """The latest early finish then."""
        counts = self.schedule.layout.counts
        return self.schedule.layout.worktime.moment(int(self.dates.early_finish[counts].max()))

    def slips(self) -> list[Slip]:
        """The promised activities that move, the one that moves most first."""
        found = [slip for slip in self.moved() if slip.promised]
        return sorted(found, key=lambda slip: (-slip.days, -slip.short_by_days))

    def moved(self) -> list[Slip]:
        """Every activity whose early finish moves, in the order of the network's work."""
        was, becomes = self.schedule.passes.dates.early_finish, self.dates.early_finish
        return [self._slip(number) for number in np.flatnonzero(was != becomes).tolist()]

    def _slip(self, number: int) -> Slip:
        schedule, layout = self.schedule, self.schedule.layout
        worktime, calendar = layout.worktime, int(layout.activities.calendar[number])
        key = layout.keys[number]
        promised = schedule.network.activities[key].committed
        per_day = worktime.calendars[calendar].minutes_per_day or 1
        was = int(schedule.passes.dates.early_finish[number])
        becomes = int(self.dates.early_finish[number])
        lacking = (
            int(worktime.between(calendar, worktime.instant(promised), becomes)) if promised else 0
        )
        return Slip(
            key=key,
            promised=promised,
            was=worktime.moment(was),
            becomes=worktime.moment(becomes),
            days=int(worktime.between(calendar, was, becomes)) / per_day,
            short_by_days=max(0, lacking) / per_day,
        )


def what_if(schedule: Schedule, delays: Mapping[str, str | int]) -> WhatIf:
    """What moves when activities take longer.

    Args:
        delays: By key; such as "15d" in days of its calendar, or working minutes.

    Raises:
        UnknownActivityError: there is no such activity, or it spans others.
        UnreadableSpanError: a delay is no length.
        BeyondHorizonError: something would be placed behind the days at hand.
    """
    layout = schedule.layout
    work, finish = layout.activities.work.copy(), layout.activities.finish_floor.copy()
    for key, delay in delays.items():
        if key not in schedule.number:
            raise UnknownActivityError(key=key)
        number = schedule.number[key]
        calendar = int(layout.activities.calendar[number])
        more = minutes_of(delay, per_day=layout.worktime.calendars[calendar].minutes_per_day)
        work[number] = max(0, work[number] + more)
        if layout.activities.shape[number] in (PINNED, BEGUN):
            finish[number] = layout.worktime.add(calendar, finish[number], more)
    activities = layout.activities._replace(work=work, finish_floor=finish)
    if layout.as_late_as_possible.any():
        dates = passes_of(replace(layout, activities=activities)).dates
    else:
        dates = early_dates_of(layout, activities)
    behind = np.flatnonzero(dates.early_finish >= layout.worktime.limit)
    if behind.size:
        last = layout.worktime.moment(layout.worktime.limit).date()
        raise BeyondHorizonError(key=layout.keys[int(behind[0])], last=last)
    return WhatIf(schedule, dates)
