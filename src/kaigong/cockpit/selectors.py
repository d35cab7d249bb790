"""Reading decisions, published figures and visits on somebody's behalf."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.cockpit.models import Decision, DecisionState, LastVisit, PublishedFigure
from kaigong.portfolio import selectors as portfolio
from kaigong.portfolio.headline import Headline
from kaigong.portfolio.moments import zone_moment


def decisions_for(standing: Standing) -> QuerySet[Decision]:
    """The decisions a person may see: all with the command page, else those one has asked for."""
    found = Decision.objects.filter(zone=standing.zone)
    if not standing.may("cockpit.see_command"):
        found = found.filter(asked_by=standing.user)
    visible = portfolio.projects_for(standing).values("pk")
    return found.filter(Q(project=None) | Q(project__in=visible)).select_related(
        "asked_by", "asked_of", "decided_by", "project", "zone"
    )


def decisions_waiting(standing: Standing, *, as_of: datetime | None = None) -> QuerySet[Decision]:
    """What waits to be decided, due first first; a leader sees what is put to him or to all."""
    found = decisions_for(standing)
    if standing.may("cockpit.decide"):
        found = found.filter(Q(asked_of=None) | Q(asked_of=standing.user))
    if as_of is None:
        return found.filter(state=DecisionState.WAITING).order_by("due_at", "id")
    waited = Q(decided_at=None) | Q(decided_at__gt=as_of)
    return found.filter(waited, asked_at__lte=as_of).order_by("due_at", "id")


def published_beside(zone: Zone, figure: str) -> list[PublishedFigure]:
    """The published figures that stand beside a computed one."""
    found = PublishedFigure.objects.filter(zone=zone, figure=figure)
    return list(found.order_by("-is_of_record", "-as_of", "id"))


def published_for(headline: Headline) -> dict[str, PublishedFigure]:
    """Of the published figures those that stand beside a computed one, by its key."""
    found = PublishedFigure.objects.filter(
        zone=headline.zone, period__startswith=str(headline.month.year)
    )
    known = found.exclude(figure="").exclude(published_on__gt=headline.look.today)
    known = known.exclude(published_on=None, as_of__gt=headline.look.today)
    return {each.figure: each for each in known.order_by("is_of_record")}


@dataclass(frozen=True)
class Contradiction:
    """Published figures of one subject and period that do not agree, and the question about it."""

    subject: str
    period: str
    figures: tuple[PublishedFigure, ...]
    decision: Decision | None

    @property
    def is_settled(self) -> bool:
        return any(figure.is_of_record for figure in self.figures)


def contradictions_in(standing: Standing) -> list[Contradiction]:
    """Where published figures contradict each other; several measures make one contradiction."""
    groups: dict[tuple[str, str], list[PublishedFigure]] = {}
    for figure in PublishedFigure.objects.filter(zone=standing.zone):
        groups.setdefault((figure.subject, figure.period), []).append(figure)
    asked = {each.subject: each for each in decisions_for(standing).exclude(subject="")}
    return [
        Contradiction(subject, period, tuple(figures), asked.get(subject))
        for (subject, period), figures in sorted(groups.items())
        if _disagree(figures)
    ]


def _disagree(figures: Iterable[PublishedFigure]) -> bool:
    values: dict[tuple[str, str], set[object]] = {}
    for figure in figures:
        values.setdefault((figure.name, figure.unit), set()).add(figure.value)
    return any(len(different) > 1 for different in values.values())


def last_look(standing: Standing, *, as_of: datetime | None = None) -> datetime:
    """Since when things are new for a person, without noting a visit (the wall does not visit).

    A past day looks back a week: nobody's visits of that time are on record.
    """
    if as_of is not None:
        return as_of - timedelta(days=7)
    visit = LastVisit.objects.filter(user=standing.user, zone=standing.zone).first()
    return visit.since if visit else zone_moment(standing.zone) - timedelta(days=7)
