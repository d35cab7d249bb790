"""Breaking a target down 目标分解: every sum proved, nothing counted twice, nothing lost.

Amounts and quantities are whole hundredths (分, pieces × 100) in int64, so that sums are exact.
What the proof says, and why it cannot be fooled by rounding, is in
`docs/explanation/proof-of-targets.md`.
"""

from kaigong.engines.breakdown.errors import (
    NotATreeError,
    NothingToShareByError,
    UnequalTablesError,
)
from kaigong.engines.breakdown.rolling_up import Breakdown, Proof, broken_down
from kaigong.engines.breakdown.sharing import shared

__all__ = [
    "Breakdown",
    "NotATreeError",
    "NothingToShareByError",
    "Proof",
    "UnequalTablesError",
    "broken_down",
    "shared",
]
