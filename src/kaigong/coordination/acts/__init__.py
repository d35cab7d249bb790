"""Acts of coordination in words; each module registers its own when imported."""

from kaigong.coordination.acts import (
    categories,
    conditions,
    escalation,
    imports,
    issues,
    meetings,
    papers,
    questions,
    service,
    webhooks,
)

__all__ = [
    "categories",
    "conditions",
    "escalation",
    "imports",
    "issues",
    "meetings",
    "papers",
    "questions",
    "service",
    "webhooks",
]
