"""What a plan is made of: one module a noun."""

from kaigong.plan.models.baselines import Baseline, BaselineActivity
from kaigong.plan.models.calendars import WorkCalendar
from kaigong.plan.models.edits import EditVerb, PlanEdit
from kaigong.plan.models.files import BringState, BringWay, PlanFile
from kaigong.plan.models.forecasts import (
    ActionKind,
    Basis,
    ForecastAction,
    ForecastProject,
    IssueTie,
    YearForecast,
)
from kaigong.plan.models.fronts import Front, FrontProject
from kaigong.plan.models.roads import LAYERS, Road, RoadWork
from kaigong.plan.models.sub_plans import (
    Activity,
    ActivityKind,
    ConstraintKind,
    DurationSource,
    Link,
    LinkKind,
    ReasonCode,
    RuleSet,
    SubPlan,
    Trade,
)

__all__ = [
    "LAYERS",
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
    "ForecastProject",
    "Front",
    "FrontProject",
    "IssueTie",
    "Link",
    "LinkKind",
    "PlanEdit",
    "PlanFile",
    "ReasonCode",
    "Road",
    "RoadWork",
    "RuleSet",
    "SubPlan",
    "Trade",
    "WorkCalendar",
    "YearForecast",
]
