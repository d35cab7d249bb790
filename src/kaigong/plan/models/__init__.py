"""What a plan is made of: one module a noun."""

from kaigong.plan.models.baselines import Baseline, BaselineActivity
from kaigong.plan.models.calendars import WorkCalendar
from kaigong.plan.models.edits import EditVerb, PlanEdit, ReasonCode
from kaigong.plan.models.fronts import Front, FrontProject
from kaigong.plan.models.sub_plans import (
    Activity,
    ActivityKind,
    ConstraintKind,
    DurationSource,
    Link,
    LinkKind,
    RuleSet,
    SubPlan,
    Trade,
)

__all__ = [
    "Activity",
    "ActivityKind",
    "Baseline",
    "BaselineActivity",
    "ConstraintKind",
    "DurationSource",
    "EditVerb",
    "Front",
    "FrontProject",
    "Link",
    "LinkKind",
    "PlanEdit",
    "ReasonCode",
    "RuleSet",
    "SubPlan",
    "Trade",
    "WorkCalendar",
]
