"""What coordination puts on pages that stand below it; each module registers when imported."""

from kaigong.coordination.extensions import (
    conditions,
    escalation,
    firm,
    issues,
    meetings,
    service,
    webhooks,
)

__all__ = ["conditions", "escalation", "firm", "issues", "meetings", "service", "webhooks"]
