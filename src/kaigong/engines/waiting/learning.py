"""Durations learned 工期经验: from what was planned and what it took, with how many cases.

What compares is the factor, taken over planned: a pile foundation of twenty studios and one of two
have it in common. What is still running counts as longer than so far and no more (`curves`). Too
few cases of a kind give way to those of its group, and those to what is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

import numpy as np

from kaigong.engines.waiting.curves import waiting_curve
from kaigong.engines.waiting.errors import UnfitWaitsError

LEAST = 5  # closed cases below which nothing is learned


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
        factor: Taken over planned.
        days: Taken; None where it is assumed.
        closed, running: How many cases it rests on.
        is_beyond: Whether more than one in ten has not closed at the longest that was seen: the
            ninth decile is at least what stands there.
    """

    factor: Quantiles
    days: Quantiles | None
    closed: int
    running: int
    basis: Basis
    is_beyond: bool = False

    def three_points(self, planned: float) -> Quantiles:
        """Low, likely and high days of something that is planned for so many."""
        return self.factor.times(planned)


_ASSUMED = Learned(ASSUMED, None, 0, 0, Basis.ASSUMED)


@dataclass(frozen=True)
class Experience:
    """What was learned, by kind and by group; both may be empty."""

    kinds: Mapping[str, Learned] = field(default_factory=dict)
    groups: Mapping[str, Learned] = field(default_factory=dict)

    def of(self, kind: str, group: str) -> Learned:
        """What is known of a kind: its own cases, else its group's, else what is assumed."""
        return self.kinds.get(kind) or self.groups.get(group) or _ASSUMED


def experience_of(cases: Iterable[Case], *, least: int = LEAST) -> Experience:
    """What cases teach.

    Args:
        least: Closed cases that a kind or a group needs at least.

    Raises:
        UnfitWaitsError: something was planned for no time, or took less than none.
    """
    kinds: dict[str, list[Case]] = {}
    groups: dict[str, list[Case]] = {}
    for case in cases:
        if not case.planned > 0:
            raise UnfitWaitsError(what=f"planned {case.planned}")
        if case.kind:
            kinds.setdefault(case.kind, []).append(case)
        groups.setdefault(case.group, []).append(case)
    return Experience(_learned(kinds, Basis.KIND, least), _learned(groups, Basis.GROUP, least))


def _learned(by_name: Mapping[str, list[Case]], basis: Basis, least: int) -> dict[str, Learned]:
    found = {}
    for name, cases in by_name.items():
        closed = sum(case.is_closed for case in cases)
        if closed < least:
            continue
        factor, is_beyond = _quantiles(cases, [case.taken / case.planned for case in cases])
        days, _ = _quantiles(cases, [case.taken for case in cases])
        if factor is not None and days is not None:
            found[name] = Learned(factor, days, closed, len(cases) - closed, basis, is_beyond)
    return found


def _quantiles(cases: Sequence[Case], lengths: Sequence[float]) -> tuple[Quantiles | None, bool]:
    """The deciles of the curve, and whether the ninth was not reached; None without a median."""
    is_closed = np.array([case.is_closed for case in cases], dtype=np.bool_)
    curve = waiting_curve(np.array(lengths, dtype=np.float64), is_closed)
    p10, p50, p90 = (curve.time_until(share) for share in (0.1, 0.5, 0.9))
    if p10 is None or p50 is None:
        return None, True
    return Quantiles(p10, p50, curve.longest if p90 is None else p90), p90 is None
