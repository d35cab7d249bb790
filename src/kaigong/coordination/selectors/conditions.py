"""Which start-up conditions a person may see, and how ready the starts are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from kaigong.accounts.models import Zone
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import (
    OPEN_STATES,
    Condition,
    ConditionKind,
    ConditionState,
    ConditionTurn,
)
from kaigong.engines.readiness import Need, Readiness, readiness_of
from kaigong.portfolio.selectors import projects_for
from kaigong.portfolio.selectors.projects import looked_after_by

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

# Stages in which works have not begun and may still begin, and what counts as one start.
BEFORE_START = ("lead", "negotiation", "signed", "land", "approval")


def condition_kinds_of(zone: Zone, *, with_closed: bool = False) -> list[ConditionKind]:
    """The kinds of a zone in their order; those that are asked no more only when wanted."""
    found = ConditionKind.objects.filter(zone=zone).select_related("usual_owner", "category")
    return list(found if with_closed else found.filter(closed_at=None))


def conditions_for(standing: Standing) -> QuerySet[Condition]:
    """The conditions that a person may see.

    Who sees the whole zone sees all; others those of their projects, and those that their body
    owes: a water company its water, and nothing else of the same project. A firm sees its own.
    """
    if not standing.may("coordination.see_conditions"):
        return Condition.objects.none()
    found = Condition.objects.filter(kind__zone=standing.zone)
    if standing.reach is Reach.ZONE:
        return found
    mine = Q(project__in=projects_for(standing).values("pk"))
    if standing.reach is not Reach.OWN:
        mine |= Q(owner__in=standing.organisation_ids)
    return found.filter(mine)


def conditions_to_answer(standing: Standing) -> QuerySet[Condition]:
    """What a person's body owes and has not provided, the nearest promise first."""
    if not standing.may("coordination.answer_conditions"):
        return Condition.objects.none()
    return (
        Condition.objects.filter(
            kind__zone=standing.zone,
            owner__in=standing.organisation_ids,
            state__in=OPEN_STATES,
        )
        .select_related("project", "kind", "owner")
        .order_by("promised_on", "answer_due_on", "id")
    )


@dataclass(frozen=True)
class ProjectConditions:
    """A project with its conditions in the order of the kinds; what was never asked has none.

    Attributes:
        is_of_ledger: Whether the reader sees the project itself; who only owes something does not.
        readiness: Of all kinds; none where the reader sees only a part of them.
    """

    project: Project
    cells: Sequence[tuple[ConditionKind, Condition | None]]
    is_of_ledger: bool
    readiness: Readiness | None


def conditions_of(standing: Standing, code: str) -> ProjectConditions:
    """One project's conditions as a person may see them.

    Raises:
        Http404: no such project, or neither it nor a condition of it is for this person.
    """
    seen = projects_for(standing).filter(code=code).select_related("zone").first()
    of_project = conditions_for(standing).filter(project__code=code)
    turns = ConditionTurn.objects.select_related("by", "acting_for")
    held = list(
        of_project.select_related("project__zone", "kind", "owner").prefetch_related(
            Prefetch("turns", turns.order_by("id")),
            "papers__paper",
            "issue_links__issue",
        )
    )
    if seen is None and not held:
        raise Http404
    project = seen or held[0].project
    kinds = condition_kinds_of(standing.zone)
    known = {each.pk for each in kinds}
    # What was asked under a kind that is closed now stays to be seen.
    kinds += [each.kind for each in held if each.kind_id not in known]
    return shown_of(
        project, kinds, held, is_of_ledger=seen is not None, today=standing.zone.today()
    )


def shown_of(
    project: Project,
    kinds: Sequence[ConditionKind],
    held: Iterable[Condition],
    *,
    is_of_ledger: bool,
    today: date,
) -> ProjectConditions:
    """Put conditions under their kinds, and say how ready the start is."""
    by_kind = {each.kind_id: each for each in held}
    cells = [(kind, by_kind.get(kind.pk)) for kind in kinds]
    if not is_of_ledger:
        return ProjectConditions(project, [each for each in cells if each[1]], False, None)
    return ProjectConditions(project, cells, True, ready(project, cells, today=today))


def ready(
    project: Project, cells: Iterable[tuple[ConditionKind, Condition | None]], *, today: date
) -> Readiness:
    """How ready a start is. A kind that is asked no more counts only where it was asked."""
    needs = [
        Need(
            kind.key,
            is_met=condition is not None and condition.is_met,
            promised_on=condition.promised_on
            if condition and condition.state == ConditionState.PROMISED
            else None,
        )
        for kind, condition in cells
    ]
    return readiness_of(needs, on=today, planned_start_on=project.planned_start_on)


def is_before_start(project: Project) -> bool:
    return project.started_on is None and project.stage in BEFORE_START


def starts_for(standing: Standing) -> QuerySet[Project]:
    """The projects on the wall chart: what waits to start, and what was asked and is not there."""
    asked = conditions_for(standing).filter(state__in=OPEN_STATES)
    mine = projects_for(standing)
    waiting = mine.filter(stage__in=BEFORE_START, started_on=None, counts_in=None).exclude(
        kind="reserve"
    )
    everything = Condition.project.get_queryset().filter(zone=standing.zone)
    found = everything.filter(Q(pk__in=waiting.values("pk")) | Q(pk__in=asked.values("project")))
    return found.select_related("service_officer", "zone")


def wall_of(
    standing: Standing, projects: Sequence[Project], kinds: Sequence[ConditionKind]
) -> list[ProjectConditions]:
    """The rows of the wall chart for some projects, in the order given."""
    ids = [project.pk for project in projects]
    held: dict[int, list[Condition]] = {}
    seen = conditions_for(standing).filter(project__in=ids, kind__in=[each.pk for each in kinds])
    for condition in seen.select_related("owner", "kind"):
        held.setdefault(condition.project_id, []).append(condition)
    mine = set(projects_for(standing).filter(pk__in=ids).values_list("pk", flat=True))
    today = standing.zone.today()
    return [
        shown_of(
            project, kinds, held.get(project.pk, ()), is_of_ledger=project.pk in mine, today=today
        )
        for project in projects
    ]


def owed_conditions(standing: Standing, projects: Iterable[int]) -> list[Condition]:
    """What some projects' starts wait for, promised or asked."""
    found = conditions_for(standing).filter(project__in=list(projects), state__in=OPEN_STATES)
    return list(found.select_related("kind", "project").order_by("project", "id"))


def usual_owners(zone: Zone, kinds: Iterable[ConditionKind]) -> Mapping[int, int]:
    """Whom to ask for each kind: the usual owner, else who was asked last."""
    found = {kind.pk: kind.usual_owner_id for kind in kinds if kind.usual_owner_id}
    asked = Condition.objects.filter(kind__zone=zone, owner__isnull=False, owner__closed_at=None)
    for kind_id, owner_id in asked.order_by("-moved_at").values_list("kind", "owner")[:200]:
        found.setdefault(kind_id, owner_id)
    return {key: value for key, value in found.items() if value is not None}


def officers_projects(standing: Standing) -> QuerySet[Project]:
    """The projects that a person is the service officer of, or stands in for today."""
    return projects_for(standing).filter(looked_after_by(standing))


def officers_project_ids(standing: Standing) -> list[int]:
    """Their keys, for several questions: most people look after none, and ask no more."""
    return list(officers_projects(standing).order_by().values_list("pk", flat=True))
