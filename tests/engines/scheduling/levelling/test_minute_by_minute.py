"""Levelling by one order of work, against trying each start by the minute; odd minutes included."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy.typing import NDArray

from kaigong.engines.scheduling import (
    Availability,
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
)
from kaigong.engines.scheduling.availability import availability_of
from kaigong.engines.scheduling.levelling.backward import _BackwardLeveller
from kaigong.engines.scheduling.levelling.leveller import Leveller, Placed
from kaigong.engines.scheduling.schedule import schedule_of

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - a plan's moments are local
WEEKS = 9
CALENDARS = (
    Calendar.weekly("Mon-Fri 8-12 13-17", name="days"),
    Calendar.weekly("Mon-Fri 18-24", name="nights"),
    Calendar.weekly("Mon-Sat 6-14", name="early"),
    Calendar.weekly("Mon-Sun 0-24", name="always"),
)


@some.composite
def odd_networks(draw: some.DrawFn) -> Network:
    """Tasks of odd minutes with links of all kinds, cranes that come and go, some work running."""
    network = Network(start="2026-03-02 08:00", calendar=CALENDARS[0])
    network.data_date = MONDAY + timedelta(minutes=draw(some.integers(480, 3_000)))
    network.must_finish_by = MONDAY + timedelta(days=28, minutes=draw(some.integers(0, 1_440)))
    days = sorted(draw(some.sets(some.integers(481, 5_000), max_size=4)))
    steps = [(MONDAY + timedelta(minutes=at), draw(some.integers(0, 2))) for at in days]
    network.resources["crane"] = Availability(
        draw(some.integers(0, 2)), (*steps, (MONDAY + timedelta(minutes=5_001), 2))
    )
    network.resources["crew"] = 3
    running = draw(some.integers(0, 2))
    for number in range(draw(some.integers(2, 7))):
        key = f"t{number}"
        network.task(
            key,
            f"{draw(some.integers(1, 900))}min",
            calendar=draw(some.sampled_from(CALENDARS)),
            needs={"crane": draw(some.integers(0, 2)), "crew": draw(some.integers(0, 3))},
        )
        if number < running:
            remaining = draw(some.integers(1, 900))
            network.progress(key, started=network.start, remaining=f"{remaining}min")
            continue
        if draw(some.integers(0, 4)) == 0:
            moment = MONDAY + timedelta(minutes=draw(some.integers(480, 5_000)))
            held = Constraint(ConstraintKind.START_NO_EARLIER, moment)
            network.change(key, constraint=held)
        for before in range(number):
            if draw(some.integers(0, 2)) == 0:
                kind = draw(some.sampled_from(list(LinkKind)))
                network.link(Link(f"t{before}", key, kind))
    return network


class Minutes:
    """What is free and who works in each minute from a Monday on."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.floor = self.at(network.data_date or network.start)
        self.works = {each: np.tile(week_of(each), WEEKS) for each in CALENDARS}
        self.gone = {each: np.append(0, np.cumsum(row)) for each, row in self.works.items()}
        self.free = {}
        for name, units in network.resources.items():
            there = availability_of(units)
            row = np.full(WEEKS * 10_080, there.most, dtype=np.float64)
            edges = [self.floor, *(self.at(moment) for moment, _ in there.steps)]
            for edge in (edge for edge in edges if edge >= self.floor):
                row[edge:] = there.at(MONDAY + timedelta(minutes=edge))
            self.free[name] = row
        self.dates: dict[str, tuple[int, int]] = {}

    def at(self, moment: datetime) -> int:
        return (moment - MONDAY) // timedelta(minutes=1)

    def place(self, key: str, starts: range, *, is_running: bool = False) -> None:
        """Take for an activity the first of the starts that links and what is free allow."""
        activity = self.network.activities[key]
        calendar = self.network.calendar_of(activity)
        minutes = np.flatnonzero(self.works[calendar])
        work = activity.duration if activity.remaining is None else activity.remaining
        for start in starts:
            if not self.works[calendar][start]:
                continue
            first = int(self.gone[calendar][start])
            worked = minutes[first : first + work]
            begun = start if activity.started is None else self.at(activity.started)
            self.dates[key] = begun, int(worked[-1]) + 1
            if is_running or (self._keeps_links(key) and self._is_free(key, worked)):
                for name, units in activity.needs.items():
                    self.free[name][worked] -= units
                return
        raise AssertionError(f"{key} finds no room")

    def _is_free(self, key: str, worked: NDArray[np.int64]) -> bool:
        needs = self.network.activities[key].needs
        asked = {name: units for name, units in needs.items() if units}
        return all((self.free[name][worked] >= units).all() for name, units in asked.items())

    def _keeps_links(self, key: str) -> bool:
        """Whether no link between it and what is placed pushes the one after."""
        for link in self.network.links:
            if key in (link.before, link.after) and {link.before, link.after} <= self.dates.keys():
                calendar = self.network.calendar_of(self.network.activities[link.after])
                pushes = self.dates[link.before][link.kind.value[0] == "F"]
                pushed = self.dates[link.after][link.kind.value[1] == "F"]
                if self.gone[calendar][pushed] < self.gone[calendar][pushes]:
                    return False
        return True


