"""What a plan is made of: one module a noun."""

from kaigong.plan.models.baselines import Baseline, BaselineActivity
from kaigong.plan.models.calendars import WorkCalendar
from kaigong.plan.models.edits import EditVerb, PlanEdit
from kaigong.plan.models.files import BringState, BringWay, PlanFile
from kaigong.plan.models.forecasts import (
    ActionKind,
    Basis,
    ForecastAction,
    ForecastFront,
    ForecastProject,
    IssueTie,
    YearForecast,
)
from kaigong.plan.models.fronts import Front, FrontEdit, FrontProject
from kaigong.plan.models.joint_levellings import JointLevelling
from kaigong.plan.models.roads import LAYERS, Road, RoadWork
from kaigong.plan.models.shared_resources import SharedResource, SharedResourceEdit
from kaigong.plan.models.sub_plans import (
    Activity,
    ActivityKind,
    ConstraintKind,
    DurationSource,
    Link,
    LinkKind,
    ReasonCode,
    RuleSet,
    SpendingShape,
    SubPlan,
    Trade,
    in_one_outline,
)
from kaigong.plan.models.targets import QUANTITY, WHOLE_YEAR, Target, TargetEdit, TargetWay

__all__ = [
    "LAYERS",
    "QUANTITY",
    "WHOLE_YEAR",
    "ActionKind",
    "Activity",
    "ActivityKind",
    "Baseline",
    "BaselineActivity",
    "Basis",
    "BringState",
    "BringWay",
    "ConstraintKind",
    "DurationSource",
    "EditVerb",
    "ForecastAction",
    "ForecastFront",
    "ForecastProject",
    "Front",
    "FrontEdit",
    "FrontProject",
    "IssueTie",
    "JointLevelling",
    "Link",
    "LinkKind",
    "PlanEdit",
    "PlanFile",
    "ReasonCode",
    "Road",
    "RoadWork",
    "RuleSet",
    "SharedResource",
    "SharedResourceEdit",
    "SpendingShape",
    "SubPlan",
    "Target",
    "TargetEdit",
    "TargetWay",
    "Trade",
    "WorkCalendar",
    "YearForecast",
    "in_one_outline",
]
