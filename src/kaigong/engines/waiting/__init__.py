"""How long things take to close, with those still open counted rightly."""

from kaigong.engines.waiting.curves import WaitingCurve, waiting_curve
from kaigong.engines.waiting.errors import UnfitWaitsError

__all__ = ["UnfitWaitsError", "WaitingCurve", "waiting_curve"]
