"""Escalation 逐级上报: which rule speaks of which problem on which day, exactly once."""

from kaigong.engines.escalation.errors import UnequalClocksError, UnreadableEscalationRuleError
from kaigong.engines.escalation.reckoning import Calls, Clocks, calls
from kaigong.engines.escalation.rules import (
    EscalationRule,
    Rung,
    Watch,
    escalation_rules_from,
    in_force_until,
)

__all__ = [
    "Calls",
    "Clocks",
    "EscalationRule",
    "Rung",
    "UnequalClocksError",
    "UnreadableEscalationRuleError",
    "Watch",
    "calls",
    "escalation_rules_from",
    "in_force_until",
]
