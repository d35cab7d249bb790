"""What a plan will have spent by a day 资金曲线, and when its steps come, scenario by scenario.

Cost and time in one simulation: money flows as work is done, so what delays the work moves the
money with it. Dates keep to calendars, constraints and rules to the minute as `schedule` does, and
with nothing uncertain they are the dates of the schedule. What is as late as possible stands where
its links put it.

D. T. Hulett, *Integrated Cost-Schedule Risk Analysis* (2011): durations vary by a factor of their
own and by risk drivers that many activities share, which is what makes them go together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from kaigong.engines.scheduling.arrays import Layout
from kaigong.engines.scheduling.risk import spending_kernel, spending_plain
from kaigong.engines.scheduling.risk.distributions import Triangular
from kaigong.engines.scheduling.risk.errors import UnfitModelError, UnfitProbabilityError
from kaigong.engines.scheduling.risk.philox import GROUP
from kaigong.engines.scheduling.risk.simulation import Run
from kaigong.engines.scheduling.risk.slots import slots_of
from kaigong.engines.scheduling.risk.spending_columns import Part, columns_of, unknown
from kaigong.engines.scheduling.risk.tables import Floats
from kaigong.engines.scheduling.schedule import Schedule

if TYPE_CHECKING:
    from kaigong.engines.scheduling.programme.schedule import ProgrammeSchedule


@dataclass(frozen=True)
class Shape:
    """How the money of an activity follows its work: share = linear·x + square·x² + cube·x³.

    Args:
        linear, square, cube: They sum up to 1.
    """

    linear: float
    square: float = 0.0
    cube: float = 0.0

    def __post_init__(self) -> None:
        if abs(self.linear + self.square + self.cube - 1) > 1e-9:
            raise UnfitModelError(
                what_zh=f"资金曲线在完工时应为 1：{self}",
                what_en=f"a spending curve reaches 1 with the work: {self}",
            )

    def share(self, done: float) -> float:
        """The share of the money that has gone when a share of the work is done."""
        return done * (self.linear + done * (self.square + done * self.cube))

    def left_after(self, done: float) -> Shape:
        """The same curve from a share of the work on, as the curve of what is left by then."""
        rest, left = 1 - done, 1 - self.share(done)
        if left <= 1e-9:
            return EVEN
        return Shape(
            rest * (self.linear + done * (2 * self.square + done * 3 * self.cube)) / left,
            rest * rest * (self.square + 3 * self.cube * done) / left,
            rest * rest * rest * self.cube / left,
        )


EVEN = Shape(1.0)
EARLY = Shape(2.0, -1.0)  # quick first, then ever slower
LATE = Shape(0.0, 1.0)
S_CURVE = Shape(0.0, 3.0, -2.0)  # slow, quick, slow


@dataclass(frozen=True)
class Hold:
    """Something that may stop an activity for a while 卡点: a permit that waits, an open issue.

    Until it is gone the activity does not begin, or does not go on.

    Args:
        key: Its name, by which its numbers are drawn.
        activity: Key of the activity.
        chance: That it stops the work at all.
        days: Quantiles of the days from the data date until it is gone, ascending, evenly spaced
            from the share 0 to the share 1, shape (points,) of two points at least.
    """

    key: str
    activity: str
    chance: float
    days: Floats

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1:
            raise UnfitProbabilityError(key=self.key, given=self.chance)
        if self.days.ndim != 1 or self.days.size < 2 or (np.diff(self.days) < 0).any():
            raise UnfitModelError(
                what_zh=f"「{self.key}」的天数应从小到大，至少两个",
                what_en=f"the days of “{self.key}” are two at least, ascending",
            )


@dataclass(frozen=True)
class SpendingPlan:
    """A reckoned plan, the money still to be spent on it, and what is uncertain.

    Args:
        key: Its name, by which its numbers are drawn: the same whatever stands beside it.
        schedule: Its dates.
        amounts: What is still to be spent on activities, by key, in any currency unit.
        factors: By what the work left of an activity may be multiplied, by key; none is as planned.
        driver: A factor that the work left of all those activities has in common.
        holds: What may stop single activities.
        shapes: How money follows work, by key; even where nothing is said.
    """

    key: str
    schedule: Schedule
    amounts: Mapping[str, float] = field(default_factory=dict)
    factors: Mapping[str, Triangular] = field(default_factory=dict)
    driver: Triangular | None = None
    holds: tuple[Hold, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = set(self.schedule.layout.keys)
        named = [*self.amounts, *self.factors, *(hold.activity for hold in self.holds)]
        for key in named:
            if key not in known:
                raise unknown(key)


@dataclass(frozen=True, eq=False)
class Spending:
    """What many scenarios of one plan come to.

    Attributes:
        spent: By each moment asked for, shape (moments, scenarios), unit of the amounts; counted
            from the data date.
        starts, finishes: Whole minutes since `origin` of the activities asked for, shape
            (activities, scenarios).
        origin: Minute 0.
    """

    spent: Floats
    starts: Floats
    finishes: Floats
    origin: datetime


def spent_by(
    plan: SpendingPlan, moments: Sequence[datetime], run: Run, *, keeps: Sequence[str] = ()
) -> Spending:
    """What a plan will have spent by some moments, and when some activities come.

    Args:
        moments: Until when the money counts.
        run: How many scenarios, and with what seed; the numbers do not depend on the threads.
        keeps: Activities whose dates are kept.

    Raises:
        UnfitModelError: an activity that is to be kept is not in the plan.
    """
    layout = plan.schedule.layout
    return _played(layout, [Part(plan, plan.schedule.number, layout.floor, keeps)], moments, run)[0]


def spent_together(
    programme: ProgrammeSchedule,
    plans: Sequence[SpendingPlan],
    moments: Sequence[datetime],
    run: Run,
    *,
    keeps: Mapping[str, Sequence[str]],
) -> list[Spending]:
    """The same of plans that wait for each other: a delay of one goes on to the others.

    Each scenario gives the dates of the programme with the work of that scenario; what a plan draws
    is what it draws alone. Plans of the programme that are not among these are as planned.

    Args:
        plans: By key the plans of the programme; their own schedules are not asked.
        keeps: By key of the plan, activities of it whose dates are kept.

    Raises:
        UnknownPlanError: the programme has no such plan.
        UnfitModelError: an activity is not in its plan.
    """
    parts = []
    for plan in plans:
        own = programme.part(plan.key)
        parts.append(Part(plan, own.number, own.layout.floor, keeps.get(plan.key, ())))
    return _played(programme.layout, parts, moments, run)


def _played(
    layout: Layout, parts: Sequence[Part], moments: Sequence[datetime], run: Run
) -> list[Spending]:
    columns = columns_of(layout, parts, moments)
    size = run.groups * GROUP
    spent = np.zeros((len(parts) * len(moments), size))
    starts, finishes = np.zeros((2, columns.keeps.size, size))
    if run.compiled(columns.factor.shape[0]):
        slots = slots_of(layout.worktime)

        def work(span: range) -> None:
            place = slice(span.start * GROUP, span.stop * GROUP)
            bounds = np.array([span.start, span.stop])
            kept = (spent[:, place], starts[:, place], finishes[:, place])
            spending_kernel.simulate(
                slots, layout.activities, layout.links, columns, run.key, bounds, *kept
            )
    else:

        def work(span: range) -> None:
            place = slice(span.start * GROUP, span.stop * GROUP)
            kept = (spent[:, place], starts[:, place], finishes[:, place])
            spending_plain.simulate(layout, columns, run.key, span, *kept)

    run.shared(work, range(run.groups))
    upto, found, row = slice(0, run.scenarios), [], 0
    for place, part in enumerate(parts):
        money = spent[place * len(moments) : (place + 1) * len(moments), upto]
        dates = slice(row, row + len(part.keeps))
        row = dates.stop
        origin = layout.worktime.origin
        found.append(Spending(money, starts[dates, upto], finishes[dates, upto], origin))
    return found
