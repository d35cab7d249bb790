"""Acts of coordination in words; each module registers its own when imported."""

from kaigong.coordination.acts import (
    conditions,
    issues,
    meetings,
    papers,
    questions,
    service,
    webhooks,
)

__all__ = ["conditions", "issues", "meetings", "papers", "questions", "service", "webhooks"]
