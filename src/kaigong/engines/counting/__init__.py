"""Counting rules of a project ledger: what counts, once, with which amount, in which year.

Amounts are whole hundredths of the currency unit (分, pence, cents) in int64, so that sums are
exact: 100,000 projects of 900 亿元 each still fit. The rules in words, with their reasons, are in
`docs/explanation/counting.md`.
"""

from kaigong.engines.counting.errors import (
    CircularJointError,
    UnequalColumnsError,
    UnorderedThresholdsError,
)
from kaigong.engines.counting.levels import Threshold, levels_of, thresholds_in_force
from kaigong.engines.counting.once import counted_amount, counts_once
from kaigong.engines.counting.periods import (
    month_before,
    plan_to_date,
    time_share,
    year_before,
    year_to_date,
)
from kaigong.engines.counting.rates import change, completion_share, start_rate
from kaigong.engines.counting.tallies import PlanTally, Tally, tally, tally_by_plan

__all__ = [
    "CircularJointError",
    "PlanTally",
    "Tally",
    "Threshold",
    "UnequalColumnsError",
    "UnorderedThresholdsError",
    "change",
    "completion_share",
    "counted_amount",
    "counts_once",
    "levels_of",
    "month_before",
    "plan_to_date",
    "start_rate",
    "tally",
    "tally_by_plan",
    "thresholds_in_force",
    "time_share",
    "year_before",
    "year_to_date",
]
