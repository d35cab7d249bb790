"""The fronts of a zone with their projects, as one person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.plan.models import Front, FrontEdit, FrontProject
from kaigong.portfolio.selectors import projects_for
from kaigong.portfolio.selectors.projects import projects_then

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


# From the contract to the last works: what a master plan is about.
ON_THE_MAP = ("signed", "land", "approval", "started", "construction", "suspended")


@dataclass(frozen=True)
class FrontRows:
    """A front with those of its projects that the reader sees; no front gathers the rest."""

    front: Front | None
    projects: Sequence[Project]


def fronts_for(standing: Standing, *, moment: datetime | None = None) -> list[FrontRows]:
    """All fronts in their order, with what a person sees of them; the rest last.

    Args:
        moment: Projects and fronts as they were on record at a past moment.
    """
    if not standing.may("plan.see_plans"):
        return []
    projects = {project.pk: project for project in _on_the_map(standing, moment)}
    of_front: dict[int, list[Project]] = {}
    for project_id, front_id in fronts_by_project(standing.zone, moment=moment).items():
        if project_id in projects:
            of_front.setdefault(front_id, []).append(projects.pop(project_id))
    rows = [
        FrontRows(front, of_front[front.pk])
        for front in fronts_in(standing.zone, moment=moment)
        if front.pk in of_front
    ]
    if projects:
        rows.append(FrontRows(None, list(projects.values())))
    return rows


def fronts_in(zone: Zone, *, moment: datetime | None = None) -> list[Front]:
    """The fronts of a zone in their order, with their leaders.

    Args:
        moment: As they were named, led and ordered at a past moment; one that was made before
            edits were kept is then what it was at its first edit.
    """
    fronts = list(Front.objects.filter(zone=zone).select_related("leader"))
    if moment is not None:
        fronts = _as_they_were(fronts, moment)
    return [front for front in fronts if not front.is_dissolved]


def _as_they_were(fronts: Iterable[Front], moment: datetime) -> list[Front]:
    then = {front.pk: front for front in fronts}
    # From the last edit back: what was before those that came later.
    later = FrontEdit.objects.filter(front__in=list(then), at__gt=moment).order_by("-id")
    for front_id, before in later.values_list("front", "before"):
        for name, value in (before or {"is_dissolved": True}).items():
            setattr(then[front_id], name, value)
    leaders = User.objects.in_bulk({front.leader_id for front in then.values()} - {None})
    for front in then.values():
        front.leader = leaders.get(front.leader_id or 0)
    return sorted(then.values(), key=lambda each: (each.place, each.pk))


def fronts_by_project(zone: Zone, *, moment: datetime | None = None) -> dict[int, int]:
    """The number of the front that each project stands in, now or at a past moment."""
    rows = FrontProject.objects.filter(front__zone=zone).order_by("front__place", "front", "id")
    if moment is None:
        rows = rows.filter(until=None)
    else:
        begun = Q(since=None) | Q(since__at__lte=moment)
        rows = rows.filter(begun, Q(until=None) | Q(until__at__gt=moment))
    return dict(rows.values_list("project", "front"))


def front_edits_for(zone: Zone, *, most: int = 10) -> list[FrontEdit]:
    """The latest edits of a zone's fronts, the last one first, with who moved."""
    return list(
        FrontEdit.objects.filter(front__zone=zone)
        .select_related("front", "by", "undoes", "undone_by")
        .prefetch_related("joined__project", "left__project")
        .order_by("-id")[:most]
    )


def _on_the_map(standing: Standing, moment: datetime | None) -> Iterable[Project]:
    if moment is None:
        now = projects_for(standing).filter(counts_in=None, stage__in=ON_THE_MAP)
        return now.order_by("code")
    then = projects_then(standing, moment)
    return [each for each in then if each.counts_in_id is None and each.stage in ON_THE_MAP]


@dataclass(frozen=True)
class FrontChoice:
    """A project that may belong to a front: whether it does, or which other one holds it."""

    project: Project
    is_here: bool
    elsewhere: Front | None
    since: datetime | None = None  # as long as it is known


def front_choices(standing: Standing, front: Front) -> list[FrontChoice]:
    """The projects on the map that a front may have, its own first."""
    since = dict(
        FrontProject.objects.filter(front=front, until=None).values_list("project", "since__at")
    )
    choices = []
    for rows in fronts_for(standing):
        is_here = rows.front is not None and rows.front.pk == front.pk
        elsewhere = None if is_here else rows.front
        choices += [
            FrontChoice(project, is_here, elsewhere, since.get(project.pk))
            for project in rows.projects
        ]
    return sorted(choices, key=lambda each: (not each.is_here, each.elsewhere is not None))
