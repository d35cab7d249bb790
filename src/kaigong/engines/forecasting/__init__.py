"""Where a year will end: a simple estimate by the pace so far, and a forecast by projects."""

from kaigong.engines.forecasting.outcomes import Gain, Outcomes, ProjectRuns, Targets
from kaigong.engines.forecasting.paced import (
    Draws,
    PacedProject,
    PacedRuns,
    Paces,
    Wait,
    paced_runs,
)
from kaigong.engines.forecasting.spread import Spread, spread_of
from kaigong.engines.forecasting.year_end import YearEnd, estimated_year_end

__all__ = [
    "Draws",
    "Gain",
    "Outcomes",
    "PacedProject",
    "PacedRuns",
    "Paces",
    "ProjectRuns",
    "Spread",
    "Targets",
    "Wait",
    "YearEnd",
    "estimated_year_end",
    "paced_runs",
    "spread_of",
]
