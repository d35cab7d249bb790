"""Fronts of a zone: who leads which projects."""

from __future__ import annotations

from collections.abc import Iterable
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
