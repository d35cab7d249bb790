"""Risk 风险: when a plan will be done if durations vary, risks strike and branches are taken."""

from kaigong.engines.scheduling.risk.distributions import (
    Distribution,
    Fixed,
    Lognormal,
    Pert,
    Triangular,
    Uniform,
)
from kaigong.engines.scheduling.risk.errors import (
    ContradictoryCorrelationError,
    TwiceTheSameRiskError,
    UnfitCorrelationError,
    UnfitDistributionError,
    UnfitModelError,
    UnfitProbabilityError,
    UnknownRiskError,
)
from kaigong.engines.scheduling.risk.exclusion import Exclusion, by_exclusion
from kaigong.engines.scheduling.risk.forecast import Forecast, Histogram
from kaigong.engines.scheduling.risk.model import (
    Branch,
    Correlations,
    Impact,
    Risk,
    RiskModel,
    Together,
    Way,
)
from kaigong.engines.scheduling.risk.networks import Bar, NetworkRisk, PlanRisk, risk_of
from kaigong.engines.scheduling.risk.sensitivity import Sensitivity, Swing, analysed
from kaigong.engines.scheduling.risk.simulation import Run, StopWhen, simulated
from kaigong.engines.scheduling.risk.spending import (
    EARLY,
    EVEN,
    LATE,
    S_CURVE,
    Hold,
    Shape,
    Spending,
    SpendingPlan,
    spent_by,
    spent_together,
)
from kaigong.engines.scheduling.risk.weather import Weather

__all__ = [
    "EARLY",
    "EVEN",
    "LATE",
    "S_CURVE",
    "Bar",
    "Branch",
    "ContradictoryCorrelationError",
    "Correlations",
    "Distribution",
    "Exclusion",
    "Fixed",
    "Forecast",
    "Histogram",
    "Hold",
    "Impact",
    "Lognormal",
    "NetworkRisk",
    "Pert",
    "PlanRisk",
    "Risk",
    "RiskModel",
    "Run",
    "Sensitivity",
    "Shape",
    "Spending",
    "SpendingPlan",
    "StopWhen",
    "Swing",
    "Together",
    "Triangular",
    "TwiceTheSameRiskError",
    "UnfitCorrelationError",
    "UnfitDistributionError",
    "UnfitModelError",
    "UnfitProbabilityError",
    "Uniform",
    "UnknownRiskError",
    "Way",
    "Weather",
    "analysed",
    "by_exclusion",
    "risk_of",
    "simulated",
    "spent_by",
    "spent_together",
]
