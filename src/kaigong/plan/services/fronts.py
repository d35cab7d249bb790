"""Fronts of a zone: who leads which projects."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.plan.models import Front, FrontProject

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
    projects = list(projects)
    front, _made = Front.objects.update_or_create(
        zone=zone,
        key=key,
        defaults={"name": name, "name_en": name_en, "leader": leader, "place": place},
    )
    FrontProject.objects.filter(front=front).exclude(project__in=projects).delete()
    FrontProject.objects.filter(project__in=projects).exclude(front=front).delete()
    held = set(front.members.values_list("project_id", flat=True))
    FrontProject.objects.bulk_create(
        FrontProject(front=front, project=project) for project in projects if project.pk not in held
    )
    record(
        "plan.front.set",
        by=by,
        zone=zone.slug,
        subject=key,
        name=name,
        leader=leader,
        projects=len(projects),
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
        projects=front.members.count(),
    )
    front.delete()
