"""Whether what a start of construction needs is there: how many of how many, and by which day."""

from kaigong.engines.readiness.needs import Need, Readiness, readiness_of

__all__ = ["Need", "Readiness", "readiness_of"]
