"""The year of a zone out of what each project comes to: chances, who carries the risk, what helps.

Contributions are shares of the variance of the sum: the covariance of a project with the sum over
the variance of the sum. They add up to 1, and one below 0 evens the others out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kaigong.engines.forecasting.spread import Floats, Spread, spread_of

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ProjectRuns:
    """What one project comes to by the end of the year, in each run.

    Attributes:
        key: Its name.
        amount: Invested in the year, what was done so far with it, shape (runs,).
        is_started, is_completed: Whether by then, shape (runs,), or none where it was not asked to.
    """

    key: str
    amount: Floats
    is_started: Bools | None = None
    is_completed: Bools | None = None


@dataclass(frozen=True)
class Targets:
    """What the year was promised: an amount, a number of starts, a number of completions."""

    amount: float
    starts: int
    completions: int


@dataclass(frozen=True)
class Gain:
    """What a change of one project would bring.

    Attributes:
        amount: Of the year's money, on average over the runs.
        chance: Of the target of the amount.
        all_chance: Of all targets together.
    """

    amount: float
    chance: float
    all_chance: float


class Outcomes:
    """The year of a zone, project by project and run by run."""

    def __init__(self, projects: Sequence[ProjectRuns], targets: Targets) -> None:
        self.projects, self.targets = list(projects), targets
        self.place = {project.key: place for place, project in enumerate(self.projects)}

    @cached_property
    def amounts(self) -> Floats:
        """By run, shape (runs,)."""
        found: Floats = np.sum([project.amount for project in self.projects], axis=0)
        return found

    @cached_property
    def starts(self) -> Floats:
        return self._count([project.is_started for project in self.projects])

    @cached_property
    def completions(self) -> Floats:
        return self._count([project.is_completed for project in self.projects])

    @property
    def amount(self) -> Spread:
        return spread_of(self.amounts, target=self.targets.amount)

    @property
    def started(self) -> Spread:
        return spread_of(self.starts, target=self.targets.starts)

    @property
    def completed(self) -> Spread:
        return spread_of(self.completions, target=self.targets.completions)

    @cached_property
    def all_chance(self) -> float:
        """The chance of all targets together; what moves one often moves the others."""
        return float(np.mean(self._reached(self.amounts, self.starts, self.completions)))

    def variance_shares(self) -> Floats:
        """How much of the spread of the amount each project carries, shape (projects,)."""
        away = self.amounts - self.amounts.mean()
        variance = float(away @ away)
        if variance <= 0:
            return np.zeros(len(self.projects))
        return np.array([float(each.amount @ away) / variance for each in self.projects])

    def with_other(self, other: ProjectRuns) -> Outcomes:
        """The year with one project played otherwise."""
        projects = list(self.projects)
        projects[self.place[other.key]] = other
        return Outcomes(projects, self.targets)

    def gain(self, *others: ProjectRuns) -> Gain:
        """What playing one project, or several that hang together, otherwise would bring."""
        more = np.zeros_like(self.amounts)
        starts, completions = self.starts, self.completions
        for other in others:
            own = self.projects[self.place[other.key]]
            more += other.amount - own.amount
            starts = starts + _change(own.is_started, other.is_started)
            completions = completions + _change(own.is_completed, other.is_completed)
        amounts, target = self.amounts + more, self.targets.amount
        return Gain(
            amount=float(np.mean(more)),
            chance=float(np.mean(amounts >= target) - np.mean(self.amounts >= target)),
            all_chance=float(np.mean(self._reached(amounts, starts, completions)))
            - self.all_chance,
        )

    def _reached(self, amounts: Floats, starts: Floats, completions: Floats) -> Bools:
        targets = self.targets
        return (
            (amounts >= targets.amount)
            & (starts >= targets.starts)
            & (completions >= targets.completions)
        )

    def _count(self, flags: Sequence[Bools | None]) -> Floats:
        asked = [each for each in flags if each is not None]
        found = np.zeros_like(self.amounts)
        for each in asked:
            found += each
        return found


def _change(own: Bools | None, other: Bools | None) -> Floats | float:
    if own is None or other is None:
        return 0.0
    return other.astype(np.float64) - own
