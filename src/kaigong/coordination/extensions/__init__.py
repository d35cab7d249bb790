"""What coordination puts on pages that stand below it; each module registers when imported."""

from kaigong.coordination.extensions import issues

__all__ = ["issues"]
