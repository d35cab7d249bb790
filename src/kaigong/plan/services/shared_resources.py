"""What a zone has for all its plans: stated among its settings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.plan.errors import SharedResourceInUseError, TooManyResourcesError
from kaigong.plan.later_numbers import later_kept
from kaigong.plan.models import SharedResource, SubPlan
from kaigong.plan.resources import MOST_RESOURCES, Resource
from kaigong.plan.services.resources import refuse_twice
from kaigong.plan.sharing import shared_keys

FIELDS = ("name", "name_en", "unit", "there", "later", "place")


@transaction.atomic
def state_shared(zone: Zone, resources: Sequence[Resource], *, by: User | None) -> None:
    """Say which resources the plans of a zone share, in their order.

    One without a key is new; what is no longer named goes, unless a plan has taken it over.

    Raises:
        SharedResourceInUseError, TooManyResourcesError, ResourceNameError: nothing was kept.
    """
    if len(resources) > MOST_RESOURCES:
        raise TooManyResourcesError(count=len(resources), most=MOST_RESOURCES)
    refuse_twice(resources)
    kept = {each.key: each for each in SharedResource.objects.select_for_update().filter(zone=zone)}
    free = (key for number in count(1) if (key := f"shared-{number}") not in kept)
    for key in kept.keys() - {each.key for each in resources}:
        _remove(kept[key], by=by)
    for place, each in enumerate(resources):
        row = kept.get(each.key) or SharedResource(zone=zone, key=next(free))
        before = {name: getattr(row, name) for name in FIELDS}
        row.name, row.name_en, row.unit = each.name, each.name_en, each.unit
        row.there, row.later, row.place = each.there, later_kept(each.later), place
        is_new = row.pk is None
        if is_new or before != {name: getattr(row, name) for name in FIELDS}:
            row.save()
        is_moved_alone = not is_new and all(
            before[name] == getattr(row, name) for name in FIELDS if name != "place"
        )
        if not is_moved_alone:
            record(
                "plan.shared-resource.set",
                by=by,
                zone=zone.slug,
                subject=row.key,
                name=row.name,
                numbers=each.stated,
            )


def _remove(row: SharedResource, *, by: User | None) -> None:
    plans = SubPlan.objects.filter(project__zone=row.zone_id).exclude(resources={})
    users = sum(row.key in shared_keys(each).values() for each in plans)
    if users:
        raise SharedResourceInUseError(name=row, count=users)
    record(
        "plan.shared-resource.removed",
        by=by,
        zone=row.zone.slug,
        subject=row.key,
        name=row.name,
    )
    row.delete()
