"""What planners do about scarce resources: state them, say who needs them, accept a levelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count

from kaigong.accounts.selectors import Standing
from kaigong.plan.drafting import redrawing
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import NothingToLevelError, ResourceNameError, TooManyResourcesError
from kaigong.plan.levelling import held_by_resources, levelled
from kaigong.plan.models import SubPlan
from kaigong.plan.resources import MOST_RESOURCES, Resource, as_kept
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.services.activities import give_needs


def state_resources(
    plan: SubPlan,
    resources: Sequence[Resource],
    *,
    standing: Standing,
    seen_version: int | None = None,
) -> None:
    """Say which resources a plan has and how many units of each, in their order.

    One without a key is new. What is no longer named goes, and with it what activities need of it.

    Raises:
        TooManyResourcesError, ResourceNameError: nothing was kept.
        PlanChangedMeanwhileError: somebody changed the same resource since.
    """
    if len(resources) > MOST_RESOURCES:
        raise TooManyResourcesError(count=len(resources), most=MOST_RESOURCES)
    refuse_twice(resources)
    with redrawing(
        plan,
        standing=standing,
        verb="change",
        seen_version=seen_version,
    ) as draft:
        _state(draft, resources)


def refuse_twice(resources: Sequence[Resource]) -> None:
    """That no two resources go by one name.

    Raises:
        ResourceNameError: two do.
    """
    known: set[str] = set()
    for each in resources:
        names = {name.casefold() for name in (each.name, each.name_en) if name}
        if known & names:
            raise ResourceNameError(name=each)
        known |= names


def _state(draft: Draft, resources: Sequence[Resource]) -> None:
    there = draft.plan.resources
    taken = {*there, *(each.key for each in resources)}
    free = (f"R{number}" for number in count(1) if f"R{number}" not in taken)
    stated: dict[str, Resource] = {}
    for place, each in enumerate(resources):
        key = each.key or next(free)
        stated[key] = replace(each, key=key, place=place)
        kept = there.get(key, {})
        if each.shared and kept.get("shared") == each.shared:
            # What the zone says of it is no edit of the plan.
            stated[key] = replace(as_kept(key, kept), place=place)
    for key in there.keys() - stated.keys():
        draft.put_row("resource", key, None)
    for key, each in stated.items():
        draft.put_row("resource", key, each.row)


def state_needs(
    plan: SubPlan,
    needs: Mapping[str, Mapping[str, float]],
    *,
    standing: Standing,
    seen_version: int | None = None,
) -> None:
    """Say how many units of the plan's resources some activities need, as one edit.

    Args:
        needs: Units by key of the resource, by key of the activity; none frees it.

    Raises:
        NoSuchActivityError, UnknownResourceError, NeedOfASummaryError: nothing was kept.
        PlanChangedMeanwhileError: somebody changed the same activity since.
    """
    with redrawing(
        plan,
        standing=standing,
        verb="change",
        seen_version=seen_version,
    ) as draft:
        for key, units in needs.items():
            give_needs(draft, draft.activity(key), units)


def accept_levelling(opened: OpenPlan, *, seen_version: int | None = None) -> None:
    """Put the levelled dates into a plan, as one edit.

    What only a resource holds back is not started before its day; what follows by its links moves
    with it. Days of an earlier levelling that hold nothing any more are taken off.

    Raises:
        NothingToLevelError: nothing would move.
        NeverEnoughError: an activity asks for more than there is.
        PlanChangedMeanwhileError: somebody changed the same rows since.
    """
    held = held_by_resources(opened, levelled(opened))
    if all(row.levelled == held.get(row.key) for row in opened.work):
        raise NothingToLevelError(project=opened.project)
    with redrawing(
        opened.plan,
        standing=opened.standing,
        verb="level",
        seen_version=seen_version,
    ) as draft:
        for key, row in draft.activities.items():
            row.levelled = held.get(key)
