"""A plan with its resources: what levelling makes of it, forward and back from its promises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kaigong.engines.scheduling import Network
from kaigong.engines.scheduling.levelling import (
    BackwardSchedule,
    LevelledSchedule,
    NeverEnoughError,
    NeverFreeLongEnoughError,
    level,
    level_backward,
)
from kaigong.plan.moments import minute_of
from kaigong.plan.reckoning import activity_of, put_off
from kaigong.plan.resources import resources_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.sharing import left_by, others_beside
from kaigong.plan.units import counted
from kaigong.wording import said

MOST_TRIES, LEAST_TRIES = 100, 4  # orders of activities
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


def network_around_others(opened: OpenPlan) -> Network:
    """The same with what other plans leave of what they share."""
    network = network_unlevelled(opened)
    network.resources |= left_by(others_beside(opened), opened)
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
        NeverEnoughError, NeverFreeLongEnoughError: an activity asks for more than there is; it is
            called by its name.
        KaigongError: the plan cannot be reckoned.
    """
    with called_by_name(opened):
        return level(network_around_others(opened), tries=tries_for(opened))


def levelled_back(opened: OpenPlan) -> BackwardSchedule:
    """The latest dates that a plan's promises and its resources allow.

    Raises:
        NeverEnoughError, KaigongError: as above.
    """
    with called_by_name(opened):
        return level_backward(network_around_others(opened), tries=tries_for(opened))


def held_by_resources(
    opened: OpenPlan, found: LevelledSchedule, *, of: Network | None = None
) -> dict[str, int]:
    """From which minute each activity starts that only a resource holds back, by key.

    What follows such an activity by its links needs no day of its own.

    Args:
        of: The network that was levelled; None is the plan as it stands.
    """
    network = _held_back(opened, of or network_unlevelled(opened), found)
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
    own = {row.key for row in opened.work if row.started is None}
    return {key: minute_of(found.starts[key]) for key in found.moved() if key in own}


@contextmanager
def called_by_name(opened: OpenPlan) -> Iterator[None]:
    """What asks for too much is called by its name, and so is what it asks for."""
    try:
        yield
    except (NeverEnoughError, NeverFreeLongEnoughError) as wrong:
        resources = {each.key: each for each in resources_of(opened.plan)}
        asked = resources.get(str(wrong.facts["resource"]))
        unit = asked.unit if asked and asked.unit else said("个单位", "units")
        facts = {
            name: counted(fact, unit) if isinstance(fact, float) else fact
            for name, fact in wrong.facts.items()
        }
        facts["activity"] = opened.names.get(str(facts["activity"]), facts["activity"])
        facts["resource"] = asked or facts["resource"]
        raise type(wrong)(**facts) from None
