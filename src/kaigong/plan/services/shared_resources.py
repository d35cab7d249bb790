"""What a zone has for all its plans: stated among its settings, each time kept as an edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.plan.errors import (
    SharedEditUndoneError,
    SharedMovedOnError,
    SharedResourceInUseError,
    TooManyResourcesError,
)
from kaigong.plan.models import SharedResource, SharedResourceEdit, SubPlan
from kaigong.plan.resources import MOST_RESOURCES, Resource
from kaigong.plan.services.resources import refuse_twice
from kaigong.plan.sharing import Facts, facts_of, resource_of, row_of, shared_keys


@transaction.atomic
def state_shared(zone: Zone, resources: Sequence[Resource], *, by: User | None) -> None:
    """Say which resources the plans of a zone share, in their order.

    One without a key is new; what is no longer named goes, unless a plan has taken it over.

    Raises:
        SharedResourceInUseError, TooManyResourcesError, ResourceNameError: nothing was kept.
    """
    held = _held(zone)
    free = _free_keys(zone, held)
    wanted = {
        key: facts_of(replace(each, place=place))
        for place, each in enumerate(resources)
        for key in [each.key if each.key in held else next(free)]
    }
    _keep(zone, held, wanted, by=by)


@transaction.atomic
def undo_shared_edit(edit: SharedResourceEdit, *, by: User | None) -> SharedResourceEdit:
    """What an edit changed is again what it was before; an edit of its own.

    Raises:
        SharedEditUndoneError: it was undone before.
        SharedMovedOnError: one of these resources was changed since.
        SharedResourceInUseError: a plan uses what it added.
        ResourceNameError: what it took off has a name that another one has by now.
    """
    held = _held(edit.zone)
    if SharedResourceEdit.objects.filter(undoes=edit).exists():
        raise SharedEditUndoneError()
    wanted = {key: facts_of(resource_of(row)) for key, row in held.items()}
    for change in edit.changes:
        key, before, after = change["key"], change["before"], change["after"]
        now = wanted.get(key)
        if not _is_alike(now, after):
            raise SharedMovedOnError(name=row_of(edit.zone, key, after or before))
        if before is None:
            del wanted[key]
        elif now is None or before["place"] != after["place"]:
            wanted[key] = before
        else:
            wanted[key] = {**before, "place": now["place"]}
    made = _keep(edit.zone, held, wanted, by=by, undoes=edit)
    first = edit.changes[0]
    record(
        "plan.shared-resource.undone",
        by=by,
        zone=edit.zone.slug,
        subject=first["key"],
        name=(first["after"] or first["before"])["name"],
    )
    return made or edit


def _held(zone: Zone) -> dict[str, SharedResource]:
    """The resources of a zone by key; who states them as well waits."""
    Zone.objects.select_for_update().get(pk=zone.pk)
    return {each.key: each for each in SharedResource.objects.filter(zone=zone)}


def _free_keys(zone: Zone, held: Mapping[str, object]) -> Iterator[str]:
    """Keys that no resource of the zone has, nor ever had: past plans go by them."""
    edits = SharedResourceEdit.objects.filter(zone=zone).values_list("changes", flat=True)
    taken = {*held, *(change["key"] for changes in edits for change in changes)}
    return (key for number in count(1) if (key := f"shared-{number}") not in taken)


def _keep(
    zone: Zone,
    held: Mapping[str, SharedResource],
    wanted: Mapping[str, Facts],
    *,
    by: User | None,
    undoes: SharedResourceEdit | None = None,
) -> SharedResourceEdit | None:
    """Make the resources of a zone what they are to be; where nothing differs nothing is kept."""
    if len(wanted) > MOST_RESOURCES:
        raise TooManyResourcesError(count=len(wanted), most=MOST_RESOURCES)
    refuse_twice([resource_of(row_of(zone, key, facts)) for key, facts in wanted.items()])
    before = {key: facts_of(resource_of(row)) for key, row in held.items()}
    changes = [
        {"key": key, "before": before.get(key), "after": wanted.get(key)}
        for key in {**before, **wanted}
        if before.get(key) != wanted.get(key)
    ]
    if not changes:
        return None
    for key in held.keys() - wanted.keys():
        _remove(held[key], by=by)
    for key, facts in wanted.items():
        if facts != before.get(key):
            row = row_of(zone, key, facts)
            row.pk = held[key].pk if key in held else None
            row.save()
            if not _is_alike(before.get(key), facts):
                _record(row, by=by)
    return SharedResourceEdit.objects.create(
        zone=zone, at=clock.now(), by=by, changes=changes, undoes=undoes
    )


def _is_alike(one: Facts | None, other: Facts | None) -> bool:
    """Whether both say the same, wherever it stands in the list."""
    if one is None or other is None:
        return one is other
    return {**one, "place": 0} == {**other, "place": 0}


def _record(row: SharedResource, *, by: User | None) -> None:
    record(
        "plan.shared-resource.set",
        by=by,
        zone=row.zone.slug,
        subject=row.key,
        name=row.name,
        numbers=resource_of(row).stated,
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
