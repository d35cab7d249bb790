"""How many units of a resource there are, by date 可用量: one number, or steps from moments on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from kaigong.engines.scheduling.errors import UnfitAvailabilityError

Step = tuple[datetime, float]


@dataclass(frozen=True)
class Availability:
    """Units of a resource over time.

    Args:
        units: There are so many until the first step, or always.
        steps: From each moment on there are so many; moments in order, none twice.

    Raises:
        UnfitAvailabilityError: moments out of order, or units below zero.

    Example:
        Availability(1, ((datetime(2026, 6, 1), 2), (datetime(2026, 11, 1), 0)))
    """

    units: float
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        for (before, _), (after, _) in pairwise(self.steps):
            if after <= before:
                raise UnfitAvailabilityError(what=f"{before} … {after}")
        for units in (self.units, *(units for _, units in self.steps)):
            if not 0 <= units < float("inf"):
                raise UnfitAvailabilityError(what=units)

    def __str__(self) -> str:
        later = (f"; {units:.10g} from {moment:%Y-%m-%d %H:%M}" for moment, units in self.steps)
        return f"{self.units:.10g}{''.join(later)}"

    @property
    def most(self) -> float:
        """The most there ever is."""
        return max([self.units, *(units for _, units in self.steps)])

    def at(self, moment: datetime) -> float:
        """How many there are at a moment."""
        place = bisect_right(self.steps, moment, key=lambda step: step[0])
        return self.steps[place - 1][1] if place else self.units

    def during(self, start: datetime, end: datetime) -> list[float]:
        """How many there are one after the other from a moment until another."""
        return [self.at(start), *(units for since, units in self.steps if start < since < end)]

    def without(self, taken: Availability) -> Availability:
        """What is left of it beside what is taken; where more is taken than there is, nothing."""
        moments = sorted({moment for moment, _ in (*self.steps, *taken.steps)})
        left = [(each, max(0.0, self.at(each) - taken.at(each))) for each in moments]
        return in_steps(max(0.0, self.units - taken.units), left)


Units = float | Availability


def availability_of(units: Units) -> Availability:
    """The same, where it is one number too."""
    return units if isinstance(units, Availability) else Availability(float(units))


def most_of(units: Units) -> float:
    """The most there ever is of something."""
    return availability_of(units).most


def in_steps(units: float, steps: Iterable[Step]) -> Availability:
    """An availability without steps that change nothing; those in order."""
    kept: list[Step] = []
    before = units
    for moment, after in steps:
        if after != before:
            kept.append((moment, after))
        before = after
    return Availability(units, tuple(kept))


def sum_of(several: Sequence[Availability]) -> Availability:
    """All of several together."""
    moments = sorted({moment for each in several for moment, _ in each.steps})
    units = sum(each.units for each in several)
    return in_steps(
        units, [(moment, sum(each.at(moment) for each in several)) for moment in moments]
    )
