"""Scenarios on calendars, against `Network.run` on calendars with the lost days closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from kaigong.engines.scheduling import (
    Activity,
    Calendar,
    Link,
    LinkKind,
    Network,
    Rules,
    UnknownActivityError,
    UnknownCalendarError,
)
from kaigong.engines.scheduling.passes import early_dates_of
from kaigong.engines.scheduling.risk import (
    Fixed,
    NetworkRisk,
    PlanRisk,
    Run,
    Triangular,
    UnfitProbabilityError,
    Uniform,
    UnknownRiskError,
    Weather,
    plain,
    risk_of,
)
from kaigong.engines.scheduling.risk.philox import key_of, uniforms
from kaigong.engines.scheduling.risk.weather import LOST_DAY
from tests.engines.scheduling.random_networks import RULES, random_network

WEEK = Calendar.weekly("Mon-Fri 8-12 13-17", name="office")
SITE = Calendar.weekly("Mon-Sat 7-12 13-18", name="site").closed("--11-15/--03-15")
NIGHTS = Calendar.weekly("Mon-Fri 22-24; Tue-Sat 0-6", name="nights")
CALENDARS = {"office": WEEK, "site": SITE, "nights": NIGHTS}
WET = {
    "site": Weather((0.5, 0.5, 0.4, 0.2, 0.1, 0.2, 0.4, 0.4, 0.2, 0.1, 0.3, 0.5)),
    "nights": Weather((0.15,) * 12),
}


def mixed(seed: int = 1, count: int = 25) -> Network:
    """Tasks on three calendars with links of all kinds."""
    rng = np.random.default_rng(seed)
    network = Network(start="2026-03-02 08:00", calendar=WEEK, calendars=CALENDARS)
    for number in range(count):
        network.add(
            Activity(
                f"a{number}",
                duration=480 * int(rng.integers(1, 9)),
                calendar=str(rng.choice(list(CALENDARS))),
            )
        )
        for _ in range(2 if number else 0):
            kind = LinkKind(rng.choice(["FS", "FS", "SS", "FF", "SF"]))
            before, lag = (
                int(rng.integers(max(0, number - 5), number)),
                int(rng.choice([0, 0, 300])),
            )
            network.link(Link(f"a{before}", f"a{number}", kind, lag, lag_calendar="office"))
    return network


@pytest.mark.parametrize("rules", RULES)
def test_without_anything_uncertain_every_scenario_is_the_plan(rules: Rules) -> None:
    network = random_network(5, size=50, rules=rules)
    for key in list(network.activities):
        network.change(key, expected_finish=None)
    schedule = network.run()
    dates = early_dates_of(schedule.layout, schedule.layout.activities)
    keys = schedule.layout.keys
    for by_numba in (False, True):
        found = risk_of(schedule, {}, watch=keys, run=Run(3, by_numba=by_numba))
        for number, key in enumerate(keys):
            assert set(found.watched[key].tolist()) == {dates.early_finish[number]}, key
        assert set(found.finishes.tolist()) == {dates.early_finish[schedule.layout.counts].max()}


def everything(*, by_numba: bool, threads: int = 1) -> NetworkRisk:
    return risk_of(
        mixed().run(),
        Triangular(0.8, 1, 1.6),
        risks=[
            PlanRisk("rock", 0.4, adds={"a3": Triangular(2, 5, 20), "a9": Uniform(1, 3)}),
            PlanRisk("strike", 0.2, factors={"a12": Fixed(1.5)}, hits_alike=True),
        ],
        correlate=0.3,
        weather=WET,
        run=Run(900, seed=7, by_numba=by_numba, threads=threads),
    )


def test_numba_and_numpy_give_the_same_on_any_number_of_threads() -> None:
    plainly = everything(by_numba=False)
    assert (everything(by_numba=True).finishes == plainly.finishes).all()
    assert (everything(by_numba=True, threads=2).finishes == plainly.finishes).all()
    assert (everything(by_numba=False, threads=2).finishes == plainly.finishes).all()
    assert len(set(plainly.finishes.tolist())) > 200


def lost_days(weather: Weather, scenario: int, seed: int) -> list[date]:
    """The days that one scenario loses, drawn anew."""
    days = [date(2026, 3, 2) + timedelta(days=number) for number in range(500)]
    return [
        day
        for day in days
        if uniforms(day.toordinal(), stream=LOST_DAY, groups=range(1), key=key_of(seed))[scenario]
        < weather.chances[day.month - 1]
    ]


def test_a_scenario_is_the_plan_run_with_its_durations_and_its_lost_days_closed() -> None:
    network = mixed(seed=2)
    found = risk_of(network.run(), Triangular(0.8, 1, 1.6), weather=WET, run=Run(256, seed=11))
    schedule = found.simulation.schedule
    of = plain.scenarios_of(found.simulation.columns, key_of(11), np.zeros(0, bool), range(1))
    for scenario in (0, 1, 77, 255):
        drawn = network.copy()
        for key, weather in WET.items():
            calendar = CALENDARS[key]
            for day in lost_days(weather, scenario, seed=11):
                calendar = calendar.closed(day)
            drawn.calendars[key] = calendar
        for number, key in enumerate(schedule.layout.keys):
            minutes = int(np.floor(plain.lengths(of, number)[scenario] + 0.5))
            drawn.change(key, duration=minutes)
        instant = schedule.layout.worktime.moment(int(found.finishes[scenario]))
        assert drawn.run().finish == instant


def test_a_chain_in_the_rain_takes_as_much_longer_as_days_are_lost() -> None:
    network = Network(start="2026-04-06 08:00", calendar=WEEK)
    network.task("dig", "100d")
    dry, wet = (
        risk_of(network.run(), {}, weather=weather, run=Run(4_096, seed=3))
        for weather in ({}, {None: Weather((0.2,) * 12)})
    )
    assert dry.p(80) == datetime(2026, 8, 21, 17)  # noqa: DTZ001 - a plan's moments are local
    days = wet.days.mean()
    assert days == pytest.approx(125, abs=0.5)  # 100 days of work at four of five
    assert wet.days.std() == pytest.approx((100 * 0.2) ** 0.5 / 0.8, rel=0.1)


def two_ways() -> Network:
    network = Network(start="2026-04-06 08:00", calendar=WEEK)
    network.task("long", "20d")
    network.task("short", "5d")
    network.milestone("done", after=["long", "short"]).commit("2026-05-06 17:00")
    return network


def test_what_drives_the_finish_is_told() -> None:
    found = two_ways().risk(
        {"long": Triangular(15, 20, 40)},
        risks=[PlanRisk("water", 0.5, adds={"long": Fixed(5)})],
        n=2_048,
        seed=1,
    )
    assert found.criticality("long") == 1
    assert found.criticality("short") == 0
    assert found.p(50) < found.p(80) <= found.p(80, "done")
    assert found.without("water").p(80) < found.p(80)
    bars = {bar.key: bar for bar in found.tornado()}
    assert set(bars) == {"long", "water"}
    assert bars["long"].width > bars["water"].width > 3
    assert found.without("water").chance("done") > found.chance("done") > 0
    share = np.mean(found.finishes <= found.watched["done"])
    assert share == 1


def test_criticality_is_shared_where_ways_are_as_long() -> None:
    network = two_ways()
    network.change("short", duration=20 * 480)
    found = network.risk(Triangular(0.9, 1, 1.1), n=2_048, seed=2)
    assert found.criticality("long") == pytest.approx(0.5, abs=0.05)
    assert found.criticality("long") + found.criticality("short") == pytest.approx(1, abs=0.01)


def test_what_does_not_fit_is_refused() -> None:
    network = two_ways()
    with pytest.raises(UnknownActivityError):
        network.risk({"roof": Fixed(3)})
    with pytest.raises(UnknownActivityError):
        network.risk({"done": Fixed(3)})
    with pytest.raises(UnknownCalendarError):
        network.risk({}, weather={"site": Weather((0.1,) * 12)})
    with pytest.raises(UnfitProbabilityError):
        Weather((0.1,) * 11)
    with pytest.raises(UnknownRiskError):
        network.risk({}).without("rain")
    with pytest.raises(UnknownActivityError):
        network.risk({}).chance("long")
    network.activities["done"] = replace(network.activities["done"], committed=None)
    assert network.risk({}, n=3).p(80) == network.run().finish
