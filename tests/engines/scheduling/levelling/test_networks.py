"""A network levelled on its calendars."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kaigong.engines.scheduling import (
    Availability,
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.compiling import SWITCH, uncompiled
from kaigong.engines.scheduling.levelling import (
    LevelledSchedule,
    NeverEnoughError,
    NeverFreeLongEnoughError,
    ResourceProblem,
    level,
    loads_of,
)
from tests.engines.scheduling.levelling.problems import shortest_makespan

DAYS = Calendar.weekly("Mon-Fri 8-12 13-17", name="days")
SITE = Calendar.weekly("Mon-Sat 8-12 13-17", name="site").closed("--11-15/--03-15")
NIGHTS = Calendar.weekly("Mon-Fri 18-24", name="nights")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def one_crane() -> Network:
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    network.resources["crane"] = 1
    return network


def spans(levelled: LevelledSchedule) -> dict[str, tuple[str, str]]:
    return {
        key: (f"{start:%m-%d %H}", f"{levelled.finishes[key]:%m-%d %H}")
        for key, start in levelled.starts.items()
    }


def test_who_needs_the_crane_waits_until_it_is_free() -> None:
    network = one_crane()
    network.task("east", "3d", needs={"crane": 1})
    network.task("west", "2d", needs={"crane": 1})
    network.task("paint", "9d", after="west")
    levelled = level(network)
    assert spans(levelled) == {
        "west": ("03-02 08", "03-03 17"),
        "east": ("03-04 08", "03-06 17"),
        "paint": ("03-04 08", "03-16 17"),
    }
    assert levelled.is_proved
    assert levelled.moved() == {"east": 2 * 480}


def test_a_day_crew_and_a_night_crew_share_one_crane() -> None:
    network = one_crane()
    network.task("by day", "2d", needs={"crane": 1})
    network.task("by night", "12h", calendar=NIGHTS, needs={"crane": 1})
    assert level(network).moved() == {}


def test_a_winter_stop_lends_the_crane_to_others() -> None:
    network = one_crane()
    network.start = at("2026-11-12 08:00")
    network.task("concrete", "10d", calendar=SITE, needs={"crane": 1})
    network.task("steel", "5d", after=(), needs={"crane": 1})
    levelled = level(network)
    assert spans(levelled)["concrete"] == ("11-12 08", "03-23 17")
    assert spans(levelled)["steel"] == ("11-16 08", "11-20 17")


def test_what_runs_goes_on_and_what_a_constraint_holds_is_named() -> None:
    network = one_crane()
    network.data_date = at("2026-03-04 08:00")
    network.task("runs", "5d", needs={"crane": 1})
    network.progress("runs", started="2026-03-02 08:00", remaining="3d")
    network.task("held", "1d", needs={"crane": 1})
    network.change("held", constraint=Constraint(ConstraintKind.MANDATORY_START, at("2026-03-05")))
    network.task("waits", "1d", needs={"crane": 1})
    levelled = level(network)
    assert spans(levelled) == {
        "runs": ("03-04 08", "03-06 17"),
        "held": ("03-05 08", "03-05 17"),
        "waits": ("03-09 08", "03-09 17"),
    }
    assert levelled.over == ("held",)


def test_what_runs_is_not_interrupted_by_what_would_like_its_resource() -> None:
    network = one_crane()
    network.data_date = at("2026-03-04 08:00")
    for name in ("one", "two"):
        network.task(name, "5d", needs={"crane": 1})
        network.progress(name, started="2026-03-02 08:00", remaining="3d")
    network.task("urgent", "1d", needs={"crane": 1}).commit("2026-03-04 17:00")
    levelled = level(network)
    assert spans(levelled)["one"] == spans(levelled)["two"] == ("03-04 08", "03-06 17")
    assert spans(levelled)["urgent"] == ("03-09 08", "03-09 17")
    assert levelled.over == ("two",)


def test_what_runs_waits_with_its_end_for_what_a_resource_puts_off() -> None:
    network = one_crane()
    network.resources["rig"] = 1
    network.data_date = at("2026-03-02 08:00")
    network.task("runs", "4d", needs={"rig": 1})
    network.progress("runs", started="2026-03-02 08:00", remaining="2d")
    network.task("long", "5d", needs={"crane": 1})
    network.task("short", "1d", needs={"crane": 1})
    network.link(Link("short", "runs", LinkKind.FF))
    network.task("next", "2d", needs={"rig": 1}, after="long")
    levelled = level(network, tries=30)
    pinned = network.copy()
    for key in levelled.moved():
        if network.activities[key].started is None:
            pinned.change(
                key, constraint=Constraint(ConstraintKind.START_NO_EARLIER, levelled.starts[key])
            )
    schedule = pinned.run()
    assert {key: schedule[key].early.start for key in levelled.starts} == levelled.starts
    rig = loads_of(levelled.unlevelled, starts=levelled.starts, finishes=levelled.finishes)["rig"]
    assert rig.is_enough


@some.composite
def cranes(draw: some.DrawFn) -> Availability:
    """Cranes by day: there are two in the end, and fewer or none before, for a time."""
    days = sorted(draw(some.sets(some.integers(1, 18), max_size=3)))
    first = draw(some.integers(0, 2))
    steps = [(at("2026-03-02") + timedelta(days=day), draw(some.integers(0, 2))) for day in days]
    return Availability(first, (*steps, (at("2026-03-23"), 2)))


def test_a_second_rig_from_a_day_on_and_none_for_a_week() -> None:
    network = one_crane()
    network.resources["crane"] = Availability(
        1, ((at("2026-03-09"), 0), (at("2026-03-16"), 1), (at("2026-03-23"), 2))
    )
    network.task("east", "4d", needs={"crane": 1})
    network.task("west", "4d", needs={"crane": 1})
    network.task("both", "1d", needs={"crane": 2})
    assert spans(level(network)) == {
        "east": ("03-02 08", "03-05 17"),
        "west": ("03-16 08", "03-19 17"),
        "both": ("03-23 08", "03-23 17"),
    }
    network.task("three", "1d", needs={"crane": 3})
    with pytest.raises(NeverEnoughError) as never:
        level(network)
    assert never.value.facts["capacity"] == 2


def test_more_than_there_is_for_as_long_as_it_takes_is_refused() -> None:
    network = one_crane()
    network.resources["crane"] = Availability(1, ((at("2026-03-09"), 2), (at("2026-03-11"), 1)))
    network.task("both", "2d", needs={"crane": 2})
    assert spans(level(network)) == {"both": ("03-09 08", "03-10 17")}
    network.change("both", duration=3 * 480)
    for refused in (network.level, network.backward):
        with pytest.raises(NeverFreeLongEnoughError) as never:
            refused()
        assert (never.value.facts["activity"], never.value.facts["resource"]) == ("both", "crane")


def test_what_there_is_from_an_odd_minute_on_is_promised_from_that_minute_on() -> None:
    network = one_crane()
    network.resources["crane"] = Availability(0, ((at("2026-03-03 09:07"), 1),))
    network.task("lifts", "2h", needs={"crane": 1})
    levelled = level(network)
    assert levelled.starts == {"lifts": at("2026-03-03 09:07")}
    assert levelled.finishes == {"lifts": at("2026-03-03 11:07")}


def test_in_odd_minutes_a_plan_on_one_calendar_is_proved_to_the_minute() -> None:
    network = one_crane()
    network.data_date = at("2026-03-02 10:07")
    for number in range(5):
        network.task(f"t{number}", f"{61 + 7 * number}min", needs={"crane": 1})
    levelled = level(network, tries=20)
    assert levelled.makespan == sum(61 + 7 * number for number in range(5))
    assert levelled.is_proved


@settings(max_examples=40, derandomize=True)
@given(data=some.data())
def test_by_date_on_one_calendar_no_order_of_work_ends_sooner(data: some.DataObject) -> None:
    network = data.draw(networks([DAYS], most=5))
    network.resources["crane"] = there = data.draw(cranes())
    levelled = level(network, tries=60)
    shortest = min(
        placed_by_hand(network, order, there) for order in permutations(network.activities)
    )
    assert levelled.finish == shortest
    assert levelled.bound <= shortest
    rig = loads_of(levelled.unlevelled, starts=levelled.starts, finishes=levelled.finishes)["crane"]
    assert rig.is_enough


def placed_by_hand(network: Network, order: tuple[str, ...], there: Availability) -> datetime:
    """When all is done with each in turn on the first days that have cranes and crews for it."""
    days = [at("2026-03-02") + timedelta(days=n) for n in range(90)]
    days = [day for day in days if day.weekday() < 5]
    used = [{"crane": 0.0, "crew": 0.0} for _ in days]
    ends: dict[str, int] = {}
    waits = {link.after for link in network.links}
    left = list(order)
    while left:
        key = next(
            key
            for key in left
            if key not in waits
            or all(link.before in ends for link in network.links if link.after == key)
        )
        left.remove(key)
        activity = network.activities[key]
        length = activity.duration // 480
        first = max([0, *(ends[link.before] for link in network.links if link.after == key)])
        while any(
            (
                used[day]["crane"] + activity.needs["crane"] > there.at(days[day])
                and activity.needs["crane"]
            )
            or used[day]["crew"] + activity.needs["crew"] > 3
            for day in range(first, first + length)
        ):
            first += 1
        for day in range(first, first + length):
            for name in used[day]:
                used[day][name] += activity.needs[name]
        ends[key] = first + length
    return days[max(ends.values()) - 1] + timedelta(hours=17)


def test_a_part_of_a_crew_is_a_need_and_more_than_there_is_is_refused() -> None:
    network = one_crane()
    for name in ("one", "two", "three"):
        network.task(name, "1d", needs={"crane": 1 / 3, "water": 99})
    assert level(network, tries=3).moved() == {}
    network.task("all", "1d", needs={"crane": 1.01})
    with pytest.raises(NeverEnoughError):
        level(network)


@some.composite
def networks(draw: some.DrawFn, calendars: list[Calendar], *, most: int = 6) -> Network:
    """A few tasks of whole days on some calendars, with finish-to-start links."""
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    network.resources.update(crane=2, crew=3)
    for number in range(draw(some.integers(1, most))):
        before = [f"t{n}" for n in range(number) if draw(some.booleans()) and n > number - 3]
        network.task(
            f"t{number}",
            f"{draw(some.integers(1, 4))}d",
            calendar=draw(some.sampled_from(calendars)),
            needs={"crane": draw(some.integers(0, 2)), "crew": draw(some.integers(0, 3))},
            after=before,
        )
    return network


def works(calendar: Calendar, moment: datetime) -> bool:
    """Whether a calendar without special days works at a moment."""
    minute = moment.hour * 60 + moment.minute
    shifts = calendar.resolved_week()[moment.weekday()]
    return any(shift.start <= minute < shift.end for shift in shifts)


@settings(max_examples=25)
@given(
    network=networks([DAYS, NIGHTS, Calendar.weekly("Mon-Sat 6-14", name="early")]),
    by_date=some.none() | some.deferred(lambda: cranes()),
)
def test_no_hour_asks_for_more_than_there_is_and_no_link_is_broken(
    network: Network, by_date: Availability | None
) -> None:
    there = network.resources["crane"] = by_date or Availability(2)
    levelled = level(network, tries=8)
    for link in network.links:
        assert levelled.starts[link.after] >= levelled.finishes[link.before]
    moment, hour = network.start, timedelta(hours=1)
    worked: Counter[str] = Counter()
    while moment < levelled.finish:
        used: Counter[str] = Counter()
        for key, activity in network.activities.items():
            if levelled.starts[key] <= moment < levelled.finishes[key] and works(
                network.calendar_of(activity), moment
            ):
                worked[key] += 60
                used.update({name: int(units) for name, units in activity.needs.items()})
        assert used["crane"] <= there.at(moment)
        assert used["crew"] <= 3
        moment += hour
    assert worked == {key: each.duration for key, each in network.activities.items()}


@settings(max_examples=25, derandomize=True)
@given(network=networks([DAYS]))
def test_on_one_calendar_it_ends_with_the_shortest_plan(network: Network) -> None:
    keys = {key: n for n, key in enumerate(network.activities)}
    days = np.array([each.duration // 480 for each in network.activities.values()])
    befores = np.array([keys[link.before] for link in network.links], dtype=np.int64)
    needs = [[each.needs["crane"], each.needs["crew"]] for each in network.activities.values()]
    problem = ResourceProblem(
        days,
        befores,
        np.array([keys[link.after] for link in network.links], dtype=np.int64),
        days[befores],
        np.array(needs),
        np.array([2, 3]),
    )
    levelled = level(network, tries=60)
    whole = levelled.unlevelled.work_between("t0", network.start, levelled.finish)
    assert whole == 480 * shortest_makespan(problem)


@settings(max_examples=20, derandomize=True)
@given(network=networks([DAYS]))
def test_no_plan_ends_before_the_bound_and_a_gap_is_to_it(network: Network) -> None:
    first, best = level(network, tries=1), level(network, tries=60)
    assert first.bound <= best.finish
    assert best.gap <= first.gap
    assert (best.gap == 0) == best.is_proved
    assert best.makespan <= first.makespan


def test_two_calendars_share_a_crane_no_faster_than_it_works() -> None:
    network = one_crane()
    for number in range(3):
        network.task(f"day{number}", "4d", needs={"crane": 1})
        network.task(f"night{number}", "24h", calendar=NIGHTS, needs={"crane": 1})
    levelled = network.level(tries=20)
    # 96 hours by day and 72 by night are 12 weekdays of both, while links alone ask for 4.
    assert levelled.finish == levelled.bound == at("2026-03-18 00:00")
    assert levelled.is_proved


def test_with_seconds_a_plan_on_one_calendar_is_proved() -> None:
    network = one_crane()
    for number in range(7):
        network.task(
            f"t{number}", f"{1 + number * 3 % 5}d", needs={"rig": 1 + number % 3}, after=()
        )
    levelled = network.level(resources={"rig": 3}, seconds=2, seed=7)
    assert levelled.is_proved
    assert levelled.gap == 0
    assert levelled.unlevelled.network.resources == {"rig": 3}
    assert network.resources == {"crane": 1}


def test_without_numba_and_with_it_the_dates_are_the_same() -> None:
    script = (
        "import json\n"
        "from tests.engines.scheduling.levelling.test_networks import both_ways\n"
        "print(json.dumps(both_ways()))"
    )
    plainly = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, SWITCH: "1"},
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(plainly.stdout) == both_ways()
    compiled = level(mixed(), tries=1_000, seed=4).starts  # enough to be worth it
    with uncompiled(when=True):
        assert level(mixed(), tries=1_000, seed=4).starts == compiled


def both_ways() -> dict[str, list[str]]:
    """The starts of a mixed network, levelled forward and back from a promise."""
    network = mixed()
    network.change("t9", committed=at("2026-07-31 17:00"))
    network.data_date = at("2026-03-04 08:00")
    network.progress("t0", started="2026-03-02 08:00", remaining="3d")
    forward, back = level(network, seed=4).starts, network.backward(seed=4).starts
    return {key: [str(forward[key]), str(back.get(key))] for key in forward}


def mixed() -> Network:
    """Twelve tasks on three calendars that compete for two cranes, one of them from May on."""
    network = one_crane()
    network.resources["crane"] = Availability(2, ((at("2026-03-20"), 1), (at("2026-05-04"), 2)))
    for number in range(12):
        network.task(
            f"t{number}",
            f"{1 + number * 5 % 7}d",
            calendar=(DAYS, SITE, NIGHTS)[number % 3],
            needs={"crane": 1 + number % 2},
            after=[f"t{number - 4}"] if number > 3 else (),
        )
    return network


def test_an_empty_network_ends_where_it_begins() -> None:
    assert level(one_crane()).starts == {}
