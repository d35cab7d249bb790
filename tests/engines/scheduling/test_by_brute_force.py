"""Small networks under our own rules, against looking at every worked minute.

Early dates: each activity is tried at one worked minute after the other until nothing forbids it.
Float: it is delayed minute by minute, and all that follows anew, until the end or a promise gives;
free float: until anything that follows moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
import pytest

from kaigong.engines.scheduling import (
    PLAIN,
    Activity,
    Calendar,
    Constraint,
    ConstraintKind,
    From,
    LagCalendar,
    Link,
    LinkKind,
    Network,
    schedule_of,
)
from tests.engines.scheduling.random_networks import random_network

START = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - a plan's moments are local
MIDNIGHT = START.replace(hour=0)
DAYS = 60
MINUTES = DAYS * 1440
# Few minutes a day, so that every one of them can be looked at.
CALENDARS = {
    "office": Calendar.weekly("Mon-Fri 8:00-8:03 13:00-13:02"),
    "site": Calendar.weekly("Mon-Sun 8:01-8:04").closed("2026-03-07/2026-03-09"),
    "nights": Calendar.weekly("Tue-Sat 0:00-0:02 23:58-24:00"),
}


def worked_minutes(calendar: Calendar) -> list[int]:
    """Every worked minute, from the definition."""
    found: list[int] = []
    for day in range(DAYS):
        on = MIDNIGHT.date() + timedelta(days=day)
        if any(change.first <= on <= change.last for change in calendar.changes):  # type: ignore[operator]
            continue
        for shift in calendar.resolved_week()[on.weekday()]:
            found += range(day * 1440 + shift.start, day * 1440 + shift.end)
    return found


WORKED = {key: worked_minutes(calendar) for key, calendar in CALENDARS.items()}


def gone(key: str, instant: int) -> int:
    return sum(minute < instant for minute in WORKED[key])


def moved(key: str, instant: int, lag: int) -> int:
    """An instant by which so many more minutes are worked; back: after which so many are left."""
    if lag == 0 or key == "24h":
        return instant + lag
    if lag > 0:
        return [minute for minute in WORKED[key] if minute >= instant][lag - 1] + 1
    return ([0, 0, *(minute for minute in WORKED[key] if minute < instant)])[lag]


@dataclass
class Tried:
    """A network by trying."""

    network: Network
    floor: int = 480
    last: int | None = None

    @cached_property
    def early(self) -> dict[str, tuple[int, int]]:
        return self.placed({})

    def placed(self, delayed: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Start and finish of each activity, some not before an instant."""
        found: dict[str, tuple[int, int]] = {}
        for key, activity in self.network.activities.items():
            worked = WORKED[activity.calendar or ""]
            floor = max(self.floor_of(key), delayed.get(key, 0))
            for place, minute in enumerate(worked):
                finish = worked[place + activity.duration - 1] + 1
                if minute >= floor and self.allows(activity, minute, finish, found):
                    found[key] = (minute, finish)
                    break
        return found

    def floor_of(self, _key: str) -> int:
        return self.floor

    def allows(
        self, activity: Activity, start: int, finish: int, found: dict[str, tuple[int, int]]
    ) -> bool:
        calendar = activity.calendar or ""
        if activity.constraint and activity.constraint.on:
            on = (activity.constraint.on - MIDNIGHT) // timedelta(minutes=1)
            is_start = activity.constraint.kind is ConstraintKind.START_NO_EARLIER
            if start < on if is_start else gone(calendar, finish) < gone(calendar, on):
                return False
        for link in self.network.links:
            if link.after != activity.key:
                continue
            end = found[link.before][link.kind in (LinkKind.FS, LinkKind.FF)]
            bound = moved(self.lag_calendar(link), end, link.lag)
            at_start = link.kind in (LinkKind.FS, LinkKind.SS)
            if start < bound if at_start else gone(calendar, finish) < gone(calendar, bound):
                return False
        return True

    def lag_calendar(self, link: Link) -> str:
        of = self.network.activities
        match self.network.rules.lag_calendar:
            case LagCalendar.PREDECESSOR:
                return of[link.before].calendar or ""
            case LagCalendar.SUCCESSOR:
                return of[link.after].calendar or ""
            case _:
                return "24h"

    def is_kept(self, placed: dict[str, tuple[int, int]]) -> bool:
        for key, (_, finish) in placed.items():
            end = self.end_of(key)
            promise = self.network.activities[key].committed
            latest = min(end, (promise - MIDNIGHT) // timedelta(minutes=1)) if promise else end
            if gone(self.network.activities[key].calendar or "", latest) < gone(
                self.network.activities[key].calendar or "", finish
            ):
                return False
        return True

    def end_of(self, _key: str) -> int:
        return self.last or max(finish for _, finish in self.early.values())

    def total_float(self, key: str) -> int | None:
        """Worked minutes it can slip; None where a promise is broken as it is."""
        if not self.is_kept(self.early):
            return None
        worked = WORKED[self.network.activities[key].calendar or ""]
        place = worked.index(self.early[key][0])
        slip = 0
        while self.is_kept(self.placed({key: worked[place + slip + 1]})):
            slip += 1
        return slip

    def free_float(self, key: str) -> int:
        """Worked minutes it can slip before anything else does, or the end of all."""
        calendar = self.network.activities[key].calendar or ""
        worked, last = WORKED[calendar], max(finish for _, finish in self.early.values())
        place, slip = worked.index(self.early[key][0]), 0
        others = {other: dates for other, dates in self.early.items() if other != key}
        while True:
            placed = self.placed({key: worked[place + slip + 1]})
            _, finish = placed.pop(key)
            if placed != others or gone(calendar, finish) > gone(calendar, last):
                return slip
            slip += 1


def small_network(seed: int, lag_calendar: LagCalendar) -> Network:
    rng = np.random.default_rng(seed)
    network = Network(
        start=START,
        calendar=CALENDARS["office"],
        calendars=CALENDARS,
        rules=replace(PLAIN, lag_calendar=lag_calendar),
    )
    for number in range(6):
        constraint = None
        if rng.random() < 0.2:
            kind = rng.choice(["SNET", "FNET"])
            on = START + timedelta(days=int(rng.integers(0, 6)), minutes=int(rng.integers(0, 3)))
            constraint = Constraint(ConstraintKind(kind), on)
        committed = None
        if rng.random() < 0.2:
            committed = START + timedelta(days=int(rng.integers(8, 14)))
        network.add(
            Activity(
                f"a{number}",
                duration=int(rng.integers(1, 9)),
                calendar=str(rng.choice(list(CALENDARS))),
                constraint=constraint,
                committed=committed,
            )
        )
        for before in range(number):
            if rng.random() < 0.4:
                kind = LinkKind(rng.choice(["FS", "SS", "FF", "SF"]))
                lag = int(rng.choice([0, 0, 3, 1, -2]))
                network.link(Link(f"a{before}", f"a{number}", kind, lag))
    return network


@pytest.mark.parametrize(
    "lag_calendar", [LagCalendar.PREDECESSOR, LagCalendar.SUCCESSOR, LagCalendar.ALL_HOURS]
)
@pytest.mark.parametrize("seed", range(12))
def test_dates_and_floats_are_what_trying_every_minute_finds(
    seed: int, lag_calendar: LagCalendar
) -> None:
    network = small_network(seed, lag_calendar)
    tried, schedule = Tried(network), schedule_of(network, by_numba=False)
    for key, (start, finish) in tried.early.items():
        early = schedule[key].early
        assert ((early.start - MIDNIGHT), (early.finish - MIDNIGHT)) == (
            timedelta(minutes=start),
            timedelta(minutes=finish),
        ), key
        slack = tried.total_float(key)
        if slack is not None:
            assert schedule[key].total_float == slack, key
        assert schedule[key].free_float == tried.free_float(key), key


@pytest.mark.parametrize("seed", range(12))
def test_from_the_finish_nothing_can_stand_later_and_all_is_done(seed: int) -> None:
    network = small_network(seed, LagCalendar.PREDECESSOR)
    network.activities = {
        key: replace(each, constraint=None, committed=None)
        for key, each in network.activities.items()
    }
    network.rules = replace(network.rules, schedule_from=From.FINISH)
    network.finish = START + timedelta(days=30)
    schedule = schedule_of(network, by_numba=False)
    first = min(each.start for each in schedule)
    last = (network.finish - MIDNIGHT) // timedelta(minutes=1)
    tried = Tried(network, (first - MIDNIGHT) // timedelta(minutes=1), last)
    for key in network.activities:
        assert schedule[key].total_float == tried.total_float(key)
        assert schedule[key].start == schedule[key].late.start
        assert schedule[key].finish <= network.finish


@pytest.mark.parametrize("seed", range(8))
def test_late_dates_do_not_hang_on_the_start_so_broken_promises_are_exact_too(seed: int) -> None:
    network = random_network(seed, size=60, rules=PLAIN, with_progress=False)
    network.must_finish_by = START + timedelta(days=200)
    for key, each in list(network.activities.items()):
        network.change(key, expected_finish=None, constraint=_without_alap(each.constraint))
        network.change(key, second_constraint=_without_alap(each.second_constraint))
    as_planned = schedule_of(network, by_numba=False)
    network.start = START - timedelta(days=900)
    sooner = schedule_of(network, by_numba=False)
    assert min(as_planned.total_float) < 0
    for each in as_planned:
        assert each.late == sooner[each.key].late


def _without_alap(constraint: Constraint | None) -> Constraint | None:
    return constraint if constraint and constraint.on else None
