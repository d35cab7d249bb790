"""Monte Carlo of the finish of a network, against NumPy with one vector operation per link.

Triangular durations, all four kinds of links, lags. The peer draws with NumPy's own generator
(PCG64), so both sides agree on the distribution and not on each scenario: their quantiles have to
lie within the confidence intervals of each other. trueppm, the peer of the goal, is not available
here and was not run; what was measured of it before (1.7 s for 1,000 x 10,000) is in the README.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.critical_path import network_of
from benchmarks.timing import in_turns

SCENARIOS = 10_000


def measure(activities: int, *, turns: int) -> dict[str, Any]:
    from kaigong.engines.scheduling.integer import integer_network
    from kaigong.engines.scheduling.risk.distributions import Triangular
    from kaigong.engines.scheduling.risk.model import RiskModel
    from kaigong.engines.scheduling.risk.simulation import Run, simulated

    given = network_of(activities)
    likely = given.pop("durations").astype(float)
    network = integer_network(activities, **given)
    model = RiskModel(network, [Triangular(0.8 * each, each, 1.6 * each) for each in likely])
    run = Run(SCENARIOS, seed=7, by_numba=True)
    ours, peer = simulated(model, run), numpy_finishes(network, likely, seed=7)
    for share in (0.5, 0.8):
        low, high = ours.uncertainty_of_quantile(share, trust=0.999)
        if not low - 1 <= np.quantile(peer, share) <= high + 1:
            raise SystemExit(f"risk: the sides differ at P{share:.0%}")
    sides = {
        "ours": lambda: simulated(model, run),
        "ours, two threads": lambda: simulated(model, Run(SCENARIOS, seed=7, threads=2)),
        "ours without Numba": lambda: simulated(model, Run(SCENARIOS, seed=7, by_numba=False)),
        "NumPy, one operation per link": lambda: numpy_finishes(network, likely, seed=7),
    }
    return {
        "activities": activities,
        "links": int(given["before"].size),
        "scenarios": SCENARIOS,
        "P50": round(ours.p50, 1),
        "P80": round(ours.p80, 1),
        "NumPy's P80": round(float(np.quantile(peer, 0.8)), 1),
        "trueppm": "not available here, not run",
        "finish": {"seconds": in_turns(sides, turns=turns)},
        "on calendars": {"seconds": in_turns(_on_calendars(activities), turns=turns)},
    }


def _on_calendars(activities: int) -> dict[str, Any]:
    """The same count of activities on three calendars, in parts that follow each other.

    Finish to start and some other kinds, two links each; one side loses days to weather on the
    calendar with a winter stop, and one draws the calendar of each activity by lot, so that two of
    three links cross from one calendar to another.
    """
    from kaigong.engines.scheduling.risk import Run, Triangular, Weather, risk_of

    wet = {"site": Weather((0.3, 0.3, 0.2, 0.1, 0.1, 0.2, 0.3, 0.3, 0.1, 0.1, 0.2, 0.3))}

    def side(*, by_lot: bool = False, weather: Any = None) -> Any:
        schedule = _network_on_calendars(activities, by_lot=by_lot).run()
        run = Run(SCENARIOS, seed=7, by_numba=True)
        return lambda: risk_of(schedule, Triangular(0.8, 1, 1.6), weather=weather, run=run)

    return {"dry": side(), "with weather": side(weather=wet), "by lot": side(by_lot=True)}


def _network_on_calendars(activities: int, *, by_lot: bool) -> Any:
    from kaigong.engines.scheduling import Activity, Calendar, Link, LinkKind, Network

    calendars = {
        "office": Calendar.weekly("Mon-Fri 8-12 13-17", name="office"),
        "site": Calendar.weekly("Mon-Sat 7-12 13-18", name="site").closed("--11-15/--03-15"),
        "six": Calendar.weekly("Mon-Sat 8-12 13-17", name="six"),
    }
    draw, keys = np.random.default_rng(1), list(calendars)
    network = Network(start="2026-03-02 08:00", calendar=calendars["office"], calendars=calendars)
    for number in range(activities):
        calendar = keys[int(draw.integers(3)) if by_lot else number * 3 // activities]
        days = int(draw.integers(1, 20))
        network.add(Activity(f"a{number}", duration=480 * days, calendar=calendar))
        for _ in range(2 if number else 0):
            before = number - 1 - int(draw.integers(0, min(number, 60)))
            kind = LinkKind(draw.choice(["FS"] * 17 + ["SS", "FF"]))
            lag = int(draw.choice([0, 0, 0, 480]))
            network.link(Link(f"a{before}", f"a{number}", kind, lag))
    return network


def numpy_finishes(network: Any, likely: Any, *, seed: int) -> Any:
    """The finish in each scenario, in the order of the network and link by link."""
    draw, order = np.random.default_rng(seed), network.order
    ends: list[Any] = []
    starts: list[Any] = []
    finish = np.zeros(SCENARIOS)
    into, before = order.into.tolist(), order.before.tolist()
    kind, lag = network.kind.tolist(), network.lag.tolist()
    for number, old in enumerate(order.activity.tolist()):
        own = draw.triangular(0.8 * likely[old], likely[old], 1.6 * likely[old], SCENARIOS)
        start = np.zeros(SCENARIOS)
        for place in range(into[number], into[number + 1]):
            bound = (ends if kind[place] & 1 else starts)[before[place]] + lag[place]
            if kind[place] & 2:
                bound -= own
            np.maximum(start, bound, out=start)
        starts.append(start)
        ends.append(start + own)
        np.maximum(finish, ends[-1], out=finish)
    return finish
