"""Is a plan fit to be trusted? 计划体检: fourteen points, told to somebody who makes no plans.

Source: the 14-point assessment of the Defense Contract Management Agency (2005, revised 2009), with
its limits as they are commonly quoted; the original was not re-read. Point 13 after DCMA-EA PAM
200.1 (October 2012), 4.13: length and float in work days, from time now to the milestone that is
measured. Loops and unknown activities
do not get this far: they stop the reckoning and are named there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kaigong.engines.scheduling.activities import Activity, ActivityKind, ConstraintKind
from kaigong.engines.scheduling.network import Link, LinkKind
from kaigong.engines.scheduling.schedule import Schedule

LONG_DAYS = 44  # two months of work: longer or looser cannot be steered
_PUSH_DAYS = 600  # what the test of the critical path adds
_HARD = {
    ConstraintKind.MANDATORY_START,
    ConstraintKind.MANDATORY_FINISH,
    ConstraintKind.START_ON,
    ConstraintKind.FINISH_ON,
    ConstraintKind.START_NO_LATER,
    ConstraintKind.FINISH_NO_LATER,
}
_WORK = (ActivityKind.TASK, ActivityKind.RESOURCE_DEPENDENT)


@dataclass(frozen=True)
class Finding:
    """What one point found.

    Attributes:
        number: 1 to 14.
        found: How many fail it, or for an index (13, 14) the index itself.
        of: Out of how many; 0 where nothing could be asked.
        limit: Largest share that is fit, or for an index the least.
        keys: The activities it is about, in the order of the work.
    """

    number: int
    zh: str
    en: str
    found: float
    of: int
    limit: float
    keys: tuple[str, ...] = ()
    is_index: bool = False

    @property
    def share(self) -> float:
        """Share that fails, 0 to 1; an index is itself."""
        if self.is_index:
            return self.found
        return self.found / self.of if self.of else 0.0

    @property
    def is_fit(self) -> bool | None:
        """Whether the limit is kept; none where nothing could be asked."""
        if not self.of:
            return None
        return self.share >= self.limit if self.is_index else self.share <= self.limit

    def in_language(self, language: str) -> str:
        """What the point asks and why, in `zh…` or, for any other language, in English."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class _Plan:
    """A schedule with what the points ask of it again and again."""

    schedule: Schedule
    baseline: Mapping[str, datetime]

    @property
    def open_work(self) -> list[Activity]:
        """Work that is not finished, without milestones, summaries and levels of effort."""
        return [
            each
            for key, each in self.schedule.network.activities.items()
            if key in self.schedule.number
            and each.kind in _WORK
            and each.finished is None
            and each.is_active
        ]

    @property
    def links(self) -> list[Link]:
        """Links into what is not finished."""
        activities = self.schedule.network.activities
        return [
            link
            for link in self.schedule.network.links
            if link.after in activities and activities[link.after].finished is None
        ]

    def days(self, activity: Activity, minutes: int) -> float:
        return minutes / (self.schedule.network.calendar_of(activity).minutes_per_day or 1)


def checked(schedule: Schedule, *, baseline: Mapping[str, datetime] | None = None) -> list[Finding]:
    """The fourteen points of a plan, in order.

    Args:
        baseline: Finish of each activity as it was approved, by key; without it points 11 and 14
            ask nothing.
    """
    plan = _Plan(schedule, baseline or {})
    return [point(plan) for point in _POINTS]


def _share(number: int, zh: str, en: str, failing: Iterable[str], of: int, limit: float) -> Finding:
    keys = tuple(failing)
    return Finding(number, zh, en, len(keys), of, limit, keys)


def _logic(plan: _Plan) -> Finding:
    before = {link.after for link in plan.schedule.network.links}
    after = {link.before for link in plan.schedule.network.links}
    work = plan.open_work
    first = {each.key for each in work[:1]}
    open_ended = [each.key for each in work if each.key not in before or each.key not in after]
    return _share(
        1,
        "每项工作都要有紧前和紧后：两头悬空的工作，前面拖了它不动，它拖了后面不动。",
        "Every activity follows something and leads to something: an open end neither feels a delay"
        " nor passes one on.",
        (key for key in open_ended if key not in first or key not in after),
        len(work),
        0.05,
    )


def _leads(plan: _Plan) -> Finding:
    return _share(
        2,
        "不用负时距：后一项在前一项做完之前开始，把并行的工作藏在数字里。",
        "No leads: what begins before what it waits for has ended hides parallel work in a number.",
        (link.after for link in plan.links if link.lag < 0 or (link.lag_share or 0) < 0),
        len(plan.links),
        0.0,
    )


def _lags(plan: _Plan) -> Finding:
    return _share(
        3,
        "少用时距：等待也是工作（养护、审批），应写成一项，有人负责。",
        "Few lags: waiting is work too (curing, approval): make it an activity with an owner.",
        (link.after for link in plan.links if link.lag > 0 or (link.lag_share or 0) > 0),
        len(plan.links),
        0.05,
    )


def _kinds(plan: _Plan) -> Finding:
    return _share(
        4,
        "搭接以完成—开始为主：其他搭接看不清谁在等谁。",
        "Mostly finish to start: with other kinds one cannot see who waits for whom.",
        (link.after for link in plan.links if link.kind is not LinkKind.FS),
        len(plan.links),
        0.1,
    )


def _hard(plan: _Plan) -> Finding:
    def is_hard(activity: Activity) -> bool:
        both = (activity.constraint, activity.second_constraint)
        return any(each is not None and each.kind in _HARD for each in both)

    return _share(
        5,
        "少用硬限制：钉死的日期不随前面移动，计划就不再说真话。",
        "Few hard constraints: a nailed date does not move with what comes before, so the plan"
        " stops telling the truth.",
        (each.key for each in plan.open_work if is_hard(each)),
        len(plan.open_work),
        0.05,
    )


