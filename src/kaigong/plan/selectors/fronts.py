"""The fronts of a zone with their projects, as one person may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kaigong.accounts.selectors import Standing
from kaigong.plan.models import Front, FrontProject
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
        moment: Projects as they were on record at a past moment, in the fronts of today.
    """
    if not standing.may("plan.see_plans"):
        return []
    projects = {project.pk: project for project in _on_the_map(standing, moment)}
    of_front: dict[int, list[Project]] = {}
    for front_id, project_id in FrontProject.objects.filter(
        front__zone=standing.zone, project__in=list(projects)
    ).values_list("front_id", "project_id"):
        of_front.setdefault(front_id, []).append(projects.pop(project_id))
    rows = [
        FrontRows(front, of_front[front.pk])
        for front in Front.objects.filter(zone=standing.zone).select_related("leader")
        if front.pk in of_front
    ]
    if projects:
        rows.append(FrontRows(None, list(projects.values())))
    return rows


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


def front_choices(standing: Standing, front: Front) -> list[FrontChoice]:
    """The projects on the map that a front may have, its own first."""
    choices = []
    for rows in fronts_for(standing):
        is_here = rows.front is not None and rows.front.pk == front.pk
        elsewhere = None if is_here else rows.front
        choices += [FrontChoice(project, is_here, elsewhere) for project in rows.projects]
    return sorted(choices, key=lambda each: (not each.is_here, each.elsewhere is not None))
