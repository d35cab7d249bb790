"""How long an activity may take 工期范围: learned from what is done, else assumed of its trade."""

from __future__ import annotations

from kaigong.engines.scheduling.risk import Triangular
from kaigong.engines.waiting import Basis, Learned, Quantiles
from kaigong.plan.assumptions import Assumptions
from kaigong.plan.models import Activity
from kaigong.plan.selectors.durations import share_learned


def factor_of(row: Activity, known: Learned, given: Assumptions) -> Triangular:
    """By what the work left of an activity may be multiplied, beside what its project shares.

    What was learned holds for all of it together, so what the project shares is taken out; and what
    its duration was planned by already is not put on again.
    """
    if known.basis is Basis.ASSUMED:
        return given.factors[row.trade]
    own = Triangular.through(*known.factor.without_common(given.common))
    share = share_learned(row)
    return Triangular(own.low * share, own.mode * share, own.high * share)


def days_of(row: Activity, known: Learned, *, per_day: int) -> Quantiles:
    """Low, likely and high working days of an activity, with what its project shares."""
    return known.three_points(row.duration * share_learned(row) / per_day)
