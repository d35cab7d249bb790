"""Remedies 赶工措施: the cheapest ways to win the days that a promise is short of."""

from kaigong.engines.scheduling.remedies.hastening import network_hastened
from kaigong.engines.scheduling.remedies.measures import (
    Limits,
    Measure,
    MeasureKind,
    Terms,
    measures_for,
)
from kaigong.engines.scheduling.remedies.search import (
    Remedies,
    Remedy,
    hastened,
    remedies_of,
)

__all__ = [
    "Limits",
    "Measure",
    "MeasureKind",
    "Remedies",
    "Remedy",
    "Terms",
    "hastened",
    "measures_for",
    "network_hastened",
    "remedies_of",
]
