"""The smallest conflicting set, against trying every set of facts on every worked minute."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest

from kaigong.engines.scheduling import (
    MSP,
    P6,
    Activity,
    Calendar,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
    Network,
    NotPromisedError,
    Season,
)
from kaigong.engines.scheduling.facts import Holds, Lasts, NotBefore, StandsStill, Waits
from tests.engines.scheduling.random_networks import RULES, random_network

START = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - a plan's moments are local
MIDNIGHT = START.replace(hour=0)
DAYS = 50
STOP = Season((3, 5), (3, 9), note="stop")
CALENDARS = {  # few minutes a day, so that every one of them can be looked at
    "office": Calendar.weekly("Mon-Fri 8:00-8:03 13:00-13:02"),
    "site": Calendar.weekly("Mon-Sun 8:01-8:04").closed("--03-05/--03-09", note="stop"),
}
FactKey = tuple[str, ...]


def worked_minutes(calendar: Calendar, *, stops: bool) -> list[int]:
    """Every worked minute, from the definition, with or without the season's stop."""
    found: list[int] = []
    for day in range(-10, DAYS):
        on = MIDNIGHT.date() + timedelta(days=day)
        if stops and calendar.changes and (3, 5) <= (on.month, on.day) <= (3, 9):
            continue
        for shift in calendar.resolved_week()[on.weekday()]:
            found += range(day * 1440 + shift.start, day * 1440 + shift.end)
    return found


WORKED = {
    (key, stops): worked_minutes(calendar, stops=stops)
    for key, calendar in CALENDARS.items()
    for stops in (False, True)
}


def facts_of(network: Network) -> list[FactKey]:
    """Everything that may give way."""
    facts: list[FactKey] = [("floor",), ("stop",)]
    facts += [("lasts", key) for key in network.activities]
    facts += [("holds", key) for key, each in network.activities.items() if each.constraint]
    return facts + [("waits", link.before, link.after) for link in network.links]


class Tried:
    """The earliest finish while some facts stand and all others may be as they like."""

    def __init__(self, network: Network, standing: frozenset[FactKey]) -> None:
        self.network, self.standing = network, standing
        self.start: dict[str, int | None] = {}
        self.finish: dict[str, int | None] = {}
        for key, activity in network.activities.items():
            self._place(key, activity)

    def worked(self, activity: Activity) -> list[int]:
        return WORKED[activity.calendar or "", ("stop",) in self.standing]

    def _place(self, key: str, activity: Activity) -> None:
        worked = self.worked(activity)
        starts, finishes = [], []
        if ("floor",) in self.standing:
            starts.append(480)
        if activity.constraint and activity.constraint.on and ("holds", key) in self.standing:
            on = (activity.constraint.on - MIDNIGHT) // timedelta(minutes=1)
            is_start = activity.constraint.kind is ConstraintKind.START_NO_EARLIER
            (starts if is_start else finishes).append(on)
        for link in self.network.links:
            if link.after == key and ("waits", link.before, key) in self.standing:
                from_finish = link.kind in (LinkKind.FS, LinkKind.FF)
                end = (self.finish if from_finish else self.start)[link.before]
                if end is not None:
                    at_start = link.kind in (LinkKind.FS, LinkKind.SS)
                    bound = self._moved(self.network.activities[link.before], end, link.lag)
                    (starts if at_start else finishes).append(bound)

        def is_done(finish: int) -> bool:
            """As much is worked before it as before each bound."""
            return all(
                sum(minute < finish for minute in worked) >= sum(minute < at for minute in worked)
                for at in finishes
            )

        self.start[key] = self.finish[key] = None
        if ("lasts", key) in self.standing:
            if not (starts or finishes):
                return
            for place, minute in enumerate(worked):
                finish = worked[place + activity.duration - 1] + 1
                if all(minute >= at for at in starts) and is_done(finish):
                    self.start[key], self.finish[key] = minute, finish
                    return
        if starts:
            begin = next(minute for minute in worked if minute >= max(starts))
            self.start[key] = begin
            ends = [begin, *(minute + 1 for minute in worked if minute >= begin)]
            self.finish[key] = next(end for end in ends if is_done(end))
        elif finishes:
            self.finish[key] = next(minute + 1 for minute in worked if is_done(minute + 1))

    def _moved(self, before: Activity, instant: int, lag: int) -> int:
        worked = self.worked(before)  # lags count on the calendar of the activity before
        if lag > 0:
            return [minute for minute in worked if minute >= instant][lag - 1] + 1
        return [minute for minute in worked if minute < instant][lag] if lag else instant

    def breaks(self, key: str) -> bool:
        """Whether the promise is missed, in working time of its activity."""
        activity, finish = self.network.activities[key], self.finish[key]
        assert activity.committed is not None
        promised = (activity.committed - MIDNIGHT) // timedelta(minutes=1)
        worked = self.worked(activity)
        return finish is not None and any(promised <= minute < finish for minute in worked)


def sets_by_size(facts: list[FactKey]) -> Iterator[frozenset[FactKey]]:
    for size in range(len(facts) + 1):
        yield from map(frozenset, itertools.combinations(facts, size))


