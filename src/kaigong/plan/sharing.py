"""What plans share 共用资源: who takes it, and what others leave to one plan.

Plans count by the dates they have now, whoever asks; of a plan that the reader may not see only
its load is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.engines.scheduling import Availability
from kaigong.engines.scheduling.availability import sum_of
from kaigong.engines.scheduling.levelling import Load, loads_of
from kaigong.errors import KaigongError
from kaigong.plan.later_numbers import later_kept
from kaigong.plan.models import SharedResource, SharedResourceEdit, SubPlan
from kaigong.plan.resources import Resource, resources_of, taken_over
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.portfolio.selectors import projects_for

Facts = dict[str, Any]  # what an edit keeps of a resource of the zone, under its fields' names


@dataclass(frozen=True, eq=False)
class Sharer:
    """One plan that takes something of the zone.

    Attributes:
        loads: By the key of the zone's resource; none where the plan cannot be reckoned.
        is_seen: Whether the reader may know which plan it is.
    """

    opened: OpenPlan
    loads: Mapping[str, Load]
    is_seen: bool

    @property
    def code(self) -> str:
        return str(self.opened.project.code)


def shared_in(zone: Zone) -> list[SharedResource]:
    """The resources of a zone, in their order."""
    return list(SharedResource.objects.filter(zone=zone))


def shared_then(zone: Zone, moment: datetime) -> dict[str, SharedResource]:
    """The resources of a zone by key, as they were stated at a past moment.

    What was stated before edits were kept is what it was at its first one.
    """
    found = {each.key: each for each in shared_in(zone)}
    later = SharedResourceEdit.objects.filter(zone=zone, at__gt=moment).order_by("-id")
    for changes in later.values_list("changes", flat=True):
        for change in changes:
            if change["before"] is None:
                found.pop(change["key"], None)
            else:
                found[change["key"]] = row_of(zone, change["key"], change["before"])
    return found


def facts_of(resource: Resource) -> Facts:
    """What an edit keeps of a resource of the zone."""
    return {
        "name": resource.name,
        "name_en": resource.name_en,
        "unit": resource.unit,
        "there": resource.there,
        "later": later_kept(resource.later),
        "place": resource.place,
    }


def row_of(zone: Zone, key: str, facts: Facts) -> SharedResource:
    """A resource of the zone as an edit keeps it, not saved."""
    return SharedResource(zone=zone, key=key, **facts)


def shared_keys(plan: SubPlan) -> dict[str, str]:
    """The keys of a plan's own for what it shares: the zone's key by the plan's."""
    return {key: row["shared"] for key, row in plan.resources.items() if row.get("shared")}


def sharers(standing: Standing, keys: Iterable[str] | None = None) -> list[Sharer]:
    """The plans of a zone that take something of it, in the order of their codes.

    Args:
        standing: Of the reader.
        keys: Of the zone's resources that are asked about; None is all.
    """
    asked = None if keys is None else set(keys)
    plans = (
        SubPlan.objects.filter(project__zone=standing.zone)
        .exclude(resources={})
        .select_related("calendar", "project__zone")
        .order_by("project__code")
    )
    found = [
        each
        for each in plans
        if (shared := set(shared_keys(each).values())) and (asked is None or shared & asked)
    ]
    seen = set(
        projects_for(standing)
        .filter(pk__in=[each.project_id for each in found])
        .values_list("pk", flat=True)
        if standing.may("plan.see_plans")
        else ()
    )
    return [
        Sharer(opened, load_by_shared(opened), plan.project_id in seen)
        for plan in found
        for opened in [OpenPlan(plan.project, standing, plan)]
    ]


def load_by_shared(opened: OpenPlan) -> dict[str, Load]:
    """What a plan takes of the zone's resources by its dates, by the zone's key."""
    with suppress(KaigongError):
        loads = loads_of(opened.schedule)
        return {
            shared: loads[own] for own, shared in shared_keys(opened.plan).items() if own in loads
        }
    return {}


def others_beside(opened: OpenPlan) -> list[Sharer]:
    """The other plans that share something with a plan; nobody counts on a past day."""
    keys = shared_keys(opened.plan)
    if not keys or opened.today < opened.standing.zone.today():
        return []
    found = sharers(opened.standing, keys.values())
    return [each for each in found if each.opened.plan.pk != opened.plan.pk]


def left_by(others: Sequence[Sharer], opened: OpenPlan) -> dict[str, Availability]:
    """What others leave a plan of what it shares with them, by the plan's own key."""
    stated = {each.key: each for each in resources_of(opened.plan)}
    return {
        own: stated[own].availability.without(
            sum_of([each.loads[shared].taken() for each in others if shared in each.loads])
        )
        for own, shared in shared_keys(opened.plan).items()
    }


def resource_of(shared: SharedResource) -> Resource:
    """A resource of the zone, as pages show and forms state it."""
    return taken_over(shared, key=shared.key, place=shared.place)
