"""A plan with its resources: what levelling makes of it, forward and back from its promises."""

from __future__ import annotations

from kaigong.engines.scheduling import Network
from kaigong.engines.scheduling.levelling import (
    BackwardSchedule,
    LevelledSchedule,
    NeverEnoughError,
    level,
    level_backward,
)
from kaigong.plan.moments import minute_of
from kaigong.plan.reckoning import activity_of, put_off
from kaigong.plan.resources import resources_of
from kaigong.plan.selectors.plans import OpenPlan

TRIES = 100  # orders of activities; the same plan gives the same dates each time


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


def levelled(opened: OpenPlan, *, tries: int = TRIES) -> LevelledSchedule:
    """The dates of a plan in which no resource is promised twice.

    Raises:
        NeverEnoughError: an activity asks for more than there is; it is called by its name.
        KaigongError: the plan cannot be reckoned.
    """
    try:
        return level(network_unlevelled(opened), tries=tries)
    except NeverEnoughError as wrong:
        raise _named(opened, wrong) from None


def levelled_back(opened: OpenPlan, *, tries: int = TRIES) -> BackwardSchedule:
    """The latest dates that a plan's promises and its resources allow.

    Raises:
        NeverEnoughError, KaigongError: as above.
    """
    try:
        return level_backward(network_unlevelled(opened), tries=tries)
    except NeverEnoughError as wrong:
        raise _named(opened, wrong) from None


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
