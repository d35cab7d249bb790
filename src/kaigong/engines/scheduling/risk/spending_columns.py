"""Plans to be spent as columns of numbers, for loops that know no objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaigong.engines.scheduling.arrays import TASK, Layout
from kaigong.engines.scheduling.instants import NEVER_BEFORE
from kaigong.engines.scheduling.risk.distributions import Triangular
from kaigong.engines.scheduling.risk.errors import UnfitModelError
from kaigong.engines.scheduling.risk.tables import Floats

if TYPE_CHECKING:
    from kaigong.engines.scheduling.risk.spending import SpendingPlan

_AS_PLANNED = (1.0, 0.0, 0.0, 0.0, 0.0)
_EVENLY = (1.0, 0.0, 0.0)
_POINTS = 257  # of a hold's quantiles; others are read off at these


class Part(NamedTuple):
    """One plan of a layout.

    Attributes:
        number: The layout's numbers of its activities, by key.
        floor: The instant that its holds count from.
        keeps: Its activities whose dates are kept.
    """

    plan: SpendingPlan
    number: Mapping[str, int]
    floor: int
    keeps: Sequence[str]


class SpendingColumns(NamedTuple):
    """Spending plans as columns, by the layout's numbers of activities.

    Attributes:
        address: By what an activity's factor is drawn.
        factor: Low end, span, and the `pieces` of the triangle, shape (activities, 5); a span of 0
            is no draw.
        leans: Whether the common driver of its plan bears on an activity.
        plan_of: Number of its plan; 0 also where it is in none, and then nothing bears on it.
        driver: Of each plan as `factor`, shape (plans, 5).
        driver_address: By what it is drawn, shape (plans,).
        amount: Still to be spent.
        shape: Coefficients of the spending curves, shape (activities, 3).
        hold_of: Where the holds of each activity begin, shape (activities + 1,).
        hold_address, hold_chance: Of each hold.
        hold_days: Its quantiles, shape (holds, points).
        hold_floor: The instant it counts from.
        moments: Instants until which money counts.
        keeps: Numbers of the activities whose dates are kept, plan by plan.
        is_within: Of each link, whether both ends and its lag are on one calendar, so that it holds
            between amounts of work and needs no instant.
        gives_instants: Whether somebody asks for an activity's dates as instants.
    """

    address: NDArray[np.uint64]
    factor: Floats
    leans: NDArray[np.bool_]
    plan_of: NDArray[np.int32]
    driver: Floats
    driver_address: NDArray[np.uint64]
    amount: Floats
    shape: Floats
    hold_of: NDArray[np.int32]
    hold_address: NDArray[np.uint64]
    hold_chance: Floats
    hold_days: Floats
    hold_floor: Floats
    moments: Floats
    keeps: NDArray[np.int32]
    is_within: NDArray[np.bool_]
    gives_instants: NDArray[np.bool_]


def columns_of(
    layout: Layout, parts: Sequence[Part], moments: Sequence[datetime]
) -> SpendingColumns:
    """The columns of some plans in a layout.

    Raises:
        UnfitModelError: something is said of an activity that its plan has not.
    """
    count, worktime = len(layout.keys), layout.worktime
    address = np.zeros(count, np.uint64)
    factor = np.tile(np.array(_AS_PLANNED), (count, 1))
    leans, plan_of = np.zeros(count, np.bool_), np.zeros(count, np.int32)
    amount, shape = np.zeros(count), np.tile(np.array(_EVENLY), (count, 1))
    holds, keeps = [], []
    for place, part in enumerate(parts):
        plan, number = part.plan, _Numbers(part.number)
        for key, each in plan.factors.items():
            here = number.of(key)
            address[here], plan_of[here] = _address(f"{plan.key}\n{key}"), place
            factor[here], leans[here] = _triangle(each), True
        for key, money in plan.amounts.items():
            amount[number.of(key)], plan_of[number.of(key)] = money, place
        for key, curve in plan.shapes.items():
            shape[number.of(key)] = curve.linear, curve.square, curve.cube
        holds += [(number.of(hold.activity), hold, part) for hold in plan.holds]
        keeps += [number.of(key) for key in part.keeps]
    holds.sort(key=lambda hold: hold[0])
    counts = np.bincount(np.array([here for here, _, _ in holds], np.int64), minlength=count)
    is_within = _is_within(layout)
    return SpendingColumns(
        address=address,
        factor=factor,
        leans=leans,
        plan_of=plan_of,
        driver=np.array([_triangle(part.plan.driver) for part in parts]).reshape(-1, 5),
        driver_address=_addresses(part.plan.key for part in parts),
        amount=amount,
        shape=shape,
        hold_of=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        hold_address=_addresses(
            f"{part.plan.key}\n{hold.activity}\n{hold.key}" for _, hold, part in holds
        ),
        hold_chance=np.array([hold.chance for _, hold, _ in holds], np.float64),
        hold_days=np.array([_evenly(hold.days) for _, hold, _ in holds]).reshape(-1, _POINTS),
        hold_floor=np.array([part.floor for _, _, part in holds], np.float64),
        moments=np.clip([float(worktime.instant(each)) for each in moments], 0, worktime.limit),
        keeps=np.array(keeps, np.int32),
        is_within=is_within,
        gives_instants=_gives_instants(layout, is_within, keeps),
    )


class _Numbers(NamedTuple):
    number: Mapping[str, int]

    def of(self, key: str) -> int:
        if key not in self.number:
            raise unknown(key)
        return self.number[key]


def unknown(key: str) -> UnfitModelError:
    """A plan has no such activity."""
    return UnfitModelError(
        what_zh=f"计划里没有排到日期的工作「{key}」",
        what_en=f"the plan has no dated activity “{key}”",
    )


def _is_within(layout: Layout) -> NDArray[np.bool_]:
    """Links between tasks of one calendar, with no lag or one on it, that count from no date."""
    activities, links = layout.activities, layout.links
    calendar, is_task = activities.calendar, activities.shape == TASK
    before, after = links.before, layout.after
    one = (calendar[before] == calendar[after]) & is_task[before] & is_task[after]
    on_it = (links.lag == 0) | (links.lag_calendar == calendar[before])
    found: NDArray[np.bool_] = one & on_it & (links.anchor == NEVER_BEFORE)
    return found


def _gives_instants(
    layout: Layout, is_within: NDArray[np.bool_], keeps: Sequence[int]
) -> NDArray[np.bool_]:
    found = np.zeros(len(layout.keys), np.bool_)
    found[layout.links.before[~is_within & (layout.links.forward != 0)]] = True
    found[np.array(keeps, np.int64)] = True
    return found


def _triangle(factor: Triangular | None) -> tuple[float, float, float, float, float]:
    if factor is None:
        return _AS_PLANNED
    return (factor.low, factor.high - factor.low, *factor.pieces)


def _evenly(days: Floats) -> Floats:
    at, given = np.linspace(0, 1, _POINTS), np.linspace(0, 1, days.size)
    return np.asarray(np.interp(at, given, days), np.float64)


def _address(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def _addresses(names: Iterable[str]) -> NDArray[np.uint64]:
    return np.array([_address(name) for name in names], np.uint64)
