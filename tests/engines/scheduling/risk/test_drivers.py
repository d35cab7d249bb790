"""What drives a finish: criticality, cruciality, swings, merge bias, and each risk left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kaigong.engines.scheduling.risk import (
    Branch,
    Fixed,
    Impact,
    Risk,
    RiskModel,
    Run,
    Sensitivity,
    Triangular,
    Uniform,
    UnknownRiskError,
    Way,
    analysed,
    by_exclusion,
    simulated,
)
from tests.engines.scheduling.risk.plans import (
    chain,
    linked,
    plan_with_everything,
    random_network,
)

RUN = Run(scenarios=5120, seed=3)


@pytest.fixture(scope="module")
def everything() -> Sensitivity:
    return analysed(plan_with_everything(), Run(2048, seed=6, by_numba=True))


def test_both_paths_and_threads_say_the_same(everything: Sensitivity) -> None:
    for by_numba, threads in ((False, 1), (True, 3)):
        run = Run(2048, seed=6, by_numba=by_numba, threads=threads)
        again = analysed(plan_with_everything(), run)
        assert (again.criticality == everything.criticality).all()
        assert (again.cruciality == everything.cruciality).all()
        assert again.swings == everything.swings
        for name in ("mean", "deviation", "index", "merge_bias_at"):
            one, other = getattr(again, name), getattr(everything, name)
            assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


def test_of_certain_durations_the_critical_path_is_critical_every_time() -> None:
    network = random_network(60)
    durations = np.random.default_rng(5).integers(0, 20, 60)
    dates = network.dates(durations)
    found = analysed(RiskModel(network, [Fixed(float(each)) for each in durations]), Run(256))
    assert (found.criticality == (dates.total_float == 0)).all()
    assert not found.cruciality.any()
    assert found.merge_bias == 0
    assert found.swings == ()


def test_of_two_like_ways_each_is_critical_half_of_the_time() -> None:
    plan = RiskModel(linked(3, (0, 2), (1, 2)), [Uniform(0, 1), Uniform(0, 1), Fixed(1)])
    found = analysed(plan, RUN)
    assert found.criticality.tolist() == pytest.approx([0.5, 0.5, 1], abs=0.03)
    # The later of two: 2/3 on average, where a plan at average durations says 1/2.
    assert found.merge_bias == pytest.approx(1 / 6, abs=0.02)
    assert found.merge_bias_at.tolist() == pytest.approx([0, 0, 1 / 6], abs=0.02)
    assert found.finish_at_means == pytest.approx(1.5, abs=0.02)


def test_along_a_chain_the_wider_the_more_crucial_and_nothing_is_lost_by_meeting() -> None:
    found = analysed(chain([Uniform(0, 8), Uniform(0, 2), Fixed(3), Triangular(0, 1, 2)]), RUN)
    assert found.criticality.tolist() == [1, 1, 1, 1]
    assert found.cruciality[0] > 0.9
    assert found.cruciality[0] > found.cruciality[1] > found.cruciality[3] > 0
    assert found.cruciality[2] == 0
    assert found.index[0] == pytest.approx(found.deviation[0] / found.forecast.deviation, rel=1e-3)
    assert found.merge_bias == pytest.approx(0, abs=4 * 2.0**-20)  # dates go by such parts
    assert [swing.activity for swing in found.swings] == [0, 1, 3]
    widest = found.swings[0]
    assert widest.high - widest.low == pytest.approx(8 * 0.9, abs=0.4)


def test_cruciality_is_spearmans_by_hand() -> None:
    plan = RiskModel(linked(2), [Uniform(0, 3), Uniform(1, 2)], milestones={"a": 0, "b": 1})
    found = analysed(plan, Run(256))
    a, finish = found.forecast.milestones["a"], found.forecast.finishes
    ranks = [np.argsort(np.argsort(column)) for column in (a, finish)]
    assert len(set(finish.tolist())) == 256  # no ties, so the short formula holds
    gaps = (ranks[0] - ranks[1]).astype(float)
    by_hand = 1 - 6 * (gaps**2).sum() / (256 * (256**2 - 1))
    assert found.cruciality[0] == pytest.approx(by_hand)


def test_what_is_not_there_is_not_critical() -> None:
    plan = chain([Fixed(1), Fixed(5)], branches=(Branch("pipe", (Way(0.25, (1,)),)),))
    found = analysed(plan, RUN)
    assert found.criticality.tolist() == [1, pytest.approx(0.25, abs=0.03)]
    assert found.mean.tolist() == [1, pytest.approx(1.25, abs=0.15)]


def test_the_swing_of_a_risk_is_what_it_costs_when_it_strikes() -> None:
    plan = chain([Fixed(10)], risks=(Risk("rock", 0.3, (Impact(0, Fixed(6)),)),))
    (rock, length) = analysed(plan, RUN).swings
    assert (rock.risk, rock.low, rock.high) == ("rock", 10, 16)
    assert length.activity == 0


def test_leaving_a_risk_out_is_the_plan_without_it_scenario_by_scenario() -> None:
    plan, run = plan_with_everything(), Run(1500, seed=8)
    found = by_exclusion(plan, run)
    assert {each.risk for each in found} == {"rock", "rain", "flood"}
    gains = [each.gain() for each in found]
    assert gains == sorted(gains, reverse=True)
    for each in found:
        alone = simulated(plan.without(each.risk), run)
        assert (each.without.finishes == alone.finishes).all()
        for name, kept in alone.milestones.items():
            assert (each.without.milestones[name] == kept).all()
        assert each.chances_gained()["topped out"] == pytest.approx(
            alone.chances()["topped out"] - simulated(plan, run).chances()["topped out"]
        )


def test_no_scenario_is_later_without_a_risk() -> None:
    plan = chain(
        [Triangular(1, 4, 9)] * 4,
        risks=(
            Risk("rock", 0.3, (Impact(0, Uniform(1, 5)), Impact(2, Fixed(3)))),
            Risk("rain", 0.8, (Impact(1, Triangular(1, 1.2, 2), is_factor=True),)),
        ),
    )
    for each in by_exclusion(plan, RUN):
        assert (each.without.finishes <= each.base.finishes).all()
        assert each.mean_gain > 0
    rock = next(each for each in by_exclusion(plan, RUN, risks=["rock"]))
    assert rock.mean_gain == pytest.approx(0.3 * (3 + 3), abs=0.2)


def test_a_risk_that_is_not_there_cannot_be_left_out() -> None:
    plan = chain([Fixed(1)], risks=(Risk("rock", 0.3),))
    with pytest.raises(UnknownRiskError, match="it has: rock"):
        by_exclusion(plan, RUN, risks=["rain"])


def test_the_model_stays_as_it_was() -> None:
    plan = plan_with_everything()
    again = replace(plan)
    analysed(plan, Run(256, by_numba=True))
    assert plan == again
