"""What moves when something takes longer 假设分析: before anything is accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.activities import minutes_of
from kaigong.engines.scheduling.arrays import BEGUN, PASSING, PINNED, Activities, Dates, Layout
from kaigong.engines.scheduling.errors import BeyondHorizonError
from kaigong.engines.scheduling.passes import early_dates_of
from kaigong.engines.scheduling.ripples import Ripple, rippled


@dataclass(frozen=True, slots=True)
class Slip:
    """How an activity's finish moves, in days of its calendar; later is positive.

    Attributes:
        promised: What its finish was promised for, if it was.
        was, becomes: Its early finish before and after.
        days: How far it moves.
        short_by_days: How much is lacking to what was promised then; 0 where it is kept.
        plan: The plan of a programme it stands in.
        along: The plans the change goes through, from the one that was changed to this one.
    """

    key: str
    promised: datetime | None
    was: datetime
    becomes: datetime
    days: float
    short_by_days: float
    plan: str = ""
    along: tuple[str, ...] = ()


class WhatIf:
    """The early dates of a layout with some activities longer or shorter.

    Args:
        was: The dates as things stand.
        promised: What finishes were promised for, by number of the activity.
        names: The plan of a number, and the key of the activity there.
        plan_of: Number of each activity's plan; None where there is one plan alone.
    """

    def __init__(
        self,
        layout: Layout,
        was: Dates,
        ripple: Ripple,
        *,
        promised: Mapping[int, datetime],
        names: Callable[[int], tuple[str, str]],
        plan_of: NDArray[np.int32] | None = None,
    ) -> None:
        self.layout, self.was, self.ripple = layout, was, ripple
        self._promised, self._names, self._plan_of = promised, names, plan_of

    @property
    def dates(self) -> Dates:
        """The dates then."""
        return self.ripple.dates

    @cached_property
    def finish(self) -> datetime:
        """The latest early finish then."""
        return self.layout.worktime.moment(int(self.dates.early_finish[self.layout.counts].max()))

    def slips(self) -> list[Slip]:
        """The promised activities that move, the one that moves most first."""
        numbers = np.fromiter(self._promised, dtype=np.int64, count=len(self._promised))
        numbers = numbers[self.layout.activities.shape[numbers] != PASSING]
        found = self._slips(numbers[self._finishes_moved(numbers)])
        return sorted(found, key=lambda slip: (-slip.days, -slip.short_by_days))

    def moved(self) -> list[Slip]:
        """Every activity whose early finish moves, in the order of the network's work."""
        numbers = np.flatnonzero(self.ripple.is_moved)
        return self._slips(numbers[self._finishes_moved(numbers)])

    def _finishes_moved(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        moved: NDArray[np.bool_] = (
            self.was.early_finish[numbers] != self.dates.early_finish[numbers]
        )
        return moved

    def _slips(self, numbers: NDArray[np.int64]) -> list[Slip]:
        worktime, calendars = self.layout.worktime, self.layout.activities.calendar[numbers]
        was, becomes = self.was.early_finish[numbers], self.dates.early_finish[numbers]
        promised = [self._promised.get(number) for number in numbers.tolist()]
        asked = np.array(
            [
                int(then) if moment is None else worktime.instant(moment)
                for moment, then in zip(promised, becomes, strict=True)
            ],
            dtype=np.int64,
        )
        rows = zip(
            numbers.tolist(),
            promised,
            was.tolist(),
            becomes.tolist(),
            worktime.between(calendars, was, becomes).tolist(),
            worktime.between(calendars, asked, becomes).tolist(),
            [worktime.calendars[calendar].minutes_per_day or 1 for calendar in calendars.tolist()],
            self._plans_along(numbers),
            strict=True,
        )
        found = []
        for number, promise, first, then, by, lacking, per_day, way in rows:
            plan, key = self._names(number)
            found.append(
                Slip(
                    key=key,
                    promised=promise,
                    was=worktime.moment(first),
                    becomes=worktime.moment(then),
                    days=by / per_day,
                    short_by_days=max(0, lacking) / per_day,
                    plan=plan,
                    along=tuple(self._names(each)[0] for each in way),
                )
            )
        return found

    def _plans_along(self, numbers: NDArray[np.int64]) -> list[list[int]]:
        if self._plan_of is None:
            return [[] for _ in numbers]
        return self.ripple.plans_along(self.layout, numbers, self._plan_of)


def what_if(
    layout: Layout,
    was: Dates,
    delays: Mapping[int, str | int],
    *,
    redone: Callable[[Layout], Dates],
    promised: Mapping[int, datetime],
    names: Callable[[int], tuple[str, str]],
    plan_of: NDArray[np.int32] | None = None,
) -> WhatIf:
    """What moves when activities take longer.

    Args:
        was: The layout's dates as things stand.
        delays: By number; such as "15d" in days of its calendar, or working minutes.
        redone: All dates of a layout, for where something is drawn as late as it can be.
        promised, names, plan_of: As of `WhatIf`.

    Raises:
        UnreadableSpanError: a delay is no length.
        BeyondHorizonError: something would be placed behind the days at hand.
    """
    activities, changed = delayed(layout, delays)
    if layout.as_late_as_possible.any():
        undrawn = early_dates_of(layout, layout.activities)
        through = rippled(layout, undrawn, activities, changed).through
        dates = redone(replace(layout, activities=activities))
        is_moved = (was.early_start != dates.early_start) | (was.early_finish != dates.early_finish)
        ripple = Ripple(dates, is_moved, through)
    else:
        ripple = rippled(layout, was, activities, changed)
    behind = np.flatnonzero(ripple.dates.early_finish >= layout.worktime.limit)
    if behind.size:
        last = layout.worktime.moment(layout.worktime.limit).date()
        raise BeyondHorizonError(key=layout.keys[int(behind[0])], last=last)
    return WhatIf(layout, was, ripple, promised=promised, names=names, plan_of=plan_of)


def delayed(
    layout: Layout, delays: Mapping[int, str | int]
) -> tuple[Activities, NDArray[np.int64]]:
    """The activities of a layout when some take longer, and the numbers of those."""
    work, finish = layout.activities.work.copy(), layout.activities.finish_floor.copy()
    for number, delay in delays.items():
        calendar = int(layout.activities.calendar[number])
        more = minutes_of(delay, per_day=layout.worktime.calendars[calendar].minutes_per_day)
        work[number] = max(0, work[number] + more)
        if layout.activities.shape[number] in (PINNED, BEGUN):
            finish[number] = layout.worktime.add(calendar, finish[number], more)
    changed = np.array(sorted(delays), dtype=np.int64)
    return layout.activities._replace(work=work, finish_floor=finish), changed
