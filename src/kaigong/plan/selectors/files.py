"""The files that were given for a plan, and the one that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from kaigong.engines.scheduling import files
from kaigong.engines.scheduling.files import FileProject, ScheduleFile
from kaigong.plan.models import BringState, PlanFile, SubPlan

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project


def origin_of(plan: SubPlan) -> PlanFile | None:
    """The file that a plan came from: the last that was brought and not undone."""
    brought = PlanFile.objects.filter(project=plan.project_id, state=BringState.BROUGHT)
    return brought.filter(edit__undone_by=None).order_by("-pk").first()


def file_of(project: Project, number: int) -> PlanFile:
    """One file of a project that the person may see.

    Raises:
        Http404: the project has none of that number.
    """
    found = (
        PlanFile.objects.filter(project=project, pk=number)
        .select_related("edit", "by", "project")
        .first()
    )
    if found is None:
        raise Http404
    return found


def read_kept(kept: PlanFile) -> ScheduleFile:
    """A kept file, read again."""
    with kept.file.open("rb") as content:
        return files.read(content.read(), name=kept.name)


def project_in(file: ScheduleFile, key: str) -> FileProject:
    """The project of a key.

    Raises:
        UnknownFileProjectError: the file has none.
    """
    for project in file.projects:
        if project.key == key:
            return project
    raise files.UnknownFileProjectError(key=key)
