"""A plan with its resources: what levelling makes of it, forward and back from its promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from kaigong.engines.scheduling import Network, Schedule
from kaigong.engines.scheduling.levelling import (
    BackwardSchedule,
    LevelledSchedule,
    NeverEnoughError,
    level,
    level_backward,
)
from kaigong.engines.scheduling.schedule import Dates
from kaigong.plan.moments import minute_of, moment_of
from kaigong.plan.reckoning import activity_of, put_off
from kaigong.plan.resources import resources_of
from kaigong.plan.selectors.plans import OpenPlan

MOST_TRIES, LEAST_TRIES = 100, 4  # orders of activities
MOST_ROUNDS = 4  # until what runs stands where what it waits for allows
PLACED = 50_000  # activities placed at the most, over all orders: about a second of the processor


def network_unlevelled(opened: OpenPlan) -> Network:
    """The plan's network without the days that an earlier levelling has put activities off to."""
    _ = opened.schedule  # its last promise is the network's end from then on
    network = opened.network.copy()
    for row in opened.work:
        if row.levelled is not None and row.started is None:
            bare = activity_of(row, with_levelling=False)
            network.change(
                row.key, constraint=bare.constraint, second_constraint=bare.second_constraint
            )
    return network


def _running(opened: OpenPlan, schedule: Schedule) -> dict[str, Dates]:
    """The dates of what has begun and is not done."""
    running = (row for row in opened.work if row.started is not None and row.finished is None)
    return {row.key: schedule[row.key].early for row in running}


def _uninterrupted(network: Network, running: Mapping[str, Dates]) -> Network:
    """A network in which what runs keeps its dates, and takes its resources before others do."""
    made = network.copy()
    for key, early in running.items():
        made.change(key, is_manual=True, manual_start=early.start, manual_finish=early.finish)
    return made


def is_levellable(opened: OpenPlan) -> bool:
    """Whether something of a plan asks for a resource that it states."""
    return any(row.needs.keys() & opened.plan.resources.keys() for row in opened.work)


def tries_for(opened: OpenPlan) -> int:
    """How many orders are tried: a hundred, fewer for large plans, always the same for one plan."""
    return max(LEAST_TRIES, min(MOST_TRIES, PLACED // max(1, len(opened.work))))


def levelled(opened: OpenPlan) -> LevelledSchedule:
    """The dates of a plan in which no resource is promised twice.

    Raises:
        NeverEnoughError: an activity asks for more than there is; it is called by its name.
        KaigongError: the plan cannot be reckoned.
    """
    network = network_unlevelled(opened)
    running = _running(opened, network.run())
    try:
        for _ in range(MOST_ROUNDS):
            found = level(_uninterrupted(network, running), tries=tries_for(opened))
            kept = _held_back(opened, network, found).run()
            # What runs may wait with its end for what a resource holds back.
            held = _running(opened, kept)
            if held == running:
                break
            running = held
    except NeverEnoughError as wrong:
        raise _named(opened, wrong) from None
    return _as_kept(found, kept)


def _as_kept(found: LevelledSchedule, kept: Schedule) -> LevelledSchedule:
    """A levelled schedule with the dates that the plan has once it is accepted.

    They are its own, but where what runs and what it waits for did not come to rest.
    """
    starts = {key: kept[key].early.start for key in found.starts}
    finishes = {key: kept[key].early.finish for key in found.finishes}
    finish = max(finishes.values(), default=found.finish)
    return replace(
        found, starts=starts, finishes=finishes, finish=finish, bound=min(found.bound, finish)
    )


def levelled_back(opened: OpenPlan) -> BackwardSchedule:
    """The latest dates that a plan's promises and its resources allow.

    Raises:
        NeverEnoughError, KaigongError: as above.
    """
    network = network_unlevelled(opened)
    kept = _uninterrupted(network, _running(opened, network.run()))
    try:
        return level_backward(kept, tries=tries_for(opened))
    except NeverEnoughError as wrong:
        raise _named(opened, wrong) from None


def latest_start(opened: OpenPlan, back: BackwardSchedule, key: str) -> datetime | None:
    """When an activity must start with its resources; none where that day has passed.

    Then no resource is free for it from the data date until the promises ask for it.
    """
    start = back.starts[key]
    return None if start < (opened.network.data_date or opened.network.start) else start


def days_missing(opened: OpenPlan, forward: LevelledSchedule, back: BackwardSchedule) -> float:
    """Working days that lack to keep all promises with the resources: the least that was found.

    Counted back from the promises, or by how late the levelled plan keeps them.
    """
    late = [
        back.unlevelled.work_between(row.key, moment_of(row.committed), forward.finishes[row.key])
        / opened.per_day(row)
        for row in opened.work
        if row.committed is not None and row.finished is None and row.key in forward.finishes
    ]
    return min(back.short_by_days, max(0.0, *late)) if late else back.short_by_days


def held_by_resources(opened: OpenPlan, found: LevelledSchedule) -> dict[str, int]:
    """From which minute each activity starts that only a resource holds back, by key.

    What follows such an activity by its links needs no day of its own.
    """
    network = _held_back(opened, network_unlevelled(opened), found)
    driving = network.run().driving_links()
    driven = {network.links[number].after for number in driving}
    held = _moments(opened, found)
    return {key: minute for key, minute in held.items() if key not in driven}


def _held_back(opened: OpenPlan, network: Network, found: LevelledSchedule) -> Network:
    """A network in which what resources hold back does not start before its levelled day."""
    made = network.copy()
    for key, minute in _moments(opened, found).items():
        bare = made.activities[key]
        first, second = put_off(bare.constraint, bare.second_constraint, minute)
        made.change(key, constraint=first, second_constraint=second)
    return made


def _moments(opened: OpenPlan, found: LevelledSchedule) -> dict[str, int]:
    own = {row.key for row in opened.work}
    return {key: minute_of(found.starts[key]) for key in found.moved() if key in own}


def _named(opened: OpenPlan, wrong: NeverEnoughError) -> NeverEnoughError:
    facts = wrong.facts
    names = {each.key: str(each) for each in resources_of(opened.plan)}
    return NeverEnoughError(
        activity=opened.names.get(str(facts["activity"]), facts["activity"]),
        resource=names.get(str(facts["resource"]), facts["resource"]),
        need=f"{facts['need']:g}",
        capacity=f"{facts['capacity']:g}",
    )
