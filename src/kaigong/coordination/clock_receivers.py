"""What coordination does when something happens below it or in it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.dispatch import receiver

from kaigong.accounts.events import zone_opened
from kaigong.accounts.models import User, Zone
from kaigong.coordination import events
from kaigong.coordination.life import OVER
from kaigong.coordination.models import EscalationRule, Issue
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.condition_kinds import begin_condition_kinds
from kaigong.coordination.services.deadlines import reckon_deadlines
from kaigong.coordination.services.rules import begin_rules
from kaigong.coordination.tasks import escalate_issue, reckon_zone
from kaigong.engines.escalation import Watch
from kaigong.portfolio.events import notices_changed
from kaigong.portfolio.services.lamps import judge_projects

# Beyond so many open issues the page of the notice does not wait for their deadlines.
MOST_AT_ONCE = 5000


@receiver(zone_opened)
def give_the_head_start(zone: Zone, by: User | None, **_: object) -> None:
    """Categories, start-up conditions and rules that every zone begins with."""
    begin_categories(zone, by=by)
    begin_condition_kinds(zone, by=by)
    begin_rules(zone, by=by)


@receiver(notices_changed)
def reckon_anew(zone: Zone, by: User | None, **_: object) -> None:
    """Other working days, other deadlines: all or none with the notice itself."""
    count = Issue.objects.filter(zone=zone).exclude(state__in=OVER).count()
    if count > MOST_AT_ONCE:
        transaction.on_commit(partial(reckon_zone.enqueue, zone.pk, by.pk if by else None))
    elif count:
        reckon_deadlines(zone, by=by)


@receiver(events.issue_moved)
def climb_at_once(zone: Zone, issue: Issue, move: str, **_: object) -> None:
    """A refusal does not wait for the round."""
    if move not in {"refuse", "hand_back"}:
        return
    rules = EscalationRule.objects.filter(
        zone=zone, watch=Watch.REFUSED, is_on=True, closed_at=None, after=0
    )
    if rules.exists():
        escalate_issue.enqueue(zone.pk, issue.pk)


@receiver([events.issue_moved, events.deadline_moved])
def judge_its_project(zone: Zone, issue: Issue, **_: object) -> None:
    """The lamp of the project in whose way the issue stands."""
    if issue.project_id is not None:
        judge_projects(zone, [issue.project_id])
