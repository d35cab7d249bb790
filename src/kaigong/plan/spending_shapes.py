"""How the money of an activity follows its work, as the engine reads the planner's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kaigong.engines.scheduling import Schedule
from kaigong.engines.scheduling.risk import EARLY, EVEN, LATE, S_CURVE, Shape
from kaigong.plan.models import Activity, SpendingShape

SHAPES: Mapping[str, Shape] = {
    SpendingShape.EVEN: EVEN,
    SpendingShape.EARLY: EARLY,
    SpendingShape.LATE: LATE,
    SpendingShape.S: S_CURVE,
}


def work_left(schedule: Schedule, row: Activity) -> float:
    """Working minutes of an activity that are left to do."""
    return float(schedule.layout.activities.work[schedule.number[row.key]])


def share_left(schedule: Schedule, row: Activity) -> float:
    """The share of an activity's money that its curve leaves to the work that is left."""
    return 1 - SHAPES[row.shape].share(_share_done(schedule, row))


def shapes_left(schedule: Schedule, left: Iterable[Activity]) -> dict[str, Shape]:
    """The curves of what is left, by key; even where nothing is said."""
    return {
        row.key: SHAPES[row.shape].left_after(_share_done(schedule, row))
        for row in left
        if row.duration and row.shape != SpendingShape.EVEN
    }


def _share_done(schedule: Schedule, row: Activity) -> float:
    return min(1.0, max(0.0, 1 - work_left(schedule, row) / row.duration))
