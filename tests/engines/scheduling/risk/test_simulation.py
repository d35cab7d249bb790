"""Finishes of many scenarios: exact where arithmetic knows the answer, equal by every path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kaigong.engines.scheduling.integer import IntegerNetwork
from kaigong.engines.scheduling.risk import (
    Branch,
    Correlations,
    Fixed,
    Forecast,
    Impact,
    Risk,
    RiskModel,
    Run,
    StopWhen,
    Together,
    Triangular,
    Uniform,
    Way,
    plain,
    simulated,
)
from kaigong.engines.scheduling.risk.columns import columns_of
from kaigong.engines.scheduling.risk.distributions import scaled
from kaigong.engines.scheduling.risk.simulation import finishes
from kaigong.engines.scheduling.risk.tables import Floats
from tests.engines.scheduling.risk.plans import (
    chain,
    linked,
    plan_of_triangles,
    plan_with_everything,
    random_network,
)

PATHS = [False, True]
MANY = Run(scenarios=20_000, seed=11, by_numba=True)


def same(one: Forecast, other: Forecast) -> bool:
    kept = all((one.milestones[name] == other.milestones[name]).all() for name in one.milestones)
    return bool((one.finishes == other.finishes).all()) and kept


@pytest.fixture(scope="module")
def everything() -> RiskModel:
    return plan_with_everything()


def test_both_paths_and_any_number_of_threads_give_the_same_finishes(everything: RiskModel) -> None:
    first = simulated(everything, Run(3000, seed=4, by_numba=True))
    for threads in (1, 2, 3, 7):
        for by_numba in PATHS:
            again = simulated(everything, Run(3000, seed=4, threads=threads, by_numba=by_numba))
            assert same(first, again)


def test_what_goes_the_short_way_finishes_as_by_the_long_one() -> None:
    plan = plan_of_triangles()
    assert np.diff(plan.network.order.into).max() > 4
    one, other = (simulated(plan, Run(600, seed=4, by_numba=by_numba)) for by_numba in PATHS)
    assert same(one, other)


def test_fewer_scenarios_are_the_first_of_more_and_another_seed_gives_others() -> None:
    plan = plan_with_everything()
    many = simulated(plan, Run(1000, seed=4)).finishes
    assert (simulated(plan, Run(300, seed=4)).finishes == many[:300]).all()
    assert (simulated(plan, Run(1000, seed=5)).finishes != many).any()


@pytest.mark.parametrize("by_numba", PATHS)
def test_certain_durations_finish_as_the_critical_path_does(by_numba: bool) -> None:
    network = random_network(60)
    durations = np.random.default_rng(1).integers(0, 20, 60)
    begin = np.random.default_rng(2).choice([0, 0, 15], 60)
    dates = network.dates(durations, no_earlier=begin)
    shapes = [Triangular(float(d), float(d), float(d)) for d in durations]
    marks = {str(number): number for number in range(60)}
    plan = RiskModel(network, shapes, milestones=marks, no_earlier=begin.astype(float))
    forecast = simulated(plan, Run(256, by_numba=by_numba))
    assert (forecast.finishes == dates.finish).all()
    for number in range(60):
        assert (forecast.milestones[str(number)] == dates.early_finish[number]).all()


@pytest.mark.parametrize("by_numba", PATHS)
@pytest.mark.parametrize("unit", [1.0, 480.0, 1e7])
def test_dates_in_parts_are_those_in_doubles_to_half_a_part_each(
    unit: float, by_numba: bool
) -> None:
    plan = plan_with_everything()
    draws = [scaled(each, unit) for each in plan.durations]
    plan = replace(plan, durations=draws, network=in_another_unit(plan.network, int(unit)))
    columns, run = columns_of(plan), Run(512, seed=3, by_numba=by_numba)
    off = np.zeros(columns.event_from.size, bool)
    scenarios = plain.scenarios_of(columns, run.key, off, range(2))
    expected = finishes_in_doubles(scenarios)
    found, _ = finishes(columns, run, range(2))
    assert np.abs(found - expected).max() <= 40 * 0.5 / columns.parts
    assert found.max() * columns.parts < 2**30
    assert (columns.parts < 1) == (unit == 1e7)


def in_another_unit(network: IntegerNetwork, unit: int) -> IntegerNetwork:
    return replace(network, lag=network.lag.astype(np.int64) * unit)


def finishes_in_doubles(scenarios: plain.Scenarios) -> Floats:
    """The finish of each scenario, link by link, with nothing rounded."""
    columns = scenarios.columns
    count = columns.slot.size
    start, end = np.zeros((2, count, scenarios.size))
    for number in range(count):
        own = plain.lengths(scenarios, number)
        start[number] = columns.no_earlier[number]
        for place in range(columns.into[number], columns.into[number + 1]):
            former, kind = int(columns.before[place]), int(columns.kind[place])
            lag = np.full(scenarios.size, columns.lag[place])
            for event in {int(columns.exists_by[number]), int(columns.exists_by[former])} - {-1}:
                lag = lag * scenarios.happens[event]
            bound = (end if kind & 1 else start)[former] + lag - (own if kind & 2 else 0.0)
            start[number] = np.maximum(start[number], bound)
        end[number] = start[number] + own
    finish: Floats = end.max(axis=0)
    return finish


def test_a_chain_of_triangles_has_the_sum_of_means_and_variances() -> None:
    shapes = [Triangular(2, 4, 12), Triangular(1, 1, 5), Triangular(3, 9, 9), Triangular(5, 6, 7)]
    forecast = simulated(chain(shapes), MANY)
    mean, variance = sum(s.mean for s in shapes), sum(s.variance for s in shapes)
    assert forecast.mean == pytest.approx(mean, abs=5 * (variance / 20_000) ** 0.5)
    assert forecast.deviation**2 == pytest.approx(variance, rel=0.05)


def test_two_even_ways_finish_as_the_later_of_two_even_numbers() -> None:
    network = linked(3, (0, 2), (1, 2))
    forecast = simulated(RiskModel(network, [Uniform(0, 1), Uniform(0, 1), Fixed(0)]), MANY)
    assert forecast.mean == pytest.approx(2 / 3, abs=5 * (1 / 18 / 20_000) ** 0.5)
    assert forecast.chance_by(0.5) == pytest.approx(0.25, abs=0.016)


@pytest.mark.parametrize("probability", [0.0, 0.2, 0.75, 1.0])
def test_a_risk_occurs_as_often_as_said(probability: float) -> None:
    plan = chain([Fixed(10)], risks=(Risk("rock", probability, (Impact(0, Fixed(5)),)),))
    forecast = simulated(plan, MANY)
    assert set(forecast.finishes) <= {10.0, 15.0}
    error = (probability * (1 - probability) / 20_000) ** 0.5
    assert forecast.chance_by(10) == pytest.approx(1 - probability, abs=5 * error + 1e-12)


def test_factors_come_before_additions_and_a_risk_strikes_all_at_once() -> None:
    plan = chain(
        [Fixed(10), Fixed(20)],
        risks=(
            Risk(
                "ban",
                0.5,
                (Impact(0, Fixed(3)), Impact(0, Fixed(2), is_factor=True), Impact(1, Fixed(7))),
            ),
        ),
    )
    assert set(simulated(plan, MANY).finishes) == {30.0, 10 * 2 + 3 + 20 + 7.0}


def test_impacts_that_hit_alike_are_all_as_bad() -> None:
    impacts = (Impact(0, Uniform(0, 1)), Impact(1, Uniform(0, 1)))
    plan = chain([Fixed(0), Fixed(0)], risks=(Risk("a", 1, impacts, hits_alike=True),))
    alike = simulated(plan, MANY)
    apart = simulated(replace(plan, risks=(Risk("a", 1, impacts),)), MANY)
    assert alike.deviation**2 == pytest.approx(4 / 12, rel=0.05)
    assert apart.deviation**2 == pytest.approx(2 / 12, rel=0.05)


def test_at_most_one_way_is_gone_and_what_is_not_there_takes_no_time_and_no_lag() -> None:
    network = linked(4, (0, 1), (0, 2), (1, 3), (2, 3))
    late = replace(network, lag=network.lag + 1)
    plan = RiskModel(
        late,
        [Fixed(10), Fixed(20), Fixed(40), Fixed(5)],
        branches=(Branch("pipe", (Way(0.5, (1,)), Way(0.2, (2,)))),),
    )
    forecast = simulated(plan, MANY)
    assert set(forecast.finishes) == {10 + 5.0, 10 + 1 + 20 + 1 + 5.0, 10 + 1 + 40 + 1 + 5.0}
    assert np.mean(forecast.finishes == 37) == pytest.approx(0.5, abs=0.02)
    assert np.mean(forecast.finishes == 57) == pytest.approx(0.2, abs=0.02)


def test_a_repair_is_there_only_if_its_risk_occurs() -> None:
    plan = chain(
        [Fixed(10), Fixed(30)], risks=(Risk("crack", 0.25, (Impact(0, Fixed(2)),), brings=(1,)),)
    )
    assert set(simulated(plan, MANY).finishes) == {10.0, 42.0}


def test_what_goes_together_spreads_the_sum_as_its_correlation_says() -> None:
    shapes = [Triangular(0, 5, 10)] * 4

    def spread(correlation: float) -> float:
        together = (Together((0, 1, 2, 3), correlation),)
        return simulated(chain(shapes, together=together), MANY).deviation

    alone = simulated(chain(shapes), MANY).deviation
    assert spread(0.0) == pytest.approx(alone, rel=0.03)
    assert alone < spread(0.3) < spread(0.7) < spread(1.0)
    assert spread(1.0) == pytest.approx(4 * shapes[0].variance ** 0.5, rel=0.03)


@pytest.mark.parametrize("by_matrix", [False, True])
def test_rank_correlations_are_those_of_the_copula(by_matrix: bool) -> None:
    given = 0.6
    group = (
        {"correlations": (Correlations((0, 1), ((1, given), (given, 1))),)}
        if by_matrix
        else {"together": (Together((0, 1), given),)}
    )
    plan = RiskModel(
        linked(2), [Uniform(0, 1), Triangular(1, 2, 9)], milestones={"a": 0, "b": 1}, **group
    )  # type: ignore[arg-type]
    marks = simulated(plan, MANY).milestones
    ranks = [np.argsort(np.argsort(marks[name])) for name in ("a", "b")]
    expected = 6 / np.pi * np.arcsin(given / 2)  # W. H. Kruskal (1958)
    assert np.corrcoef(*ranks)[0, 1] == pytest.approx(expected, abs=0.02)


def test_correlation_leaves_each_duration_as_it_was() -> None:
    plan = RiskModel(
        linked(2),
        [Triangular(2, 4, 12), Triangular(2, 4, 12)],
        together=(Together((0, 1), 0.5),),
        milestones={"a": 0},
    )
    values = np.sort(simulated(plan, MANY).milestones["a"])
    evenly = (np.arange(values.size) + 0.5) / values.size
    assert np.abs(values - Triangular(2, 4, 12).quantiles(evenly)).max() < 0.25


def test_promises_are_kept_together_less_often_than_each() -> None:
    plan = RiskModel(
        linked(2),
        [Uniform(0, 1), Uniform(0, 1)],
        milestones={"a": 0, "b": 1},
        promises={"a": 0.5, "b": 0.8},
    )
    forecast = simulated(plan, MANY)
    assert forecast.chances() == {
        "a": pytest.approx(0.5, abs=0.02),
        "b": pytest.approx(0.8, abs=0.02),
    }
    assert forecast.chance_of_all() == pytest.approx(0.4, abs=0.02)


def test_quantiles_are_kept_by_as_many_as_they_say() -> None:
    forecast = simulated(chain([Uniform(0, 10)]), Run(1000, seed=2))
    for share in (0.001, 0.5, 0.8, 0.999, 1.0):
        time = forecast.quantile(share)
        assert np.sum(forecast.finishes <= time) == round(share * 1000)
    assert forecast.histogram(20).counts.sum() == 1000
    finishes_at, shares = forecast.s_curve(11)
    assert (np.diff(finishes_at) > 0).all()
    assert shares[8] == 0.8
    assert finishes_at[8] == forecast.p80
    low, high = forecast.uncertainty_of_quantile(0.8)
    assert low < forecast.p80 < high
    assert high - low < 1


def test_it_stops_when_the_quantile_is_known_closely_enough() -> None:
    plan = chain([Triangular(5, 10, 30)] * 3)
    rough = simulated(plan, Run(100_000), stop=StopWhen(within=1.0))
    fine = simulated(plan, Run(100_000), stop=StopWhen(within=0.2))
    assert rough.finishes.size < fine.finishes.size < 100_000
    low, high = fine.uncertainty_of_quantile(0.8)
    assert high - low <= 0.45
    never = simulated(plan, Run(2000), stop=StopWhen(within=0.0))
    assert never.finishes.size == 2000


def test_a_risk_left_out_makes_no_scenario_later_and_leaves_the_others_as_they_were() -> None:
    plan = plan_with_everything()
    columns, run = columns_of(plan), Run(2000, seed=8)
    for event, risk in enumerate(plan.risks[:1]):
        off = np.zeros(columns.event_from.size, bool)
        off[event] = True
        without, _ = finishes(columns, run, range(8), off=off)
        assert (without[:2000] == simulated(plan.without(risk.key), run).finishes).all()
    forwards = replace(
        plan,
        network=random_network(40),
        risks=(Risk("x", 0.5, (Impact(4, Uniform(0, 9)), Impact(9, Fixed(3)))),),
    )
    only_starts = replace(
        forwards.network, kind=(forwards.network.kind & 1).astype(np.int8)
    )  # a longer activity may begin earlier where its finish is bound
    monotone = replace(forwards, network=only_starts)
    later = simulated(monotone, run).finishes
    assert (simulated(monotone.without("x"), run).finishes <= later).all()


def test_an_empty_plan_is_done_at_once() -> None:
    assert simulated(chain([]), Run(10)).finishes.tolist() == [0.0] * 10


def test_the_model_is_left_as_it_was(everything: RiskModel) -> None:
    assert everything.no_earlier is not None
    everything.no_earlier.flags.writeable = False
    before = (everything.network.lag.copy(), everything.no_earlier.copy())
    simulated(everything, Run(300, by_numba=True))
    assert (everything.network.lag == before[0]).all()
    assert (everything.no_earlier == before[1]).all()
