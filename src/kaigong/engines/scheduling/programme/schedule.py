"""A reckoned programme: the dates of every plan, and what stands behind each promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling import floats
from kaigong.engines.scheduling.arrays import Dates
from kaigong.engines.scheduling.commitments import Commitment, commitment
from kaigong.engines.scheduling.errors import (
    BeyondHorizonError,
    NotPromisedError,
    UnknownActivityError,
    UnknownPlanError,
)
from kaigong.engines.scheduling.passes import Passes
from kaigong.engines.scheduling.programme.joining import (
    Joined,
    Part,
    called,
    joined,
    spans_of_all,
    with_others,
)
from kaigong.engines.scheduling.programme.passes import AllPasses, all_passes_of
from kaigong.engines.scheduling.programme.plans import Delays, Key, Programme, keyed
from kaigong.engines.scheduling.schedule import (
    Reckoned,
    Schedule,
    cannot_place,
    outside_of,
    with_its_start,
)
from kaigong.engines.scheduling.what_if import WhatIf, what_if
from kaigong.errors import KaigongError


def programme_schedule_of(
    programme: Programme, *, by_numba: bool | None = None
) -> ProgrammeSchedule:
    """Reckon all plans of a programme, see `Programme.run`.

    Args:
        by_numba: Which path to take; None is the quicker one. Both give the same.
    """
    whole = with_others(programme.plans, programme.links)
    plans = {
        name: (with_its_start(network, by_numba=by_numba), others)
        for name, (network, others) in whole.items()
    }
    wrong: KaigongError | None = None
    for span in spans_of_all([network for network, _ in plans.values()]):
        found = joined(plans, span)
        passes = all_passes_of(found, by_numba=by_numba)
        outside = outside_of(found.layout, passes.dates)
        if outside is None:
            return ProgrammeSchedule(found, passes)
        wrong = cannot_place(found.layout, passes.dates, outside)
    raise wrong or BeyondHorizonError(key="", last="")


class ProgrammeSchedule:
    """The dates of a programme as it stood when it was reckoned.

    Example:
        schedule = programme.run()
        schedule["plot7", "raft"].early.start, schedule.plan("plot7").critical()
    """

    def __init__(self, found: Joined, passes: AllPasses) -> None:
        self.joined, self.layout, self.passes = found, found.layout, passes

    def __getitem__(self, key: Key | str) -> Reckoned:
        """An activity's dates.

        Raises:
            UnknownPlanError, UnknownActivityError: there is none.
        """
        plan, own = keyed(key)
        return self.plan(plan)[own]

    def plan(self, name: str) -> Schedule:
        """One plan, reckoned.

        The activities of other plans that it waits for stand in it under names such as
        "plot7/raft", with their dates; they count for nothing.

        Raises:
            UnknownPlanError: there is none of that name.
        """
        if name not in self._places:
            raise UnknownPlanError(plan=name)
        if name not in self._plans:
            self._plans[name] = self._schedule_of(self._places[name])
        return self._plans[name]

    @property
    def finish(self) -> datetime:
        """The latest early finish of all."""
        return self.layout.worktime.moment(int(self.passes.lasts.max()))

    def commitments(self) -> list[Commitment]:
        """Every promised activity of every plan, the one that lacks most first."""
        found = [self._commitment(number) for number in self._promised]
        return sorted(found, key=lambda each: (-each.short_by_days, each.promised))

    def slips(self, key: Key | str) -> Commitment:
        """How a promise stands, and the chain through all plans that sets its finish.

        Raises:
            UnknownPlanError, UnknownActivityError: there is no such activity.
            NotPromisedError: its finish was not promised.
        """
        number = self._number(key)
        if number not in self._promised:
            raise NotPromisedError(key=called(keyed(key)))
        return self._commitment(number)

    def what_if(self, delay: Delays) -> WhatIf:
        """What moves in all plans when activities take longer, see `Programme.what_if`."""
        return what_if(
            self.layout,
            self.passes.dates,
            {self._number(key): by for key, by in delay.items()},
            redone=lambda layout: all_passes_of(replace(self.joined, layout=layout)).dates,
            promised=self._promised,
            names=self.joined.names.__getitem__,
            plan_of=self.joined.part_of,
        )

    def _number(self, key: Key | str) -> int:
        plan, own = keyed(key)
        number = self.part(plan).number.get(own)
        if number is None or self.joined.names[number] != (plan, own):
            raise UnknownActivityError(key=called((plan, own)))
        return number

    def part(self, plan: str) -> Part:
        """How one plan is laid out.

        Raises:
            UnknownPlanError: there is none of that name.
        """
        if plan not in self._places:
            raise UnknownPlanError(plan=plan)
        return self.joined.parts[self._places[plan]]

    def _commitment(self, number: int) -> Commitment:
        plan, key = self.joined.names[number]
        return commitment(
            self.part(plan).network.activities[key],
            self.layout,
            self.passes.dates.early_finish,
            self._drives,
            number,
            plan=plan,
        )

    @cached_property
    def _promised(self) -> dict[int, datetime]:
        return {
            part.number[key]: activity.committed
            for part in self.joined.parts
            for key, activity in part.network.activities.items()
            if activity.committed and key in part.number
        }

    @cached_property
    def _drives(self) -> NDArray[np.bool_]:
        return floats.driving(self.layout, self.passes.dates)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {part.name: place for place, part in enumerate(self.joined.parts)}

    @cached_property
    def _plans(self) -> dict[str, Schedule]:
        return {}

    def _schedule_of(self, place: int) -> Schedule:
        part, passes = self.joined.parts[place], self.passes
        dates = Dates(*(each[part.number_of] for each in passes.dates))
        of_part = Passes(
            dates,
            int(passes.ends[place]),
            int(passes.lasts[place]),
            passes.free_float[part.number_of],
        )
        return Schedule(part.network, part.layout, of_part)
