"""The check of a plan 计划体检 as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kaigong.engines.scheduling.checking import Finding, checked
from kaigong.plan.models import BaselineActivity
from kaigong.plan.moments import moment_of
from kaigong.plan.reckoning import schedule_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.wording import CHINESE, ENGLISH, said, say

SHOWN = 20  # activities of one point
_BY_OWNER = 10
_OWNERS = say(
    "每项工作都有责任人，日期才有人负责。", "Every activity has an owner, or its dates have none."
)
_TITLES = {
    1: (
        say("逻辑", "Logic"),
        say(
            "给两头悬空的工作补上紧前、紧后。", "Link open ends to what they wait for and lead to."
        ),
    ),
    2: (
        say("负时距", "Leads"),
        say(
            "把提前量改成更细的工作或「开始—开始」。",
            "Split the work or link starts instead of using leads.",
        ),
    ),
    3: (
        say("时距", "Lags"),
        say(
            "把等待写成一项工作（如养护），写明谁等什么。",
            "Make a wait an activity of its own, such as curing.",
        ),
    ),
    4: (
        say("搭接类型", "Link types"),
        say("能用「完成—开始」就用它。", "Use finish to start wherever it is true."),
    ),
    5: (
        say("硬约束", "Hard constraints"),
        say("改成「不早于」，或写成承诺。", "Turn them into no-earlier-than, or into promises."),
    ),
    6: (
        say("时差过大", "High float"),
        say("看是否漏了紧后工作。", "See whether a successor is missing."),
    ),
    7: (
        say("负时差", "Negative float"),
        say(
            "看「怎样抢回这些天」，或改承诺。",
            "Look at the ways to win the days, or move the promise.",
        ),
    ),
    8: (
        say("工期过长", "Long durations"),
        say("拆成两个月以内的几段。", "Split it into parts of two months at the most."),
    ),
    9: (
        say("日期失真", "Invalid dates"),
        say(
            "更新实际日期：已发生的不能在以后。",
            "Report what happened; nothing happened in the future.",
        ),
    ),
    10: (
        say("责任人", "Owners"),
        say("给每项工作落实责任人。", "Name an owner for each activity."),
    ),
    11: (
        say("逾期未完", "Missed tasks"),
        say("逐项说明原因，更新余下工期。", "Give a reason for each and say what is left."),
    ),
    12: (
        say("关键线路测试", "Critical path test"),
        say("检查关键线路中断的地方。", "Look where the critical path is broken."),
    ),
    13: (
        say("关键线路长度指数", "Critical path length index"),
        say("低于 0.95 就要抢工或改承诺。", "Below 0.95: win days or move the promise."),
    ),
    14: (
        say("基线执行指数", "Baseline execution index"),
        say(
            "低于 0.95 说明完成得比锁定的计划慢。", "Below 0.95: less gets done than was approved."
        ),
    ),
}


@dataclass(frozen=True)
class CheckedPoint:
    """One point in words.

    Attributes:
        verdict: fit, unfit, or open where nothing could be asked.
        size: What was found: "3 / 40", or an index.
        limit: What is fit at the most, or for an index at the least.
        rows: Key and name of the first activities it is about; `more` of them are not shown.
    """

    number: int
    title: str
    why: str
    act: str
    verdict: str
    size: str
    limit: str
    rows: Sequence[tuple[str, str]]
    more: int


@dataclass(frozen=True)
class PlanCheck:
    points: Sequence[CheckedPoint]

    @property
    def fit(self) -> int:
        return sum(point.verdict == "fit" for point in self.points)

    @property
    def unfit(self) -> int:
        return sum(point.verdict == "unfit" for point in self.points)


def plan_check(opened: OpenPlan) -> PlanCheck | None:
    """The fourteen points of a plan, against its last baseline; none while nothing is in it."""
    if not opened.work:
        return None
    names = {row.key: str(row) for row in opened.work}
    network = opened.network.copy()
    for row in opened.work:  # a plan has owners where the programs of others have resources
        network.change(row.key, needs={str(row.owner_id): 1.0} if row.owner_id else {})
    found = checked(schedule_of(network), baseline=_approved(opened))
    return PlanCheck([_point(each, names) for each in found])


def _approved(opened: OpenPlan) -> dict[str, datetime]:
    last = opened.baselines[0] if opened.baselines else None
    kept = BaselineActivity.objects.filter(baseline=last).values_list("key", "finish")
    work = {row.key for row in opened.work}
    return {key: moment_of(finish) for key, finish in kept if key in work}


def _point(found: Finding, names: dict[str, str]) -> CheckedPoint:
    title, act = _TITLES[found.number]
    if found.is_index:
        size, limit = f"{found.found:.2f}", f"≥ {found.limit:.2f}"
    else:
        size, limit = f"{found.found:.0f} / {found.of}", f"≤ {found.limit:.0%}"
    is_fit = found.is_fit
    if found.number == _BY_OWNER and found.of:  # every date has an owner
        is_fit, limit = not found.found, "≤ 0%"
    keys = list(dict.fromkeys(found.keys))  # a point about links names an activity for each
    return CheckedPoint(
        number=found.number,
        title=str(title),
        why=str(_OWNERS)
        if found.number == _BY_OWNER
        else said(found.in_language(CHINESE), found.in_language(ENGLISH)),
        act=str(act),
        verdict={True: "fit", False: "unfit", None: "open"}[is_fit],
        size=size if found.is_fit is not None else "—",
        limit=limit,
        rows=[(key, names[key]) for key in keys[:SHOWN] if key in names],
        more=max(0, len(keys) - SHOWN),
    )
