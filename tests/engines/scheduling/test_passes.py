"""Both paths through a network, compiled and by arrays, give one and the same schedule."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from kaigong.engines.scheduling import Activity, Calendar, Link, Network, Rules
from kaigong.engines.scheduling.arrays import Dates
from kaigong.engines.scheduling.passes import passes_of
from kaigong.engines.scheduling.schedule import schedule_of
from kaigong.engines.scheduling.spans import spans_of
from kaigong.engines.scheduling.translating import layout_of
from tests.engines.scheduling.random_networks import RULES, random_network


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: f"{rules.name}-{rules.progress.value}")
@pytest.mark.parametrize("seed", range(6))
def test_compiled_loops_and_whole_levels_give_equal_dates(rules: Rules, seed: int) -> None:
    network = random_network(seed, size=80, rules=rules)
    layout = layout_of(network, next(iter(spans_of(network))))
    compiled, by_level = (passes_of(layout, by_numba=choice) for choice in (True, False))
    for name in Dates._fields:
        assert np.array_equal(getattr(compiled.dates, name), getattr(by_level.dates, name)), name
    assert np.array_equal(compiled.free_float, by_level.free_float)
    assert (compiled.end, compiled.last) == (by_level.end, by_level.last)


def test_a_long_chain_is_reckoned_without_recursion() -> None:
    count = 50_000  # of 200,000 in benchmarks/scheduling.py
    network = Network(start="2026-03-02 00:00", calendar=Calendar.all_hours())
    for number in range(count):
        network.add(Activity(str(number), duration=10))
    for number in range(1, count):
        network.link(Link(str(number - 1), str(number)))
    schedule = schedule_of(network)
    assert schedule.finish == datetime(2027, 2, 12, 5, 20)  # noqa: DTZ001 - 500,000 minutes on
    assert len(schedule.critical()) == count
