"""The life of a project as data: which step may follow which, and on what conditions.

`docs/reference/lifecycle.md` is drawn from these tables. A condition is a row with its reason in
both languages; a step shows all that are not met at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaigong.portfolio.models import Stage
from kaigong.wording import say

ORDER: tuple[Stage, ...] = (
    Stage.LEAD,
    Stage.NEGOTIATION,
    Stage.SIGNED,
    Stage.LAND,
    Stage.APPROVAL,
    Stage.STARTED,
    Stage.CONSTRUCTION,
    Stage.COMPLETED,
    Stage.PRODUCTION,
)
OPEN = ORDER[: ORDER.index(Stage.COMPLETED)]  # what can still be halted or given up


class Way(StrEnum):
    """What kind of step it is."""

    FORWARD = "forward"
    CORRECTION = "correction"  # back to an earlier stage: the steps after it were wrong
    HALT = "halt"
    RESUMPTION = "resumption"
    CANCELLATION = "cancellation"


WAY_LABELS = {
    Way.FORWARD: say("推进", "Forward"),
    Way.CORRECTION: say("更正", "Correction"),
    Way.HALT: say("停工", "Suspension"),
    Way.RESUMPTION: say("复工", "Resumption"),
    Way.CANCELLATION: say("取消", "Cancellation"),
}

# What may follow besides the next stage: a firm signs at the first talk; land already in hand;
# 拿地即开工, where permits were made ready before the land was handed over; small works that are
# finished before anybody reports them as under construction.
SHORT_CUTS: tuple[tuple[Stage, Stage], ...] = (
    (Stage.LEAD, Stage.SIGNED),
    (Stage.SIGNED, Stage.APPROVAL),
    (Stage.LAND, Stage.STARTED),
    (Stage.STARTED, Stage.COMPLETED),
)


@dataclass(frozen=True)
class StepFacts:
    """What is known of a project at the moment of a step."""

    before: Stage
    after: Stage
    on: date
    today: date
    reason: str = ""
    last_entered_on: date | None = None
    stage_before_halt: Stage | None = None
    has_somebody: bool = False  # lead department, task force or service officer
    has_party: bool = False  # investor or lead department
    total_amount: Decimal | None = None
    started_on: date | None = None
    completed_on: date | None = None


@dataclass(frozen=True)
class Condition:
    """One thing that must hold, in the words that a person reads when it does not."""

    key: str
    zh: str
    en: str
    holds: Callable[[StepFacts], bool]


ALWAYS: tuple[Condition, ...] = (
    Condition(
        "not-in-the-future",
        "日期不能在今天之后",
        "the date may not lie after today",
        lambda step: step.on <= step.today,
    ),
)
IN_ORDER = Condition(
    "in-order",
    "日期不能早于上一步的日期",
    "the date may not lie before that of the step before",
    lambda step: step.last_entered_on is None or step.on >= step.last_entered_on,
)
REASON = Condition(
    "reason", "要写明原因", "a reason must be given", lambda step: bool(step.reason.strip())
)
SAME_STAGE = Condition(
    "stage-before-halt",
    "复工要回到停工前的阶段",
    "it resumes in the stage in which it was suspended",
    lambda step: step.stage_before_halt in (None, step.after),
)
OF_WAY: dict[Way, tuple[Condition, ...]] = {
    Way.FORWARD: (IN_ORDER,),
    Way.CORRECTION: (REASON,),
    Way.HALT: (REASON, IN_ORDER),
    Way.RESUMPTION: (SAME_STAGE, IN_ORDER),
    Way.CANCELLATION: (REASON, IN_ORDER),
}
EXIT: dict[Stage, tuple[Condition, ...]] = {
    Stage.LEAD: (
        Condition(
            "somebody",
            "先定下牵头部门、专班或服务专员",
            "name a lead department, a task force or a service officer first",
            lambda step: step.has_somebody,
        ),
    ),
}
TOTAL = Condition(
    "total-amount",
    "先填总投资",
    "enter the total investment first",
    lambda step: step.total_amount is not None and step.total_amount > 0,
)
ENTRY: dict[Stage, tuple[Condition, ...]] = {
    Stage.SIGNED: (
        Condition(
            "party",
            "先填投资企业或牵头部门",
            "name the investor or the lead department first",
            lambda step: step.has_party,
        ),
    ),
    Stage.LAND: (TOTAL,),
    Stage.STARTED: (TOTAL,),
    Stage.CONSTRUCTION: (
        Condition(
            "started-on",
            "先登记实际开工日期",
            "enter the actual start date first",
            lambda step: step.started_on is not None,
        ),
    ),
    Stage.COMPLETED: (
        Condition(
            "started-on-known",
            "先登记实际开工日期",
            "enter the actual start date first",
            lambda step: step.started_on is not None,
        ),
        Condition(
            "completed-after-start",
            "竣工日期不能早于开工日期",
            "completion may not lie before the start",
            lambda step: step.started_on is None or step.on >= step.started_on,
        ),
    ),
    Stage.PRODUCTION: (
        Condition(
            "completed-on",
            "先登记竣工日期",
            "enter the completion date first",
            lambda step: step.completed_on is not None,
        ),
        Condition(
            "production-after-completion",
            "投产日期不能早于竣工日期",
            "production may not begin before completion",
            lambda step: step.completed_on is None or step.on >= step.completed_on,
        ),
    ),
}


def _table() -> dict[tuple[Stage, Stage], Way]:
    steps: dict[tuple[Stage, Stage], Way] = {}
    for place, stage in enumerate(ORDER):
        if place + 1 < len(ORDER):
            steps[stage, ORDER[place + 1]] = Way.FORWARD
        for earlier in ORDER[:place]:
            steps[stage, earlier] = Way.CORRECTION
    steps |= dict.fromkeys(SHORT_CUTS, Way.FORWARD)
    for stage in OPEN:
        steps[stage, Stage.SUSPENDED] = Way.HALT
        steps[Stage.SUSPENDED, stage] = Way.RESUMPTION
        steps[stage, Stage.CANCELLED] = Way.CANCELLATION
        steps[Stage.CANCELLED, stage] = Way.CORRECTION
    steps[Stage.SUSPENDED, Stage.CANCELLED] = Way.CANCELLATION
    return steps


TRANSITIONS: dict[tuple[Stage, Stage], Way] = _table()


def way_of(before: Stage, after: Stage) -> Way | None:
    """The kind of a step, or none where the one may not follow the other."""
    return TRANSITIONS.get((before, after))


def conditions_of(before: Stage, after: Stage) -> tuple[Condition, ...]:
    """Everything that must hold for a step. A correction does not ask what it undoes."""
    way = TRANSITIONS[before, after]
    rows = ALWAYS + OF_WAY[way]
    if way is Way.FORWARD:
        rows += EXIT.get(before, ()) + ENTRY.get(after, ())
    return rows


def unmet(facts: StepFacts) -> list[Condition]:
    """The conditions of a step that do not hold, all at once."""
    rows = conditions_of(facts.before, facts.after)
    return [condition for condition in rows if not condition.holds(facts)]


def steps_from(before: Stage) -> list[tuple[Stage, Way]]:
    """Where a project can go from a stage: forward first, then halts, corrections last."""
    ways = list(Way)
    found = [(after, way) for (start, after), way in TRANSITIONS.items() if start == before]
    first = [Way.FORWARD, Way.RESUMPTION, Way.HALT, Way.CANCELLATION, Way.CORRECTION]
    assert len(first) == len(ways)  # noqa: S101  (a new way must find its place here)
    return sorted(found, key=lambda step: first.index(step[1]))