def small_network(seed: int) -> Network:
    rng = np.random.default_rng(seed)
    network = Network(start=START, calendar=CALENDARS["office"], calendars=CALENDARS)
    for number in range(4):
        constraint = None
        if rng.random() < 0.25:
            on = START + timedelta(days=int(rng.integers(1, 5)), minutes=int(rng.integers(0, 3)))
            constraint = Constraint(ConstraintKind(rng.choice(["SNET", "FNET"])), on)
        network.add(
            Activity(
                f"a{number}",
                duration=int(rng.integers(1, 9)),
                calendar=str(rng.choice(list(CALENDARS))),
                constraint=constraint,
                committed=START + timedelta(days=int(rng.integers(1, 9))) if number == 3 else None,
            )
        )
        for before in range(number):
            if rng.random() < 0.55:
                kind = LinkKind(rng.choice(["FS", "FS", "SS", "FF", "SF"]))
                lag = int(rng.choice([0, 0, 3, -2]))
                network.link(Link(f"a{before}", f"a{number}", kind, lag))
    return network


def keys_of(facts: tuple[object, ...]) -> frozenset[FactKey]:
    found: set[FactKey] = set()
    for fact in facts:
        match fact:
            case NotBefore():
                found.add(("floor",))
            case StandsStill():
                found.add(("stop",))
            case Lasts(key=key):
                found.add(("lasts", key))
            case Holds(key=key):
                found.add(("holds", key))
            case Waits(before=before, after=after):
                found.add(("waits", before, after))
    return frozenset(found)


@pytest.mark.parametrize("seed", range(60))
def test_the_set_is_the_smallest_of_all_that_break_the_promise(seed: int) -> None:
    network = small_network(seed)
    facts = facts_of(network)
    if not Tried(network, frozenset(facts)).breaks("a3"):
        assert network.run().conflict("a3") is None
        return
    found = network.run().conflict("a3")
    assert found is not None
    assert found.is_smallest
    told = keys_of(found.facts)
    assert len(told) == len(found.facts)
    assert Tried(network, told).breaks("a3")
    for fact in told:
        assert not Tried(network, told - {fact}).breaks("a3")
    smallest = next(each for each in sets_by_size(facts) if Tried(network, each).breaks("a3"))
    assert len(told) == len(smallest)


@pytest.mark.parametrize("rules", RULES)
def test_under_every_rule_a_promise_that_is_missed_has_its_facts(rules: object) -> None:
    found = 0
    for seed in range(4):
        network = random_network(seed, size=40, rules=rules)  # type: ignore[arg-type]
        schedule = network.run()
        for promise in schedule.commitments():
            conflict = schedule.conflict(promise.key)
            if promise.short_by_days > 0 and schedule[promise.key].activity.is_active:
                found += conflict is not None
                assert conflict is None or conflict.promised < conflict.finish
    assert found


def winter_plan(promised: str = "2026-12-30 17:00") -> Network:
    site = Calendar.weekly("Mon-Sat 8-12 13-17", name="site")
    concrete = site.closed("--11-15/--03-15", note="winter stop")
    network = Network(start="2026-09-16 08:00", calendar=site, calendars={"concrete": concrete})
    network.task("piles", "30d", calendar="concrete")
    network.task("caps", "2d", after="piles")
    network.task("curing", "28d", after="caps", calendar="concrete")
    network.milestone("handover", after="curing").commit(promised)
    return network


def test_what_need_not_stand_is_left_out_of_the_sentence() -> None:
    found = winter_plan().run().conflict("handover")
    assert found is not None
    assert found.in_language("en") == (
        "“handover” cannot be done by 2026-12-30 as long as all of this stands: work stands still"
        " from 11-15 to 03-15 (“winter stop”), nothing begins before the project's start,"
        " 2026-09-16 and “piles” 30 days → “caps” → “curing” 28 days → “handover”."
    )
    assert found.in_language("zh-hans") == (
        "只要「winter stop」11-15 至 03-15 停工、2026-09-16（开工日）才能开始、"
        "「piles」 30 天 → 「caps」 → 「curing」 28 天 → 「handover」都不变，"
        "「handover」就不能在 2026-12-30 前完成。"
    )


def test_a_promise_too_early_for_any_season_does_not_blame_it() -> None:
    found = winter_plan("2026-10-10 17:00").run().conflict("handover")
    assert found is not None
    assert not [fact for fact in found.facts if isinstance(fact, StandsStill)]


@pytest.mark.parametrize("rules", [P6, MSP])
def test_a_date_of_its_own_is_named(rules: object) -> None:
    network = Network(start="2026-03-02 08:00", rules=rules)  # type: ignore[arg-type]
    network.task("permit", "5d").snet("2026-06-01 08:00")
    network.milestone("handover", after="permit").commit("2026-05-28 17:00")
    found = network.run().conflict("handover")
    assert found is not None
    assert [type(fact) for fact in found.facts] == [Holds, Waits]
    assert "不早于 2026-06-01 08:00 开始" in found.in_language("zh")


def test_what_is_finished_or_was_not_promised_has_no_conflict() -> None:
    network = winter_plan()
    with pytest.raises(NotPromisedError):
        network.run().conflict("piles")
    network.progress("handover", started="2027-01-05 08:00", finished="2027-01-05 08:00")
    assert network.run().conflict("handover") is None
