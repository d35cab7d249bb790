"""What issues and start-up conditions tell of a firm's dealings with the zone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.condition_life import condition_move_called
from kaigong.coordination.life import move_called
from kaigong.coordination.models import ConditionTurn, IssueTurn
from kaigong.coordination.registries import Dealing
from kaigong.coordination.selectors import issues_for
from kaigong.coordination.selectors.conditions import conditions_for
from kaigong.engines.dealings import StepKind
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

_OF_ISSUE = {
    "assign": StepKind.SUBMITTED,
    "accept": StepKind.ANSWERED,
    "begin": StepKind.ANSWERED,
    "refuse": StepKind.RETURNED,
    "hand_back": StepKind.RETURNED,
    "claim": StepKind.SUBMITTED,
    "send_back": StepKind.RETURNED,
    "reopen": StepKind.RETURNED,
    "verify": StepKind.DONE,
    "close": StepKind.DONE,
    "withdraw": StepKind.DONE,
}
_OF_CONDITION = {
    "ask": StepKind.SUBMITTED,
    "promise": StepKind.ANSWERED,
    "postpone": StepKind.ANSWERED,
    "provide": StepKind.DONE,
    "refuse": StepKind.RETURNED,
    "withdraw": StepKind.RETURNED,
    "dispute": StepKind.RETURNED,
    "spare": StepKind.DONE,
}


def issue_dealings(standing: Standing, projects: QuerySet[Project]) -> Iterator[Dealing]:
    """Each issue of the projects: raised, then its moves; remarks are no steps."""
    zone = standing.zone
    turns = IssueTurn.objects.exclude(move="").select_related("by", "acting_for").order_by("id")
    found = issues_for(standing).filter(project__in=projects.values("pk"))
    for issue in found.select_related("raised_by", "raised_for").prefetch_related(
        Prefetch("turns", turns)
    ):
        facts = {
            "matter": f"issue-{issue.pk}",
            "title": f"{issue.number} {issue.title}",
            "url": reverse("coordination:issue", args=[zone.slug, issue.number]),
        }
        yield Dealing(
            on=zone.moment_there(issue.raised_at).date(),
            kind=StepKind.SUBMITTED,
            what=said("提出", "Raised"),
            who=str(issue.raised_for or issue.raised_by or ""),
            **facts,
        )
        for turn in issue.turns.all():
            if (move := move_called(turn.move)) and move.key in _OF_ISSUE:
                yield Dealing(
                    on=zone.moment_there(turn.at).date(),
                    kind=_OF_ISSUE[move.key],
                    what=str(move.label),
                    who=str(turn.acting_for or turn.by or ""),
                    **facts,
                )


def condition_dealings(standing: Standing, projects: QuerySet[Project]) -> Iterator[Dealing]:
    """Each start-up condition of the projects, from its first move on."""
    zone = standing.zone
    turns = ConditionTurn.objects.select_related("by", "acting_for").order_by("id")
    found = conditions_for(standing).filter(project__in=projects.values("pk"))
    for condition in found.select_related("project", "kind").prefetch_related(
        Prefetch("turns", turns)
    ):
        page = reverse("coordination:conditions_of", args=[zone.slug, condition.project.code])
        for turn in condition.turns.all():
            if (move := condition_move_called(turn.move)) and move.key in _OF_CONDITION:
                yield Dealing(
                    matter=f"condition-{condition.pk}",
                    title=f"{condition.kind} · {condition.project}",
                    on=zone.moment_there(turn.at).date(),
                    kind=_OF_CONDITION[move.key],
                    what=str(move.label),
                    who=str(turn.acting_for or turn.by or ""),
                    url=f"{page}#{condition.kind.key}",
                )
