"""Latest dates under scarce resources, against trying every plan of whole days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kaigong.engines.scheduling import (
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.availability import availability_of
from kaigong.engines.scheduling.levelling import BackwardSchedule, NeverEnoughError
from tests.engines.scheduling.levelling.test_networks import DAYS, NIGHTS, cranes, works

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - a plan's moments are local
EARLY = Calendar.weekly("Mon-Sat 6-14", name="early")


def finish_of(day: int) -> datetime:
    """The end of a working day, counted from Monday 2 March on."""
    return MONDAY + timedelta(days=day // 5 * 7 + day % 5, hours=17)


@some.composite
def promised(draw: some.DrawFn, *, by_date: bool = False) -> Network:
    """A few tasks of whole days in a row or side by side, some of them promised."""
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    network.resources["crane"] = draw(cranes()) if by_date else 2
    for number in range(draw(some.integers(1, 4))):
        before = [f"t{n}" for n in range(number) if draw(some.booleans())]
        network.task(
            f"t{number}",
            f"{draw(some.integers(1, 3))}d",
            needs={"crane": draw(some.integers(0, 2))},
            after=before,
        )
        if draw(some.booleans()):
            network.change(f"t{number}", committed=finish_of(draw(some.integers(0, 8))))
    return network


def days_of(network: Network, moment: datetime) -> int:
    """Whole working days from the start of the network to a moment behind it."""
    first = network.start.date()
    days = (moment.date() - first).days + (moment.hour > 12)
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range(days))


def plans(network: Network, latest: dict[str, int]) -> Iterator[bool]:
    """Every plan of whole days up to latest starts that keeps links and has the cranes it needs."""
    cranes = availability_of(network.resources["crane"])
    keys = list(network.activities)
    length = {key: each.duration // 480 for key, each in network.activities.items()}
    need = {key: int(each.needs["crane"]) for key, each in network.activities.items()}
    starts: dict[str, int] = {}

    def fits(key: str, start: int) -> bool:
        for link in network.links:
            if link.after == key and start < starts[link.before] + length[link.before]:
                return False
        for day in range(start, start + length[key]):
            used = sum(
                need[other]
                for other, begin in starts.items()
                if begin <= day < begin + length[other]
            )
            if used + need[key] > cranes.at(finish_of(day)) and need[key]:
                return False
        return True

    def placed(number: int) -> Iterator[bool]:
        if number == len(keys):
            yield True
            return
        key = keys[number]
        for start in range(latest[key] + 1):
            if fits(key, start):
                starts[key] = start
                yield from placed(number + 1)
                del starts[key]

    yield from placed(0)


@settings(max_examples=40, derandomize=True)
@given(network=some.booleans().flatmap(lambda by_date: promised(by_date=by_date)))
def test_what_lacks_is_the_least_of_all_plans(network: Network) -> None:
    found = network.backward()

    def latest(days: int) -> dict[str, int]:
        """The latest starts with all promises put off by so many days."""
        return {
            key: days_of(network, each.committed) + days - each.duration // 480
            if each.committed
            else 30
            for key, each in network.activities.items()
        }

    least = next(days for days in range(40) if any(plans(network, latest(days))))
    assert found.short_by_days == (least if promises_of(network) else 0)
    if least:
        assert found.lacking or found.too_late
    else:
        assert (found.lacking, found.too_late) == ({}, ())


def promises_of(network: Network) -> list[datetime]:
    return [each.committed for each in network.activities.values() if each.committed]


@settings(max_examples=25, derandomize=True)
@given(network=some.booleans().flatmap(lambda by_date: promised(by_date=by_date)))
def test_all_can_be_done_from_the_latest_starts(network: Network) -> None:
    found = network.backward(tries=6)
    ask_crane(network, found)
    for key in found.starts:
        assert found.starts[key] <= found.unlevelled[key].late.start
        assert found.finishes[key] <= found.unlevelled[key].late.finish


def ask_crane(network: Network, found: BackwardSchedule) -> None:
    """Hour by hour no more is asked for than there is, and all of the work is done."""
    there = availability_of(network.resources["crane"])
    worked = dict.fromkeys(found.starts, 0)
    assert {*found.starts, *found.too_late} == network.activities.keys()
    moment = min(found.starts.values(), default=MONDAY)
    assert moment >= network.start
    while moment < max(found.finishes.values(), default=MONDAY):
        used = 0.0
        for key in found.starts:
            activity = network.activities[key]
            is_on = found.starts[key] <= moment < found.finishes[key]
            if is_on and works(network.calendar_of(activity), moment):
                worked[key] += 60
                used += activity.needs["crane"]
        assert used <= there.at(moment)
        moment += timedelta(hours=1)
    assert worked == {key: network.activities[key].duration for key in found.starts}


@some.composite
def on_calendars(draw: some.DrawFn) -> Network:
    """Tasks on three calendars with links of all kinds."""
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    network.resources["crane"] = draw(some.just(2) | cranes())
    for number in range(draw(some.integers(2, 6))):
        network.task(
            f"t{number}",
            f"{draw(some.integers(2, 30))}h",
            calendar=draw(some.sampled_from([DAYS, NIGHTS, EARLY])),
            needs={"crane": draw(some.integers(0, 2))},
        )
        for before in range(number):
            if draw(some.integers(0, 2)) == 0:
                kind = draw(some.sampled_from(list(LinkKind)))
                lag = draw(some.sampled_from([0, 0, 240, -120]))
                network.link(Link(f"t{before}", f"t{number}", kind, lag))
    last = network.activities[f"t{number}"]
    network.change(last.key, committed=finish_of(draw(some.integers(4, 30))))
    return network


@settings(max_examples=30, derandomize=True)
@given(network=on_calendars())
def test_on_several_calendars_no_link_pushes_what_starts_at_its_latest(network: Network) -> None:
    found = network.backward(tries=5)
    ask_crane(network, found)
    pinned = network.copy()
    for key in found.too_late:  # they would have to lie in the past
        pinned.links = [link for link in pinned.links if key not in (link.before, link.after)]
    for key, start in found.starts.items():
        pinned.change(key, constraint=Constraint(ConstraintKind.START_NO_EARLIER, start))
    schedule = pinned.run()
    assert {key: schedule[key].early.start for key in found.starts} == found.starts


def test_without_scarcity_they_are_the_late_dates() -> None:
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    network.task("piles", "3d", needs={"crane": 1})
    network.task("raft", "2d", after="piles", needs={"crane": 1}).commit("2026-03-20 17:00")
    found = network.backward()
    assert found.starts == {
        "piles": datetime.fromisoformat("2026-03-16 08:00"),
        "raft": datetime.fromisoformat("2026-03-19 08:00"),
    }
    network.must_finish_by = finish_of(14)
    late = network.run()
    assert found.starts == {key: late[key].late.start for key in found.starts}
    assert (found.short_by_days, found.lacking, found.over) == (0.0, {}, ())


def test_two_that_need_one_crane_start_one_before_the_other() -> None:
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    for name in ("east", "west"):
        network.task(name, "3d", needs={"crane": 1}).commit("2026-03-11 17:00")
    assert network.backward().starts["east"] == network.backward().starts["west"]
    found = network.backward(resources={"crane": 1})
    assert sorted(f"{start:%m-%d %H}" for start in found.starts.values()) == [
        "03-04 08",
        "03-09 08",
    ]
    network.change("west", committed=finish_of(4))
    network.change("east", committed=finish_of(4))
    assert network.backward(resources={"crane": 1}).short_by_days == 1
    network.task("both", "1d", needs={"crane": 2})
    with pytest.raises(NeverEnoughError):
        network.backward(resources={"crane": 1})


def test_what_runs_takes_its_crane_and_what_is_done_takes_none() -> None:
    network = Network(start="2026-03-02 08:00", data_date="2026-03-04 08:00", calendar=DAYS)
    network.task("done", "2d", needs={"crane": 1})
    network.progress("done", started="2026-03-02 08:00", finished="2026-03-03 17:00")
    network.task("runs", "5d", needs={"crane": 1}, after="done")
    network.progress("runs", started="2026-03-03 08:00", remaining="3d")
    network.task("next", "2d", needs={"crane": 1}).commit("2026-03-10 17:00")
    network.change("runs", committed=finish_of(6))
    network.activities["next"] = replace(network.activities["next"], needs={"crane": 1})
    found = network.backward(resources={"crane": 1})
    assert found.finishes["done"] == datetime(2026, 3, 3, 17)  # noqa: DTZ001
    assert found.short_by_days == 0
    spans = sorted((found.starts[key], found.finishes[key]) for key in ("runs", "next"))
    assert spans[0][1] <= spans[1][0]