def _high_float(plan: _Plan) -> Finding:
    found = [
        each.key
        for each in plan.open_work
        if plan.days(each, plan.schedule[each.key].total_float) > LONG_DAYS
    ]
    return _share(
        6,
        f"总时差不应超过 {LONG_DAYS} 天：太松多半是少连了紧后工作。",
        f"No float above {LONG_DAYS} days: what is so loose usually lacks a successor.",
        found,
        len(plan.open_work),
        0.05,
    )


def _negative_float(plan: _Plan) -> Finding:
    return _share(
        7,
        "没有负时差：负的就是已经赶不上承诺，要抢回来或改承诺。",
        "No negative float: below zero a promise is already missed; win the days or move it.",
        (each.key for each in plan.open_work if plan.schedule[each.key].total_float < 0),
        len(plan.open_work),
        0.0,
    )


def _long(plan: _Plan) -> Finding:
    return _share(
        8,
        f"一项工作不应超过 {LONG_DAYS} 天：太长，月底看不出进展。",
        f"No activity longer than {LONG_DAYS} days: at month end nobody could see it move.",
        (each.key for each in plan.open_work if plan.days(each, each.left) > LONG_DAYS),
        len(plan.open_work),
        0.05,
    )


def _dates(plan: _Plan) -> Finding:
    network = plan.schedule.network
    today = network.data_date or network.start

    def is_wrong(each: Activity) -> bool:
        happened = [moment for moment in (each.started, each.finished) if moment]
        if any(moment > today for moment in happened):
            return True
        row = plan.schedule[each.key]
        return each.finished is None and row.early.finish < today

    known = [each for key, each in network.activities.items() if key in plan.schedule.number]
    return _share(
        9,
        "实际日期不在以后，预计日期不在以前。",
        "What happened does not lie ahead, and what is to come does not lie behind.",
        (each.key for each in known if is_wrong(each)),
        len(known),
        0.0,
    )


def _resources(plan: _Plan) -> Finding:
    return _share(
        10,
        "每项工作写明要用的班组或机械，才知道排不排得开。",
        "Every activity names its crews or machines; else nobody knows whether they suffice.",
        (each.key for each in plan.open_work if not each.needs),
        len(plan.open_work),
        1.0,
    )


def _missed(plan: _Plan) -> Finding:
    network = plan.schedule.network
    today = network.data_date or network.start
    due = [key for key, finish in plan.baseline.items() if finish <= today]
    late = [
        key
        for key in due
        if key in plan.schedule.number and plan.schedule[key].finish > plan.baseline[key]
    ]
    return _share(
        11,
        "到今天该完成的，没有比锁定的计划晚。",
        "What was to be done by today is not later than the plan that was locked.",
        late,
        len(due),
        0.05,
    )


def _critical_path(plan: _Plan) -> Finding:
    """A delay of the first open activity of the longest path moves the end by as much."""
    schedule = plan.schedule
    open_path = [
        key
        for key in schedule.longest_path()
        if schedule.network.activities[key].finished is None
        and schedule.network.activities[key].kind in _WORK
    ]
    zh = "关键线路是通的：最前面的一项拖了，完工跟着拖。"
    en = "The critical path holds together: when its first activity slips, the end slips with it."
    if not open_path:
        return Finding(12, zh, en, 0, 0, 0.0)
    key = open_path[0]
    slipping = schedule.network.copy()
    activity = slipping.activities[key]
    push = _PUSH_DAYS * slipping.calendar_of(activity).minutes_per_day
    name = "duration" if activity.remaining is None else "remaining"
    slipping.change(key, **{name: getattr(activity, name) + push})
    gained = (slipping.run().finish - schedule.finish).days
    broken = (key,) if gained < _PUSH_DAYS * 0.9 else ()
    return Finding(12, zh, en, len(broken), 1, 0.0, broken)


def _path_index(plan: _Plan) -> Finding:
    """The promise with the least index; each measured on its own path and its own calendar."""
    network, schedule = plan.schedule.network, plan.schedule
    today = network.data_date or network.start
    zh = "关键线路长度指数：（到承诺的剩余工作日 + 余量）÷ 剩余工作日，低于 0.95 要赶。"
    en = (
        "Critical path length index: working days left to a promise and its float, over those left."
    )
    found = []
    for each in schedule.commitments():
        length = schedule.work_between(each.key, today, each.finish)
        if length > 0 and network.activities[each.key].finished is None:
            spare = schedule.work_between(each.key, each.finish, each.promised)
            found.append(((length + spare) / length, each.key))
    if not found:
        return Finding(13, zh, en, 1.0, 0, 0.95, is_index=True)
    index, key = min(found)
    return Finding(13, zh, en, index, len(found), 0.95, (key,), is_index=True)


def _execution_index(plan: _Plan) -> Finding:
    network = plan.schedule.network
    today = network.data_date or network.start
    due = sum(finish <= today for finish in plan.baseline.values())
    done = sum(
        network.activities[key].finished is not None
        for key in plan.baseline
        if key in network.activities
    )
    zh = "执行指数：已完成项数 ÷ 按锁定计划该完成的项数，低于 0.95 就是落后。"
    en = "Baseline execution index: activities finished over those due by today."
    return Finding(14, zh, en, done / due if due else 1.0, due, 0.95, is_index=True)


_POINTS: tuple[Callable[[_Plan], Finding], ...] = (
    _logic, _leads, _lags, _kinds, _hard, _high_float, _negative_float, _long, _dates, _resources,
    _missed, _critical_path, _path_index, _execution_index,
)  # fmt: skip
