"""What coordination puts on pages that stand below it; each module registers when imported."""

from kaigong.coordination.extensions import firm, issues

__all__ = ["firm", "issues"]
