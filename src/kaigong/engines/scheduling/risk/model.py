"""What is uncertain about a plan: durations, risks, branches, and what moves together.

Activities are named by their numbers in the network, as its `called` names them in errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kaigong.engines.scheduling.integer import IntegerNetwork
from kaigong.engines.scheduling.risk.distributions import Distribution, Fixed
from kaigong.engines.scheduling.risk.errors import (
    ContradictoryCorrelationError,
    TwiceTheSameRiskError,
    UnfitCorrelationError,
    UnfitModelError,
    UnfitProbabilityError,
    UnknownRiskError,
)
from kaigong.engines.scheduling.risk.tables import Floats


@dataclass(frozen=True)
class Impact:
    """What a risk does to one activity when it occurs.

    Args:
        activity: Number of the activity.
        size: Time it takes longer, or the factor its duration is multiplied by.
        is_factor: Whether the size is a factor; below 1 it is a chance 机会.
    """

    activity: int
    size: Distribution
    is_factor: bool = False


@dataclass(frozen=True)
class Risk:
    """An entry of the risk register 风险清单.

    Args:
        key: Its code, unique among risks and branches.
        probability: That it occurs.
        impacts: What it then does; one risk may strike many activities.
        brings: Activities that there are only if it occurs, such as a repair.
        hits_alike: Whether its impacts are all as bad as each other in any one scenario; otherwise
            the size of each is drawn for itself.
    """

    key: str
    probability: float
    impacts: tuple[Impact, ...] = ()
    brings: tuple[int, ...] = ()
    hits_alike: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise UnfitProbabilityError(key=self.key, given=self.probability)


@dataclass(frozen=True)
class Way:
    """One of the ways a plan may go on: the activities that there are only on it."""

    probability: float
    activities: tuple[int, ...]


@dataclass(frozen=True)
class Branch:
    """Ways of which at most one is gone; with a single one, activities that happen or not.

    Activities that do not happen last no time, and neither do the lags of their links; what waits
    for them then waits for what they would have waited for.
    """

    key: str
    ways: tuple[Way, ...]

    def __post_init__(self) -> None:
        chances = [way.probability for way in self.ways]
        if not all(0 <= each <= 1 for each in chances) or sum(chances) > 1 + 1e-9:
            raise UnfitProbabilityError(key=self.key, given=chances)


@dataclass(frozen=True)
class Together:
    """Activities whose durations have one cause in common, such as a crew or a soil.

    The normal score of each is √correlation · cause + √(1 - correlation) · its own part (Gaussian
    copula with one factor).
    """

    activities: tuple[int, ...]
    correlation: float

    def __post_init__(self) -> None:
        if not 0 <= self.correlation <= 1:
            raise UnfitCorrelationError(given=self.correlation)


@dataclass(frozen=True)
class Correlations:
    """The correlation of the normal scores of some activities, pair by pair.

    Args:
        activities: Their numbers.
        matrix: A row and a column for each, symmetric, with 1 on the diagonal.
    """

    activities: tuple[int, ...]
    matrix: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        given = self.as_array()
        fits = np.isfinite(given).all() and np.allclose(given, given.T)
        if not (fits and np.allclose(np.diag(given), 1) and (np.abs(given) <= 1 + 1e-12).all()):
            raise UnfitCorrelationError(given=[list(row) for row in self.matrix])
        values, vectors = np.linalg.eigh(given)
        if values[0] < -1e-9:
            pull = given * np.outer(vectors[:, 0], vectors[:, 0])
            np.fill_diagonal(pull, np.inf)
            first, second = sorted(divmod(int(pull.argmin()), len(self.matrix)))
            raise ContradictoryCorrelationError(
                least=float(values[0]),
                first=self.activities[first],
                second=self.activities[second],
            )

    def as_array(self) -> Floats:
        """Shape (activities, activities)."""
        count = len(self.activities)
        try:
            return np.array(self.matrix, np.float64).reshape(count, count)
        except ValueError:
            raise UnfitCorrelationError(given=[list(row) for row in self.matrix]) from None

    def loadings(self) -> Floats:
        """L with L Lᵀ = matrix, also where some activities say the same; not below the diagonal."""
        values, vectors = np.linalg.eigh(self.as_array())
        found: Floats = vectors * np.sqrt(np.clip(values, 0, None))
        return found


@dataclass(frozen=True)
class RiskModel:
    """A plan and all that is uncertain about it. Time is in the unit of the network's lags.

    Args:
        network: Activities and links, prepared.
        durations: How long each activity may take, by number.
        risks, branches: What may happen.
        together, correlations: What moves together; an activity stands in one of them at most.
        no_earlier: Earliest start of each activity, shape (activities,), at least 0.
        milestones: Activities whose finishes are kept, by name.
        promises: The latest finish promised for some of the milestones, by name.
    """

    network: IntegerNetwork
    durations: Sequence[Distribution]
    risks: tuple[Risk, ...] = ()
    branches: tuple[Branch, ...] = ()
    together: tuple[Together, ...] = ()
    correlations: tuple[Correlations, ...] = ()
    no_earlier: Floats | None = None
    milestones: Mapping[str, int] = field(default_factory=dict)
    promises: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = self.activities
        if len(self.durations) != count:
            _unfit(
                f"{len(self.durations)} 个工期，{count} 项工作",
                f"{len(self.durations)} durations, {count} activities",
            )
        if self.no_earlier is not None and self.no_earlier.shape != (count,):
            _unfit("最早开始与工作不是一一对应", "earliest starts are not one for each activity")
        for number in self._named():
            if not 0 <= number < count:
                _unfit(f"没有第 {number} 项工作", f"there is no activity number {number}")
        unknown = sorted(set(self.promises) - set(self.milestones))
        if unknown:
            _unfit(
                f"承诺的节点「{unknown[0]}」不存在", f"“{unknown[0]}” is promised and no milestone"
            )
        self._ask_keys()
        self._ask_correlations()

    @property
    def activities(self) -> int:
        return int(self.network.order.activity.size)

    def at_most_likely(self) -> RiskModel:
        """The same plan with every duration at its most likely; the register stays."""
        likely = [Fixed(each.most_likely) for each in self.durations]
        return replace(self, durations=likely, together=(), correlations=())

    def without(self, *keys: str) -> RiskModel:
        """The same plan without some risks.

        What is drawn for the others changes: to compare like with like ask `by_exclusion`.

        Raises:
            UnknownRiskError: the register has no such risk.
        """
        known = [risk.key for risk in self.risks]
        for key in keys:
            if key not in known:
                raise UnknownRiskError(key=key, known="、".join(known))
        return replace(self, risks=tuple(risk for risk in self.risks if risk.key not in keys))

    def _named(self) -> list[int]:
        """Every number of an activity that is named somewhere."""
        named = list(self.milestones.values())
        for risk in self.risks:
            named += [impact.activity for impact in risk.impacts] + list(risk.brings)
        for branch in self.branches:
            named += [number for way in branch.ways for number in way.activities]
        return named + self._grouped()

    def _grouped(self) -> list[int]:
        groups = [group.activities for group in self.together]
        groups += [group.activities for group in self.correlations]
        return [number for group in groups for number in group]

    def _ask_keys(self) -> None:
        keys = [risk.key for risk in self.risks] + [branch.key for branch in self.branches]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise TwiceTheSameRiskError(key=key)

    def _ask_correlations(self) -> None:
        grouped = self._grouped()
        if len(grouped) != len(set(grouped)):
            twice = next(number for number in grouped if grouped.count(number) > 1)
            raise UnfitCorrelationError(given=f"({twice}, {twice})")


def _unfit(zh: str, en: str) -> None:
    raise UnfitModelError(what_zh=zh, what_en=en)
