"""Durations learned 工期经验: from what was planned and what it took, with how many cases.

What compares is the factor, taken over planned: a pile foundation of twenty studios and one of two
have it in common. What is still running counts as longer than so far and no more (`curves`). Too
few cases of a kind give way to those of its group, and those to what is assumed.

A few more are not trusted alone either: of n cases a kind's own deciles weigh n / (n + 5), and
those of what stands above it the rest: credibility, with what stands above as heavy as five cases
(H. Bühlmann, *Experience rating and credibility*, ASTIN Bulletin 4 (1967), 199-207; not re-read).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import numpy as np

from kaigong.engines.waiting.curves import waiting_curve
from kaigong.engines.waiting.errors import UnfitWaitsError

LEAST = 5  # closed cases below which nothing is learned
PRIOR = 5  # how many cases what stands above a kind or a group weighs


class Basis(Enum):
    """What a learned duration rests on."""

    KIND = "kind"
    GROUP = "group"
    ASSUMED = "assumed"


class Quantiles(NamedTuple):
    """One in ten is shorter than `p10`, half than `p50`, nine in ten than `p90`."""

    p10: float
    p50: float
    p90: float

    def times(self, length: float) -> Quantiles:
        """The same of another unit: factors become days by the days that are planned."""
        return Quantiles(*(each * length for each in self))

    def and_common(self, common: Quantiles) -> Quantiles:
        """Of a factor of its own times one in common: what they come to, roughly.

        Medians multiply, and distances from the median on a logarithmic scale add up as squares,
        which is so of lognormal factors that know nothing of each other.
        """
        return self._joined(common, 1)

    def without_common(self, common: Quantiles) -> Quantiles:
        """The factor of its own that `and_common` makes these of; where the one in common is
        already as wide as both, it is sure."""
        return self._joined(common, -1)

    def _joined(self, common: Quantiles, sign: int) -> Quantiles:
        middle = self.p50 * common.p50**sign

        def away(end: float, of_common: float) -> float:
            own, shared = math.log(end / self.p50), math.log(of_common / common.p50)
            return math.sqrt(max(0.0, own**2 + sign * shared**2))

        low, high = away(self.p10, common.p10), away(self.p90, common.p90)
        return Quantiles(middle * math.exp(-low), middle, middle * math.exp(high))

    def drawn_to(self, above: Quantiles, *, weight: float) -> Quantiles:
        """Decile by decile between its own and another's; `weight` of 1 is its own."""
        pairs = zip(self, above, strict=True)
        return Quantiles(*(weight * own + (1 - weight) * other for own, other in pairs))


#: Taken over planned where nobody has learned better: more often late than early.
ASSUMED = Quantiles(0.9, 1.0, 1.5)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was planned, and what it took.

    Args:
        kind: What it is compared with first, such as the step of a template; "" has no kind.
        group: What else it is compared with, such as its trade.
        planned: Days it was planned for, above 0.
        taken: Days it took, or has taken so far.
        is_closed: Whether it is done.
    """

    kind: str
    group: str
    planned: float
    taken: float
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """How long things of a kind take.

    Attributes:
        factor: Taken over planned, drawn to what stands above it.
        days: Taken by its own cases alone; None where it is assumed.
        closed, running: How many cases it rests on.
        weight: How much its own cases weigh in the factor, from 0 to 1.
        is_beyond: Whether more than one in ten has not closed at the longest that was seen: the
            ninth decile is at least what stands there.
    """

    factor: Quantiles
    days: Quantiles | None
    closed: int
    running: int
    basis: Basis
    is_beyond: bool = False
    weight: float = 0.0

    def three_points(self, planned: float) -> Quantiles:
        """Low, likely and high days of something that is planned for so many."""
        return self.factor.times(planned)


@dataclass(frozen=True)
class Experience:
    """What was learned, by kind and by group; both may be empty.

    Attributes:
        assumed: Taken over planned where nothing was learned, by group; else ASSUMED.
    """

    kinds: Mapping[str, Learned] = field(default_factory=dict)
    groups: Mapping[str, Learned] = field(default_factory=dict)
    assumed: Mapping[str, Quantiles] = field(default_factory=dict)

    def of(self, kind: str, group: str) -> Learned:
        """What is known of a kind: its own cases, else its group's, else what is assumed."""
        known = self.kinds.get(kind) or self.groups.get(group)
        if known is not None:
            return known
        return Learned(self.assumed.get(group, ASSUMED), None, 0, 0, Basis.ASSUMED)


def experience_of(
    cases: Iterable[Case],
    *,
    least: int = LEAST,
    assumed: Mapping[str, Quantiles] | None = None,
) -> Experience:
    """What cases teach: each group is drawn to what is assumed of it, each kind to its group.

    Args:
        least: Closed cases that a kind or a group needs at least.
        assumed: Of each group; ASSUMED where nothing is said.

    Raises:
        UnfitWaitsError: something was planned for no time, or took less than none.
    """
    assumed = assumed or {}
    kinds: dict[str, list[Case]] = {}
    groups: dict[str, list[Case]] = {}
    for case in cases:
        if not case.planned > 0:
            raise UnfitWaitsError(what=f"planned {case.planned}")
        if case.kind:
            kinds.setdefault(case.kind, []).append(case)
        groups.setdefault(case.group, []).append(case)
    of_groups = {
        name: found
        for name, its in groups.items()
        if (found := _learned(its, Basis.GROUP, assumed.get(name, ASSUMED), least))
    }
    known = Experience(groups=of_groups, assumed=assumed)
    of_kinds = {
        name: found
        for name, its in kinds.items()
        if (found := _learned(its, Basis.KIND, known.of("", its[0].group).factor, least))
    }
    return Experience(of_kinds, of_groups, assumed)


def _learned(cases: Sequence[Case], basis: Basis, above: Quantiles, least: int) -> Learned | None:
    closed = sum(case.is_closed for case in cases)
    if closed < least:
        return None
    factor, is_beyond = _quantiles(cases, [case.taken / case.planned for case in cases])
    days, _ = _quantiles(cases, [case.taken for case in cases])
    if factor is None or days is None:
        return None
    weight = closed / (closed + PRIOR)
    drawn = factor.drawn_to(above, weight=weight)
    return Learned(drawn, days, closed, len(cases) - closed, basis, is_beyond, weight)


def _quantiles(cases: Sequence[Case], lengths: Sequence[float]) -> tuple[Quantiles | None, bool]:
    """The deciles of the curve, and whether the ninth was not reached; None without a median."""
    is_closed = np.array([case.is_closed for case in cases], dtype=np.bool_)
    curve = waiting_curve(np.array(lengths, dtype=np.float64), is_closed)
    p10, p50, p90 = (curve.time_until(share) for share in (0.1, 0.5, 0.9))
    if p10 is None or p50 is None:
        return None, True
    return Quantiles(p10, p50, curve.longest if p90 is None else p90), p90 is None