def week_of(calendar: Calendar) -> NDArray[np.bool_]:
    """Whether a calendar without special days works in each minute of a week."""
    works = np.zeros(10_080, dtype=np.bool_)
    for day, shifts in enumerate(calendar.resolved_week()):
        for shift in shifts:
            works[day * 1_440 + shift.start : day * 1_440 + shift.end] = True
    return works


def dates_of(leveller: Leveller, placed: Placed) -> dict[str, tuple[int, int]]:
    """Starts and finishes in minutes from the Monday on."""
    origin = (MONDAY - leveller.layout.worktime.origin) // timedelta(minutes=1)
    dates = zip(placed.dates.early_start, placed.dates.early_finish, strict=True)
    return {
        key: (int(start) - origin, int(finish) - origin)
        for key, (start, finish) in zip(leveller.layout.keys, dates, strict=True)
    }


def running(network: Network) -> list[str]:
    return [key for key, each in network.activities.items() if each.started]


@settings(max_examples=30, derandomize=True)
@given(network=odd_networks(), rule=some.integers(0, 2))
def test_each_in_turn_goes_to_the_first_minute_with_room(network: Network, rule: int) -> None:
    leveller = Leveller(schedule_of(network))
    order = list(leveller.orders(3, 0))[rule]
    found, by_hand = dates_of(leveller, leveller.placed(order)), Minutes(network)
    last = WEEKS * 10_080
    for key in running(network):
        by_hand.place(key, range(by_hand.floor, last), is_running=True)
    for key in (leveller.layout.keys[n] for n in order.tolist()):
        if key not in by_hand.dates:
            held = network.activities[key].constraint
            first = max(by_hand.floor, by_hand.at(held.on) if held and held.on else 0)
            by_hand.place(key, range(first, last))
    for key in running(network):
        assert found[key][1] == by_hand.dates[key][1]
    moved = {key: dates for key, dates in found.items() if key not in running(network)}
    assert moved == {key: by_hand.dates[key] for key in moved}


@settings(max_examples=30, derandomize=True)
@given(network=odd_networks(), rule=some.integers(0, 2))
def test_each_in_turn_goes_to_the_last_minute_with_room(network: Network, rule: int) -> None:
    network.links = [link for link in network.links if link.before not in running(network)]
    leveller = _BackwardLeveller(schedule_of(network))
    finishes = leveller.schedule.passes.dates.early_finish
    order = list(leveller.orders_back(finishes, 3, 0))[rule]
    found, by_hand = dates_of(leveller, leveller.placed(order)), Minutes(network)
    end = network.must_finish_by
    assert end
    for key in running(network):
        by_hand.place(key, range(by_hand.floor, WEEKS * 10_080), is_running=True)
    for key in (leveller.layout.keys[n] for n in order.tolist()):
        if key not in by_hand.dates:
            calendar = network.calendar_of(network.activities[key])
            minutes = np.flatnonzero(by_hand.works[calendar])
            behind = int(by_hand.gone[calendar][by_hand.at(end)])
            last = int(minutes[behind - network.activities[key].duration])
            by_hand.place(key, range(last, 0, -1))
    moved = {key: dates for key, dates in found.items() if key not in running(network)}
    assert moved == {key: by_hand.dates[key] for key in moved}
