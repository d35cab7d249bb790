"""When the start-up conditions 开工要素 that starts wait for will be there, as the past has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.coordination.selectors.condition_times import ConditionTime, condition_times
from kaigong.coordination.selectors.conditions import owed_conditions
from kaigong.engines.waiting import WaitingCurve, waiting_curve
from kaigong.plan.assumptions import CALENDAR_DAYS, Floats
from kaigong.plan.playing import OwedCondition


@dataclass(frozen=True)
class Owed:
    """What some projects' starts wait for.

    Attributes:
        of: By project.
        promised, asked: How many are reckoned with their promises, and with what their kind takes.
        unknown: Of how many no day is known, so that they hold nothing.
    """

    of: Mapping[int, list[OwedCondition]]
    promised: int
    asked: int
    unknown: int


def owed_by(
    standing: Standing, projects: Iterable[int], *, late: WaitingCurve | None, least: int
) -> Owed:
    """When conditions come that are promised or asked.

    What is promised comes as late as the zone's promises were kept; on its day where too few were,
    and then a promise that has passed says no day. What is asked takes as long as its kind does;
    it is due on the planned start.

    Args:
        late: Days that promised conditions came late; none where too few are there.
        least: From how many of a kind that came on their time is learned.
    """
    conditions = owed_conditions(standing, projects)
    today, times = standing.zone.today(), _Times(standing.zone, least)
    found: dict[int, list[OwedCondition]] = {}
    promised = unknown = 0
    for condition in conditions:
        due_on = condition.promised_on or condition.project.planned_start_on or today
        due_in = float((due_on - today).days)
        is_promised = condition.promised_on is not None
        days = _kept(due_in, late) if is_promised else times.left_of(condition.pk)
        if days is None:
            unknown += 1
            continue
        promised += is_promised
        found.setdefault(condition.project_id, []).append(
            OwedCondition(
                key=f"condition {condition.project.code} {condition.kind.key}",
                chance=1.0,
                days=days,
                due_in=max(due_in, 0.0),
                due_on=max(due_on, today),
                condition=condition,
            )
        )
    return Owed(found, promised, len(conditions) - promised - unknown, unknown)


def left_of(curve: WaitingCurve | None, due_in: float) -> Floats | None:
    """How much later than due something comes, or from today on where it is late already.

    Args:
        due_in: Days until it is due; below 0 they have passed.
    """
    return None if curve is None else curve.time_left(-due_in if due_in < 0 else None)


def _kept(due_in: float, late: WaitingCurve | None) -> Floats | None:
    left = left_of(late, due_in)
    if left is None:
        return np.full(2, due_in) if due_in > 0 else None
    return max(due_in, 0.0) + left


class _Times:
    """What conditions of each kind took, and how long each that is owed has waited."""

    def __init__(self, zone: Zone, least: int) -> None:
        self._waited: dict[int, ConditionTime] = {}
        self._least = least
        self._of_kind: dict[int, list[ConditionTime]] = {}
        for each in condition_times(zone):
            self._of_kind.setdefault(each.kind.pk, []).append(each)
            if not each.is_provided:
                self._waited[each.condition.pk] = each
        self._curves: dict[int, WaitingCurve | None] = {}

    def left_of(self, condition: int) -> Floats | None:
        """Calendar days until it is there, given how long it has waited."""
        waited = self._waited.get(condition)
        curve = None if waited is None else self._curve(waited.kind.pk)
        left = None if waited is None or curve is None else curve.time_left(float(waited.days))
        return None if left is None else left * CALENDAR_DAYS

    def _curve(self, kind: int) -> WaitingCurve | None:
        if kind not in self._curves:
            cases = self._of_kind[kind]
            is_closed = np.array([each.is_provided for each in cases], np.bool_)
            days = np.array([each.days for each in cases], np.int64)
            enough = is_closed.sum() >= self._least
            self._curves[kind] = waiting_curve(days, is_closed) if enough else None
        return self._curves[kind]
