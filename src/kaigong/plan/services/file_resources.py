"""The resources of a file that a planner has chosen come into a plan, with who needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count

from kaigong.plan.drafts import Draft
from kaigong.plan.errors import TooManyResourcesError
from kaigong.plan.file_resources import FileScarce
from kaigong.plan.later_numbers import Later
from kaigong.plan.resources import MOST_RESOURCES, Resource, as_kept, plain_name, resources_of

Number = tuple[float, Later]


@dataclass(frozen=True)
class LastScarce:
    """What the last issue of a file had brought: keys of the plan by the file's, and its numbers.

    Attributes:
        is_merged: This file updates the plan; without that it holds.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    scarce: FileScarce = field(default_factory=FileScarce)
    is_merged: bool = False

    def number(self, key: str) -> Number | None:
        known = self.scarce.resources.get(key) if key in self.keys else None
        return _number(known) if known else None

    def need(self, row: str, key: str) -> float | None:
        return self.scarce.needs.get(row, {}).get(key) if key in self.keys else None


@dataclass(frozen=True)
class Taken:
    """One resource that was taken over.

    Attributes:
        was: The plan's number before it became the file's; none where it stays, or is new.
        stays: The plan's number that is not the file's and stays, since it was set here.
        needs_kept: Of how many activities the need stays, since it was set here.
        is_shared: The zone states its number.
    """

    key: str
    was: Number | None = None
    stays: Number | None = None
    needs_kept: int = 0
    is_shared: bool = False


def resources_brought(
    draft: Draft, chosen: Iterable[str], scarce: FileScarce, last: LastScarce
) -> dict[str, Taken]:
    """Take resources of a file over into a plan that has its activities; by the file's keys.

    What was set here since the last issue stays, number or need. Where the file holds it is the
    file's again, but for a number that the file does not state or that the zone does.

    Raises:
        TooManyResourcesError: with them the plan has more than it can.
    """
    chosen = [key for key in scarce.resources if key in set(chosen)]
    keys = _keys(draft, chosen, scarce, last)
    found = {key: _take(draft, key, keys[key], scarce, last) for key in chosen}
    if chosen and len(draft.plan.resources) > MOST_RESOURCES:
        raise TooManyResourcesError(count=len(draft.plan.resources), most=MOST_RESOURCES)
    kept = _put_needs(draft, keys, scarce, last)
    return {key: replace(each, needs_kept=kept[key]) for key, each in found.items()}


def _keys(draft: Draft, chosen: list[str], scarce: FileScarce, last: LastScarce) -> dict[str, str]:
    """Which resource of the plan each is: the one of the last issue, of the same name, or new."""
    there = draft.plan.resources
    keys = {key: last.keys[key] for key in chosen if last.keys.get(key) in there}
    taken = set(keys.values())
    named = {
        name.casefold(): each.key
        for each in reversed(resources_of(draft.plan))
        for name in (each.name_en, each.name)
        if name
    }
    free = (f"R{number}" for number in count(1) if f"R{number}" not in there)
    for key in chosen:
        if key in keys:
            continue
        same = named.get(scarce.resources[key].name.casefold())
        keys[key] = same if same and same not in taken else next(free)
        taken.add(keys[key])
    return keys


def _take(draft: Draft, key: str, ours: str, scarce: FileScarce, last: LastScarce) -> Taken:
    theirs, row = scarce.resources[key], draft.plan.resources.get(ours)
    if row is None:
        name = _free_name(draft, theirs.name, key)
        place = 1 + max((each["place"] for each in draft.plan.resources.values()), default=-1)
        draft.put_row("resource", ours, replace(theirs, name=name, place=place).row)
        return Taken(ours)
    mine = as_kept(ours, row)
    if mine.shared:
        return Taken(ours, is_shared=True)
    if _number(mine) == _number(theirs):
        return Taken(ours)
    is_files = _number(mine) == last.number(key) if last.is_merged else not theirs.is_assumed
    if not is_files:
        return Taken(ours, stays=_number(mine))
    number = replace(mine, there=theirs.there, later=theirs.later, is_assumed=theirs.is_assumed)
    draft.put_row("resource", ours, number.row)
    return Taken(ours, was=_number(mine))


def _put_needs(
    draft: Draft, keys: Mapping[str, str], scarce: FileScarce, last: LastScarce
) -> dict[str, int]:
    """Say what activities need; of how many it stays as it was set here, by resource."""
    kept = dict.fromkeys(keys, 0)
    summaries = draft.summaries()
    for name, theirs in scarce.needs.items():
        row = draft.activities.get(name)
        if row is None or name in summaries:
            continue
        needs = dict(row.needs)
        for key, ours in keys.items():
            units, mine = theirs.get(key), needs.get(ours)
            if mine == units:
                continue
            if last.is_merged and mine != last.need(name, key):
                kept[key] += 1
            elif units is None:
                del needs[ours]
            else:
                needs[ours] = units
        if needs != row.needs:
            row.needs = dict(sorted(needs.items()))
    return kept


def _number(resource: Resource) -> Number:
    return resource.there, resource.later


def _free_name(draft: Draft, name: str, key: str) -> str:
    """A name that no other resource of the plan goes by."""
    taken = {
        known.casefold() for each in resources_of(draft.plan) for known in (each.name, each.name_en)
    }
    others = (f"{name[:50]} ({plain_name(sign)[:40]})" for sign in chain([key], map(str, count(2))))
    return next(each for each in chain([name], others) if each.casefold() not in taken)
