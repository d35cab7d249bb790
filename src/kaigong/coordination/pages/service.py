"""An officer's week, the page of a hand-over, and a firm's dealings, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import QuerySet

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.coordination import registries
from kaigong.coordination.life import OVER
from kaigong.coordination.models import (
    OPEN_STATES,
    Condition,
    ConditionState,
    Contact,
    HandOver,
    HandOverState,
    Issue,
)
from kaigong.coordination.registries import Dealing, Waiting
from kaigong.coordination.selectors import open_issues_for
from kaigong.coordination.selectors.conditions import conditions_for
from kaigong.coordination.selectors.service import (
    AHEAD_DAYS,
    FINISHED,
    STUCK_DAYS,
    Silence,
    projects_of_officer,
    silent_firms,
    steps_due,
)
from kaigong.engines.dealings import Rework, Step, rework_of
from kaigong.portfolio.selectors import projects_for
from kaigong.portfolio.selectors.milestones import open_milestones_of

if TYPE_CHECKING:
    from kaigong.portfolio.models import Milestone, Project

LATEST = 3
MOST_SILENT = 15  # as the page cuts them


@dataclass(frozen=True)
class Week:
    """What an officer has to look after now; late things first in each part."""

    person: User
    projects: int
    promises: list[Condition]
    steps: list[Contact]
    permits: list[Waiting]
    stuck: list[Issue]
    silent: list[Silence]

    @property
    def silent_left(self) -> int:
        """How many of the silent ones stand below those that the page shows."""
        return max(0, len(self.silent) - MOST_SILENT)


def week_of(standing: Standing, person: User) -> Week:
    """The week of an officer, as far as who asks may see the projects."""
    today = standing.zone.today()
    projects = projects_of_officer(standing, person).exclude(stage__in=FINISHED)
    until = today + timedelta(days=AHEAD_DAYS)
    promised = conditions_for(standing).filter(
        project__in=projects.values("pk"),
        state=ConditionState.PROMISED,
        promised_on__lte=until,
    )
    stuck = open_issues_for(standing).filter(
        project__in=projects.values("pk"), moved_at__lt=_moment_before(standing, STUCK_DAYS)
    )
    return Week(
        person,
        projects.count(),
        list(promised.select_related("project", "kind", "owner").order_by("promised_on", "id")),
        list(steps_due(projects.values("pk"), until)),
        [each for source in registries.waiting for each in source.waiting(standing, projects)],
        list(stuck.select_related("project", "lead", "owner").order_by("moved_at")),
        silent_firms(standing, projects),
    )


def _moment_before(standing: Standing, days: int) -> datetime:
    """So many days before now; where a demo stands still, before its own day."""
    zone = standing.zone
    if zone.stands_on is not None:
        return zone.end_of(zone.stands_on - timedelta(days=days))
    return clock.now() - timedelta(days=days)


@dataclass(frozen=True)
class HandedProject:
    """One project on the page of a hand-over: what is open, promised, and was said last."""

    project: Project
    issues: Sequence[Issue]
    conditions: Sequence[Condition]
    milestones: Sequence[Milestone]
    steps: Sequence[Contact]
    contacts: Sequence[Contact]


Row = TypeVar("Row", "Issue", "Condition", "Contact", "Milestone")


def handed_projects(hand_over: HandOver) -> list[HandedProject]:
    """What goes with the projects; who takes them over sees it before he or she accepts."""
    projects = list(hand_over.projects.select_related("investor", "task_force").order_by("code"))
    ids = [project.pk for project in projects]
    open_issues = Issue.objects.filter(project__in=ids).exclude(state__in=OVER)
    missing = Condition.objects.filter(project__in=ids, state__in=OPEN_STATES)
    said = Contact.objects.filter(project__in=ids)
    issues = _by_project(open_issues.select_related("lead").order_by("solution_due_on", "id"))
    conditions = _by_project(missing.select_related("kind", "owner"))
    contacts = _by_project(said.select_related("by"))
    milestones = _by_project(_milestones_of(hand_over, ids))
    return [
        HandedProject(
            project,
            issues.get(project.pk, ()),
            conditions.get(project.pk, ()),
            milestones.get(project.pk, ()),
            [each for each in contacts.get(project.pk, ()) if each.next_step and not each.done_at],
            contacts.get(project.pk, [])[:LATEST],
        )
        for project in projects
    ]


def _milestones_of(hand_over: HandOver, project_ids: list[int]) -> list[Milestone]:
    """The promises that go with the projects; of an answered one those that went."""
    if hand_over.state == HandOverState.OFFERED:
        return open_milestones_of(hand_over.giver, project_ids)
    return list(Issue.milestone.get_queryset().filter(pk__in=hand_over.milestones))


def _by_project(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        if row.project_id is not None:
            found.setdefault(row.project_id, []).append(row)
    return found


@dataclass(frozen=True)
class Matter:
    """One matter of a firm with its steps, and what its returns cost."""

    title: str
    url: str
    steps: Sequence[Dealing]
    rework: Rework

    @property
    def began_on(self) -> date:
        return self.steps[0].on


@dataclass(frozen=True)
class Dealings:
    """All matters of a firm with the zone, the one with most days lost first."""

    matters: Sequence[Matter]

    @property
    def rounds(self) -> int:
        return sum(len(each.rework.rounds) for each in self.matters)

    @property
    def days_lost(self) -> int:
        return sum(each.rework.days_lost for each in self.matters)

    @property
    def timeline(self) -> list[Dealing]:
        """Every step of every matter, the latest first."""
        steps = [step for matter in self.matters for step in matter.steps]
        return sorted(steps, key=lambda each: each.on, reverse=True)


def dealings_of(standing: Standing, project: Project) -> Dealings:
    """The dealings of a project's firm over all of its projects that the reader sees."""
    projects: QuerySet[Project] = projects_for(standing)
    if project.investor_id is not None:
        projects = projects.filter(investor=project.investor_id)
    else:
        projects = projects.filter(pk=project.pk)
    by_matter: dict[str, list[Dealing]] = {}
    for source in registries.dealings:
        for dealing in source.dealings(standing, projects):
            by_matter.setdefault(dealing.matter, []).append(dealing)
    today = standing.zone.today()
    matters = [
        Matter(
            steps[0].title,
            steps[0].url,
            steps,
            rework_of([Step(each.on, each.kind) for each in steps], on=today),
        )
        for steps in by_matter.values()
    ]
    return Dealings(
        sorted(matters, key=lambda each: (-each.rework.days_lost, each.began_on, each.title))
    )
