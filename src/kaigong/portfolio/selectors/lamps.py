"""What turned: lamps that changed since a moment, and the red ones with whom and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import Colour, Milestone, ProjectLamp
from kaigong.portfolio.selectors.projects import projects_for
from kaigong.wording import said


@dataclass(frozen=True)
class RedProject:
    """A project whose lamp is red: why, since when, who holds it, what comes next."""

    project_id: int
    code: str
    name: str
    reason: str
    rule: str
    since: datetime
    holder: str  # task force, else department, else officer; empty is a fault that the page shows
    next_step: str
    next_on: date | None
    days_late: int | None
    is_sample: bool


def lamps_for(standing: Standing, *, as_of: datetime | None = None) -> QuerySet[Any]:
    """The lamps a person may see, now or as they stood at a past moment (rows of history then)."""
    visible = projects_for(standing).values("pk")
    if as_of is None:
        return ProjectLamp.objects.filter(project__in=visible)
    history: Any = ProjectLamp.history
    latest = (
        history.filter(project_id=OuterRef("project_id"), history_date__lte=as_of)
        .order_by("-history_date", "-history_id")
        .values("history_id")[:1]
    )
    found: QuerySet[Any] = history.filter(
        zone=standing.zone, project__in=visible, history_id=Subquery(latest)
    )
    return found.exclude(history_type="-")


def turned_red_since(
    standing: Standing, moment: datetime, *, as_of: datetime | None = None
) -> QuerySet[Any]:
    """The red lamps that turned red after a moment, the latest first."""
    red = lamps_for(standing, as_of=as_of).filter(colour=Colour.RED, since__gt=moment)
    return red.order_by("-since", "project")


def turned_from_red_since(
    standing: Standing, moment: datetime, *, as_of: datetime | None = None
) -> int:
    """How many projects were red at a moment and are not any more."""
    better = lamps_for(standing, as_of=as_of).exclude(colour=Colour.RED)
    were_red = lamps_for(standing, as_of=moment).filter(colour=Colour.RED)
    return better.filter(since__gt=moment, project_id__in=were_red.values("project_id")).count()


def red_projects(
    standing: Standing, *, today: date, as_of: datetime | None = None
) -> list[RedProject]:
    """Every red project in sight with its reason, the one longest late first."""
    coming = Milestone.objects.filter(project=OuterRef("pk"), done_on=None, due_on__gte=today)
    passed = Milestone.objects.filter(project=OuterRef("pk"), done_on=None, due_on__lt=today)
    lamps = {
        lamp.project_id: lamp for lamp in lamps_for(standing, as_of=as_of).filter(colour=Colour.RED)
    }
    projects = (
        projects_for(standing)
        .filter(pk__in=list(lamps) if len(lamps) < 1000 else projects_for(standing).values("pk"))
        .select_related("task_force", "lead_department", "service_officer")
        .annotate(
            next_step=Subquery(coming.order_by("due_on").values("name")[:1]),
            next_on=Subquery(coming.order_by("due_on").values("due_on")[:1]),
            passed_on=Subquery(passed.order_by("due_on").values("due_on")[:1]),
            last_milestone=Max("milestones__due_on"),
        )
        .order_by("code")
    )
    found = []
    for project in projects:
        lamp = lamps.get(project.pk)
        if lamp is None:
            continue
        holder = project.task_force or project.lead_department or project.service_officer or ""
        promised = {
            "late-start": project.planned_start_on,
            "completion-passed": project.planned_completion_on,
            "milestone-passed": project.passed_on,
        }.get(lamp.rule)
        found.append(
            RedProject(
                project_id=project.pk,
                code=project.code,
                name=str(project),
                reason=said(lamp.reason, lamp.reason_en or lamp.reason),
                rule=lamp.rule,
                since=lamp.since,
                holder=str(holder),
                next_step=project.next_step or "",
                next_on=project.next_on,
                days_late=(today - promised).days if promised else None,
                is_sample=project.is_sample,
            )
        )
    return sorted(found, key=lambda red: -(red.days_late or 0))
