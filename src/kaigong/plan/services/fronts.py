"""Fronts of a zone: who leads which projects, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.plan.errors import FrontEditUndoneError, FrontMovedOnError
from kaigong.plan.models import Front, FrontEdit, FrontProject

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


@transaction.atomic
def set_front(
    zone: Zone,
    key: str,
    *,
    name: str,
    by: User | None,
    projects: Iterable[Project],
    name_en: str = "",
    leader: User | None = None,
    place: int = 0,
) -> Front:
    """Say which projects a front has; one that stood in another front moves here."""
    wanted = {project.pk for project in projects}
    front = Front.objects.select_for_update().filter(zone=zone, key=key).first()
    before = None if front is None else facts_of(front)
    front = front or Front(zone=zone, key=key)
    front.name, front.name_en, front.leader, front.place = name, name_en, leader, place
    front.is_dissolved = False
    held = set(_here(front).values_list("project", flat=True)) if front.pk else set()
    after = facts_of(front)
    if before != after or wanted != held:
        front.save()
        edit = FrontEdit.objects.create(
            front=front, before=before, after=after, by=by, at=clock.now()
        )
        _here(front).exclude(project__in=wanted).update(until=edit)
        _move(edit, wanted - held)
    record(
        "plan.front.set",
        by=by,
        zone=zone.slug,
        subject=key,
        name=name,
        leader=leader,
        projects=len(wanted),
    )
    return front


def add_front(
    zone: Zone, *, name: str, by: User | None, name_en: str = "", leader: User | None = None
) -> Front:
    """A new front behind the others, without projects yet."""
    kept = list(Front.objects.filter(zone=zone).values_list("key", "place"))
    keys = {key for key, _ in kept}
    return set_front(
        zone,
        next(key for number in count(len(kept) + 1) if (key := f"front-{number}") not in keys),
        name=name,
        name_en=name_en,
        leader=leader,
        place=max((place for _, place in kept), default=-1) + 1,
        projects=[],
        by=by,
    )


@transaction.atomic
def remove_front(front: Front, *, by: User | None) -> None:
    """Dissolve a front; its projects stand in none, and no plan changes."""
    record(
        "plan.front.removed",
        by=by,
        zone=front.zone.slug,
        subject=front.key,
        name=front.name,
        projects=_here(front).count(),
    )
    before = facts_of(front)
    front.is_dissolved = True
    front.save(update_fields=["is_dissolved"])
    edit = FrontEdit.objects.create(
        front=front, before=before, after=facts_of(front), by=by, at=clock.now()
    )
    _here(front).update(until=edit)


@transaction.atomic
def undo_front_edit(edit: FrontEdit, *, by: User | None) -> FrontEdit:
    """Put a front and the projects that moved back to what they were before an edit.

    Raises:
        FrontEditUndoneError: it was undone before.
        FrontMovedOnError: the front, or one of these projects, was changed since.
    """
    front = Front.objects.select_for_update().select_related("zone").get(pk=edit.front_id)
    if FrontEdit.objects.filter(undoes=edit).exists():
        raise FrontEditUndoneError()
    joined = set(edit.joined.values_list("project", flat=True))
    left = {row.project_id: row.front for row in edit.left.select_related("front")}
    where = dict(
        FrontProject.objects.filter(until=None, project__in=joined | left.keys()).values_list(
            "project", "front"
        )
    )
    now = dict.fromkeys(joined, front.pk)
    is_as_left = all(where.get(project) == now.get(project) for project in joined | left.keys())
    homes = {each for each in left.values() if each.pk != front.pk}
    if facts_of(front) != edit.after or not is_as_left or any(e.is_dissolved for e in homes):
        raise FrontMovedOnError(front=str(front))
    back = edit.before or {**edit.after, "is_dissolved": True}
    for name, value in back.items():
        setattr(front, name, value)
    front.save()
    made = FrontEdit.objects.create(
        front=front, before=edit.after, after=back, by=by, at=clock.now(), undoes=edit
    )
    FrontProject.objects.filter(until=None, project__in=joined).update(until=made)
    FrontProject.objects.bulk_create(
        FrontProject(front=home, project_id=project, since=made) for project, home in left.items()
    )
    record("plan.front.undone", by=by, zone=front.zone.slug, subject=front.key, name=front.name)
    return made


def facts_of(front: Front) -> dict[str, Any]:
    """What is kept of a front with each edit, under the names of its fields."""
    names = ("name", "name_en", "leader_id", "place", "is_dissolved")
    return {name: getattr(front, name) for name in names}


def _here(front: Front) -> Any:
    return FrontProject.objects.filter(front=front, until=None)


def _move(edit: FrontEdit, projects: Iterable[int]) -> None:
    """Projects leave the front that they stand in and join that of an edit."""
    FrontProject.objects.filter(project__in=projects, until=None).update(until=edit)
    FrontProject.objects.bulk_create(
        FrontProject(front_id=edit.front_id, project_id=project, since=edit)
        for project in sorted(projects)
    )
