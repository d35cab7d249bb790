"""Judging projects by dated rules: one lamp each, with the reasons for its colour."""

from kaigong.engines.lamps.errors import UnknownMeasureError, UnreadableRuleError
from kaigong.engines.lamps.judging import Judgement, LitLamp, judged
from kaigong.engines.lamps.measures import MEASURES, Measured, ProjectFacts
from kaigong.engines.lamps.rules import LampColour, LampRule, rules_from, rules_in_force

__all__ = [
    "MEASURES",
    "Judgement",
    "LampColour",
    "LampRule",
    "LitLamp",
    "Measured",
    "ProjectFacts",
    "UnknownMeasureError",
    "UnreadableRuleError",
    "judged",
    "rules_from",
    "rules_in_force",
]
