"""Plans that share something levelled together: each around those that come before it.

They come in turn. Several turns are tried: by the earliest open promise, by who is there first, and
where there are few plans every turn there is; what another plan waits for always goes before it.
The turn is taken in which the promises are missed least, then the ends of plans come out soonest. A
plan that the reader may not see keeps its dates and takes what it needs first. What is shown is
what the plans are once it is accepted: their rows are reckoned together on copies that nobody
keeps.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations

from kaigong.accounts.selectors import Standing
from kaigong.engines.scheduling import Availability, Network
from kaigong.engines.scheduling.availability import sum_of
from kaigong.engines.scheduling.levelling import LevelledSchedule, level, loads_of
from kaigong.plan.crossing import called, code_and_key
from kaigong.plan.drafts import Draft
from kaigong.plan.levelling import (
    LEAST_TRIES,
    called_by_name,
    held_by_resources,
    is_levellable,
    network_unlevelled,
    tries_for,
)
from kaigong.plan.models import SubPlan
from kaigong.plan.moments import moment_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.sharing import Sharer, resource_of, shared_in, shared_keys, sharers
from kaigong.plan.together import plans_together, reckon_together

MOST_TURNED = 4  # plans of which every turn is tried


@dataclass(frozen=True, eq=False)
class LevelledPlan:
    """One of the plans, as it would be.

    Attributes:
        held: From which minute each activity starts that only a resource holds back, by key.
    """

    opened: OpenPlan
    found: LevelledSchedule
    held: Mapping[str, int]

    @property
    def moves(self) -> bool:
        """Whether anything of it would be put off, or be put off no longer."""
        return any(row.levelled != self.held.get(row.key) for row in self.opened.work)


@dataclass(frozen=True, eq=False)
class Jointly:
    """Plans levelled together.

    Attributes:
        plans: In the order in which they were served.
        turns: How many orders of plans were tried.
        unseen: How many others keep their dates.
        after: All plans that would move or are linked with one that does, with their dates then.
        seen: What all of it was reckoned from, in short.
    """

    plans: Sequence[LevelledPlan]
    turns: int
    unseen: int
    after: Mapping[int, Draft]
    seen: str


def levelled_jointly(standing: Standing) -> Jointly:
    """The plans of a zone that share resources, levelled each around those before it.

    Raises:
        NeverEnoughError, NeverFreeLongEnoughError: an activity asks for more than is ever left.
        KaigongError: a plan cannot be reckoned.
    """
    everyone = sharers(standing)
    ours = [each for each in everyone if each.is_seen and is_levellable(each.opened)]
    fixed = [each for each in everyone if each not in ours]
    left = {
        each.key: _left(resource_of(each).availability, fixed, each.key)
        for each in shared_in(standing.zone)
    }
    turns = _turns([each.opened for each in ours])
    best = turns[0]
    if len(turns) > 1:
        best = min(turns, key=lambda turn: _rank(_in_one_turn(turn, left, tries=LEAST_TRIES)))
    plans = _in_one_turn(best, left)
    return Jointly(
        plans,
        len(turns),
        sum(not each.is_seen for each in fixed),
        _after(plans),
        _in_short(standing, everyone),
    )


def _in_one_turn(
    turn: Sequence[OpenPlan], there: Mapping[str, Availability], *, tries: int | None = None
) -> list[LevelledPlan]:
    """The plans, each levelled around those before it."""
    left = dict(there)
    pins: dict[str, tuple[LevelledSchedule, str]] = {}
    plans = []
    for opened in turn:
        plans.append(made := _levelled(opened, left, pins, tries or tries_for(opened)))
        _take(made, left)
        for key in made.found.starts:
            pins[called(opened.project.code, key)] = made.found, key
    return plans


def _rank(plans: Sequence[LevelledPlan]) -> tuple[float, float, float]:
    """How good a turn is, in days: the promise missed most, all that are missed, all ends."""
    late = [
        max(0.0, (each.found.finishes[row.key] - moment_of(row.committed)) / timedelta(days=1))
        for each in plans
        for row in each.opened.work
        if row.committed is not None and row.finished is None and row.key in each.found.finishes
    ]
    ends = sum(each.found.finish.timestamp() for each in plans)
    return max(late, default=0.0), sum(late), ends


def _left(there: Availability, fixed: Sequence[Sharer], shared: str) -> Availability:
    taken = [each.loads[shared].taken() for each in fixed if shared in each.loads]
    return there.without(sum_of(taken))


def _turns(plans: Sequence[OpenPlan]) -> list[list[OpenPlan]]:
    """The orders to try, the usual one first: by the earliest promise."""
    by_promise = sorted(plans, key=_first_promise)
    asked = [by_promise, sorted(plans, key=_first_use)]
    if len(plans) <= MOST_TURNED:
        asked += map(list, permutations(by_promise))
    found = {tuple(each.plan.pk for each in turn): turn for turn in map(_waited_for_first, asked)}
    return list(found.values())


def _waited_for_first(turn: Sequence[OpenPlan]) -> list[OpenPlan]:
    """What others wait for goes before them; over loops the turn alone counts."""
    left, found = list(turn), []
    while left:
        codes = {each.project.code for each in left}
        chosen = next(
            (each for each in left if not _awaited(each) & (codes - {each.project.code})), left[0]
        )
        left.remove(chosen)
        found.append(chosen)
    return found


def _first_use(opened: OpenPlan) -> tuple[float, str]:
    """When it first takes something that is shared."""
    shared = shared_keys(opened.plan).keys()
    uses = [row.early_start or 0 for row in opened.work if row.needs.keys() & shared]
    return min(uses, default=float("inf")), opened.project.code


def _first_promise(opened: OpenPlan) -> tuple[float, str]:
    open_ones = (row for row in opened.work if row.finished is None)
    promises = [row.committed for row in open_ones if row.committed is not None]
    return min(promises, default=float("inf")), opened.project.code


def _awaited(opened: OpenPlan) -> set[str]:
    """The projects that it waits for."""
    return {code_and_key(name)[0] for name in opened.across}


def _levelled(
    opened: OpenPlan,
    left: Mapping[str, Availability],
    pins: Mapping[str, tuple[LevelledSchedule, str]],
    tries: int,
) -> LevelledPlan:
    network = network_unlevelled(opened)
    for own, shared in shared_keys(opened.plan).items():
        if shared in left:
            network.resources[own] = left[shared]
    _pin(network, opened, pins)
    with called_by_name(opened):
        found = level(network, tries=tries)
    return LevelledPlan(opened, found, held_by_resources(opened, found, of=network))


def _pin(
    network: Network, opened: OpenPlan, pins: Mapping[str, tuple[LevelledSchedule, str]]
) -> None:
    """What a plan waits for in plans that are levelled before it stands where it will be."""
    for name in opened.others:
        if name in pins:
            found, key = pins[name]
            network.change(name, manual_start=found.starts[key], manual_finish=found.finishes[key])


def _take(made: LevelledPlan, left: dict[str, Availability]) -> None:
    found = made.found
    loads = loads_of(found.unlevelled, starts=found.starts, finishes=found.finishes)
    for own, shared in shared_keys(made.opened.plan).items():
        if own in loads and shared in left:
            left[shared] = left[shared].without(loads[own].taken())


def _after(plans: Sequence[LevelledPlan]) -> dict[int, Draft]:
    """The plans once it is accepted, with those that links lead to; on copies."""
    changed = {}
    for each in plans:
        draft = changed[each.opened.plan.pk] = Draft.of(copy(each.opened.plan))
        for key, row in draft.activities.items():
            row.levelled = each.held.get(key)
    found: dict[int, Draft] = {}
    for number, draft in changed.items():
        if number in found:
            continue
        others = plans_together(draft.plan) - {number}
        rows = SubPlan.objects.filter(pk__in=others - changed.keys())
        beside = {each.pk: Draft.of(each) for each in rows.select_related("project__zone")}
        group = [draft, *(changed[pk] for pk in sorted(others & changed.keys())), *beside.values()]
        reckon_together(group, seen_codes={each.opened.project.code for each in plans})
        found |= {each.plan.pk: each for each in group}
    return found


def _in_short(standing: Standing, everyone: Sequence[Sharer]) -> str:
    """What a joint levelling is reckoned from, so that a change since it was shown is noticed."""
    told = [
        [[each.opened.plan.pk, each.opened.plan.version, each.opened.plan.reckoned_for]
         for each in everyone],
        [[each.key, each.there, each.later] for each in shared_in(standing.zone)],
        f"{standing.zone.today()}",
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
