"""A plan with its resources: what levelling makes of it, forward and back from its promises."""

from __future__ import annotations

from datetime import datetime

from kaigong.engines.scheduling import Network
from kaigong.engines.scheduling.levelling import (
    BackwardSchedule,
    LevelledSchedule,
    NeverEnoughError,
    level,
    level_backward,
)
from kaigong.plan.moments import minute_of, moment_of
from kaigong.plan.reckoning import activity_of, put_off
from kaigong.plan.resources import resources_of
from kaigong.plan.selectors.plans import OpenPlan

MOST_TRIES, LEAST_TRIES = 100, 4  # orders of activities
PLACED = 50_000  # activities placed at the most, over all orders: about a second of the processor


def network_unlevelled(opened: OpenPlan) -> Network:
    """The plan's network without the days that an earlier levelling has put activities off to.

    What runs is not interrupted: it keeps its dates, and takes its resources before others do.
    """
    schedule = opened.schedule  # its last promise is the network's end from then on
    network = opened.network.copy()
    for row in opened.work:
        if row.started is not None and row.finished is None:
            early = schedule[row.key].early
            network.change(
                row.key, is_manual=True, manual_start=early.start, manual_finish=early.finish
            )
        if row.levelled is not None and row.started is None:
            bare = activity_of(row, with_levelling=False)
            network.change(
                row.key, constraint=bare.constraint, second_constraint=bare.second_constraint
            )
    return network


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
    try:
        return level(network_unlevelled(opened), tries=tries_for(opened))
    except NeverEnoughError as wrong:
        raise _named(opened, wrong) from None


def levelled_back(opened: OpenPlan) -> BackwardSchedule:
    """The latest dates that a plan's promises and its resources allow.

    Raises:
        NeverEnoughError, KaigongError: as above.
    """
    try:
        return level_backward(network_unlevelled(opened), tries=tries_for(opened))
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
    network = network_unlevelled(opened)
    own = {row.key for row in opened.work}
    held = {key: minute_of(found.starts[key]) for key in found.moved() if key in own}
    for key, minute in held.items():
        bare = network.activities[key]
        first, second = put_off(bare.constraint, bare.second_constraint, minute)
        network.change(key, constraint=first, second_constraint=second)
    schedule = network.run()
    driven = {network.links[number].after for number in schedule.driving_links()}
    return {key: minute for key, minute in held.items() if key not in driven}


def _named(opened: OpenPlan, wrong: NeverEnoughError) -> NeverEnoughError:
    facts = wrong.facts
    names = {each.key: str(each) for each in resources_of(opened.plan)}
    return NeverEnoughError(
        activity=opened.names.get(str(facts["activity"]), facts["activity"]),
        resource=names.get(str(facts["resource"]), facts["resource"]),
        need=f"{facts['need']:g}",
        capacity=f"{facts['capacity']:g}",
    )
