"""What a plan will have spent by a day 资金曲线, and when its steps come, scenario by scenario.

Cost and time in one simulation: money flows as work is done, so what delays the work moves the
money with it. Dates keep to calendars, constraints and rules to the minute as `schedule` does, and
with nothing uncertain they are the dates of the schedule. What is as late as possible stands where
its links put it.

D. T. Hulett, *Integrated Cost-Schedule Risk Analysis* (2011): durations vary by a factor of their
own and by risk drivers that many activities share, which is what makes them go together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.risk import spending_kernel, spending_plain
from kaigong.engines.scheduling.risk.distributions import Triangular
from kaigong.engines.scheduling.risk.errors import UnfitModelError, UnfitProbabilityError
from kaigong.engines.scheduling.risk.philox import GROUP
from kaigong.engines.scheduling.risk.simulation import Run
from kaigong.engines.scheduling.risk.slots import slots_of
from kaigong.engines.scheduling.risk.tables import Floats
from kaigong.engines.scheduling.schedule import Schedule

_AS_PLANNED = (1.0, 0.0, 0.0, 0.0, 0.0)


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


EVEN = Shape(1.0)
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
                raise UnfitModelError(
                    what_zh=f"计划里没有排到日期的工作「{key}」",
                    what_en=f"the plan has no dated activity “{key}”",
                )


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
    columns = columns_of(plan, moments, keeps)
    size = run.groups * GROUP
    spent = np.zeros((len(moments), size))
    starts, finishes = np.zeros((2, len(keeps), size))
    if run.compiled(columns.factor.shape[0]):
        slots = slots_of(plan.schedule.layout.worktime)

        def work(span: range) -> None:
            place = slice(span.start * GROUP, span.stop * GROUP)
            bounds = np.array([span.start, span.stop])
            kept = (spent[:, place], starts[:, place], finishes[:, place])
            layout = plan.schedule.layout
            spending_kernel.simulate(
                slots, layout.activities, layout.links, columns, run.key, bounds, *kept
            )
    else:

        def work(span: range) -> None:
            place = slice(span.start * GROUP, span.stop * GROUP)
            kept = (spent[:, place], starts[:, place], finishes[:, place])
            spending_plain.simulate(plan.schedule.layout, columns, run.key, span, *kept)

    run.shared(work, range(run.groups))
    upto = slice(0, run.scenarios)
    origin = plan.schedule.layout.worktime.origin
    return Spending(spent[:, upto], starts[:, upto], finishes[:, upto], origin)


class SpendingColumns(NamedTuple):
    """A spending plan as columns, by the layout's numbers of activities.

    Attributes:
        address: By what an activity's factor is drawn.
        factor: Low end, span, and the `pieces` of the triangle, shape (activities, 5); a span of 0
            is no draw.
        leans: Whether the common driver bears on an activity.
        driver: Likewise, of the driver, shape (5,).
        driver_address: By what it is drawn.
        amount: Still to be spent.
        shape: Coefficients of the spending curves, shape (activities, 3).
        hold_of: Where the holds of each activity begin, shape (activities + 1,).
        hold_address, hold_chance: Of each hold.
        hold_days: Its quantiles, shape (holds, points).
        floor: The instant that holds count from.
        moments: Instants until which money counts.
        keeps: Numbers of the activities whose dates are kept.
    """

    address: NDArray[np.uint64]
    factor: Floats
    leans: NDArray[np.bool_]
    driver: Floats
    driver_address: NDArray[np.uint64]
    amount: Floats
    shape: Floats
    hold_of: NDArray[np.int32]
    hold_address: NDArray[np.uint64]
    hold_chance: Floats
    hold_days: Floats
    floor: float
    moments: Floats
    keeps: NDArray[np.int32]


_POINTS = 257  # of a hold's quantiles; others are read off at these


def columns_of(
    plan: SpendingPlan, moments: Sequence[datetime], keeps: Sequence[str]
) -> SpendingColumns:
    """The columns of a spending plan."""
    layout = plan.schedule.layout
    number = {key: place for place, key in enumerate(layout.keys)}
    for key in keeps:
        if key not in number:
            raise UnfitModelError(
                what_zh=f"计划里没有排到日期的工作「{key}」",
                what_en=f"the plan has no dated activity “{key}”",
            )
    holds = sorted(plan.holds, key=lambda hold: number[hold.activity])
    counts = np.bincount([number[hold.activity] for hold in holds], minlength=len(layout.keys))
    worktime = layout.worktime
    shapes = [plan.shapes.get(key, EVEN) for key in layout.keys]
    return SpendingColumns(
        address=_addresses(f"{plan.key}\n{key}" for key in layout.keys),
        factor=np.array([_triangle(plan.factors.get(key)) for key in layout.keys]).reshape(-1, 5),
        leans=np.array([key in plan.factors for key in layout.keys], np.bool_),
        driver=np.array(_triangle(plan.driver)),
        driver_address=_addresses([plan.key]),
        amount=np.array([plan.amounts.get(key, 0.0) for key in layout.keys]),
        shape=np.array([(each.linear, each.square, each.cube) for each in shapes]).reshape(-1, 3),
        hold_of=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        hold_address=_addresses(f"{plan.key}\n{hold.activity}\n{hold.key}" for hold in holds),
        hold_chance=np.array([hold.chance for hold in holds]),
        hold_days=np.array([_evenly(hold.days) for hold in holds]).reshape(-1, _POINTS),
        floor=float(layout.floor),
        moments=np.clip([float(worktime.instant(each)) for each in moments], 0, worktime.limit),
        keeps=np.array([number[key] for key in keeps], np.int32),
    )


def _triangle(factor: Triangular | None) -> tuple[float, float, float, float, float]:
    if factor is None:
        return _AS_PLANNED
    return (factor.low, factor.high - factor.low, *factor.pieces)


def _evenly(days: Floats) -> Floats:
    at, given = np.linspace(0, 1, _POINTS), np.linspace(0, 1, days.size)
    return np.asarray(np.interp(at, given, days), np.float64)


def _addresses(names: object) -> NDArray[np.uint64]:
    found = [
        int.from_bytes(hashlib.sha256(str(name).encode()).digest()[:8], "little")
        for name in names  # type: ignore[attr-defined]  # any iterable of texts
    ]
    return np.array(found, np.uint64)
