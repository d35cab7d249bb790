"""What does not fit together is told before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kaigong.engines.scheduling.risk import (
    Branch,
    ContradictoryCorrelationError,
    Correlations,
    Fixed,
    Impact,
    Risk,
    RiskModel,
    Run,
    Together,
    Triangular,
    TwiceTheSameRiskError,
    UnfitCorrelationError,
    UnfitModelError,
    UnfitProbabilityError,
    UnknownRiskError,
    Way,
    simulated,
)
from kaigong.errors import KaigongError
from tests.engines.scheduling.risk.plans import chain

PLAN = chain([Fixed(1)] * 3, risks=(Risk("rain", 0.5),), milestones={"end": 2})

WRONG: list[tuple[type[KaigongError], Callable[[], object]]] = [
    (UnfitProbabilityError, lambda: Risk("rain", 1.2)),
    (UnfitProbabilityError, lambda: Branch("fork", (Way(0.6, (0,)), Way(0.6, (1,))))),
    (UnfitProbabilityError, lambda: Branch("fork", (Way(-0.1, (0,)),))),
    (UnfitCorrelationError, lambda: Together((0, 1), 1.1)),
    (UnfitCorrelationError, lambda: Correlations((0, 1), ((1, 0.5),))),
    (UnfitCorrelationError, lambda: Correlations((0, 1), ((1, 0.5), (0.4, 1)))),
    (UnfitCorrelationError, lambda: Correlations((0, 1), ((1, 1.5), (1.5, 1)))),
    (UnfitCorrelationError, lambda: Correlations((0, 1), ((1, float("nan")), (0.4, 1)))),
    (UnfitCorrelationError, lambda: replace(PLAN, together=(Together((1, 1), 0.5),))),
    (UnfitModelError, lambda: replace(PLAN, durations=[Fixed(1)])),
    (UnfitModelError, lambda: replace(PLAN, milestones={"end": 3})),
    (UnfitModelError, lambda: replace(PLAN, promises={"roof": 3.0})),
    (UnfitModelError, lambda: replace(PLAN, risks=(Risk("a", 0.5, (Impact(-1, Fixed(1)),)),))),
    (TwiceTheSameRiskError, lambda: replace(PLAN, branches=(Branch("rain", ()),))),
    (UnknownRiskError, lambda: PLAN.without("snow")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "make"), WRONG)
def test_what_does_not_fit_is_refused(kind: type[KaigongError], make: Callable[[], object]) -> None:
    with pytest.raises(kind):
        make()


def test_correlations_that_cannot_hold_together_name_the_worst_pair() -> None:
    # The first two go with the third, and against each other.
    matrix = ((1, -0.9, 0.9), (-0.9, 1, 0.9), (0.9, 0.9, 1))
    with pytest.raises(ContradictoryCorrelationError) as told:
        Correlations((7, 8, 9), matrix)
    assert told.value.facts["least"] == pytest.approx(-0.8)
    assert {told.value.facts["first"], told.value.facts["second"]} <= {7, 8, 9}
    assert "smallest eigenvalue -0.800" in str(told.value)


def test_correlations_at_the_very_limit_hold() -> None:
    given = Correlations((0, 1, 2), ((1, 1, -1), (1, 1, -1), (-1, -1, 1)))
    loadings = given.loadings()
    assert loadings @ loadings.T == pytest.approx(given.as_array(), abs=1e-9)


def test_an_activity_hangs_on_one_thing_only() -> None:
    twice = replace(PLAN, risks=(Risk("a", 0.5, brings=(1,)), Risk("b", 0.5, brings=(1,))))
    with pytest.raises(UnfitModelError, match="number 1"):
        simulated(twice, Run(10))


def test_at_the_most_likely_only_the_register_is_left() -> None:
    plan = RiskModel(PLAN.network, [Triangular(1, 2, 9)] * 3, together=(Together((0, 1), 0.9),))
    assert set(simulated(plan.at_most_likely(), Run(300)).finishes) == {6.0}
