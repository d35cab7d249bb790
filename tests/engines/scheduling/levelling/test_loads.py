"""How much of a resource is asked for at once: by hand, minute by minute, and after levelling."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from kaigong.engines.scheduling import (
    Availability,
    Calendar,
    Network,
    Schedule,
    UnfitAvailabilityError,
)
from kaigong.engines.scheduling.availability import availability_of, sum_of
from kaigong.engines.scheduling.levelling import level, loads_of

MONDAY = datetime.fromisoformat("2026-03-02")
DAYS = Calendar.weekly("Mon-Fri 8-12 13-17")
LONG = Calendar.weekly("Mon-Sun 6-20").closed("--03-14/--03-20", note="停工")


def two_piles(rigs: float = 1) -> Network:
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    network.task("a", "5d", needs={"rig": 1})
    network.task("b", "10d", needs={"rig": 1, "crew": 4})
    network.task("c", "2d", after="a")
    network.resources = {"rig": rigs}
    return network


def weeks(count: int) -> list[datetime]:
    return [MONDAY + timedelta(weeks=number) for number in range(count + 1)]


def test_the_week_in_which_two_ask_for_the_only_rig_lacks_one() -> None:
    loads = loads_of(two_piles().run())
    assert list(loads) == ["rig"]  # crews have no capacity: they are never scarce
    rig = loads["rig"]
    assert (rig.users, rig.peak, rig.is_enough) == (("a", "b"), 2.0, False)
    assert rig.until == datetime.fromisoformat("2026-03-13 17:00")
    told = [(each.peak, each.missing, each.keys) for each in rig.between(weeks(3))]
    assert told == [(2.0, 1.0, ("a", "b")), (1.0, 0.0, ()), (0.0, 0.0, ())]


def test_levelled_dates_never_ask_for_more_than_there_is() -> None:
    network = two_piles()
    assert not loads_of(network.run())["rig"].is_enough
    found = level(network)
    rig = loads_of(found.unlevelled, starts=found.starts, finishes=found.finishes)["rig"]
    assert rig.is_enough
    assert rig.peak == 1.0


def test_what_is_done_takes_nothing_and_what_runs_takes_it_from_the_data_date_on() -> None:
    network = two_piles()
    network.data_date = datetime.fromisoformat("2026-03-09 08:00")
    network.progress("a", started="2026-03-02 08:00", finished="2026-03-06 17:00", remaining=0)
    network.progress("b", started="2026-03-02 08:00", remaining="5d")
    rig = loads_of(network.run())["rig"]
    assert rig.users == ("b",)
    assert [each.peak for each in rig.between(weeks(3))] == [0.0, 1.0, 0.0]


def test_who_works_on_other_days_does_not_meet() -> None:
    network = Network(start="2026-03-02 08:00", calendar=DAYS)
    network.task("week", "10d", needs={"crane": 1})
    ends = Calendar.weekly("Sat-Sun 8-12 13-17")
    network.task("ends", "2d", calendar=ends, needs={"crane": 1})
    network.resources = {"crane": 1}
    assert loads_of(network.run())["crane"].is_enough


def by_the_minute(schedule: Schedule, name: str, at: datetime) -> tuple[float, set[str]]:
    """Who works at a moment, asked of the calendars themselves."""
    network, units, keys = schedule.network, 0.0, set()
    for key, activity in network.activities.items():
        early = schedule[key].early
        # Working time up to the next minute is more where that minute is worked.
        works = schedule.work_between(key, at, at + timedelta(minutes=1)) > 0
        if works and early.start <= at < early.finish and activity.needs.get(name):
            units += activity.needs[name]
            keys.add(key)
    return units, keys


def test_what_there_is_changes_by_date_and_what_lacks_with_it() -> None:
    network = two_piles()
    second = datetime.fromisoformat("2026-03-04")
    network.resources = {"rig": Availability(1, ((second, 2), (MONDAY + timedelta(weeks=1), 0)))}
    rig = loads_of(network.run())["rig"]
    told = [(each.peak, each.missing, each.keys) for each in rig.between(weeks(2))]
    assert told == [(2.0, 1.0, ("a", "b")), (1.0, 1.0, ("b",))]
    days = [MONDAY + timedelta(days=number) for number in range(8)]
    assert [each.missing for each in rig.between(days)] == [1, 1, 0, 0, 0, 0, 0]


def test_what_is_taken_is_told_by_steps_that_another_plan_can_do_without() -> None:
    taken = loads_of(two_piles().run())["rig"].taken()
    assert taken.at(datetime.fromisoformat("2026-03-06 16:59")) == 2
    assert taken.at(datetime.fromisoformat("2026-03-06 17:00")) == 0
    left = Availability(3, ((MONDAY + timedelta(weeks=1), 1),)).without(taken)
    assert left.at(datetime.fromisoformat("2026-03-03 09:00")) == 1
    assert left.at(datetime.fromisoformat("2026-03-03 12:30")) == 3
    assert left.at(datetime.fromisoformat("2026-03-10 09:00")) == 0
    assert left.at(datetime.fromisoformat("2026-03-20 09:00")) == 1
    assert sum_of([taken, taken]).at(datetime.fromisoformat("2026-03-06 16:59")) == 4


def test_an_availability_out_of_order_or_below_zero_is_refused() -> None:
    for units, steps in ((1, ((MONDAY, 2), (MONDAY, 3))), (-1, ()), (1, ((MONDAY, -2),))):
        with pytest.raises(UnfitAvailabilityError):
            Availability(units, steps)


@pytest.mark.parametrize("seed", range(6))
def test_loads_agree_with_asking_every_quarter_of_an_hour(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    network = Network(start="2026-03-02 08:00", calendar=DAYS, calendars={"long": LONG})
    for number in range(12):
        after = [f"t{each}" for each in range(number) if random.random() < 0.2]
        network.task(
            f"t{number}",
            random.randrange(4, 80) * 60,
            calendar=random.choice([None, "long"]),
            after=after,
            needs={"crew": random.choice([0.5, 1, 2])} if random.random() < 0.8 else {},
        )
    there = Availability(2, ((MONDAY + timedelta(days=5, hours=9), 1), (MONDAY.replace(day=20), 3)))
    network.resources = {"crew": there if seed % 2 else 2}
    schedule = network.run()
    days = [MONDAY + timedelta(days=number) for number in range(40)]
    for span in loads_of(schedule)["crew"].between(days):
        asked = [
            by_the_minute(schedule, "crew", span.start + timedelta(minutes=15 * quarter))
            for quarter in range(96)
        ]
        assert span.peak == max(units for units, _ in asked)
        stated = [
            availability_of(network.resources["crew"]).at(
                span.start + timedelta(minutes=15 * quarter)
            )
            for quarter in range(96)
        ]
        lacks = [units - there for (units, _), there in zip(asked, stated, strict=True)]
        assert span.missing == max(0.0, *lacks)
        short = [keys for (_, keys), each in zip(asked, lacks, strict=True) if each > 0]
        assert set(span.keys) == set().union(*short)


def test_asking_for_loads_leaves_the_schedule_as_it_was() -> None:
    network = two_piles()
    before = network.run().passes.dates.early_start.copy()
    schedule = network.run()
    first = loads_of(schedule)["rig"].between(weeks(3))
    assert loads_of(schedule)["rig"].between(weeks(3)) == first
    assert (schedule.passes.dates.early_start == before).all()
