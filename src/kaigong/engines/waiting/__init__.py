"""How long things take to close, with those still open counted rightly."""

from kaigong.engines.waiting.curves import WaitingCurve, waiting_curve
from kaigong.engines.waiting.errors import UnfitWaitsError
from kaigong.engines.waiting.learning import (
    ASSUMED,
    LEAST,
    PRIOR,
    Basis,
    Case,
    Experience,
    Learned,
    Quantiles,
    experience_of,
)

__all__ = [
    "ASSUMED",
    "LEAST",
    "PRIOR",
    "Basis",
    "Case",
    "Experience",
    "Learned",
    "Quantiles",
    "UnfitWaitsError",
    "WaitingCurve",
    "experience_of",
    "waiting_curve",
]
