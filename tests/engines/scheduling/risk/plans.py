"""Small plans to look at: chains, and random networks with everything a model may hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kaigong.engines.scheduling.integer import IntegerNetwork, integer_network
from kaigong.engines.scheduling.risk import (
    Branch,
    Correlations,
    Distribution,
    Fixed,
    Impact,
    Lognormal,
    Pert,
    Risk,
    RiskModel,
    Together,
    Triangular,
    Uniform,
    Way,
)


def linked(count: int, *links: tuple[int, int]) -> IntegerNetwork:
    """Finish to start, without lags."""
    before, after = (np.array([link[end] for link in links], np.int64) for end in (0, 1))
    flat = np.zeros(len(links), np.int64)
    return integer_network(count, before, after, kind=flat + 1, lag=flat)


def chain(durations: Sequence[Distribution], **more: object) -> RiskModel:
    network = linked(len(durations), *((n, n + 1) for n in range(len(durations) - 1)))
    return RiskModel(network, durations, **more)  # type: ignore[arg-type]


def random_network(count: int, *, seed: int = 3) -> IntegerNetwork:
    draw = np.random.default_rng(seed)
    after = draw.integers(1, count, 2 * count)
    before = (after * draw.random(after.size)).astype(np.int64)
    name = draw.permutation(count)
    kind, lag = draw.integers(0, 4, after.size), draw.integers(-3, 8, after.size)
    return integer_network(count, name[before], name[after], kind=kind, lag=lag)


def plan_of_triangles(count: int = 120) -> RiskModel:
    """Nothing but triangles, most of them linked finish to start, up to eight into one."""
    draw = np.random.default_rng(5)
    after = draw.integers(1, count, 2 * count)
    before = (after * draw.random(after.size)).astype(np.int64)
    kind, lag = draw.choice([0, 1, 2, 3], after.size, p=[0.1, 0.7, 0.1, 0.1]), after % 5 - 1
    network = integer_network(count, before, after, kind=kind, lag=lag)
    low = draw.integers(2, 12, count).astype(float)
    shapes = [Triangular(each, each + 1, each + 6) for each in low.tolist()]
    no_earlier = draw.choice([0.0, 0.0, 9.0], count)
    kept = {str(number): number for number in range(count)}
    return RiskModel(network, shapes, no_earlier=no_earlier, milestones=kept)


def plan_with_everything(count: int = 40) -> RiskModel:
    """Every shape of duration, risks of all kinds, branches, both correlations, milestones."""
    draw = np.random.default_rng(9)
    shapes: list[Distribution] = []
    for number in range(count):
        low = float(draw.integers(2, 12))
        mode, high = low + float(draw.integers(0, 4)), low + float(draw.integers(5, 15))
        shapes.append(
            [
                Triangular(low, mode, high),
                Pert(low, mode, high),
                Uniform(low, high),
                Lognormal(low, high),
                Fixed(low),
            ][number % 5]
        )
    return RiskModel(
        random_network(count),
        shapes,
        risks=(
            Risk("rock", 0.3, (Impact(1, Triangular(5, 10, 30)), Impact(2, Uniform(2, 4)))),
            Risk("rain", 0.6, (Impact(2, Pert(1.1, 1.3, 2), is_factor=True),), hits_alike=True),
            Risk("flood", 0.1, (Impact(3, Fixed(40)),), brings=(7,)),
        ),
        branches=(Branch("pipe", (Way(0.4, (10, 11)), Way(0.3, (12,)))),),
        together=(Together((20, 21, 22, 23), 0.6),),
        correlations=(Correlations((30, 31, 32), ((1, 0.5, -0.3), (0.5, 1, 0.1), (-0.3, 0.1, 1))),),
        no_earlier=draw.choice([0.0, 0.0, 25.0], count),
        milestones={"topped out": 5, "handed over": count - 1, "the same": 5},
        promises={"topped out": 30.0, "handed over": 60.0},
    )
