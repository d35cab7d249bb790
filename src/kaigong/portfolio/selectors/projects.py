"""Which projects a person may see: the one definition, for pages, feeds, exports and search."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from kaigong.accounts.models import Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.portfolio import registries
from kaigong.portfolio.models import Project

Row = TypeVar("Row", bound=Model)


def rows_at(model: type[Row], moment: datetime | None) -> QuerySet[Row]:
    """The rows of a table now, or as they were on record at a past moment."""
    if moment is None:
        return model._default_manager.all()
    history: Any = model.history  # type: ignore[attr-defined]
    found: QuerySet[Row] = history.as_of(moment)
    return found


def held_on(model: type[Row], moment: datetime | None, **which: object) -> list[Row]:
    """The rows of a model as they stood at a moment, or stand now.

    The library's own `as_of` shows a row twice where two changes carry the same moment, as they do
    in a zone that was built as if on past days; the later number decides here.
    """
    rows: QuerySet[Row] = model._default_manager.filter(**which)
    if moment is None:
        return list(rows)
    history: Any = model.history  # type: ignore[attr-defined]  # simple_history has no types
    key = model._meta.pk.attname
    newest: dict[int, Any] = {}
    past = history.filter(history_date__lte=moment, **which)
    for row in past.order_by("history_date", "history_id"):
        newest[getattr(row, key)] = row
    return [row.instance for row in newest.values() if row.history_type != "-"]


def _limits(standing: Standing) -> Q:
    if standing.reach is Reach.ZONE:
        return Q()
    if standing.reach is Reach.OWN:
        return Q(investor__in=standing.organisation_ids)
    return (
        Q(lead_department__in=standing.organisation_ids)
        | Q(task_force__in=standing.organisation_ids)
        | Q(leader=standing.user)
        | looked_after_by(standing)
    )


def looked_after_by(standing: Standing) -> Q:
    """The projects whose officer a person is, or stands in for today."""
    found = Q(service_officer=standing.user)
    for source in registries.reaches:
        found |= source.limits(standing)
    return found


def looked_after_in_zone(standing: Standing) -> QuerySet[Project]:
    """These projects, for a question that looks among what the person may see anyway."""
    return Project.objects.filter(looked_after_by(standing), zone=standing.zone)


def projects_for(standing: Standing) -> QuerySet[Project]:
    """The projects of the zone that a person may see."""
    if not standing.may("portfolio.see_ledger"):
        return Project.objects.none()
    return Project.objects.filter(_limits(standing), zone=standing.zone)


def projects_then(standing: Standing, moment: datetime) -> list[Project]:
    """The projects that a person may see, as they were on record at a past moment, by code.

    On that day one may have been another firm's: then it is left out.
    """
    now = set(projects_for(standing).values_list("pk", flat=True))
    is_own = standing.reach is Reach.OWN
    then = [
        each
        for each in held_on(Project, moment, zone=standing.zone)
        if each.pk in now and (not is_own or each.investor_id in standing.organisation_ids)
    ]
    return sorted(then, key=lambda each: each.code)


def project_then(standing: Standing, project: Project, moment: datetime) -> Project | None:
    """A project that a person sees, as it was on record at a past moment; none before it was.

    Raises:
        Http404: on that day it was another firm's.
    """
    found = held_on(Project, moment, id=project.pk)
    for then in found:
        if standing.reach is Reach.OWN and then.investor_id not in standing.organisation_ids:
            raise Http404
        then.zone = standing.zone
    return found[0] if found else None


def projects_called(zone: Zone, codes: Iterable[str]) -> dict[str, Project]:
    """Projects of a zone by their codes; a code that none has is left out."""
    found = Project.objects.filter(zone=zone, code__in=set(codes))
    return {project.code: project for project in found}


def project_for(standing: Standing, code: str) -> Project:
    """One project by its code.

    Raises:
        Http404: no such project, or not for this person; the two cannot be told apart.
    """
    found = (
        projects_for(standing)
        .select_related("sector", "investor", "lead_department", "task_force")
        .select_related("service_officer", "leader", "lamp", "zone")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found
