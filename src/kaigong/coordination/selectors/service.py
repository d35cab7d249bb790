"""Who looks after what: terms, loads, an officer's week, contacts and hand-overs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q, QuerySet
from django.http import Http404

from kaigong.accounts.models import Organisation, Role, User
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing, memberships_in, people_in
from kaigong.coordination.life import OVER
from kaigong.coordination.models import (
    Condition,
    ConditionState,
    Contact,
    HandOver,
    HandOverState,
    Issue,
    Mandate,
    OfficerPart,
    OfficerTerm,
)
from kaigong.portfolio.selectors import projects_for

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

# What a project in a stage asks of its officer, against one that is only talked about (1): the
# way from signing to the start is the busiest. Kaigong, 2026; a rule of thumb, shown as such.
STAGE_WEIGHTS = {
    "lead": 1, "negotiation": 1, "signed": 3, "land": 3, "approval": 4, "started": 3,
    "construction": 2, "suspended": 1, "completed": 1,
}  # fmt: skip
FINISHED = ("completed", "production", "cancelled")
AHEAD_DAYS = 14
STUCK_DAYS = 7
SILENT_DAYS = 14


def running_terms(on: date) -> QuerySet[OfficerTerm]:
    """The terms in force on a day."""
    return OfficerTerm.objects.filter(from_on__lte=on).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on)
    )


def stood_in_for(standing: Standing) -> Q:
    """The projects in which a person stands in for the officer today; a part of the reach."""
    mine = running_terms(standing.zone.today()).filter(
        person=standing.user, part=OfficerPart.SUBSTITUTE
    )
    return Q(pk__in=mine.values("project"))


def officers_in(standing: Standing) -> QuerySet[User]:
    """Everybody who can look after projects: who has the role, or has a project already."""
    role = memberships_in(standing.zone).filter(role=Role.SERVICE)
    named = Condition.project.get_queryset().filter(zone=standing.zone).order_by()
    everybody = people_in(standing.zone).filter(is_active=True)
    return everybody.filter(
        Q(pk__in=role.values("user")) | Q(pk__in=named.values("service_officer"))
    )


def projects_of_officer(standing: Standing, person: User) -> QuerySet[Project]:
    """What a person looks after today, as far as who asks may see it."""
    mine = running_terms(standing.zone.today()).filter(person=person, part=OfficerPart.SUBSTITUTE)
    return projects_for(standing).filter(
        Q(service_officer=person) | Q(pk__in=mine.values("project"))
    )


# --- load ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """What one officer carries.

    Attributes:
        weight: Projects by the weight of their stage.
        issues: Open issues of the projects.
        promises: Conditions promised, and next steps of contacts, due within a fortnight or late.
    """

    person: User
    bodies: tuple[Organisation, ...]
    projects: int
    weight: int
    issues: int
    promises: int

    @property
    def points(self) -> int:
        return self.weight + self.issues + self.promises


def loads_in(standing: Standing) -> list[Load]:
    """The load of every officer, the lightest first; over all projects of the zone."""
    zone, soon = standing.zone, standing.zone.today() + timedelta(days=AHEAD_DAYS)
    people = list(officers_in(standing))
    rows = (
        Condition.project.get_queryset()
        .filter(zone=zone, service_officer__in=people)
        .exclude(stage__in=FINISHED)
        .order_by()
        .values_list("service_officer", "stage")
    )
    count: Counter[int] = Counter()
    weight: Counter[int] = Counter()
    for officer, stage in rows:
        count[officer] += 1
        weight[officer] += STAGE_WEIGHTS.get(stage, 0)
    issues = Counter(
        Issue.objects.filter(zone=zone, project__service_officer__in=people)
        .exclude(state__in=OVER)
        .order_by()
        .values_list("project__service_officer", flat=True)
    )
    promises = Counter(
        Condition.objects.filter(
            project__service_officer__in=people,
            kind__zone=zone,
            state=ConditionState.PROMISED,
            promised_on__lte=soon,
        )
        .order_by()
        .values_list("project__service_officer", flat=True)
    )
    promises += Counter(
        Contact.objects.filter(
            project__zone=zone,
            project__service_officer__in=people,
            next_on__lte=soon,
            done_at=None,
        )
        .order_by()
        .values_list("project__service_officer", flat=True)
    )
    bodies: dict[int, list[Organisation]] = {}
    for membership in memberships_in(zone).filter(role=Role.SERVICE):
        bodies.setdefault(membership.user_id, []).append(membership.organisation)
    found = [
        Load(
            person,
            tuple(bodies.get(person.pk, ())),
            count[person.pk],
            weight[person.pk],
            issues[person.pk],
            promises[person.pk],
        )
        for person in people
    ]
    return sorted(found, key=lambda load: (load.points, load.projects, load.person.username))


def proposed_for(project: Project, loads: Sequence[Load]) -> Load | None:
    """Who is free for a project: the lightest of its task force, else the lightest of all."""
    of_force = [
        load
        for load in loads
        if any(body.pk == project.task_force_id for body in load.bodies) and load.person.is_active
    ]
    return next(iter(of_force or list(loads)), None)


def without_officer(standing: Standing) -> QuerySet[Project]:
    """Projects that nobody looks after."""
    found = projects_for(standing).filter(service_officer=None, counts_in=None)
    return found.exclude(stage__in=FINISHED).select_related("task_force").order_by("code")


# --- contacts ----------------------------------------------------------------------------------


def contacts_of(project: Project) -> QuerySet[Contact]:
    return Contact.objects.filter(project=project).select_related("by")


def steps_due(projects: Sequence[int] | QuerySet[Any, Any], until: date) -> QuerySet[Contact]:
    """Next steps that were agreed with firms and not taken, the nearest first."""
    found = Contact.objects.filter(project__in=projects, next_on__lte=until, done_at=None)
    return found.exclude(next_step="").select_related("project").order_by("next_on", "id")


def mandate_of(project: Project) -> Mandate | None:
    """The mandate that holds longest."""
    return Mandate.objects.filter(project=project).order_by("-valid_until", "-id").first()


@dataclass(frozen=True)
class Silence:
    """A project whose firm was not heard of for some days; `last_on` is none if never."""

    project: Project
    last_on: date | None
    days: int | None


def silent_firms(
    standing: Standing, projects: QuerySet[Project], *, days: int = SILENT_DAYS
) -> list[Silence]:
    """Firms with which nobody spoke, and which raised nothing, for some days; the longest first."""
    zone, today = standing.zone, standing.zone.today()
    rows = list(
        projects.exclude(investor=None)
        .exclude(stage__in=FINISHED)
        .exclude(kind="reserve")
        .select_related("investor")
    )
    ids = [project.pk for project in rows]
    spoken = dict(
        Contact.objects.filter(project__in=ids)
        .order_by()
        .values("project")
        .annotate(last=Max("on"))
        .values_list("project", "last")
    )
    raised: dict[int, datetime] = dict(
        Issue.objects.filter(project__in=ids, raised_for__kind="firm")
        .order_by()
        .values("project")
        .annotate(last=Max("raised_at"))
        .values_list("project", "last")
    )
    found = []
    for project in rows:
        heard = [spoken[project.pk]] if project.pk in spoken else []
        if project.pk in raised:
            heard.append(zone.moment_there(raised[project.pk]).date())
        last = max(heard, default=None)
        if last is None or (today - last).days >= days:
            found.append(Silence(project, last, (today - last).days if last else None))
    return sorted(found, key=lambda each: (each.last_on or date.min, each.project.code))


# --- hand-overs ----------------------------------------------------------------------------------


def hand_overs_for(standing: Standing) -> QuerySet[HandOver]:
    """The hand-overs that a person gives or takes; who sees the whole zone sees all."""
    found = HandOver.objects.filter(zone=standing.zone).select_related("giver", "taker", "by")
    if standing.reach is Reach.ZONE:
        return found
    return found.filter(Q(giver=standing.user) | Q(taker=standing.user))


def hand_over_for(standing: Standing, key: int) -> HandOver:
    """One hand-over.

    Raises:
        Http404: no such hand-over, or not for this person; the two cannot be told apart.
    """
    found = hand_overs_for(standing).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def hand_overs_waiting(standing: Standing) -> QuerySet[HandOver]:
    """What waits for this person to accept."""
    waiting = hand_overs_for(standing).filter(taker=standing.user, state=HandOverState.OFFERED)
    return waiting.order_by("offered_at")
