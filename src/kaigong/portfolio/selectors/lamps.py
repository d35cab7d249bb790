"""What turned: the lamps that a person may see, and which of them changed since a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from kaigong.accounts.selectors import Standing
from kaigong.portfolio.models import Colour, ProjectLamp
from kaigong.portfolio.selectors.projects import projects_for


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
