"""A plan with its resources beside the plan as it stands: what moves, and what promises lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kaigong.engines.scheduling.levelling import BackwardSchedule, LevelledSchedule
from kaigong.plan.levelling import held_by_resources
from kaigong.plan.models import Activity
from kaigong.plan.moments import finish_day, minute_of, moment_of, start_day, whole_days
from kaigong.plan.resources import resources_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.wording import said

MOST_ROWS = 400


@dataclass(frozen=True)
class Moved:
    """One activity on other dates: first and last day now and then, working days between.

    Attributes:
        days: By which it is done later; negative is sooner.
        waits_for: The resources that hold it, in words; empty where it only follows others.
    """

    row: Activity
    now: tuple[date, date]
    then: tuple[date, date]
    days: int
    waits_for: str


@dataclass(frozen=True)
class PromiseMoved:
    """What becomes of a promise; of days left negative ones are missing."""

    row: Activity
    promised_on: date
    now_on: date
    then_on: date
    left_now: int
    left_then: int

    @property
    def short_now(self) -> int:
        return max(0, -self.left_now)

    @property
    def short_then(self) -> int:
        return max(0, -self.left_then)


@dataclass(frozen=True)
class LevelledShown:
    """Attributes:
    moved: What moves, in the order of the outline; `beyond` of them are not listed.
    gap: By how many percent a plan could be shorter at most.
    over: What keeps its dates though too much is asked for there.
    """

    moved: Sequence[Moved]
    beyond: int
    promises: Sequence[PromiseMoved]
    now_on: date
    then_on: date
    bound_on: date
    gap: float
    is_proved: bool
    over: Sequence[Activity]
    tries: int


def levelled_shown(opened: OpenPlan, found: LevelledSchedule) -> LevelledShown:
    """What a levelled schedule would move in a plan."""
    held = held_by_resources(opened, found)
    moved, promises, ends = [], [], []
    for row in opened.work:
        if row.finished is not None or row.early_start is None or row.early_finish is None:
            continue
        if row.key not in found.starts:  # it only spans others
            continue
        start, finish = minute_of(found.starts[row.key]), minute_of(found.finishes[row.key])
        ends.append(row.early_finish)
        if row.committed is not None:
            promises.append(_promise(opened, row, finish))
        if (start, finish) != (row.early_start, row.early_finish) and row.started is None:
            moved.append(
                Moved(
                    row,
                    _days(row.early_start, row.early_finish),
                    _days(start, finish),
                    _between(opened, row, row.early_finish, finish),
                    _resources(opened, row) if row.key in held else "",
                )
            )
    rows = {row.key: row for row in opened.work}
    then_on = finish_day(minute_of(found.finish))
    return LevelledShown(
        moved[:MOST_ROWS],
        max(0, len(moved) - MOST_ROWS),
        promises,
        finish_day(max(ends)) if ends else then_on,
        then_on,
        finish_day(minute_of(found.bound)),
        100 * found.gap,
        found.is_proved,
        [rows[key] for key in found.over if key in rows],
        found.tries,
    )


def _resources(opened: OpenPlan, row: Activity) -> str:
    names = (str(each) for each in resources_of(opened.plan) if each.key in row.needs)
    return said("、", ", ").join(names)


def _promise(opened: OpenPlan, row: Activity, finish: int) -> PromiseMoved:
    promised, now = row.committed or 0, row.early_finish or 0
    return PromiseMoved(
        row,
        finish_day(promised),
        finish_day(now),
        finish_day(finish),
        _between(opened, row, now, promised),
        _between(opened, row, finish, promised),
    )


def _between(opened: OpenPlan, row: Activity, first: int, last: int) -> int:
    minutes = opened.schedule.work_between(row.key, moment_of(first), moment_of(last))
    return whole_days(minutes, per_day=opened.per_day(row))


def _days(start: int, finish: int) -> tuple[date, date]:
    first = start_day(start)
    return first, max(first, finish_day(finish))


@dataclass(frozen=True)
class LatestStart:
    """When an activity must start: by its links alone, and with its resources.

    Without the latter no resource is free for it any more until the promises ask for it.

    Attributes:
        sooner: Working days between the two.
        lacking: Working days by which the latter lies before the earliest possible start.
    """

    row: Activity
    by_links: date
    with_resources: date | None
    sooner: int | None
    lacking: int | None


@dataclass(frozen=True)
class BackShown:
    """Attributes:
    short: Working days that are missing; 0 where all promises can be kept.
    then: The promise that comes last in the levelled plan, where days are missing, and its day.
    short_by_links: The same without a thought of resources.
    """

    starts: Sequence[LatestStart]
    beyond: int
    short: int
    then: tuple[Activity, date] | None
    short_by_links: int
    over: Sequence[Activity]
    tries: int

    @property
    def is_too_late(self) -> bool:
        """Whether something finds no resource any more in time."""
        return any(each.with_resources is None for each in self.starts)


def back_shown(opened: OpenPlan, found: BackwardSchedule, forward: LevelledSchedule) -> BackShown:
    """The latest starts of what has not begun, the nearest first."""
    starts, by_links = [], 0
    for row in opened.work:
        if row.started is not None or row.key not in {*found.starts, *found.too_late}:
            continue
        early, late = found.unlevelled[row.key].early.start, found.unlevelled[row.key].late.start
        links_lack = found.unlevelled.work_between(row.key, late, early)
        by_links = max(by_links, _up(links_lack, opened.per_day(row)))
        starts.append(_latest(opened, row, late, found))
    starts.sort(key=lambda each: (each.with_resources or date.min, each.row.place))
    short = -int(-found.short_by_days // 1)
    promises = [
        (finish_day(minute_of(forward.finishes[row.key])), row.place, row)
        for row in opened.work
        if row.committed is not None and row.finished is None and row.key in forward.finishes
    ]
    last = max(promises, key=lambda each: each[:2], default=None)
    rows = {row.key: row for row in opened.work}
    return BackShown(
        starts[:MOST_ROWS],
        max(0, len(starts) - MOST_ROWS),
        short,
        (last[2], last[0]) if last and short else None,
        by_links,
        [rows[key] for key in found.over if key in rows],
        found.tries,
    )


def _latest(
    opened: OpenPlan, row: Activity, late: datetime, found: BackwardSchedule
) -> LatestStart:
    per_day, start = opened.per_day(row), found.starts.get(row.key)
    if start is None:
        return LatestStart(row, start_day(minute_of(late)), None, None, None)
    return LatestStart(
        row,
        start_day(minute_of(late)),
        start_day(minute_of(start)),
        whole_days(found.unlevelled.work_between(row.key, start, late), per_day=per_day),
        _up(found.lacking.get(row.key, 0), per_day),
    )


def _up(minutes: int, per_day: int) -> int:
    """Whole days, begun ones counted, none below zero."""
    return max(0, -(-minutes // per_day))
