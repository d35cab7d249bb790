"""Levelling 资源均衡: plans in which what is scarce is never promised twice."""

from kaigong.engines.scheduling.levelling.backward import BackwardSchedule, level_backward
from kaigong.engines.scheduling.levelling.bounds import critical_path_bound, lower_bound
from kaigong.engines.scheduling.levelling.errors import (
    NeverEnoughError,
    NeverFreeLongEnoughError,
    UnfitResourceProblemError,
)
from kaigong.engines.scheduling.levelling.loads import Load, SpanLoad, joined_load, loads_of
from kaigong.engines.scheduling.levelling.networks import LevelledSchedule, level
from kaigong.engines.scheduling.levelling.plans import plan_by_evolution, plan_by_rules
from kaigong.engines.scheduling.levelling.priorities import PriorityRule
from kaigong.engines.scheduling.levelling.problem import LevelledPlan, ResourceProblem
from kaigong.engines.scheduling.levelling.racing import plan_within
from kaigong.engines.scheduling.levelling.workbench import Workbench

__all__ = [
    "BackwardSchedule",
    "LevelledPlan",
    "LevelledSchedule",
    "Load",
    "NeverEnoughError",
    "NeverFreeLongEnoughError",
    "PriorityRule",
    "ResourceProblem",
    "SpanLoad",
    "UnfitResourceProblemError",
    "Workbench",
    "critical_path_bound",
    "joined_load",
    "level",
    "level_backward",
    "loads_of",
    "lower_bound",
    "plan_by_evolution",
    "plan_by_rules",
    "plan_within",
]
